import type { Dialect } from '@coset/sql'
import { type NetworkEngine, networkEngine } from '../network-engine.ts'
import type { Engine } from '../port.ts'
import { MYSQL_ARGUMENTS } from './arguments.ts'
import { mysqlDialect } from './dialect.ts'
import { mysqlErrors } from './errors.ts'
import { type MysqlFlavour, mysqlFlavour } from './flavour.ts'
import { MYSQL_FUNCTIONS } from './functions.ts'

export interface MysqlMember extends Omit<NetworkEngine, 'arguments' | 'describeError' | 'load' | 'dialect'> {
  readonly dialect?: Dialect
  /** How the wire differs from MySQL's. */
  readonly flavour?: Partial<Omit<MysqlFlavour, 'label' | 'dialect' | 'defaultPort' | 'describeError'>>
}

/** An engine that speaks MySQL's wire, under its own name. */
export const mysqlMember = (spec: MysqlMember): Engine => {
  const dialect = spec.dialect ?? mysqlDialect
  const describeError = mysqlErrors(spec.label)
  const flavour: MysqlFlavour = { ...mysqlFlavour, label: spec.label, dialect, defaultPort: spec.defaultPort ?? 3306, describeError, ...spec.flavour }
  return networkEngine({
    functionNames: MYSQL_FUNCTIONS,
    alsoDrivers: ['mysqldb', 'pymysql', 'mysqlconnector', 'mariadbconnector', 'aiomysql', 'cymysql'],
    uriPlaceholder: `${spec.id}://user:password@host:port/dbname[?key=value&key=value...]`,
    hasParameters: true,
    ...spec,
    capabilities: {
      dynamicSchema: true,
      cancel: true,
      costEstimate: flavour.explainsJson,
      readOnlySession: flavour.accessMode !== null,
      catalogs: flavour.catalogs !== null,
      dynamicCatalog: flavour.catalogs !== null,
      impersonation: flavour.actAs !== null,
      ...spec.capabilities,
    },
    dialect,
    arguments: MYSQL_ARGUMENTS,
    describeError,
    load: async (config) => (await import('./driver.ts')).connectMysql(config, flavour),
  })
}
