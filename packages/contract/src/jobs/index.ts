import { z } from 'zod'
import { okAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const view = 'Job'
const base = '/api/v1/job'
const queue = z.enum(['queries', 'thumbnails', 'reports', 'maintenance'])
const state = z.enum(['waiting', 'delayed', 'running', 'dead'])
const named = z.object({ queue, id: z.string().min(1).max(200) })

const counts = z.object({ waiting: z.int32(), delayed: z.int32(), running: z.int32(), dead: z.int32() })
const job = z.object({
  queue,
  id: z.string(),
  name: z.string(),
  state,
  attempts: z.int32(),
  max_attempts: z.int32(),
  priority: z.int32(),
  /** Epoch milliseconds. */
  enqueued_at: z.number(),
  at: z.number().nullable(),
  error: z.string().nullable(),
})
const worker = z.object({
  id: z.string(),
  kind: z.string(),
  host: z.string(),
  pid: z.int32(),
  queues: z.record(z.string(), z.int32()),
  started_on: z.number(),
  seen_on: z.number(),
  /** A sign of life came in the last twenty seconds. */
  alive: z.boolean(),
  running: z.array(z.object({ name: z.string(), id: z.string(), since: z.number() })),
})

export type JobFacts = z.output<typeof job>
export type WorkerFacts = z.output<typeof worker>
export type JobCounts = z.output<typeof counts>

/** Queues, their jobs and who works on them, for administrators. */
export const jobRoutes = {
  overview: route({
    name: 'job.overview',
    method: 'GET',
    path: `${base}/`,
    summary: 'Queues with how many jobs wait, run and failed; workers and beats with their last sign of life',
    guard: { verb: 'can_read', view },
    output: z.object({
      result: z.object({
        broker: z.string(),
        /** States whose jobs the broker can name. */
        lists: z.array(state),
        queues: z.array(z.object({ queue, counts })),
        workers: z.array(worker),
      }),
    }),
  }),
  list: route({
    name: 'job.jobsOf',
    method: 'GET',
    path: `${base}/:queue`,
    summary: 'Jobs of a queue in one state, the newest first',
    guard: { verb: 'can_read', view },
    params: z.object({ queue }),
    query: z.object({ state, offset: z.coerce.number().int().min(0).max(1_000_000).default(0), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    output: z.object({ result: z.array(job) }),
  }),
  retry: route({
    name: 'job.retry',
    method: 'POST',
    path: `${base}/:queue/:id/retry`,
    summary: 'A failed job waits again',
    guard: { verb: 'can_write', view },
    params: named,
    output: okAnswer,
  }),
  cancel: route({
    name: 'job.cancel',
    method: 'POST',
    path: `${base}/:queue/:id/cancel`,
    summary: 'A waiting job goes away, a running one is stopped',
    guard: { verb: 'can_write', view },
    params: named,
    output: okAnswer,
  }),
  discard: route({
    name: 'job.discard',
    method: 'DELETE',
    path: `${base}/:queue/:id`,
    summary: 'A failed job is thrown away',
    guard: { verb: 'can_write', view },
    params: named,
    output: okAnswer,
  }),
} as const
