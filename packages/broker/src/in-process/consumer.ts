import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Metadata } from '@coset/metadata'
import type { Tidings } from '../once-a-change.ts'
import type { Handler } from '../outcome.ts'
import type { ConsumeOptions, Consumer, QueueName } from '../port.ts'
import { createHands } from './hands.ts'
import { recover, renew, take } from './rows.ts'

const POLL_MS = 500

export interface Loop extends Consumer {
  /** There may be work now. */
  wake(): void
  /** Stops the job when it is in hand here. */
  abort(id: string): void
}

export interface LoopParts {
  readonly metadata: Metadata
  readonly now: () => number
  /** Hears of faults of the database, which only slow the loop, and of rounds without. */
  readonly tidings: Tidings
}

/** Takes jobs of one queue, a bounded number at a time, until it is closed. */
export const startLoop = ({ metadata, now, tidings }: LoopParts, queue: QueueName, options: ConsumeOptions, handler: Handler): Loop => {
  const { concurrency, visibilityMs } = options
  const worker = randomUUID()
  let closing = false
  let again = false
  let taking: Promise<void> | null = null
  let renewed = 0

  const wake = (): void => {
    if (taking !== null) {
      again = true
      return
    }
    taking = round()
      .then(tidings.back, tidings.lost)
      .finally(() => {
        taking = null
        if (again) {
          again = false
          wake()
        }
      })
  }
  const hands = createHands(metadata, handler, options, now, wake, tidings.lost)

  const keepHold = async (): Promise<void> => {
    const at = now()
    if (at - renewed < Math.min(1000, visibilityMs / 3)) return
    renewed = at
    if (hands.size > 0) {
      const { held, cancelled } = await renew(metadata, queue, worker, at, visibilityMs)
      hands.keepOnly(held, cancelled)
    }
    await recover(metadata, queue, at)
  }

  const round = async (): Promise<void> => {
    await keepHold()
    while (!closing && hands.size < concurrency) {
      // A database in this process answers without a turn of the event loop: quick jobs would leave none to anybody else
      await turn()
      const rows = await take(metadata, queue, worker, now(), visibilityMs, concurrency - hands.size)
      for (const row of rows) void hands.carryOut(row)
      if (rows.length === 0) return
    }
  }

  const timer = setInterval(wake, Math.min(POLL_MS, visibilityMs / 3))
  wake()
  return {
    wake,
    abort: hands.abort,
    close: async (graceMs) => {
      closing = true
      if (taking !== null) await taking
      await hands.empty(graceMs)
      clearInterval(timer)
      if (taking !== null) await taking
    },
  }
}
