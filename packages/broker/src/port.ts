/** Queues by what they serve; each has its own concurrency. */
export const QUEUES = ['queries', 'thumbnails', 'reports', 'maintenance'] as const
export type QueueName = (typeof QUEUES)[number]

export interface NewJob {
  readonly queue: QueueName
  /** The enqueuer's own name of the work, 1–200 characters. The same id is accepted once while its job lives, and for `markSeconds` after. */
  readonly id: string
  /** Which definition carries it out. */
  readonly name: string
  /** A JSON value. */
  readonly payload: unknown
  /** 0 (first) … 9 (last); 5 unless told. */
  readonly priority?: number
  readonly delayMs?: number
  /** Deliveries before it is dead; 1 unless told. */
  readonly maxAttempts?: number
  /** Before the second attempt; doubles each time, at most ten minutes. */
  readonly backoffMs?: number
}

/** A job in a worker's hand. */
export interface Delivery {
  readonly queue: QueueName
  readonly id: string
  readonly name: string
  readonly payload: unknown
  /** 1 on first delivery. A delivery whose worker vanished counts. */
  readonly attempt: number
  readonly maxAttempts: number
  readonly enqueuedAt: number
  /** Aborted with a Cancelled when the job is cancelled, with an Unavailable when this worker must let it go to another. */
  readonly signal: AbortSignal
}

/** `done`: over. `retry`: again after its backoff while attempts are left, else dead. `dead`: not again. */
export type Outcome = { readonly kind: 'done' } | { readonly kind: 'retry'; readonly error: string } | { readonly kind: 'dead'; readonly error: string }

export type JobState = 'waiting' | 'delayed' | 'running' | 'dead'

/** A job as administrators see it; never its payload's values. */
export interface JobView {
  readonly queue: QueueName
  readonly id: string
  readonly name: string
  readonly state: JobState
  readonly attempts: number
  readonly maxAttempts: number
  readonly priority: number
  readonly enqueuedAt: number
  /** When it may run; running: since when; dead: since when. Null where the backend does not tell. */
  readonly at: number | null
  readonly error: string | null
}

export interface QueueCounts {
  readonly waiting: number
  readonly delayed: number
  readonly running: number
  readonly dead: number
}

export interface ConsumeOptions {
  readonly concurrency: number
  /** How long a job stays with a worker that says nothing before somebody else gets it. Live workers renew it by themselves. */
  readonly visibilityMs: number
  /** Told of a job whose last worker vanished, before it is dead. Its `attempt` is above `maxAttempts`. */
  readonly vanished?: (job: Delivery) => Promise<void>
}

export interface Consumer {
  /** Takes no more jobs; waits `graceMs` for those in hand, then aborts their signals and gives them back without counting the attempt. */
  close(graceMs: number): Promise<void>
}

/**
 * Where jobs wait. At least once: a job runs again when its worker vanished, so jobs are safe to run twice.
 * What `enqueue` accepted is not lost while the backend keeps its data. Throws Unavailable while the backend is away.
 */
export interface Broker {
  /** How it is called in `/health` and on the page of jobs. */
  readonly kind: string
  /** Which states `list` can tell. */
  readonly lists: readonly JobState[]
  /** The ids that were accepted; those left out were there already. All or nothing is not promised. */
  enqueue(jobs: readonly NewJob[]): Promise<readonly string[]>
  /** The handler's rejection counts as `retry`. */
  consume(queue: QueueName, options: ConsumeOptions, handler: (job: Delivery) => Promise<Outcome>): Promise<Consumer>
  /** Waiting and delayed jobs go away; running ones are aborted wherever they run and end as `done`. False: no such job. */
  cancel(queue: QueueName, id: string): Promise<boolean>
  counts(queue: QueueName): Promise<QueueCounts>
  /** Newest first. */
  list(queue: QueueName, state: JobState, page: { readonly offset: number; readonly limit: number }): Promise<readonly JobView[]>
  /** A dead job waits again with all its attempts. False: no such dead job. */
  retry(queue: QueueName, id: string): Promise<boolean>
  /** A dead job is thrown away. False: no such dead job. */
  discard(queue: QueueName, id: string): Promise<boolean>
  /** Resolves when the backend answers. Throws Unavailable. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Told when a backend stops answering and when it answers again; at most once a change. */
export type BrokerWatcher = (state: 'lost' | 'back', reason: string) => void
