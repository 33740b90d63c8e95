import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { Metadata, Row, Tables } from '@coset/metadata'
import { type Kysely, sql, type Transaction } from 'kysely'
import { VANISHED } from '../outcome.ts'
import type { JobView, NewJob, QueueCounts, QueueName } from '../port.ts'
import { rest } from '../rest.ts'

/** How long the id of a finished job is remembered. */
export const REMEMBERED_MS = 3_600_000
const CHUNK = 500

type Db = Kysely<Tables> | Transaction<Tables>
export type JobRow = Row<'jobs'>

const rowOf = (job: NewJob, now: number) => ({
  queue: job.queue,
  id: job.id,
  name: job.name,
  payload: JSON.stringify(job.payload ?? null),
  state: 'waiting',
  priority: job.priority ?? 5,
  attempts: 0,
  max_attempts: job.maxAttempts ?? 1,
  backoff_ms: job.backoffMs ?? 1000,
  created_on: now,
  run_at: now + (job.delayMs ?? 0),
  visible_at: null,
  worker: null,
  error: null,
  cancelled: 0,
})

const insertNew = async (db: Db, kind: Metadata['kind'], rows: readonly ReturnType<typeof rowOf>[]): Promise<readonly string[]> => {
  if (kind !== 'mysql') {
    const taken = await db
      .insertInto('jobs')
      .values(rows)
      .onConflict((c) => c.columns(['queue', 'id']).doNothing())
      .returning('id')
      .execute()
    return taken.map((row) => row.id)
  }
  const taken: string[] = []
  for (const row of rows) {
    const { numInsertedOrUpdatedRows = 0n } = await db.insertInto('jobs').ignore().values(row).executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows > 0n) taken.push(row.id)
  }
  return taken
}

/** Deadlocks and serialisation failures: the same statement passes the next time. */
const AGAIN = new Set<unknown>([1213, 1205, '40001', '40P01'])
const TRIES = 6

const persist = async <T>(work: () => Promise<T>, tries = TRIES): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    const { errno, code } = error as { errno?: unknown; code?: unknown }
    if (tries <= 1 || !(AGAIN.has(errno) || AGAIN.has(code))) throw error
    await wait(5 + Math.random() * 20)
    return persist(work, tries - 1)
  }
}

/** Puts jobs down; gives the ids that were new. */
export const put = async ({ db, kind }: Metadata, jobs: readonly NewJob[], now: number): Promise<readonly string[]> => {
  const accepted: string[] = []
  for (let at = 0; at < jobs.length; at += CHUNK) {
    const rows = [...new Map(jobs.slice(at, at + CHUNK).map((job) => [`${job.queue} ${job.id}`, rowOf(job, now)])).values()]
    const ids = rows.map((row) => row.id)
    const over =
      (await db.selectFrom('jobs').select('id').where('id', 'in', ids).where('state', '=', 'done').where('visible_at', '<', now).execute()).length > 0
    const forget = () => db.deleteFrom('jobs').where('id', 'in', ids).where('state', '=', 'done').where('visible_at', '<', now).execute()
    if (over) await persist(forget)
    // One statement where the database tells what it took; where it does not, many in one transaction
    const insert = () => (kind === 'mysql' ? db.transaction().execute((trx) => insertNew(trx, kind, rows)) : insertNew(db, kind, rows))
    accepted.push(...(await persist(insert)))
    await turn()
  }
  return accepted
}

const next = (db: Db, queue: QueueName, now: number, limit: number) =>
  db
    .selectFrom('jobs')
    .select('id')
    .where('queue', '=', queue)
    .where('state', '=', 'waiting')
    .where('run_at', '<=', now)
    // As the index stands: a further column would have all that were put down at once sorted for each job
    .orderBy('priority')
    .orderBy('run_at')
    .limit(limit)

/** The first that may run now. */
export const waitingIds = async ({ db }: Metadata, queue: QueueName, now: number, limit: number): Promise<readonly string[]> =>
  (await next(db, queue, now, limit).execute()).map((row) => row.id)

const mark = (worker: string, now: number, visibilityMs: number) => ({ state: 'running', worker, visible_at: now + visibilityMs, cancelled: 0, error: null })

