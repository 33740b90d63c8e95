import { randomUUID } from 'node:crypto'
import type { Delivery, Outcome, QueueName } from '@coset/broker'
import { type Context, carryOut, type JobDefinition, type JobReport, tellVanished } from '@coset/resources'
import type { Log } from '../services/log.ts'
import type { Tracing } from '../tracing/open.ts'
import { announce } from './presence.ts'

export interface WorkerOptions {
  readonly ctx: Context
  readonly log: Log
  readonly definitions: readonly JobDefinition[]
  readonly queues: ReadonlyMap<QueueName, number>
  readonly visibilityMs: number
  readonly tracing: Tracing | null
}

export interface Worker {
  readonly id: string
  /** Jobs in hand. */
  readonly running: number
  /** Takes no more; waits for what runs, then gives the rest back. */
  close(graceMs: number): Promise<void>
}

const reportTo =
  (log: Log): JobReport =>
  (event, facts, error) => {
    if (event === 'job:end') log.debug({ ...facts }, event)
    else log.warn({ ...facts, err: error }, event)
  }

/** A span for each delivery. */
const traced = async (tracing: Tracing | null, job: Delivery, work: () => Promise<Outcome>): Promise<Outcome> => {
  if (tracing === null) return work()
  const attributes = { 'messaging.destination.name': job.queue, 'coset.job': job.name, 'coset.attempt': job.attempt }
  const span = tracing.start(`job ${job.name}`, { kind: 'consumer', attributes })
  const outcome = await span.within(work)
  span.end(outcome.kind === 'done' ? undefined : { code: outcome.kind })
  return outcome
}

/** Takes jobs from queues and carries them out, until it is closed. */
export const startWorker = async ({ ctx, log, definitions, queues, visibilityMs, tracing }: WorkerOptions): Promise<Worker> => {
  const id = randomUUID()
  const byName = new Map(definitions.map((one) => [one.name, one]))
  const hands = new Map<string, { readonly name: string; readonly id: string; readonly since: number }>()
  const report = reportTo(log)
  const handler = async (job: Delivery): Promise<Outcome> => {
    const key = `${job.queue} ${job.id}`
    hands.set(key, { name: job.name, id: job.id, since: ctx.clock.now() })
    try {
      return await traced(tracing, job, () => carryOut(ctx, byName, job, report))
    } finally {
      hands.delete(key)
    }
  }
  const presence = await announce(ctx, { id, kind: 'worker', queues: Object.fromEntries(queues), running: () => [...hands.values()] }, (error) =>
    log.warn({ err: error }, 'a sign of life could not be given'),
  )
  const vanished = (job: Delivery): Promise<void> => tellVanished(ctx, byName, job, report)
  const consumers = await Promise.all([...queues].map(([queue, concurrency]) => ctx.broker.consume(queue, { concurrency, visibilityMs, vanished }, handler)))
  return {
    id,
    get running() {
      return hands.size
    },
    close: async (graceMs) => {
      await Promise.all(consumers.map((one) => one.close(graceMs)))
      await presence.end()
    },
  }
}
