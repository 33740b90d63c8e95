import { Cancelled, Unavailable } from '@coset/core'
import type { ConsumeOptions, Delivery, Outcome } from './port.ts'

export type Handler = (job: Delivery) => Promise<Outcome>

export const VANISHED = 'The worker vanished'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A delivery beyond the last attempt is for being told. */
const tellVanished = async ({ vanished }: ConsumeOptions, job: Delivery): Promise<Outcome> => {
  try {
    await vanished?.(job)
    return { kind: 'dead', error: VANISHED }
  } catch (error) {
    return { kind: 'dead', error: `${VANISHED}; telling so failed: ${messageOf(error)}` }
  }
}

/** What became of a job. One that was cancelled is over, whatever its handler makes of it; a rejection asks for another attempt. */
export const outcomeOf = async (handler: Handler, options: ConsumeOptions, job: Delivery): Promise<Outcome> => {
  if (job.attempt > job.maxAttempts) return tellVanished(options, job)
  try {
    const outcome = await handler(job)
    return job.signal.aborted ? { kind: 'done' } : outcome
  } catch (error) {
    return job.signal.aborted ? { kind: 'done' } : { kind: 'retry', error: messageOf(error) }
  }
}

/** Why a job in hand is stopped: somebody cancelled it. */
export const cancelled = (): Cancelled => new Cancelled('The job was cancelled')
/** Why a job in hand is stopped: it goes to another worker. */
export const letGo = (): Unavailable => new Unavailable('The worker lets the job go')
