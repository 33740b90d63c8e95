import { connectChild } from '../child/connection.ts'
import { validateFile } from '../policy.ts'
import type { Connection, ConnectionConfig } from '../port.ts'
import { cannotEstimate } from '../running/estimate.ts'
import { describeSqliteError } from './errors.ts'
import * as introspect from './introspect.ts'

const IDLE_MS = 30_000

/** Each session is a process of its own: a running statement can only be stopped by ending it. A `:memory:` database has one, kept until closed. */
export const connectSqlite = (config: ConnectionConfig): Connection => {
  const path = validateFile(config.uri, config.policy)
  const memory = path === ':memory:'
  return connectChild({
    grammar: 'sqlite',
    script: new URL('./worker.ts', import.meta.url),
    openOptions: { path, readOnly: config.readOnly === true },
    sessions: memory ? 1 : (config.poolSize ?? 5),
    shared: false,
    idleMs: memory ? Number.POSITIVE_INFINITY : IDLE_MS,
    openTimeoutMs: config.connectTimeoutMs ?? 10_000,
    describeError: describeSqliteError,
    estimate: () => cannotEstimate('SQLite'),
    introspect,
  })
}
