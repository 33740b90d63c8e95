import { BadRequest, type Cell } from '@coset/core'
import { quantile } from '../../aggregate.ts'
import type { Frame, Series } from '../../frame.ts'
import { floatSeries, isMissing, isNumeric, numbers } from '../../values.ts'
import type { Operation, OperationContext } from '../operation.ts'
import { bounded, onlyOptions, text } from '../options.ts'
import { type Bins, binsOf } from './bins.ts'

const AGGREGATES: Readonly<Record<string, (values: readonly number[]) => number>> = {
  mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  median: (values) => quantile(values, 0.5),
  sum: (values) => values.reduce((a, b) => a + b, 0),
}

const timeIndex = (frame: Frame): Series => {
  const [only, second] = frame.index ?? []
  if (only === undefined || second !== undefined || (only.type !== 'timestamp' && only.type !== 'date'))
    throw new BadRequest('Resample operation requires DatetimeIndex')
  return only
}

/** Row for each grid moment: the exact one, the last one before or the first one after. −1: none. */
const matched = (times: readonly number[], grid: readonly number[], method: 'exact' | 'before' | 'after'): number[] => {
  const order = times.map((_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0))
  let at = 0
  return grid.map((moment) => {
    while (at < order.length && (times[order[at] ?? 0] ?? 0) < moment) at++
    const here = order[at]
    const exact = here !== undefined && times[here] === moment
    if (exact || method === 'after') return here ?? -1
    return method === 'before' ? (order[at - 1] ?? -1) : -1
  })
}

/** Carries the last (or next) present cell over missing ones. */
const carry = (cells: readonly Cell[], backwards: boolean): Cell[] => {
  const out = [...cells]
  let last: Cell = null
  for (let i = 0; i < out.length; i++) {
    const at = backwards ? out.length - 1 - i : i
    const cell = out[at] ?? null
    if (isMissing(cell)) out[at] = last
    else last = cell
  }
  return out
}

/** Straight lines between present values; after the last one its value goes on. */
const interpolate = (series: Series): Series => {
  const values = numbers(series)
  let last = -1
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i] ?? 0)) continue
    const from = values[last] ?? 0
    const step = ((values[i] ?? 0) - from) / (i - last)
    if (last >= 0) for (let k = last + 1; k < i; k++) values[k] = from + step * (k - last)
    last = i
  }
  if (last >= 0) values.fill(values[last] ?? 0, last)
  return floatSeries(series.label, values)
}

const aggregated = (series: Series, bins: Bins, rowsOf: readonly (readonly number[])[], reduce: (values: readonly number[]) => number): Series => {
  const values = numbers(series)
  const cells = bins.labels.map((_, b) => reduce((rowsOf[b] ?? []).map((row) => values[row] ?? Number.NaN).filter((v) => !Number.isNaN(v))))
  return floatSeries(series.label, cells)
}

const spread = (series: Series, rows: readonly number[], method: string, fill: Cell): Series => {
  const cells = rows.map((row) => (row < 0 ? null : (series.cells[row] ?? null)))
  if (method === 'ffill' || method === 'bfill') return { ...series, cells: carry(cells, method === 'bfill') }
  if (method === 'linear') return isNumeric(series) ? interpolate({ ...series, cells }) : { ...series, cells }
  return { ...series, cells: fill === null ? cells : cells.map((cell) => (isMissing(cell) ? fill : cell)) }
}

const fillOf = (value: unknown): Cell => (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null)

const regrid = (frame: Frame, index: Series, bins: Bins, method: string, fill: Cell, context: OperationContext): readonly Series[] => {
  const times = index.cells.map(Number)
  const reduce = Object.hasOwn(AGGREGATES, method) ? AGGREGATES[method] : undefined
  bounded(bins.labels.length * Math.max(1, frame.columns.length), context)
  if (reduce !== undefined) {
    const rowsOf: number[][] = bins.labels.map(() => [])
    for (const [row, time] of times.entries()) rowsOf[bins.binOf(time)]?.push(row)
    return frame.columns.map((series) => aggregated(series, bins, rowsOf, reduce))
  }
  if (!['asfreq', 'bfill', 'ffill', 'linear'].includes(method)) throw new BadRequest(`Invalid resample method: ${method}`)
  const rows = matched(times, bins.labels, method === 'ffill' ? 'before' : method === 'bfill' ? 'after' : 'exact')
  return frame.columns.map((series) => spread(series, rows, method, fill))
}

/** Rows on a regular time grid: values off the grid are lost, carried or summed up, by `method`. Needs a time as the only row label; rows without one are left out. */
export const resample: Operation = (frame, options, context) => {
  onlyOptions(options, ['rule', 'method', 'fill_value'])
  const whole = timeIndex(frame)
  const rows = whole.cells.flatMap((cell, row) => (typeof cell === 'number' ? [row] : []))
  if (rows.length === 0) throw new BadRequest('Resample operation requires DatetimeIndex')
  const timed = (series: Series): Series => (rows.length === frame.rowCount ? series : { ...series, cells: rows.map((row) => series.cells[row] ?? null) })
  const index = timed(whole)
  const bins = binsOf(text(options, 'rule'), index.cells.map(Number), context)
  const columns = regrid(
    { ...frame, columns: frame.columns.map(timed), rowCount: rows.length },
    index,
    bins,
    text(options, 'method'),
    fillOf(options['fill_value']),
    context,
  )
  return { columns, rowCount: bins.labels.length, index: [{ ...index, type: 'timestamp', cells: bins.labels }], positions: null }
}
