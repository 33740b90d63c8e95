import { validateNetwork } from '../policy.ts'
import type { Connection, ConnectionConfig, Engine } from '../port.ts'
import { lazyConnection } from '../running/lazy-connection.ts'
import { postgresqlDialect } from './dialect.ts'
import { describePostgresqlError } from './errors.ts'
import { POSTGRESQL_FUNCTIONS } from './functions.ts'

const ARGUMENTS = ['sslmode', 'application_name', 'connect_timeout', 'options', 'target_session_attrs', 'client_encoding']

export const postgresql: Engine = {
  id: 'postgresql',
  aliases: ['postgres'],
  label: 'PostgreSQL',
  drivers: ['psycopg2', 'psycopg', 'pg8000', 'asyncpg'],
  defaultDriver: 'psycopg2',
  uriPlaceholder: 'postgresql://user:password@host:port/dbname[?key=value&key=value...]',
  hasParameters: true,
  defaultPort: 5432,
  capabilities: {
    catalogs: true,
    schemas: true,
    crossCatalogQueries: false,
    joins: true,
    subqueries: true,
    cte: true,
    fileUpload: true,
    costEstimate: true,
    cancel: true,
    sshTunnel: true,
    impersonation: false,
    oauth2: false,
    views: true,
  },
  dialect: postgresqlDialect,
  functionNames: POSTGRESQL_FUNCTIONS,
  validate: ({ uri, policy }) => validateNetwork(uri, policy, ARGUMENTS),
  connect: (config: ConnectionConfig): Connection => {
    validateNetwork(config.uri, config.policy, ARGUMENTS)
    return lazyConnection(async () => (await import('./driver.ts')).connectPostgresql(config))
  },
  describeError: describePostgresqlError,
}
