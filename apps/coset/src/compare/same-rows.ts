export type Row = Readonly<Record<string, unknown>>

/** Sums of floating point numbers differ in their last digits by the order in which they were added. */
const DIGITS = 10

const plain = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS))
  // Decimals come as texts from one site and as numbers from another
  if (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) && value.length < 18) return plain(Number(value))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, plain(inner)]),
    )
  return value ?? null
}

const textOf = (row: Row): string => JSON.stringify(plain(row))

export interface Difference {
  readonly here: number
  readonly there: number
  /** A row that only one of them has, as JSON. */
  readonly onlyHere: string | null
  readonly onlyThere: string | null
}

/** Null when both have the same rows, in whatever order. */
export const differenceOf = (here: readonly Row[], there: readonly Row[]): Difference | null => {
  const left = new Map<string, number>()
  for (const text of here.map(textOf)) left.set(text, (left.get(text) ?? 0) + 1)
  const onlyThere: string[] = []
  for (const text of there.map(textOf)) {
    const count = left.get(text) ?? 0
    if (count === 0) onlyThere.push(text)
    else left.set(text, count - 1)
  }
  const onlyHere = [...left].find(([, count]) => count > 0)?.[0] ?? null
  if (onlyHere === null && onlyThere.length === 0) return null
  return { here: here.length, there: there.length, onlyHere, onlyThere: onlyThere[0] ?? null }
}
