import { BadRequest } from '@coset/core'
import { makeFrame, type Series, takeRows } from '../../frame.ts'
import { groupRows } from '../../group.ts'
import { coercedNumbers, floatText, isMissing } from '../../values.ts'
import type { Operation } from '../operation.ts'
import { bounded, column, flag, onlyOptions, requireColumns, text, textList, whole } from '../options.ts'

/** `bins` + 1 edges of equal distance over the values; a single value gets half a unit to both sides. */
const edgesOf = (values: readonly number[], bins: number): number[] => {
  let low = values.reduce((a, b) => Math.min(a, b), values[0] ?? 0)
  let high = values.reduce((a, b) => Math.max(a, b), values[0] ?? 0)
  if (low === high) {
    low -= 0.5
    high += 0.5
  }
  const step = (high - low) / bins
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + i * step))
}

/** Counts per bin; bins are half-open, the last one closed. */
const countsOf = (values: readonly number[], edges: readonly number[]): Float64Array => {
  const bins = edges.length - 1
  const counts = new Float64Array(bins)
  const low = edges[0] ?? 0
  const width = (edges[bins] ?? 0) - low
  for (const value of values) {
    let bin = Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / width) * bins)))
    if (value < (edges[bin] ?? 0) && bin > 0) bin--
    else if (bin < bins - 1 && value >= (edges[bin + 1] ?? 0)) bin++
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

/** Counts of a column's values in equal bins, one row per group; running and as shares when asked. */
export const histogram: Operation = (frame, options, context) => {
  onlyOptions(options, ['column', 'groupby', 'bins', 'cumulative', 'normalize'])
  const names = textList(options, 'groupby')
  requireColumns(frame, names)
  const source = column(frame, text(options, 'column'))
  const rows = Array.from({ length: frame.rowCount }, (_, i) => i).filter((row) => !isMissing(source.cells[row] ?? null))
  if (rows.length === 0) return takeRows(frame, [])
  const bins = whole(options, 'bins', 5) ?? 5
  if (bins < 1) throw new BadRequest('bins must be positive')
  bounded(bins * rows.length, context)
  const values = coercedNumbers(source)
  const present = rows.map((row) => values[row] ?? Number.NaN)
  if (!present.every(Number.isFinite)) throw new BadRequest(`Column '${String(source.label)}' contains non-numeric values`)
  const edges = edgesOf(present, bins)
  const kept = takeRows(frame, rows)
  const keys = names.map((name) => column(kept, name))
  const groups = groupRows(keys, rows.length, true)
  const matrix = groups.map((group) =>
    countsOf(
      group.rows.map((row) => present[row] ?? 0),
      edges,
    ),
  )
  if (flag(options, 'cumulative', false)) for (const counts of matrix) for (let b = 1; b < bins; b++) counts[b] = (counts[b] ?? 0) + (counts[b - 1] ?? 0)
  const normalize = flag(options, 'normalize', false)
  const grand = matrix.reduce((sum, counts) => sum + counts.reduce((a, b) => a + b, 0), 0)
  const keyColumns = keys.map((key, level): Series => ({ ...key, cells: groups.map((group) => group.keys[level] ?? null) }))
  const binColumns = Array.from({ length: bins }, (_, b): Series => {
    const label = `${floatText(edges[b] ?? 0)} - ${floatText(edges[b + 1] ?? 0)}`
    return { label, type: normalize ? 'float' : 'integer', cells: matrix.map((counts) => (counts[b] ?? 0) / (normalize ? grand : 1)) }
  })
  return makeFrame([...keyColumns, ...binColumns], groups.length)
}
