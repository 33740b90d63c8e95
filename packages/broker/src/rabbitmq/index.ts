import type { Metadata } from '@coset/metadata'
import { checkJob } from '../check-job.ts'
import { administration, createAsk } from '../in-process/administration.ts'
import { put } from '../in-process/rows.ts'
import { onceAChange } from '../once-a-change.ts'
import type { Broker, BrokerWatcher, QueueName } from '../port.ts'
import { rabbitBell } from './bell.ts'
import { type Heard, startConsumer } from './consume.ts'

export interface RabbitBrokerOptions {
  readonly url: string
  readonly prefix: string
  readonly metadata: Metadata
  readonly now: () => number
  readonly watch: BrokerWatcher
}

/**
 * Jobs in the metadata database, handed out by RabbitMQ: each job rings with a token in a durable quorum queue, confirmed by the server, and whoever
 * gets a token takes the most urgent job. While RabbitMQ is away jobs are accepted all the same, and rung for when it is back.
 */
export const rabbitBroker = ({ url, prefix, metadata, now, watch }: RabbitBrokerOptions): Broker => {
  const bell = rabbitBell({ url, prefix, watch })
  const tidings = onceAChange(watch)
  const ask = createAsk(tidings)
  const consumers = new Map<QueueName, Set<Heard>>()
  bell.hear((text) => {
    const [queue = '', ...rest] = text.split(' ')
    for (const one of consumers.get(queue as QueueName) ?? []) one.abort(rest.join(' '))
  })
  // The watcher is told by the bell; what was not rung is rung by the next round
  const ring = (queue: QueueName, ids: readonly string[]): Promise<void> => bell.ring(queue, ids).catch(() => undefined)

  return {
    kind: 'rabbitmq',
    lists: ['waiting', 'delayed', 'running', 'dead'],
    enqueue: async (jobs) => {
      jobs.forEach(checkJob)
      const accepted = await ask(() => put(metadata, jobs, now()))
      const fresh = new Set(accepted)
      const atOnce = jobs.filter((job) => fresh.has(job.id) && (job.delayMs ?? 0) === 0)
      for (const queue of new Set(atOnce.map((job) => job.queue)))
        await ring(
          queue,
          atOnce.filter((job) => job.queue === queue).map((job) => job.id),
        )
      return accepted
    },
    consume: async (queue, options, handler) => {
      const one = await startConsumer({ bell, metadata, now, tidings }, queue, options, handler)
      const there = consumers.get(queue) ?? new Set()
      consumers.set(queue, there.add(one))
      return {
        close: async (graceMs) => {
          await one.close(graceMs)
          there.delete(one)
        },
      }
    },
    ...administration(metadata, now, ask, {
      waiting: (queue, id) => ring(queue, [id]),
      cancelled: (queue, id) => bell.shout(`${queue} ${id}`).catch(() => undefined),
    }),
    ping: () => ask(() => bell.ping()),
    close: async () => {
      await Promise.all([...consumers.values()].flatMap((set) => [...set]).map((one) => one.close(0)))
      await bell.close()
    },
  }
}
