import type { Dialect } from '@coset/sql'
import { type NetworkEngine, networkEngine } from '../network-engine.ts'
import type { Engine } from '../port.ts'
import { POSTGRESQL_ARGUMENTS } from './arguments.ts'
import { postgresqlDialect } from './dialect.ts'
import { pgErrors } from './errors.ts'
import { opening, type PgFlavour, postgresqlFlavour } from './flavour.ts'
import { POSTGRESQL_FUNCTIONS } from './functions.ts'

export interface PgMember extends Omit<NetworkEngine, 'arguments' | 'describeError' | 'load' | 'dialect'> {
  readonly arguments?: readonly string[]
  readonly dialect?: Dialect
  /** How the wire differs from PostgreSQL's. */
  readonly flavour?: Partial<Omit<PgFlavour, 'label' | 'dialect' | 'defaultPort' | 'describeError'>>
}

/** An engine that speaks PostgreSQL's wire, under its own name. */
export const pgMember = (spec: PgMember): Engine => {
  const dialect = spec.dialect ?? postgresqlDialect
  const describeError = pgErrors(spec.label)
  const flavour: PgFlavour = {
    ...postgresqlFlavour,
    label: spec.label,
    dialect,
    defaultPort: spec.defaultPort ?? 5432,
    describeError,
    opening: opening(dialect),
    pipelined: false,
    ...spec.flavour,
  }
  return networkEngine({
    drivers: ['psycopg2'],
    alsoDrivers: ['psycopg', 'pg8000', 'asyncpg', 'psycopg2cffi', 'redshift_connector'],
    functionNames: POSTGRESQL_FUNCTIONS,
    uriPlaceholder: `${spec.id}://user:password@host:port/dbname[?key=value&key=value...]`,
    hasParameters: true,
    ...spec,
    capabilities: { dynamicSchema: true, costEstimate: flavour.explainsJson, cancel: true, readOnlySession: true, ...spec.capabilities },
    dialect,
    arguments: spec.arguments ?? POSTGRESQL_ARGUMENTS,
    describeError,
    load: async (config) => (await import('./driver.ts')).connectPostgresql(config, flavour),
  })
}
