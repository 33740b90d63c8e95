import { capabilities } from '../capabilities.ts'
import { duckdbDialect } from '../duckdb/dialect.ts'
import { describeDuckdbError } from '../duckdb/errors.ts'
import { DUCKDB_FUNCTIONS } from '../duckdb/functions.ts'
import { refuseDriver } from '../network-engine.ts'
import type { Engine } from '../port.ts'
import { lazyConnection } from '../running/lazy-connection.ts'
import { motherduckAddress } from './address.ts'

/** DuckDB in MotherDuck's service. The engine's own extension for it is fetched at first use. */
export const motherduck: Engine = {
  id: 'motherduck',
  aliases: [],
  label: 'MotherDuck',
  drivers: ['duckdb_engine'],
  defaultDriver: 'duckdb_engine',
  uriPlaceholder: 'duckdb:///md:{database_name}?motherduck_token={SERVICE_TOKEN}',
  hasParameters: false,
  defaultPort: null,
  capabilities: capabilities({ catalogs: true, dynamicCatalog: true, costEstimate: true, cancel: true, sshTunnel: false, readOnlySession: true }),
  dialect: duckdbDialect,
  functionNames: DUCKDB_FUNCTIONS,
  secretPaths: ['$.*'],
  connectable: true,
  validate: (config) => {
    refuseDriver('MotherDuck', config.uri.driver, ['duckdb_engine'])
    motherduckAddress(config)
  },
  connect: (config) => {
    refuseDriver('MotherDuck', config.uri.driver, ['duckdb_engine'])
    motherduckAddress(config)
    return lazyConnection(async () => (await import('../duckdb/driver.ts')).connectDuckdb(config))
  },
  describeError: describeDuckdbError,
}
