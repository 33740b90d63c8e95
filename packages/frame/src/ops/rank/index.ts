import { withColumns } from '../../frame.ts'
import { groupRows } from '../../group.ts'
import { compareCells, floatSeries, isMissing } from '../../values.ts'
import type { Operation } from '../operation.ts'
import { column, onlyOptions, text } from '../options.ts'

/** Adds `rank`: each value's place among the present ones, ties averaged, as a share of their count; within groups when asked. */
export const rank: Operation = (frame, options) => {
  onlyOptions(options, ['metric', 'group_by'])
  const metric = column(frame, text(options, 'metric'))
  const groupBy = options['group_by']
  const groups = typeof groupBy === 'string' && groupBy !== '' ? groupRows([column(frame, groupBy)], frame.rowCount, true) : groupRows([], frame.rowCount, true)
  const out = new Float64Array(frame.rowCount).fill(Number.NaN)
  for (const group of groups) {
    const rows = group.rows.filter((row) => !isMissing(metric.cells[row] ?? null))
    const compare = (a: number, b: number): number => compareCells(metric.cells[a] ?? null, metric.cells[b] ?? null, metric.type)
    rows.sort(compare)
    for (let start = 0; start < rows.length; ) {
      let end = start + 1
      while (end < rows.length && compare(rows[start] ?? 0, rows[end] ?? 0) === 0) end++
      for (const row of rows.slice(start, end)) out[row] = (start + 1 + end) / 2 / rows.length
      start = end
    }
  }
  return withColumns(frame, [...frame.columns.filter((old) => old.label !== 'rank'), floatSeries('rank', out)])
}
