import type { Cell } from '@coset/core'
import type { Aggregate } from '../../aggregate.ts'
import { type Frame, type Label, makeFrame, type Series } from '../../frame.ts'
import { compareKeys, groupRows, rowKey } from '../../group.ts'
import { compareText, isMissing } from '../../values.ts'
import type { OperationContext } from '../operation.ts'
import { bounded } from '../options.ts'

export interface PivotPlan {
  readonly index: readonly Series[]
  readonly columns: readonly Series[]
  /** One aggregate per source column, in output order. */
  readonly metrics: readonly (Aggregate & { readonly name: string })[]
  readonly rowCount: number
  readonly dropMissing: boolean
  readonly fillValue: number | null
  readonly columnText: (series: Series, key: Cell) => string
}

export interface TableColumn {
  readonly metric: number
  /** Texts of the column values, outermost first. */
  readonly parts: readonly string[]
  /** Position among the column values, for the order of combined headers. */
  readonly place: number
  readonly cells: Cell[]
}

export interface Table {
  /** Row keys, one tuple per row. */
  readonly rows: readonly (readonly Cell[])[]
  readonly columns: readonly TableColumn[]
}

interface Keys {
  readonly tuples: readonly (readonly Cell[])[]
  readonly at: ReadonlyMap<string, number>
}

const distinct = (series: readonly Series[], rows: readonly number[]): Keys => {
  const first = new Map<string, number>()
  for (const row of rows) {
    const key = rowKey(series, row)
    if (!first.has(key)) first.set(key, row)
  }
  const tuples = [...first.values()].map((row) => series.map((one) => one.cells[row] ?? null)).sort((a, b) => compareKeys(a, b, series))
  return keysOf(series, tuples)
}

const keysOf = (series: readonly Series[], tuples: readonly (readonly Cell[])[]): Keys => {
  const columns = series.map((one, level): Series => ({ ...one, cells: tuples.map((tuple) => tuple[level] ?? null) }))
  return { tuples, at: new Map(tuples.map((_, i) => [rowKey(columns, i), i])) }
}

/** All combinations of the levels' own values, as wanted when nothing may be left out. */
const product = (series: readonly Series[], keys: Keys): Keys => {
  let tuples: Cell[][] = [[]]
  for (const [level, one] of series.entries()) {
    const column: Series = { ...one, cells: keys.tuples.map((tuple) => tuple[level] ?? null) }
    const values = distinct(
      [column],
      keys.tuples.map((_, i) => i),
    ).tuples.map((tuple) => tuple[0] ?? null)
    tuples = tuples.flatMap((tuple) => values.filter((value) => !isMissing(value)).map((value) => [...tuple, value]))
  }
  return keysOf(series, tuples)
}

const gap = (cell: Cell, fill: number | null): Cell => (fill !== null && isMissing(cell) ? fill : cell)

/** The aggregated cells before margins, empty columns included; columns in order of metric, then column values. */
export const pivotTable = (plan: PivotPlan, context: OperationContext): Table => {
  const keySeries = [...plan.index, ...plan.columns]
  let groups = groupRows(keySeries, plan.rowCount, plan.dropMissing)
  if (plan.columns.some((one) => one.cells.some(isMissing))) groups = groups.filter((group) => !group.keys.slice(plan.index.length).some(isMissing))
  let values = groups.map((group) => plan.metrics.map((metric) => metric.of(group.rows)))
  if (plan.dropMissing) {
    const kept = values.map((cells) => !cells.every(isMissing))
    groups = groups.filter((_, i) => kept[i])
    values = values.filter((_, i) => kept[i])
  }
  const firstRows = groups.map((group) => group.rows[0] ?? 0)
  const found = distinct(plan.index, firstRows)
  const rows = !plan.dropMissing && plan.index.length > 1 ? product(plan.index, found) : found
  const combos = plan.columns.length === 0 ? keysOf([], [[]]) : distinct(plan.columns, firstRows)
  bounded(rows.tuples.length * combos.tuples.length * plan.metrics.length, context)
  const columns = plan.metrics.flatMap((_, metric) =>
    combos.tuples.map((tuple, place): TableColumn => {
      const parts = plan.columns.map((series, level) => plan.columnText(series, tuple[level] ?? null))
      return { metric, parts, place, cells: rows.tuples.map((): Cell => null) }
    }),
  )
  for (const [g, row] of firstRows.entries()) {
    const at = rows.at.get(rowKey(plan.index, row))
    const combo = combos.at.get(rowKey(plan.columns, row))
    if (at === undefined || combo === undefined) continue
    for (let metric = 0; metric < plan.metrics.length; metric++) {
      const target = columns[metric * combos.tuples.length + combo]
      if (target !== undefined) target.cells[at] = values[g]?.[metric] ?? null
    }
  }
  return { rows: rows.tuples, columns: columns.map((one) => ({ ...one, cells: one.cells.map((cell) => gap(cell, plan.fillValue)) })) }
}

/** Without the columns in which everything is missing. */
export const withoutEmptyColumns = (table: Table): Table => ({ ...table, columns: table.columns.filter((one) => !one.cells.every(isMissing)) })

/** What remains when everything is missing: the index names without rows. */
export const emptyPivot = (plan: PivotPlan): Frame => ({ ...makeFrame([], 0), index: plan.index.map((one) => ({ ...one, cells: [] })) })

/** The table as a frame with row labels; with `combine`, metrics are the innermost header level. */
export const toFrame = (plan: PivotPlan, table: Table, combine: boolean): Frame => {
  const name = (column: TableColumn): string => plan.metrics[column.metric]?.name ?? ''
  const columns = combine ? [...table.columns].sort((a, b) => a.place - b.place || compareText(name(a), name(b))) : table.columns
  const label = (column: TableColumn): Label => {
    if (plan.columns.length === 0) return name(column)
    return combine ? [...column.parts, name(column)] : [name(column), ...column.parts]
  }
  const series = columns.map((column): Series => ({ label: label(column), type: plan.metrics[column.metric]?.type ?? 'unknown', cells: column.cells }))
  const index = plan.index.map((one, level): Series => ({ ...one, cells: table.rows.map((row) => row[level] ?? null) }))
  return { ...makeFrame(series, table.rows.length), index }
}
