import { BadRequest, type Cell, type CellType } from '@coset/core'
import type { Series } from './frame.ts'
import { compareCells, isMissing, isNumeric, numbers } from './values.ts'

/** Numbers of one group, missing ones as NaN. */
type Reduce = (values: readonly number[], options: Readonly<Record<string, unknown>>) => number

const present = (values: readonly number[]): number[] => values.filter((v) => !Number.isNaN(v))
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const mean = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : sum(values) / values.length)
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

/** Interpolated quantile of numbers without gaps; `q` in 0..1. `midpoint` takes the middle of the two neighbours. */
export const quantile = (values: readonly number[], q: number, method: 'linear' | 'midpoint' = 'linear'): number => {
  if (values.length === 0) return Number.NaN
  const sorted = ascending(values)
  const place = q * (sorted.length - 1)
  const low = sorted[Math.floor(place)] ?? Number.NaN
  const high = sorted[Math.ceil(place)] ?? Number.NaN
  if (low === high) return low
  return low + (high - low) * (method === 'midpoint' ? 0.5 : place - Math.floor(place))
}

/** Sample variance with `ddof` degrees less; NaN when there are too few values. */
export const variance = (values: readonly number[], ddof: number): number => {
  if (values.length <= ddof) return Number.NaN
  const m = mean(values)
  return values.reduce((acc, v) => acc + (v - m) ** 2, 0) / (values.length - ddof)
}

const percentile = (values: readonly number[], options: Readonly<Record<string, unknown>>): number => {
  const q = options['q']
  if (typeof q !== 'number' || q < 0 || q > 100) throw new BadRequest('Percentiles must be in the range [0, 100]')
  return quantile(values, q / 100)
}

const REDUCERS: Readonly<Record<string, Reduce>> = {
  average: (v) => mean(v),
  count_nonzero: (v) => v.filter((n) => n !== 0).length,
  mean: (v) => mean(present(v)),
  median: (v) => quantile(present(v), 0.5),
  nanmean: (v) => mean(present(v)),
  nanmedian: (v) => quantile(present(v), 0.5),
  nansum: (v) => sum(present(v)),
  nanpercentile: (v, o) => percentile(present(v), o),
  percentile: (v, o) => (v.some(Number.isNaN) ? Number.NaN : percentile(v, o)),
  prod: (v) => present(v).reduce((a, b) => a * b, 1),
  product: (v) => present(v).reduce((a, b) => a * b, 1),
  std: (v) => Math.sqrt(variance(present(v), 0)),
  sum: (v) => sum(present(v)),
  var: (v) => variance(present(v), 0),
}
const WHOLE = new Set(['sum', 'nansum', 'prod', 'product'])
const EXTREMES: Readonly<Record<string, 1 | -1>> = { min: -1, nanmin: -1, argmin: -1, max: 1, nanmax: 1, argmax: 1 }

export interface Aggregate {
  readonly source: Series
  readonly type: CellType
  /** The value of one group; null when there is nothing to aggregate. */
  readonly of: (rows: readonly number[]) => Cell
}

const extreme = (source: Series, direction: 1 | -1, place: boolean): Aggregate => ({
  source,
  type: place ? 'integer' : source.type,
  of: (rows) => {
    let best: Cell = null
    let at = -1
    for (const [i, row] of rows.entries()) {
      const cell = source.cells[row] ?? null
      if (isMissing(cell) || (at >= 0 && compareCells(cell, best, source.type) * direction <= 0)) continue
      best = cell
      at = i
    }
    return place ? (at < 0 ? null : at) : best
  },
})

/** Texts of a group, one after the other; null when there are none. */
const joined = (source: Series): Aggregate => ({
  source,
  type: 'string',
  of: (rows) => {
    const texts = rows.map((row) => source.cells[row]).filter((cell) => typeof cell === 'string')
    return texts.length === 0 ? null : texts.join('')
  },
})

/** How `operation` reduces groups of `source`. Throws BadRequest for unknown operators and for text where numbers are needed. */
export const aggregator = (source: Series, operation: unknown, options: Readonly<Record<string, unknown>> = {}): Aggregate => {
  if (operation === undefined || operation === null || operation === '') throw new BadRequest(`Operator undefined for aggregator: ${String(source.label)}`)
  const operator = typeof operation === 'string' ? operation : JSON.stringify(operation)
  if (operator === 'count') return { source, type: 'integer', of: (rows) => rows.length }
  const direction = Object.hasOwn(EXTREMES, operator) ? EXTREMES[operator] : undefined
  if (direction !== undefined) return extreme(source, direction, operator.startsWith('arg'))
  if (operator === 'sum' && source.type === 'string' && source.cells.some((cell) => !isMissing(cell))) return joined(source)
  const reduce = Object.hasOwn(REDUCERS, operator) ? REDUCERS[operator] : undefined
  if (reduce === undefined) throw new BadRequest(`Invalid numpy function: ${operator}`)
  if (!isNumeric(source) && source.type !== 'boolean' && source.cells.some((cell) => !isMissing(cell)))
    throw new BadRequest(`Column "${String(source.label)}" is not numeric`)
  const values = numbers({ ...source, type: source.type === 'decimal' ? 'decimal' : 'float' })
  const whole = operator === 'count_nonzero' || (WHOLE.has(operator) && (source.type === 'integer' || source.type === 'boolean'))
  const of = (rows: readonly number[]): Cell => {
    const value = reduce(
      rows.map((row) => values[row] ?? Number.NaN),
      options,
    )
    return Number.isNaN(value) ? null : value
  }
  return { source, type: whole ? 'integer' : 'float', of }
}
