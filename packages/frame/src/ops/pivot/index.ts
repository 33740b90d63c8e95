import { BadRequest } from '@coset/core'
import type { Frame, Series } from '../../frame.ts'
import { cellText, hasGaps, isMissing } from '../../values.ts'
import { readAggregates } from '../aggregate/index.ts'
import type { Operation, Options } from '../operation.ts'
import { column, flag, onlyOptions, requireColumns, text, textList } from '../options.ts'
import { addMargins } from './margins.ts'
import { emptyPivot, type PivotPlan, pivotTable, toFrame, withoutEmptyColumns } from './table.ts'

const OPTIONS = [
  'index',
  'columns',
  'aggregates',
  'metric_fill_value',
  'column_fill_value',
  'drop_missing_columns',
  'combine_value_with_metric',
  'marginal_distributions',
  'marginal_distribution_name',
]

const fillText = (options: Options): string | null => {
  const value = options['column_fill_value']
  return value === undefined ? '<NULL>' : typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/** A pivot column with its gaps filled; whole numbers of a column with gaps are floats. */
const filled = (series: Series, fill: string | null): Series => {
  if (fill === null || !series.cells.some(isMissing)) return series
  return { ...series, type: hasGaps(series) ? 'float' : series.type, cells: series.cells.map((cell) => (isMissing(cell) ? fill : cell)) }
}

const plan = (frame: Frame, options: Options): PivotPlan => {
  const index = textList(options, 'index')
  const columns = textList(options, 'columns')
  requireColumns(frame, [...index, ...columns])
  if (index.length === 0) throw new BadRequest('Pivot operation requires at least one index')
  const aggregates = readAggregates(frame, options)
  if (aggregates.length === 0) throw new BadRequest('Pivot operation must include at least one aggregate')
  const bySource = new Map(aggregates.map((one) => [String(one.source.label), one]))
  const fill = fillText(options)
  const fillValue = options['metric_fill_value']
  return {
    index: index.map((name) => column(frame, name)),
    columns: columns.map((name) => filled(column(frame, name), fill)),
    metrics: [...bySource].map(([name, one]) => ({ ...one, name })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    rowCount: frame.rowCount,
    dropMissing: flag(options, 'drop_missing_columns', true),
    fillValue: typeof fillValue === 'number' ? fillValue : null,
    columnText: (series, key) => cellText(key, typeof key === 'string' ? 'string' : series.type),
  }
}

/**
 * Rows by `index` (ascending), columns by metric (alphabetical) and the values of `columns` (ascending) as a multi-level header.
 * Rows with a missing index vanish and all-empty columns are dropped unless `drop_missing_columns` is false.
 */
export const pivot: Operation = (frame, options, context) => {
  onlyOptions(options, OPTIONS)
  const wanted = plan(frame, options)
  const margins = flag(options, 'marginal_distributions', false) ? text(options, 'marginal_distribution_name') : null
  const inner = pivotTable(wanted, context)
  // Where every group is missing there is nothing to total
  if (inner.rows.length === 0) return emptyPivot(wanted)
  const whole = margins === null ? inner : addMargins(wanted, inner, margins)
  const table = wanted.dropMissing ? withoutEmptyColumns(whole) : whole
  if (table.rows.length === 0 || (table.columns.length === 0 && margins === null)) return emptyPivot(wanted)
  return toFrame(wanted, table, flag(options, 'combine_value_with_metric', false))
}
