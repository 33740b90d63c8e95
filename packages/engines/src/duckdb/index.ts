import { validateFile } from '../policy.ts'
import type { Engine } from '../port.ts'
import { lazyConnection } from '../running/lazy-connection.ts'
import { duckdbDialect } from './dialect.ts'
import { describeDuckdbError } from './errors.ts'
import { DUCKDB_FUNCTIONS } from './functions.ts'

export const duckdb: Engine = {
  id: 'duckdb',
  aliases: [],
  label: 'DuckDB',
  drivers: ['duckdb_engine'],
  defaultDriver: 'duckdb_engine',
  uriPlaceholder: 'duckdb:////absolute/path/to/file.duckdb',
  hasParameters: false,
  defaultPort: null,
  capabilities: {
    catalogs: false,
    schemas: true,
    crossCatalogQueries: false,
    joins: true,
    subqueries: true,
    cte: true,
    fileUpload: true,
    costEstimate: false,
    cancel: true,
    sshTunnel: false,
    impersonation: false,
    oauth2: false,
    views: true,
  },
  dialect: duckdbDialect,
  functionNames: DUCKDB_FUNCTIONS,
  validate: ({ uri, policy }) => {
    validateFile(uri, policy)
  },
  connect: (config) => {
    validateFile(config.uri, config.policy)
    return lazyConnection(async () => (await import('./driver.ts')).connectDuckdb(config))
  },
  describeError: describeDuckdbError,
}
