import { compareNumbers } from '@coset/core'
import { exactNumeric, exactSum, numeric } from '../cells.ts'

export const AGGREGATORS = [
  'Count',
  'Count Unique Values',
  'List Unique Values',
  'Sum',
  'Average',
  'Median',
  'Sample Variance',
  'Sample Standard Deviation',
  'Minimum',
  'Maximum',
  'First',
  'Last',
  'Sum as Fraction of Total',
  'Sum as Fraction of Rows',
  'Sum as Fraction of Columns',
  'Count as Fraction of Total',
  'Count as Fraction of Rows',
  'Count as Fraction of Columns',
] as const

/** Values of a cell → what it shows. */
export type Aggregator = (values: readonly unknown[]) => number | bigint | string | null

const numbers = (values: readonly unknown[]): readonly number[] => values.map(numeric).filter((value) => value !== null)

const exactNumbers = (values: readonly unknown[]): readonly (number | bigint)[] => values.map(exactNumeric).filter((value) => value !== null)

const sum = (values: readonly unknown[]): number | bigint | null => {
  const known = exactNumbers(values)
  return known.length === 0 ? null : exactSum(known)
}
const count = (values: readonly unknown[]): number => values.length

function median(values: readonly unknown[]): number | bigint | null {
  const sorted = [...exactNumbers(values)].sort(compareNumbers)
  if (sorted.length === 0) return null
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? null) : (Number(sorted[middle - 1] ?? 0) + Number(sorted[middle] ?? 0)) / 2
}

/** Sample variance by Welford's way; zero for a single value. */
function variance(values: readonly unknown[]): number | null {
  let amount = 0
  let mean = 0
  let squares = 0
  for (const value of numbers(values)) {
    amount += 1
    const step = value - mean
    mean += step / amount
    squares += step * (value - mean)
  }
  if (amount === 0) return null
  return amount === 1 ? 0 : squares / (amount - 1)
}

function extreme(values: readonly unknown[], keep: (a: number | bigint, b: number | bigint) => boolean): number | bigint | null {
  let best: number | bigint | null = null
  for (const value of exactNumbers(values)) if (best === null || keep(value, best)) best = value
  return best
}

const plain = (value: unknown): number | bigint | string | null => (value === null || value === undefined ? null : (exactNumeric(value) ?? String(value)))

const BY_NAME: Readonly<Record<string, Aggregator>> = {
  Count: count,
  'Count Unique Values': (values) => new Set(values.map(String)).size,
  'List Unique Values': (values) => [...new Set(values.map(String))].join(', '),
  Sum: sum,
  Average: (values) => {
    const known = numbers(values)
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0) / known.length
  },
  Median: median,
  'Sample Variance': variance,
  'Sample Standard Deviation': (values) => {
    const square = variance(values)
    return square === null ? null : Math.sqrt(square)
  },
  Minimum: (values) => extreme(values, (a, b) => a < b),
  Maximum: (values) => extreme(values, (a, b) => a > b),
  First: (values) => plain(values[0]),
  Last: (values) => plain(values.at(-1)),
}

export interface Aggregation {
  readonly of: Aggregator
  /** The cell's share of a whole instead of its own value. */
  readonly fraction?: 'Total' | 'Rows' | 'Columns'
}

/** The aggregation of a saved name; unknown names sum. */
export function aggregation(name: string): Aggregation {
  const share = /^(Sum|Count) as Fraction of (Total|Rows|Columns)$/.exec(name)
  if (share) return { of: share[1] === 'Sum' ? sum : count, fraction: share[2] as 'Total' | 'Rows' | 'Columns' }
  return { of: (Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined) ?? sum }
}