/** Takes the next jobs for a worker; no two workers get the same. */
export const take = async (metadata: Metadata, queue: QueueName, worker: string, now: number, visibilityMs: number, limit: number): Promise<JobRow[]> => {
  const { db, kind } = metadata
  if (kind === 'sqlite')
    return db
      .updateTable('jobs')
      .set((e) => ({ ...mark(worker, now, visibilityMs), attempts: e('attempts', '+', 1) }))
      .where('queue', '=', queue)
      .where('id', 'in', next(db, queue, now, limit))
      .returningAll()
      .execute()
  const takeSome = async (trx: Transaction<Tables>): Promise<JobRow[]> => {
    const ids = (await next(trx, queue, now, limit).forUpdate().skipLocked().execute()).map((row) => row.id)
    if (ids.length === 0) return []
    await trx
      .updateTable('jobs')
      .set((e) => ({ ...mark(worker, now, visibilityMs), attempts: e('attempts', '+', 1) }))
      .where('queue', '=', queue)
      .where('id', 'in', ids)
      .execute()
    return trx.selectFrom('jobs').selectAll().where('queue', '=', queue).where('id', 'in', ids).execute()
  }
  return persist(() => db.transaction().execute(takeSome))
}

/** A worker's say on a job in its hand; nothing happens when somebody else has it by now. */
export const settle = async (db: Db, job: Pick<JobRow, 'queue' | 'id' | 'worker' | 'attempts'>, change: Partial<JobRow>): Promise<void> => {
  const update = db
    .updateTable('jobs')
    .set(change)
    .where('queue', '=', job.queue)
    .where('id', '=', job.id)
    .where('state', '=', 'running')
    .where('worker', '=', job.worker)
    .where('attempts', '=', job.attempts)
  await persist(() => update.execute())
}

/** Renews a worker's jobs; gives those that were cancelled, and those it still holds. */
export const renew = async ({ db }: Metadata, queue: QueueName, worker: string, now: number, visibilityMs: number) => {
  await db
    .updateTable('jobs')
    .set({ visible_at: now + visibilityMs })
    .where('queue', '=', queue)
    .where('worker', '=', worker)
    .where('state', '=', 'running')
    .execute()
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'cancelled'])
    .where('queue', '=', queue)
    .where('worker', '=', worker)
    .where('state', '=', 'running')
    .execute()
  return { held: new Set(rows.map((row) => row.id)), cancelled: new Set(rows.filter((row) => row.cancelled === 1).map((row) => row.id)) }
}

/** Jobs whose worker says nothing any more wait again. Old marks of finished ones go. */
export const recover = async ({ db }: Metadata, queue: QueueName, now: number): Promise<void> => {
  const lost = await db.selectFrom('jobs').selectAll().where('queue', '=', queue).where('state', '=', 'running').where('visible_at', '<', now).execute()
  for (const job of lost) {
    if (job.cancelled === 1) await settle(db, job, { state: 'done', visible_at: now + REMEMBERED_MS })
    else if (job.attempts > job.max_attempts) await settle(db, job, { state: 'dead', visible_at: now, error: VANISHED })
    else {
      // After its last attempt it is delivered once more at once, for telling that it is dead
      const runAt = job.attempts === job.max_attempts ? now : now + rest(job.backoff_ms, job.attempts)
      await settle(db, job, { state: 'waiting', run_at: runAt, worker: null, error: VANISHED })
    }
  }
  await db.deleteFrom('jobs').where('queue', '=', queue).where('state', '=', 'done').where('visible_at', '<', now).execute()
}

export const countRows = async (db: Db, queue: QueueName, now: number): Promise<QueueCounts> => {
  const rows = await db
    .selectFrom('jobs')
    .select(['state', (e) => e.fn.countAll<number>().as('all'), sql<number | null>`sum(case when run_at > ${now} then 1 else 0 end)`.as('later')])
    .where('queue', '=', queue)
    .where('state', '!=', 'done')
    .groupBy('state')
    .execute()
  const of = (state: string): { all: number; later: number } => {
    const row = rows.find((one) => one.state === state)
    return { all: Number(row?.all ?? 0), later: Number(row?.later ?? 0) }
  }
  const waiting = of('waiting')
  return { waiting: waiting.all - waiting.later, delayed: waiting.later, running: of('running').all, dead: of('dead').all }
}

export const viewOf = (row: JobRow, now: number): JobView => ({
  queue: row.queue as QueueName,
  id: row.id,
  name: row.name,
  state: row.state === 'waiting' ? (row.run_at > now ? 'delayed' : 'waiting') : (row.state as JobView['state']),
  attempts: row.attempts,
  maxAttempts: row.max_attempts,
  priority: row.priority,
  enqueuedAt: row.created_on,
  at: row.state === 'waiting' ? row.run_at : row.visible_at,
  error: row.error,
})
