import { randomUUID } from 'node:crypto'
import type { Metadata } from '@coset/metadata'
import { createHands } from '../in-process/hands.ts'
import { recover, renew, take, waitingIds } from '../in-process/rows.ts'
import type { Tidings } from '../once-a-change.ts'
import type { Handler } from '../outcome.ts'
import type { ConsumeOptions, Consumer, QueueName } from '../port.ts'
import type { Bell } from './bell.ts'

export interface ConsumerParts {
  readonly bell: Bell
  readonly metadata: Metadata
  readonly now: () => number
  /** Hears of the metadata database. */
  readonly tidings: Tidings
}

export interface Heard extends Consumer {
  abort(id: string): void
}

/** How often jobs that came due, were given back or lost their token are rung for. */
const ROUND_MS = 1000
const MOST_RUNG = 500

/** Jobs that were put down while RabbitMQ was away, came due or were given back: as many tokens as are missing. */
const ringForForgotten = async ({ bell, metadata, now }: ConsumerParts, queue: QueueName): Promise<void> => {
  const waiting = await waitingIds(metadata, queue, now(), MOST_RUNG)
  if (waiting.length === 0) return
  // The watcher is told by the bell; the next round tries again
  const tokens = await bell.tokens(queue).catch(() => MOST_RUNG)
  await bell.ring(queue, waiting.slice(tokens)).catch(() => undefined)
}

/** Takes a job for each token until it is closed. */
export const startConsumer = async (parts: ConsumerParts, queue: QueueName, options: ConsumeOptions, handler: Handler): Promise<Heard> => {
  const { bell, metadata, now, tidings } = parts
  const worker = randomUUID()
  const hands = createHands(metadata, handler, options, now, () => undefined, tidings.lost)
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
    if (hands.size < options.concurrency) await ringForForgotten(parts, queue)
  }
  const listening = await bell.listen(queue, options.concurrency, onToken)
  const timer = setInterval(() => void round().then(tidings.back, tidings.lost), Math.min(ROUND_MS, options.visibilityMs / 3))
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
