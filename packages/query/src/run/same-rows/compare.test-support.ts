/** Rows of an answer; used by tests only. */
export type Row = Readonly<Record<string, unknown>>
export type Rows = readonly Row[]

const close = (a: number, b: number, within: number): boolean => a === b || Math.abs(a - b) <= within * Math.max(1, Math.abs(a), Math.abs(b))

/** Numbers to `within` of their size; lists as sets, for outliers come in the order of rows; all else exactly. */
const same = (expected: unknown, actual: unknown, within: number): boolean => {
  if (typeof expected === 'number' && typeof actual === 'number') return close(expected, actual, within)
  if (!Array.isArray(expected) || !Array.isArray(actual)) return Object.is(expected, actual)
  const [left, right] = [expected, actual].map((list) => list.map(Number).sort((a, b) => a - b))
  return left !== undefined && right?.length === left.length && left.every((value, index) => close(value, right[index] ?? Number.NaN, within))
}

const sortText = (value: unknown): string =>
  typeof value === 'number' ? (Number.isInteger(value) ? String(value) : value.toPrecision(8)).padStart(20) : Array.isArray(value) ? '' : JSON.stringify(value)
const sorted = (rows: Rows): Rows => {
  const keyed = rows.map((row) => ({ row, key: Object.values(row).map(sortText).join('\u0001') }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row)
}

/** The first difference as a sentence; null when both are the same rows. */
export const difference = (expected: Rows, actual: Rows, ordered: boolean, within = 1e-9): string | null => {
  if (expected.length !== actual.length) return `${actual.length} rows, should be ${expected.length}`
  const [left, right] = ordered ? [expected, actual] : [sorted(expected), sorted(actual)]
  for (const [index, row] of left.entries()) {
    const other = right[index] ?? {}
    const names = Object.keys(row)
    const alike = names.join('\u0001') === Object.keys(other).join('\u0001') && names.every((name) => same(row[name], other[name], within))
    if (!alike) return `row ${index}: ${JSON.stringify(other)}, should be ${JSON.stringify(row)}`
  }
  return null
}
