import type { QueueName } from '@coset/broker'
import type { z } from 'zod'
import type { Context } from '../context.ts'

/** One delivery of a job. */
export interface JobRun {
  readonly id: string
  readonly attempt: number
  /** No further attempt follows a failure. */
  readonly last: boolean
  /** Aborted when the job is cancelled, takes too long, or its worker must end. */
  readonly signal: AbortSignal
}

/** A kind of work that workers carry out; safe to run twice. */
export interface JobDefinition<P = unknown> {
  readonly name: string
  readonly queue: QueueName
  readonly payload: z.ZodType<P>
  /** After this many milliseconds the run's signal aborts, and the attempt has failed. */
  readonly timeoutMs: (ctx: Context, payload: P) => number
  /** Deliveries before it is dead. */
  readonly maxAttempts: number
  readonly backoffMs: number
  /** Throws: tried again when the error is retryable or unknown, else dead. */
  readonly run: (ctx: Context, payload: P, run: JobRun) => Promise<void>
  /** Told once when no further attempt follows; for records that must not say "running" for ever. */
  readonly failed?: (ctx: Context, payload: P, error: Error, run: Pick<JobRun, 'id'>) => Promise<void>
}

/** Binds a definition's parts to its payload's type. */
export const defineJob = <P>(definition: JobDefinition<P>): JobDefinition<P> => definition
