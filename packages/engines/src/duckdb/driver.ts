import { connectChild } from '../child/connection.ts'
import { isMotherduck, motherduckAddress } from '../motherduck/address.ts'
import { validateFile } from '../policy.ts'
import type { Connection, ConnectionConfig } from '../port.ts'
import { collectRows } from '../running/collect.ts'
import { type Estimate, planOf, valuesUnder } from '../running/estimate.ts'
import { describeDuckdbError } from './errors.ts'
import * as introspect from './introspect.ts'

const IDLE_MS = 30_000
/** A file opened for writing is locked against other processes, so it is given back soon. */
const WRITER_IDLE_MS = 1_000

/** DuckDB knows no cost; it tells how many rows it expects to handle, all steps together. */
const estimate = async (connection: Pick<Connection, 'stream'>, sql: string, schema: string | null): Promise<Estimate> => {
  const stream = await connection.stream({ sql: `EXPLAIN (FORMAT JSON)\n${sql}`, timeoutMs: 30_000, schema })
  const counts = valuesUnder(planOf('DuckDB', await collectRows(stream)), new Set(['Estimated Cardinality'])).map(Number)
  return { 'Rows to handle': String(counts.reduce((sum, count) => sum + count, 0)) }
}

/** One process with several sessions: DuckDB lets one process write to a file, and stops statements when told. */
export const connectDuckdb = (config: ConnectionConfig): Connection => {
  const service = isMotherduck(config.uri) ? motherduckAddress(config) : null
  const path = service?.path ?? validateFile(config.uri, config.policy)
  const memory = path === ':memory:'
  const readOnly = config.readOnly === true && !memory
  const openTimeoutMs = config.connectTimeoutMs ?? 15_000
  return connectChild({
    grammar: 'duckdb',
    script: new URL('./worker.ts', import.meta.url),
    openOptions: { path, readOnly, token: service?.token ?? null, patienceMs: Math.max(openTimeoutMs - 3_000, 500) },
    sessions: config.poolSize ?? 5,
    shared: true,
    idleMs: memory ? Number.POSITIVE_INFINITY : readOnly || service !== null ? IDLE_MS : WRITER_IDLE_MS,
    openTimeoutMs,
    describeError: describeDuckdbError,
    estimate,
    introspect,
  })
}
