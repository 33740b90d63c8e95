import { networkEngine } from '../network-engine.ts'
import { MYSQL_ARGUMENTS } from './arguments.ts'
import { mysqlDialect } from './dialect.ts'
import { describeMysqlError } from './errors.ts'
import { MYSQL_FUNCTIONS } from './functions.ts'

const URI = 'mysql://user:password@host:port/dbname[?key=value&key=value...]'

export const mysql = networkEngine({
  id: 'mysql',
  aliases: ['mariadb'],
  label: 'MySQL',
  drivers: ['mysqldb', 'pymysql', 'mysqlconnector', 'mariadbconnector'],
  alsoDrivers: ['aiomysql', 'asyncmy', 'cymysql'],
  uriPlaceholder: URI,
  hasParameters: true,
  variants: [
    { label: 'MariaDB', uriPlaceholder: URI.replace('mysql', 'mariadb') },
    { label: 'Aurora MySQL', uriPlaceholder: URI },
  ],
  defaultPort: 3306,
  capabilities: { dynamicSchema: true, costEstimate: true, cancel: true, readOnlySession: true, sessionScripts: true },
  dialect: mysqlDialect,
  functionNames: MYSQL_FUNCTIONS,
  arguments: MYSQL_ARGUMENTS,
  describeError: describeMysqlError,
  load: async (config) => (await import('./driver.ts')).connectMysql(config),
})
