import { capabilities } from '../capabilities.ts'
import { refuseDriver } from '../network-engine.ts'
import { validateFile } from '../policy.ts'
import type { Engine } from '../port.ts'
import { lazyConnection } from '../running/lazy-connection.ts'
import { sqliteDialect } from './dialect.ts'
import { describeSqliteError } from './errors.ts'
import { SQLITE_FUNCTIONS } from './functions.ts'

export const sqlite: Engine = {
  id: 'sqlite',
  aliases: [],
  label: 'SQLite',
  drivers: ['pysqlite'],
  defaultDriver: 'pysqlite',
  uriPlaceholder: 'sqlite:////absolute/path/to/file.db',
  hasParameters: false,
  defaultPort: null,
  capabilities: capabilities({ cancel: true, sshTunnel: false, readOnlySession: true, sessionScripts: true }),
  dialect: sqliteDialect,
  secretPaths: ['$.*'],
  connectable: true,
  functionNames: SQLITE_FUNCTIONS,
  validate: ({ uri, policy }) => {
    refuseDriver('SQLite', uri.driver, ['pysqlite'])
    validateFile(uri, policy)
  },
  connect: (config) => {
    refuseDriver('SQLite', config.uri.driver, ['pysqlite'])
    validateFile(config.uri, config.policy)
    return lazyConnection(async () => (await import('./driver.ts')).connectSqlite(config))
  },
  describeError: describeSqliteError,
}
