import { capabilities } from '../capabilities.ts'
import { isMotherduck, motherduckAddress } from '../motherduck/address.ts'
import { refuseDriver } from '../network-engine.ts'
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
  capabilities: capabilities({ costEstimate: true, cancel: true, sshTunnel: false, readOnlySession: true, sessionScripts: true }),
  dialect: duckdbDialect,
  secretPaths: ['$.*'],
  connectable: true,
  functionNames: DUCKDB_FUNCTIONS,
  validate: (config) => {
    refuseDriver('DuckDB', config.uri.driver, ['duckdb_engine'])
    if (isMotherduck(config.uri)) motherduckAddress(config)
    else validateFile(config.uri, config.policy)
  },
  connect: (config) => {
    refuseDriver('DuckDB', config.uri.driver, ['duckdb_engine'])
    if (isMotherduck(config.uri)) motherduckAddress(config)
    else validateFile(config.uri, config.policy)
    return lazyConnection(async () => (await import('./driver.ts')).connectDuckdb(config))
  },
  describeError: describeDuckdbError,
}
