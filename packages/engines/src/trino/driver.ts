import { numberOf, objectOf } from '../http/json.ts'
import { memberClient } from '../http/member-client.ts'
import { pagedCursor } from '../http/paged.ts'
import type { Connection, ConnectionConfig } from '../port.ts'
import { collectRows } from '../running/collect.ts'
import { type Estimate, planOf } from '../running/estimate.ts'
import { sqlConnection } from '../running/sql-connection.ts'
import { prestoDialect, trinoDialect } from './dialect.ts'
import { trinoErrors } from './errors.ts'
import { trinoIntrospection } from './introspect.ts'
import { startTrino } from './protocol.ts'
import { type HeaderPrefix, sessionHeaders } from './session.ts'
import { trinoReader } from './types.ts'

const UNITS = ['', ' K', ' M', ' G', ' T', ' P']

const sized = (value: unknown, unit: string): string => {
  let number = numberOf(value) ?? 0
  let step = 0
  for (; number >= 1_000 && step < UNITS.length - 1; step++) number /= 1_000
  return `${Math.round(number)}${UNITS[step] ?? ''}${unit}`
}

const estimate = async (connection: Connection, sql: string, schema: string | null): Promise<Estimate> => {
  const stream = await connection.stream({ sql: `EXPLAIN (TYPE IO, FORMAT JSON)\n${sql}`, timeoutMs: 30_000, schema })
  const told = objectOf(objectOf(planOf('Trino', await collectRows(stream)))['estimate'])
  return {
    'Output count': sized(told['outputRowCount'], ' rows'),
    'Output size': sized(told['outputSizeInBytes'], 'B'),
    'CPU cost': sized(told['cpuCost'], ''),
    'Max memory': sized(told['maxMemory'], 'B'),
    'Network cost': sized(told['networkCost'], ''),
  }
}

/** A connection to a coordinator. Nothing stays open between statements but sockets. */
export const connectTrino = (config: ConnectionConfig, prefix: HeaderPrefix): Connection => {
  const label = prefix === 'x-trino' ? 'Trino' : 'Presto'
  // Passwords and tokens never travel in the open unless the address says so.
  const secure = config.uri.password !== null || config.secrets?.['auth_method'] !== undefined || typeof config.accessToken === 'string'
  const client = memberClient(config, { defaultPort: secure ? 443 : 8080, secure, argument: 'protocol' })
  return sqlConnection({
    label,
    dialect: prefix === 'x-trino' ? trinoDialect : prestoDialect,
    config,
    describeError: trinoErrors(label),
    open: async (request, signal, onAbort) => {
      const statement = startTrino(client, request.sql, sessionHeaders(config, prefix, request), signal)
      onAbort(() => statement.cancel())
      return pagedCursor(await statement.page(), { reader: (column) => trinoReader(column.nativeType), stop: () => statement.cancel() })
    },
    introspect: trinoIntrospection(config),
    estimate,
    close: () => Promise.resolve(client.close()),
  })
}
