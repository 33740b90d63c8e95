import type { Tools } from './tools.ts'
import type { Value } from './values.ts'

/** Sorted by what `key` gives, stable in both directions as Python sorts. */
export const sortedBy = <T extends Value>(items: readonly T[], key: (item: T) => Value, reverse: boolean, { comparer, budget }: Tools): T[] => {
  budget.spend(items.length)
  const keyed = items.map((item) => ({ item, key: key(item) }))
  const sign = reverse ? -1 : 1
  return keyed.sort((a, b) => sign * comparer.order(a.key, b.key)).map(({ item }) => item)
}
