import type { CacheWatcher } from './port.ts'

/** After a fault nothing is asked for `restMs`; then one call tries again while the others go without. */
export interface Breaker {
  /** The call's outcome, or `fallback` while the backend rests or when the call fails. */
  read<T>(call: () => Promise<T>, fallback: T): Promise<T>
  /** Like `read`, but a failure lets only writes rest: a full disk can still be read. */
  write<T>(call: () => Promise<T>, fallback: T): Promise<T>
  /** Owed until it has succeeded: nothing is read before, so that what had to go is never seen again. `what` names the call among those owed. */
  remove(what: string, call: () => Promise<unknown>): Promise<void>
}

export interface BreakerOptions {
  readonly restMs: number
  readonly now: () => number
  readonly watch: CacheWatcher
  /** Stands for the removals owed once they are too many to remember. */
  readonly removeAll: () => Promise<unknown>
}

type Side = 'all' | 'writes'

const MOST_OWED = 1000

/** A process may end before removals that it owes are done: the time-outs of the entries bound what is seen then. */
export const createBreaker = ({ restMs, now, watch, removeAll }: BreakerOptions): Breaker => {
  const restUntil: Record<Side, number> = { all: 0, writes: 0 }
  const lost = new Set<Side>()
  const owed = new Map<string, () => Promise<unknown>>()
  let faults = 0

  const owe = (what: string, call: () => Promise<unknown>): void => {
    if (owed.size < MOST_OWED) owed.set(what, call)
    else {
      owed.clear()
      owed.set('', removeAll)
    }
  }
  const settle = async (): Promise<void> => {
    for (const [what, call] of owed) {
      await call()
      if (owed.get(what) === call) owed.delete(what)
    }
  }
  const failed = (side: Side, error: unknown): void => {
    faults++
    restUntil[side] = now() + restMs
    if (lost.size === 0) watch('lost', error instanceof Error ? error.message : String(error))
    lost.add(side)
  }
  const worked = (sides: readonly Side[]): void => {
    if (lost.size === 0) return
    for (const side of sides) {
      lost.delete(side)
      restUntil[side] = 0
    }
    if (lost.size === 0) watch('back', '')
  }
  /** `sides` must all be awake; the last one is blamed. */
  const attempt = async (sides: readonly [...Side[], Side], call: () => Promise<void>): Promise<void> => {
    if (sides.some((side) => now() < restUntil[side])) throw RESTS
    for (const side of sides) if (lost.has(side)) restUntil[side] = now() + restMs
    const before = faults
    try {
      if (owed.size > 0) await settle()
    } catch (error) {
      failed('all', error)
      throw error
    }
    try {
      await call()
    } catch (error) {
      failed(sides.at(-1) ?? 'all', error)
      throw error
    }
    // A call that began before a fault proves nothing about after it
    if (faults === before) worked(sides)
  }
  const answer = async <T>(sides: readonly [...Side[], Side], call: () => Promise<T>, fallback: T): Promise<T> => {
    let result = fallback
    return attempt(sides, async () => {
      result = await call()
    }).then(
      () => result,
      () => fallback,
    )
  }

  return {
    read: (call, fallback) => answer(['all'], call, fallback),
    write: (call, fallback) => answer(['all', 'writes'], call, fallback),
    remove: async (what, call) => {
      await attempt(['all'], async () => {
        await call()
      }).catch(() => owe(what, call))
    },
  }
}

const RESTS = new Error('resting')
