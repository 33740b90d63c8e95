import type { Generated } from 'kysely'

/** A job of the in-process broker. Moments are epoch milliseconds. */
export interface Jobs {
  /** Queue and the enqueuer's own id. */
  queue: string
  id: string
  name: string
  payload: string
  /** `waiting` (from `run_at` on), `running` (until `visible_at`), `dead`; `done` ones stay until `visible_at`, so that their id is not taken again. */
  state: string
  priority: number
  attempts: number
  max_attempts: number
  backoff_ms: number
  created_on: number
  run_at: number
  /** When a running job counts as abandoned. */
  visible_at: number | null
  worker: string | null
  error: string | null
  /** Somebody asked to stop it. */
  cancelled: number
}

/** Ids that a broker without a memory of its own accepted: not taken again before `expires_on`. */
export interface JobMarks {
  queue: string
  id: string
  expires_on: number
}

/** Who leads something, and until when unless renewed. */
export interface Leases {
  name: string
  owner: string
  until: number
}

/** Workers and beats as they last reported. */
export interface Workers {
  id: string
  /** `worker`, `beat`, `server`. */
  kind: string
  host: string
  pid: number
  /** JSON: queues with their concurrency. */
  queues: string
  started_on: number
  seen_on: number
  /** JSON: what it works on. */
  running: string
}

/** Up to where a schedule's runs were handed out. */
export interface ScheduleCursors {
  name: string
  last_run: number
}

/** Events of a channel in order of their ids, kept for a while so that a listener can go on where it left. */
export interface Events {
  id: Generated<number>
  channel: string
  data: string
  created_on: number
}

/** Entries of the cache member that keeps bytes in the metadata database; values in base64. */
export interface CacheEntries {
  key: string
  /** Order of the parts of a large value. */
  part: number
  value: string
  expires_on: number
}
