import { connectChild } from '../child/connection.ts'
import { validateFile } from '../policy.ts'
import type { Connection, ConnectionConfig } from '../port.ts'
import { describeDuckdbError } from './errors.ts'
import * as introspect from './introspect.ts'

const IDLE_MS = 30_000
/** A file opened for writing is locked against other processes, so it is given back soon. */
const WRITER_IDLE_MS = 1_000

/** One process with several sessions: DuckDB lets one process write to a file, and stops statements when told. */
export const connectDuckdb = (config: ConnectionConfig): Connection => {
  const path = validateFile(config.uri, config.policy)
  const memory = path === ':memory:'
  const readOnly = config.readOnly === true && !memory
  const openTimeoutMs = config.connectTimeoutMs ?? 15_000
  return connectChild({
    grammar: 'duckdb',
    script: new URL('./worker.ts', import.meta.url),
    openOptions: { path, readOnly, patienceMs: Math.max(openTimeoutMs - 3_000, 500) },
    sessions: config.poolSize ?? 5,
    shared: true,
    idleMs: memory ? Number.POSITIVE_INFINITY : readOnly ? IDLE_MS : WRITER_IDLE_MS,
    openTimeoutMs,
    describeError: describeDuckdbError,
    introspect,
  })
}
