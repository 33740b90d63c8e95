import { dialectOnly } from '../network-engine.ts'
import { kustokqlDialect } from './dialect.ts'

export const kustokql = dialectOnly({
  id: 'kustokql',
  label: 'Azure Data Explorer (KQL)',
  drivers: ['kusto'],
  uriPlaceholder:
    'kustokql+https://{cluster_url}/{database}?azure_ad_client_id={client_id}&azure_ad_client_secret={client_secret}&azure_ad_tenant_id={tenant_id}',
  defaultPort: 443,
  capabilities: { sqlComments: false, statementsAsOne: true },
  dialect: kustokqlDialect,
  because: 'it reads KQL, which nothing here writes',
})
