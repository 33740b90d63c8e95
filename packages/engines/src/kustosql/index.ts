import { dialectOnly } from '../network-engine.ts'
import { kustosqlDialect } from './dialect.ts'

export const kustosql = dialectOnly({
  id: 'kustosql',
  label: 'Azure Data Explorer (SQL)',
  drivers: ['kusto'],
  uriPlaceholder:
    'kustosql+https://{cluster_url}/{database}?azure_ad_client_id={client_id}&azure_ad_client_secret={client_secret}&azure_ad_tenant_id={tenant_id}',
  defaultPort: 443,
  capabilities: { sqlComments: false },
  dialect: kustosqlDialect,
  because: 'signing in with Azure is not written yet',
})
