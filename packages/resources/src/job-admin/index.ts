import { type JobState, type JobView, QUEUES, type QueueName } from '@coset/broker'
import { contract, type JobFacts, type WorkerFacts } from '@coset/contract'
import { NotFound } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { readArray, readObject } from '../json-text.ts'
import { type Handler, handle } from '../resource.ts'

const ALIVE_MS = 20_000
const routes = contract.job

const present = (job: JobView): JobFacts => ({
  queue: job.queue,
  id: job.id,
  name: job.name,
  state: job.state,
  attempts: job.attempts,
  max_attempts: job.maxAttempts,
  priority: job.priority,
  enqueued_at: job.enqueuedAt,
  at: job.at,
  error: job.error,
})

const presentWorker = (row: Row<'workers'>, now: number): WorkerFacts => ({
  id: row.id,
  kind: row.kind,
  host: row.host,
  pid: row.pid,
  queues: readObject(row.queues) as Record<string, number>,
  started_on: row.started_on,
  seen_on: row.seen_on,
  alive: now - row.seen_on < ALIVE_MS,
  running: readArray(row.running) as WorkerFacts['running'],
})

/** Queues with their counts, and the processes that work on them. */
export const jobOverview = async (ctx: Context) => {
  const now = ctx.clock.now()
  const queues = await Promise.all(QUEUES.map(async (queue) => ({ queue, counts: { ...(await ctx.broker.counts(queue)) } })))
  const workers = await ctx.metadata.db.selectFrom('workers').selectAll().orderBy('kind').orderBy('started_on').execute()
  return { broker: ctx.broker.kind, lists: [...ctx.broker.lists], queues, workers: workers.map((row) => presentWorker(row, now)) }
}

/** Jobs of a queue in one state, as administrators see them. */
export const jobsIn = async (ctx: Context, queue: QueueName, state: JobState, offset: number, limit: number): Promise<JobFacts[]> =>
  (await ctx.broker.list(queue, state, { offset, limit })).map(present)

const found = async (answer: Promise<boolean>): Promise<{ result: string }> => {
  if (!(await answer)) throw new NotFound('There is no such job in that state')
  return { result: 'OK' }
}

export const jobHandlers: readonly Handler[] = [
  handle(routes.overview, async ({ ctx }) => ({ result: await jobOverview(ctx) })),
  handle(routes.list, async ({ ctx, params, query }) => ({ result: await jobsIn(ctx, params.queue, query.state, query.offset, query.limit) })),
  handle(routes.retry, ({ ctx, params }) => found(ctx.broker.retry(params.queue, params.id))),
  handle(routes.cancel, ({ ctx, params }) => found(ctx.broker.cancel(params.queue, params.id))),
  handle(routes.discard, ({ ctx, params }) => found(ctx.broker.discard(params.queue, params.id))),
]
