import { networkEngine } from '../network-engine.ts'
import { POSTGRESQL_ARGUMENTS } from './arguments.ts'
import { postgresqlDialect } from './dialect.ts'
import { describePostgresqlError } from './errors.ts'
import { POSTGRESQL_FUNCTIONS } from './functions.ts'

const URI = 'user:password@host:port/dbname[?key=value&key=value...]'

export const postgresql = networkEngine({
  id: 'postgresql',
  aliases: ['postgres'],
  label: 'PostgreSQL',
  drivers: ['psycopg2', 'psycopg', 'pg8000', 'asyncpg'],
  alsoDrivers: ['psycopg2cffi'],
  uriPlaceholder: `postgresql://${URI}`,
  hasParameters: true,
  variants: [{ label: 'Aurora PostgreSQL', uriPlaceholder: `postgresql://${URI}` }],
  defaultPort: 5432,
  capabilities: { catalogs: true, dynamicCatalog: true, dynamicSchema: true, costEstimate: true, cancel: true, readOnlySession: true, sessionScripts: true },
  dialect: postgresqlDialect,
  functionNames: POSTGRESQL_FUNCTIONS,
  arguments: POSTGRESQL_ARGUMENTS,
  describeError: describePostgresqlError,
  load: async (config) => (await import('./driver.ts')).connectPostgresql(config),
})
