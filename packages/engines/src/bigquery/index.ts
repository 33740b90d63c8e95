import { wireErrors } from '../http/errors.ts'
import { networkEngine } from '../network-engine.ts'
import { bigqueryDialect } from './dialect.ts'

export const bigquery = networkEngine({
  id: 'bigquery',
  label: 'Google BigQuery',
  drivers: ['bigquery'],
  uriPlaceholder: 'bigquery://{project_id}',
  defaultPort: null,
  capabilities: {
    catalogs: true,
    dynamicCatalog: true,
    dynamicSchema: true,
    crossCatalogQueries: true,
    costEstimate: true,
    cancel: true,
    sshTunnel: false,
    oauth2: true,
    statementsAsOne: true,
  },
  dialect: bigqueryDialect,
  arguments: ['location', 'maximum_bytes_billed', 'user_supplied_client'],
  secretPaths: ['$.credentials_info.private_key'],
  namesHost: false,
  describeError: wireErrors('Google BigQuery'),
  load: async (config) => (await import('./driver.ts')).connectBigquery(config),
})
