import { databricksDialect } from '../hive/dialect.ts'
import { wireErrors } from '../http/errors.ts'
import { networkEngine } from '../network-engine.ts'

export const databricks = networkEngine({
  id: 'databricks',
  label: 'Databricks',
  drivers: ['databricks-sql-python', 'connector', 'pyhive', 'pyodbc'],
  uriPlaceholder: 'databricks://token:{access_token}@{host}:{port}?http_path={http_path}&catalog={default_catalog}&schema={default_schema}',
  defaultPort: 443,
  capabilities: { catalogs: true, dynamicCatalog: true, dynamicSchema: true, crossCatalogQueries: true, cancel: true, oauth2: true },
  dialect: databricksDialect,
  arguments: ['http_path', 'catalog', 'schema', 'protocol'],
  describeError: wireErrors('Databricks'),
  load: async (config) => (await import('./driver.ts')).connectDatabricks(config),
})
