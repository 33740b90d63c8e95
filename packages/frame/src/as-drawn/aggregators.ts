import { BadRequest, type Cell, nearest } from '@coset/core'
import { quantile, variance } from '../aggregate.ts'
import { cellText, isMissing } from '../values.ts'

/** What a pivot table shows of the values that meet in one cell. Missing values are left out; of none, nothing is shown. */
export type Aggregator = (values: readonly Cell[]) => Cell

/** What a cell is divided by once it stands. */
export type Share = 'total' | 'rows' | 'columns'

const present = (values: readonly Cell[]): readonly Cell[] => values.filter((value) => !isMissing(value))
const numeric = (values: readonly Cell[]): number[] => present(values).map(Number)
const plain = (value: number): Cell => (Number.isNaN(value) ? null : value)
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const ofNumbers =
  (reduce: (values: readonly number[]) => number): Aggregator =>
  (values) => {
    const numbers = numeric(values)
    return numbers.length === 0 ? null : plain(reduce(numbers))
  }
/** One value alone varies by nothing. */
const spread = (values: readonly number[]): number => (values.length < 2 ? 0 : variance(values, 1))
const count: Aggregator = (values) => present(values).length
const text = (value: Cell): string => cellText(value, typeof value === 'string' ? 'string' : 'unknown')

const sumOf = ofNumbers(sum)
/** A total over nothing is nought, where a cell of nothing is empty. */
const totalSum: Aggregator = (values) => sum(numeric(values))

const AGGREGATORS: Readonly<Record<string, { readonly of: Aggregator; readonly share?: Share; readonly fractional?: true }>> = {
  Count: { of: count },
  'Count Unique Values': { of: (values) => new Set(present(values).map(text)).size },
  'List Unique Values': { of: (values) => [...new Set(present(values).map(text))].join(', ') },
  Sum: { of: sumOf },
  Average: { of: ofNumbers((values) => sum(values) / values.length), fractional: true },
  Median: { of: ofNumbers((values) => quantile(values, 0.5)), fractional: true },
  'Sample Variance': { of: ofNumbers(spread), fractional: true },
  'Sample Standard Deviation': { of: ofNumbers((values) => Math.sqrt(spread(values))), fractional: true },
  Minimum: { of: ofNumbers((values) => values.reduce((a, b) => Math.min(a, b))) },
  Maximum: { of: ofNumbers((values) => values.reduce((a, b) => Math.max(a, b))) },
  First: { of: (values) => present(values)[0] ?? null },
  Last: { of: (values) => present(values).at(-1) ?? null },
  'Sum as Fraction of Total': { of: sumOf, share: 'total' },
  'Sum as Fraction of Rows': { of: sumOf, share: 'rows' },
  'Sum as Fraction of Columns': { of: sumOf, share: 'columns' },
  'Count as Fraction of Total': { of: count, share: 'total' },
  'Count as Fraction of Rows': { of: count, share: 'rows' },
  'Count as Fraction of Columns': { of: count, share: 'columns' },
}

/** The aggregator of this name, what its cells are a share of, and whether it makes fractions of whole numbers. Throws BadRequest that names the nearest. */
export const pivotAggregator = (
  name: string,
): { readonly of: Aggregator; readonly share: Share | null; readonly total: Aggregator; readonly fractional: boolean } => {
  const found = Object.hasOwn(AGGREGATORS, name) ? AGGREGATORS[name] : undefined
  if (found === undefined) {
    const hint = nearest(name, Object.keys(AGGREGATORS))
    throw new BadRequest(`aggregateFunction "${name.slice(0, 60)}" is not known${hint === undefined ? '' : `; did you mean "${hint}"?`}`)
  }
  return {
    of: found.of,
    share: found.share ?? null,
    total: found.share === undefined && found.of !== sumOf ? found.of : totalSum,
    fractional: found.fractional === true || found.share !== undefined,
  }
}
