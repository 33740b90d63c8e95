import { validateNetwork } from '../policy.ts'
import type { Engine } from '../port.ts'
import { lazyConnection } from '../running/lazy-connection.ts'
import { mysqlDialect } from './dialect.ts'
import { describeMysqlError } from './errors.ts'
import { MYSQL_FUNCTIONS } from './functions.ts'

/** `local_infile` and its kin, sockets, option files and init commands are not among them. */
const ARGUMENTS = ['charset', 'ssl', 'ssl_mode']

export const mysql: Engine = {
  id: 'mysql',
  aliases: ['mariadb'],
  label: 'MySQL',
  drivers: ['mysqldb', 'pymysql', 'mysqlconnector', 'mariadbconnector'],
  defaultDriver: 'mysqldb',
  uriPlaceholder: 'mysql://user:password@host:port/dbname[?key=value&key=value...]',
  hasParameters: true,
  defaultPort: 3306,
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
    sshTunnel: true,
    impersonation: false,
    oauth2: false,
    views: true,
  },
  dialect: mysqlDialect,
  functionNames: MYSQL_FUNCTIONS,
  validate: ({ uri, policy }) => validateNetwork(uri, policy, ARGUMENTS),
  connect: (config) => {
    validateNetwork(config.uri, config.policy, ARGUMENTS)
    return lazyConnection(async () => (await import('./driver.ts')).connectMysql(config))
  },
  describeError: describeMysqlError,
}
