import type { SmallerLimit } from '@coset/sql'

export type LimitingFactor = 'QUERY' | 'DROPDOWN' | 'QUERY_AND_DROPDOWN'

export interface RowLimit {
  /** Rows that the answer may hold. */
  readonly limit: number
  /** Whose limit it is. */
  readonly factor: LimitingFactor
  /** Rows to ask for: one more than the chosen limit, to learn whether there are more; exactly the script's own where that is the smaller. */
  readonly ask: number
  /** What becomes of a smaller LIMIT of the script. */
  readonly smaller: SmallerLimit
}

/**
 * The limit of a result: what the person chose (absent or below 1: the server's most), or the LIMIT of the statement where that is smaller and
 * holds.
 */
export const rowLimit = (chosen: number | null | undefined, most: number, own: number | null, smaller: SmallerLimit = 'holds'): RowLimit => {
  const dropdown = chosen === null || chosen === undefined || chosen < 1 ? most : Math.min(chosen, most)
  if (smaller === 'replaced' || own === null || own > dropdown) return { limit: dropdown, factor: 'DROPDOWN', ask: dropdown + 1, smaller }
  return { limit: own, factor: own === dropdown ? 'QUERY_AND_DROPDOWN' : 'QUERY', ask: own, smaller }
}

/** What cut the rows; null when nothing did. Own limits cut when they are reached, chosen ones when a row more came. */
export const limitedBy = (row: RowLimit, received: number): LimitingFactor | null => {
  const reached = row.factor === 'DROPDOWN' ? received > row.limit : received >= row.limit
  return reached ? row.factor : null
}
