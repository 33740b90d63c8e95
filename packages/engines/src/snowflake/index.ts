import { wireErrors } from '../http/errors.ts'
import { networkEngine } from '../network-engine.ts'
import { snowflakeDialect } from './dialect.ts'

export const snowflake = networkEngine({
  id: 'snowflake',
  label: 'Snowflake',
  drivers: ['snowflake'],
  uriPlaceholder: 'snowflake://{user}:{access_token}@{account}/{database}/{schema}?role={role}&warehouse={warehouse}',
  defaultPort: null,
  capabilities: { catalogs: true, dynamicCatalog: true, dynamicSchema: true, crossCatalogQueries: true, cancel: true, sshTunnel: false, oauth2: true },
  dialect: snowflakeDialect,
  arguments: ['role', 'warehouse'],
  secretPaths: ['$.auth_params.privatekey_body', '$.auth_params.privatekey_pass'],
  namesHost: false,
  describeError: wireErrors('Snowflake'),
  load: async (config) => (await import('./driver.ts')).connectSnowflake(config),
})
