import { networkEngine } from '../network-engine.ts'
import { trinoDialect } from './dialect.ts'
import { trinoErrors } from './errors.ts'
import { TRINO_FUNCTIONS } from './functions.ts'

export const trino = networkEngine({
  id: 'trino',
  label: 'Trino',
  drivers: ['rest'],
  alsoDrivers: ['http', 'https'],
  uriPlaceholder: 'trino://user:password@host:port/catalog[/schema]',
  defaultPort: 8080,
  capabilities: {
    catalogs: true,
    dynamicCatalog: true,
    dynamicSchema: true,
    crossCatalogQueries: true,
    costEstimate: true,
    cancel: true,
    impersonation: true,
    oauth2: true,
  },
  dialect: trinoDialect,
  functionNames: TRINO_FUNCTIONS,
  arguments: ['protocol', 'verify', 'access_token'],
  describeError: trinoErrors('Trino'),
  partitioned: true,
  load: async (config) => (await import('./driver.ts')).connectTrino(config, 'x-trino'),
})
