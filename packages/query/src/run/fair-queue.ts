import { Cancelled } from '@coset/core'

/** What waits for whom: people first, then schedules, then downloads of many rows. */
export const LANES = ['interactive', 'scheduled', 'export'] as const
export type Lane = (typeof LANES)[number]

export interface Ticket {
  /** Chosen by the client, so that it can ask for its place; null: nobody will ask. */
  readonly id: string | null
  /** Whose turn it is; people of many queries wait behind people of few. */
  readonly who: string
  readonly lane: Lane
}

/** A database, and how many statements it may run at once. */
export interface Source {
  readonly id: number
  readonly slots: number
}

export interface Place {
  readonly state: 'waiting' | 'running'
  /** Tickets that come first; 0 when running. */
  readonly ahead: number
  /** Milliseconds in this state. */
  readonly sinceMs: number
}

export interface FairQueue {
  /** Runs the work when it is this ticket's turn. Throws Cancelled when the signal aborts while it waits. */
  run<T>(source: Source, ticket: Ticket, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>
  /** Where somebody's own ticket stands; null when it has ended or never was. */
  place(who: string, id: string): Place | null
  counts(sourceId: number): { readonly running: number; readonly waiting: number }
}

interface Entry {
  readonly ticket: Ticket
  readonly order: number
  since: number
  readonly start: () => void
}

interface Line {
  source: Source
  readonly running: Set<Entry>
  waiting: Entry[]
  /** When each person's last query started, as a count of starts. */
  readonly served: Map<string, number>
}

/** After this long a ticket counts as one of the next better lane: no lane waits for ever. */
const PROMOTION_MS = 30_000

const laneOf = (entry: Entry, now: number): number => Math.max(0, LANES.indexOf(entry.ticket.lane) - Math.floor((now - entry.since) / PROMOTION_MS))

const runningOf = (line: Line, who: string): number => [...line.running].filter((entry) => entry.ticket.who === who).length

/** Who comes first: better lane, fewer of the same person running or in front, whose last turn is longer ago, then who came first. */
const inOrder = (line: Line, now: number): readonly Entry[] => {
  const turns = new Map<string, number>()
  const ranked = line.waiting.map((entry) => {
    const lane = laneOf(entry, now)
    const name = `${lane}\0${entry.ticket.who}`
    const turn = turns.get(name) ?? runningOf(line, entry.ticket.who)
    turns.set(name, turn + 1)
    return { entry, lane, turn, served: line.served.get(entry.ticket.who) ?? -1 }
  })
  return ranked.sort((a, b) => a.lane - b.lane || a.turn - b.turn || a.served - b.served || a.entry.order - b.entry.order).map(({ entry }) => entry)
}

/** Downloads leave one slot to people. */
const mayStart = (line: Line, entry: Entry): boolean => {
  const slots = Math.max(1, line.source.slots)
  if (line.running.size >= slots) return false
  if (entry.ticket.lane !== 'export' || slots === 1) return true
  return [...line.running].filter((one) => one.ticket.lane === 'export').length < slots - 1
}

/** A line per database. `now` in milliseconds, monotonic. */
export const createFairQueue = (now: () => number): FairQueue => {
  const lines = new Map<number, Line>()
  let orders = 0
  let starts = 0

  const advance = (line: Line): void => {
    for (const entry of inOrder(line, now())) {
      if (!mayStart(line, entry)) continue
      line.waiting = line.waiting.filter((one) => one !== entry)
      line.running.add(entry)
      line.served.set(entry.ticket.who, starts++)
      entry.since = now()
      entry.start()
    }
    if (line.running.size === 0 && line.waiting.length === 0 && lines.get(line.source.id) === line) lines.delete(line.source.id)
  }

  const enter = (line: Line, ticket: Ticket, signal: AbortSignal | undefined): Promise<Entry> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        line.waiting = line.waiting.filter((one) => one !== entry)
        reject(new Cancelled())
        advance(line)
      }
      const entry: Entry = {
        ticket,
        order: orders++,
        since: now(),
        start: () => {
          signal?.removeEventListener('abort', leave)
          resolve(entry)
        },
      }
      signal?.addEventListener('abort', leave, { once: true })
      line.waiting.push(entry)
      advance(line)
    })

  const lineOf = (source: Source): Line => {
    const line = lines.get(source.id) ?? { source, running: new Set<Entry>(), waiting: [], served: new Map() }
    line.source = source
    lines.set(source.id, line)
    return line
  }

  return {
    run: async (source, ticket, signal, work) => {
      if (signal?.aborted === true) throw new Cancelled()
      const line = lineOf(source)
      const entry = await enter(line, ticket, signal)
      try {
        return await work()
      } finally {
        line.running.delete(entry)
        advance(line)
      }
    },
    place: (who, id) => {
      const mine = (entry: Entry): boolean => entry.ticket.id === id && entry.ticket.who === who
      for (const line of lines.values()) {
        const running = [...line.running].find(mine)
        if (running !== undefined) return { state: 'running', ahead: 0, sinceMs: Math.round(now() - running.since) }
        const order = inOrder(line, now())
        const at = order.findIndex(mine)
        const waiting = order[at]
        if (waiting !== undefined) return { state: 'waiting', ahead: at, sinceMs: Math.round(now() - waiting.since) }
      }
      return null
    },
    counts: (sourceId) => ({ running: lines.get(sourceId)?.running.size ?? 0, waiting: lines.get(sourceId)?.waiting.length ?? 0 }),
  }
}
