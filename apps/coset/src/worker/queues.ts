import { QUEUES, type QueueName } from '@coset/broker'
import { BadRequest } from '@coset/core'

/** Queues with how many jobs of each run at once: `queries=4,reports` (1 unless told). Throws BadRequest naming what is wrong. */
export const parseQueues = (text: string, concurrency?: number): ReadonlyMap<QueueName, number> => {
  const queues = new Map<QueueName, number>()
  for (const part of text.split(',').map((one) => one.trim())) {
    const [name = '', count] = part.split('=')
    const queue = QUEUES.find((one) => one === name)
    if (queue === undefined) throw new BadRequest(`There is no queue "${name}"; there are ${QUEUES.join(', ')}`)
    const atOnce = count === undefined ? (concurrency ?? 1) : Number(count)
    if (!Number.isInteger(atOnce) || atOnce < 1 || atOnce > 500) throw new BadRequest(`${queue}: how many at once must be a whole number from 1 to 500`)
    queues.set(queue, atOnce)
  }
  return queues
}
