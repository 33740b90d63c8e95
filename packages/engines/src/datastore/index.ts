import { dialectOnly } from '../network-engine.ts'
import { datastoreDialect } from './dialect.ts'

export const datastore = dialectOnly({
  id: 'datastore',
  label: 'Google Cloud Datastore',
  drivers: ['datastore'],
  uriPlaceholder: 'datastore://{project_id}/?database={database}',
  defaultPort: null,
  capabilities: { catalogs: true, dynamicCatalog: true, dynamicSchema: true, crossCatalogQueries: true, sshTunnel: false, statementsAsOne: true },
  dialect: datastoreDialect,
  because: 'its GQL is not written yet',
})
