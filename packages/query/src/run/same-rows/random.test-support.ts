/** A generator of choices that a seed fixes; used by tests only. */
export interface Random {
  /** At least 0, below 1. */
  next(): number
  /** A whole number below `limit`. */
  below(limit: number): number
  pick<T>(items: readonly T[]): T
  /** `count` different items, in the order of the list. */
  some<T>(items: readonly T[], count: number): readonly T[]
  chance(share: number): boolean
}

export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const some = <T>(items: readonly T[], count: number): readonly T[] => {
    const left = items.map((_, index) => index)
    const chosen = new Set(Array.from({ length: Math.min(count, items.length) }, () => left.splice(below(left.length), 1)[0]))
    return items.filter((_, index) => chosen.has(index))
  }
  return { next, below, pick, some, chance: (share) => next() < share }
}
