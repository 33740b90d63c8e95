import { Cancelled, Unavailable } from '@coset/core'
import type { Delivery, Outcome } from './port.ts'

/** What became of a job. One that was cancelled is over, whatever its handler makes of it; a rejection asks for another attempt. */
export const outcomeOf = async (handler: (job: Delivery) => Promise<Outcome>, job: Delivery): Promise<Outcome> => {
  try {
    const outcome = await handler(job)
    return job.signal.aborted ? { kind: 'done' } : outcome
  } catch (error) {
    return job.signal.aborted ? { kind: 'done' } : { kind: 'retry', error: error instanceof Error ? error.message : String(error) }
  }
}

/** Why a job in hand is stopped: somebody cancelled it. */
export const cancelled = (): Cancelled => new Cancelled('The job was cancelled')
/** Why a job in hand is stopped: it goes to another worker. */
export const letGo = (): Unavailable => new Unavailable('The worker lets the job go')
