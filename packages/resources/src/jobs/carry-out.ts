import type { Delivery, Outcome } from '@coset/broker'
import { AppError, Timeout, Unavailable } from '@coset/core'
import type { Context } from '../context.ts'
import type { JobDefinition, JobRun } from './definition.ts'

/** How a job's end is logged: never with its payload. */
export type JobReport = (
  event: 'job:end' | 'job:retry' | 'job:dead',
  facts: { readonly job: string; readonly id: string; readonly ms: number },
  error?: unknown,
) => void

const sentence = (error: unknown): string =>
  error instanceof AppError ? (error.expose ? error.message : 'Something went wrong on the server') : 'Something went wrong on the server'

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

const told = async (ctx: Context, definition: JobDefinition, payload: unknown, job: Delivery, error: unknown): Promise<void> => {
  await definition.failed?.(ctx, payload, asError(error), { id: job.id })
}

/** Tells the definition that all workers of a job vanished, so that no record says "running" for ever. */
export const tellVanished = async (ctx: Context, definitions: ReadonlyMap<string, JobDefinition>, job: Delivery, report: JobReport): Promise<void> => {
  const definition = definitions.get(job.name)
  const parsed = definition?.payload.safeParse(job.payload)
  const error = new Unavailable('The workers that ran it vanished')
  report('job:dead', { job: job.name, id: job.id, ms: 0 }, error)
  if (definition !== undefined && parsed?.success === true) await told(ctx, definition, parsed.data, job, error)
}

/** Runs a delivery by its definition, bounded in time, and says what becomes of it. */
export const carryOut = async (ctx: Context, definitions: ReadonlyMap<string, JobDefinition>, job: Delivery, report: JobReport): Promise<Outcome> => {
  const started = performance.now()
  const facts = (): { job: string; id: string; ms: number } => ({ job: job.name, id: job.id, ms: Math.round(performance.now() - started) })
  const definition = definitions.get(job.name)
  if (definition === undefined) {
    report('job:dead', facts())
    return { kind: 'dead', error: `No worker here knows jobs of the name ${job.name}` }
  }
  const parsed = definition.payload.safeParse(job.payload)
  if (!parsed.success) {
    report('job:dead', facts(), parsed.error)
    return { kind: 'dead', error: 'The job carries a payload that this version does not understand' }
  }
  const timeUp = AbortSignal.timeout(definition.timeoutMs(ctx, parsed.data))
  const last = job.attempt >= job.maxAttempts
  const run: JobRun = { id: job.id, attempt: job.attempt, last, signal: AbortSignal.any([job.signal, timeUp]) }
  try {
    await definition.run(ctx, parsed.data, run)
    report('job:end', facts())
    return { kind: 'done' }
  } catch (thrown) {
    const error = timeUp.aborted && !job.signal.aborted ? new Timeout('The job took longer than it may', { cause: thrown }) : thrown
    const final = last || (error instanceof AppError && !error.retryable && error.status < 500)
    report(final ? 'job:dead' : 'job:retry', facts(), error)
    if (final && !job.signal.aborted) await told(ctx, definition, parsed.data, job, error)
    return { kind: final ? 'dead' : 'retry', error: sentence(error) }
  }
}
