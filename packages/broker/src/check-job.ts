import { BadRequest } from '@coset/core'
import { type NewJob, QUEUES } from './port.ts'

const MAX_PAYLOAD = 1_000_000

/** Throws BadRequest that names what is wrong with a job. */
export const checkJob = (job: NewJob): void => {
  if (!QUEUES.includes(job.queue)) throw new BadRequest(`queue: must be one of ${QUEUES.join(', ')}`)
  if (job.id.length === 0 || job.id.length > 200) throw new BadRequest('id: must have 1 to 200 characters')
  if (!/^[a-z][a-z0-9_.-]{0,99}$/.test(job.name)) throw new BadRequest('name: must be of small letters, digits, dots, dashes')
  const priority = job.priority ?? 5
  if (!Number.isInteger(priority) || priority < 0 || priority > 9) throw new BadRequest('priority: must be a whole number from 0 to 9')
  const { delayMs = 0, maxAttempts = 1, backoffMs = 1000 } = job
  if (!(delayMs >= 0 && Number.isFinite(delayMs))) throw new BadRequest('delayMs: must be 0 or more')
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > 100) throw new BadRequest('maxAttempts: must be a whole number from 1 to 100')
  if (!(backoffMs >= 0 && Number.isFinite(backoffMs))) throw new BadRequest('backoffMs: must be 0 or more')
  if (JSON.stringify(job.payload ?? null).length > MAX_PAYLOAD) throw new BadRequest('payload: larger than a megabyte; keep it elsewhere and pass its key')
}
