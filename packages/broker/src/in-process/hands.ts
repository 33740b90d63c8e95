import type { Metadata } from '@coset/metadata'
import { cancelled, type Handler, letGo, outcomeOf } from '../outcome.ts'
import type { ConsumeOptions, Delivery, Outcome, QueueName } from '../port.ts'
import { rest } from '../rest.ts'
import { type JobRow, REMEMBERED_MS, settle } from './rows.ts'

interface InHand {
  readonly row: JobRow
  readonly controller: AbortController
  readonly ended: Promise<void>
  givenBack: boolean
}

/** The jobs that one worker holds at present. */
export interface Hands {
  readonly size: number
  /** Starts a job that was just taken; resolves when it is out of hand. Never rejects. */
  carryOut(row: JobRow): Promise<void>
  abort(id: string): void
  /** Stops those that were cancelled, and those that somebody else holds by now. */
  keepOnly(held: ReadonlySet<string>, stopped: ReadonlySet<string>): void
  /** Waits for what runs, at most `graceMs`; gives the others back uncounted and stops them. */
  empty(graceMs: number): Promise<void>
}

const changeFor = (row: JobRow, outcome: Outcome, at: number): Partial<JobRow> => {
  if (outcome.kind === 'done') return { state: 'done', visible_at: at + REMEMBERED_MS }
  if (outcome.kind === 'dead' || row.attempts >= row.max_attempts) return { state: 'dead', visible_at: at, error: outcome.error }
  return { state: 'waiting', run_at: at + rest(row.backoff_ms, row.attempts), worker: null, visible_at: null, error: outcome.error }
}

const deliveryOf = (row: JobRow, signal: AbortSignal): Delivery => ({
  queue: row.queue as QueueName,
  id: row.id,
  name: row.name,
  payload: JSON.parse(row.payload),
  attempt: row.attempts,
  maxAttempts: row.max_attempts,
  enqueuedAt: row.created_on,
  signal,
})

const within = async (work: Promise<unknown>, limitMs: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise((done) => {
    timer = setTimeout(done, limitMs)
  })
  await Promise.race([work, timeUp])
  clearTimeout(timer)
}

/** `freed` is called whenever a hand is empty again; `report` hears of faults of the database. */
export const createHands = (
  { db }: Metadata,
  handler: Handler,
  options: ConsumeOptions,
  now: () => number,
  freed: () => void,
  report: (error: unknown) => void,
): Hands => {
  const hands = new Map<string, InHand>()

  const end = async (hand: InHand, outcome: Outcome): Promise<void> => {
    if (!hand.givenBack) await settle(db, hand.row, changeFor(hand.row, outcome, now()))
  }

  const giveBack = async (hand: InHand): Promise<void> => {
    hand.givenBack = true
    await settle(db, hand.row, { state: 'waiting', run_at: now(), worker: null, visible_at: null, attempts: hand.row.attempts - 1 })
    hand.controller.abort(letGo())
    await hand.ended
  }

  return {
    get size() {
      return hands.size
    },
    carryOut: (row) => {
      const controller = new AbortController()
      const { promise: ended, resolve } = Promise.withResolvers<void>()
      const hand: InHand = { row, controller, ended, givenBack: false }
      hands.set(row.id, hand)
      outcomeOf(handler, options, deliveryOf(row, controller.signal))
        .then((outcome) => end(hand, outcome))
        .catch(report)
        .finally(() => {
          hands.delete(row.id)
          resolve()
          freed()
        })
        .catch(report)
      return ended
    },
    abort: (id) => hands.get(id)?.controller.abort(cancelled()),
    keepOnly: (held, stopped) => {
      for (const [id, hand] of hands) {
        if (stopped.has(id)) hand.controller.abort(cancelled())
        else if (!held.has(id)) hand.controller.abort(letGo())
      }
    },
    empty: async (graceMs) => {
      await within(Promise.all([...hands.values()].map((hand) => hand.ended)), graceMs)
      await Promise.all([...hands.values()].map(giveBack))
    },
  }
}
