import { randomUUID } from 'node:crypto'
import type { Metadata } from '@coset/metadata'
import { checkJob } from '../check-job.ts'
import { administration, createAsk } from '../in-process/administration.ts'
import { createHands } from '../in-process/hands.ts'
import { put, recover, renew, take, waitingIds } from '../in-process/rows.ts'
import type { Broker, BrokerWatcher, ConsumeOptions, Consumer, Delivery, Outcome, QueueName } from '../port.ts'
import { rabbitBell } from './bell.ts'

export interface RabbitBrokerOptions {
  readonly url: string
  readonly prefix: string
  readonly metadata: Metadata
  readonly now: () => number
  readonly watch: BrokerWatcher
}

/** How often jobs that came due, were given back or lost their token are rung for. */
const ROUND_MS = 1000
const MOST_RUNG = 500

interface Heard extends Consumer {
  abort(id: string): void
}

/**
 * Jobs in the metadata database, handed out by RabbitMQ: each job rings with a token in a durable quorum queue, confirmed by the server, and whoever
 * gets a token takes the most urgent job. While RabbitMQ is away jobs are accepted all the same, and rung for when it is back.
 */
export const rabbitBroker = ({ url, prefix, metadata, now, watch }: RabbitBrokerOptions): Broker => {
  const bell = rabbitBell({ url, prefix, watch })
  const ask = createAsk(watch)
  const consumers = new Map<QueueName, Set<Heard>>()
  bell.hear((text) => {
    const [queue = '', ...rest] = text.split(' ')
    for (const one of consumers.get(queue as QueueName) ?? []) one.abort(rest.join(' '))
  })
  // The watcher is told by the bell; what was not rung is rung by the next round
  const ring = (queue: QueueName, ids: readonly string[]): Promise<void> => bell.ring(queue, ids).catch(() => undefined)

  const consume = async (queue: QueueName, options: ConsumeOptions, handler: (job: Delivery) => Promise<Outcome>): Promise<Heard> => {
    const worker = randomUUID()
    const report = (error: unknown): void => watch('lost', error instanceof Error ? error.message : String(error))
    const hands = createHands(metadata, handler, now, () => undefined, report)
    let closing = false
    const onToken = async (): Promise<void> => {
      if (closing) return
      const [row] = await take(metadata, queue, worker, now(), options.visibilityMs, 1)
      if (row !== undefined) await hands.carryOut(row)
    }
    const round = async (): Promise<void> => {
      if (hands.size > 0) {
        const { held, cancelled } = await renew(metadata, queue, worker, now(), options.visibilityMs)
        hands.keepOnly(held, cancelled)
      }
      await recover(metadata, queue, now())
      // Only idle workers look: a busy queue is rung for by whoever fills it
      if (hands.size < options.concurrency) await ring(queue, await waitingIds(metadata, queue, now(), Math.min(MOST_RUNG, options.concurrency)))
    }
    const listening = await bell.listen(queue, options.concurrency, onToken)
    const timer = setInterval(() => void round().catch(report), Math.min(ROUND_MS, options.visibilityMs / 3))
    return {
      abort: hands.abort,
      close: async (graceMs) => {
        closing = true
        await listening.stop()
        await hands.empty(graceMs)
        clearInterval(timer)
      },
    }
  }

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
      const one = await consume(queue, options, handler)
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
