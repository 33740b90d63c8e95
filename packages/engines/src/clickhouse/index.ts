import { networkEngine } from '../network-engine.ts'
import { clickhouseDialect } from './dialect.ts'
import { describeClickhouseError } from './errors.ts'
import { CLICKHOUSE_FUNCTIONS } from './functions.ts'

export const clickhouse = networkEngine({
  id: 'clickhousedb',
  aliases: ['clickhouse'],
  label: 'ClickHouse',
  drivers: ['connect', 'native', 'http'],
  alsoDrivers: ['https', 'asynch'],
  uriPlaceholder: 'clickhousedb://user:password@host[:port][/dbname][?secure=value&=value...]',
  hasParameters: true,
  defaultPort: 8123,
  capabilities: { dynamicSchema: true, fileUpload: false, cancel: true, readOnlySession: true },
  dialect: clickhouseDialect,
  functionNames: CLICKHOUSE_FUNCTIONS,
  arguments: ['secure', 'protocol', 'verify', 'compression'],
  describeError: describeClickhouseError,
  load: async (config) => (await import('./driver.ts')).connectClickhouse(config),
})
