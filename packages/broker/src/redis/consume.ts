import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { cancelled, type Handler, letGo, outcomeOf } from '../outcome.ts'
import type { ConsumeOptions, Consumer, Delivery, QueueName } from '../port.ts'
import { rest } from '../rest.ts'
import { patientClient } from './connection.ts'
import { bullPrefix, idOf } from './names.ts'

export interface JobData {
  readonly payload: unknown
  readonly maxAttempts: number
  readonly backoffMs: number
}

export interface Hand {
  abort(id: string): void
}

interface InHand {
  readonly controller: AbortController
  /** Its worker is closing. */
  givenBack: boolean
  /** The server gave it to another. */
  lost: boolean
}

/** Our own count of deliveries decides; the library's is out of the way. */
const NO_LIMIT = 1000

const deliveryOf = (queue: QueueName, job: Job<JobData>, signal: AbortSignal): Delivery => ({
  queue,
  id: idOf(job.id ?? ''),
  name: job.name,
  payload: job.data.payload,
  attempt: job.attemptsMade + job.stalledCounter + 1,
  maxAttempts: job.data.maxAttempts,
  enqueuedAt: job.timestamp,
  signal,
})

/** What the library says of jobs that went to somebody else; their hands are told otherwise. */
const OF_LOST_JOBS = /^(?:could not renew lock|Missing lock|Lock mismatch)/

/** Takes jobs of one queue until it is closed. `ended` is told ids that are over; `report` hears of faults, which only slow it. */
export const startConsumer = (
  site: { readonly url: string; readonly prefix: string },
  queue: QueueName,
  options: ConsumeOptions,
  handler: Handler,
  ended: (id: string) => Promise<void>,
  report: (error: unknown) => void,
): Consumer & Hand => {
  const { concurrency, visibilityMs } = options
  const hands = new Map<string, InHand>()

  const remembering = new Set<Promise<void>>()
  const remember = async (id: string): Promise<void> => {
    const saying = ended(id).catch(report)
    remembering.add(saying)
    await saying
    remembering.delete(saying)
  }

  const process = async (job: Job<JobData>, token?: string): Promise<void> => {
    const hand: InHand = { controller: new AbortController(), givenBack: false, lost: false }
    const delivery = deliveryOf(queue, job, hand.controller.signal)
    hands.set(delivery.id, hand)
    try {
      const outcome = await outcomeOf(handler, options, delivery)
      if (hand.givenBack) {
        await job.moveToDelayed(Date.now(), token)
        throw new DelayedError()
      }
      // The library finds that the lock is missing and leaves the job as it is
      if (hand.lost) throw new Error('The job went to another worker')
      // The job is not kept waiting: its id is taken already, only for longer
      if (outcome.kind === 'done') void remember(delivery.id)
      else if (outcome.kind === 'dead' || delivery.attempt >= delivery.maxAttempts) throw new UnrecoverableError(outcome.error)
      else throw new Error(outcome.error)
    } finally {
      if (hands.get(delivery.id) === hand) hands.delete(delivery.id)
    }
  }

  const connection: Redis = patientClient(site.url)
  const worker = new Worker<JobData, void>(queue, process, {
    connection,
    prefix: bullPrefix(site.prefix),
    concurrency,
    lockDuration: visibilityMs,
    stalledInterval: visibilityMs,
    maxStalledCount: NO_LIMIT,
    removeOnComplete: { count: 0 },
    settings: { backoffStrategy: (made, _type, _error, job) => rest((job?.data as JobData | undefined)?.backoffMs ?? 1000, made) },
  })
  worker.on('error', (error) => {
    if (!OF_LOST_JOBS.test(error.message)) report(error)
  })
  worker.on('lockRenewalFailed', (ids) => {
    for (const hand of ids.flatMap((id) => hands.get(idOf(id)) ?? [])) {
      hand.lost = true
      hand.controller.abort(letGo())
    }
  })

  const letAllGo = (): void => {
    for (const hand of hands.values()) {
      hand.givenBack = true
      hand.controller.abort(letGo())
    }
  }
  return {
    abort: (id) => hands.get(id)?.controller.abort(cancelled()),
    close: async (graceMs) => {
      const timer = setTimeout(letAllGo, graceMs)
      await worker.close()
      await Promise.all(remembering)
      clearTimeout(timer)
      connection.disconnect()
    },
  }
}
