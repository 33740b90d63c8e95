import type { Broker } from '@coset/broker'
import type { JobDefinition } from './definition.ts'

export interface EnqueueOptions {
  /** The same id is accepted once. */
  readonly id: string
  readonly delayMs?: number
  /** 0 (first) … 9 (last). */
  readonly priority?: number
}

/** Puts a job into its queue; false: its id was there already. Throws Unavailable when the broker is away. */
export const enqueue = async <P>(broker: Broker, definition: JobDefinition<P>, payload: P, options: EnqueueOptions): Promise<boolean> =>
  (await enqueueAll(broker, [{ definition: definition as JobDefinition, payload, options }])).length === 1

export interface Enqueued {
  readonly definition: JobDefinition
  readonly payload: unknown
  readonly options: EnqueueOptions
}

/** Puts many jobs down at once; gives the ids that were new. */
export const enqueueAll = (broker: Broker, jobs: readonly Enqueued[]): Promise<readonly string[]> =>
  broker.enqueue(
    jobs.map(({ definition, payload, options }) => ({
      queue: definition.queue,
      name: definition.name,
      payload: definition.payload.parse(payload),
      maxAttempts: definition.maxAttempts,
      backoffMs: definition.backoffMs,
      ...options,
    })),
  )
