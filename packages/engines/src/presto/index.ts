import { networkEngine } from '../network-engine.ts'
import { prestoDialect } from '../trino/dialect.ts'
import { trinoErrors } from '../trino/errors.ts'
import { TRINO_FUNCTIONS } from '../trino/functions.ts'

/** Trino's elder: the same protocol under other header names. */
export const presto = networkEngine({
  id: 'presto',
  label: 'Presto',
  drivers: ['rest'],
  alsoDrivers: ['pyhive'],
  uriPlaceholder: 'presto://user:password@host:port/catalog[/schema]',
  defaultPort: 8080,
  capabilities: { catalogs: true, dynamicCatalog: true, dynamicSchema: true, crossCatalogQueries: true, costEstimate: true, cancel: true, impersonation: true },
  dialect: prestoDialect,
  functionNames: TRINO_FUNCTIONS,
  arguments: ['protocol', 'verify', 'access_token'],
  describeError: trinoErrors('Presto'),
  partitioned: true,
  load: async (config) => (await import('../trino/driver.ts')).connectTrino(config, 'x-presto'),
})
