import type { Cell } from '@coset/core'
import type { Series } from '../../frame.ts'
import { rowKey } from '../../group.ts'
import { isMissing } from '../../values.ts'
import type { PivotPlan, Table, TableColumn } from './table.ts'

const rowsBy = (series: readonly Series[], rows: readonly number[]): ReadonlyMap<string, number[]> => {
  const found = new Map<string, number[]>()
  for (const row of rows) {
    const key = rowKey(series, row)
    const known = found.get(key)
    if (known === undefined) found.set(key, [row])
    else known.push(row)
  }
  return found
}

const asSeries = (series: readonly Series[], tuples: readonly (readonly Cell[])[]): Series[] =>
  series.map((one, level) => ({ ...one, cells: tuples.map((tuple) => tuple[level] ?? null) }))

/** A total column after each metric's block (when there are column values) and a total row at the end, both computed from the raw rows. */
export const addMargins = (plan: PivotPlan, table: Table, name: string): Table => {
  const used = [...plan.index, ...plan.columns, ...plan.metrics.map((metric) => metric.source)]
  const all = Array.from({ length: plan.rowCount }, (_, i) => i).filter((row) => !plan.dropMissing || used.every((one) => !isMissing(one.cells[row] ?? null)))
  const byIndex = rowsBy(plan.index, all)
  const texts = plan.columns.map((one): Series => ({ label: one.label, type: 'string', cells: one.cells.map((cell) => plan.columnText(one, cell)) }))
  const byColumns = rowsBy(texts, all)
  const indexKeys = asSeries(plan.index, table.rows)
  const allParts = [name, ...plan.columns.slice(1).map(() => '')]
  const columns: TableColumn[] = []
  for (const [m, metric] of plan.metrics.entries()) {
    const block = table.columns.filter((column) => column.metric === m)
    const blockKeys = asSeries(
      texts,
      block.map((column) => column.parts),
    )
    for (const [c, column] of block.entries()) {
      const rows = plan.columns.length === 0 ? all : byColumns.get(rowKey(blockKeys, c))
      columns.push({ ...column, cells: [...column.cells, rows === undefined ? null : metric.of(rows)] })
    }
    if (plan.columns.length === 0) continue
    const totals = table.rows.map((_, row): Cell => {
      const rows = byIndex.get(rowKey(indexKeys, row))
      return rows === undefined ? null : metric.of(rows)
    })
    columns.push({ metric: m, parts: allParts, place: Number.MAX_SAFE_INTEGER, cells: [...totals, metric.of(all)] })
  }
  return { rows: [...table.rows, [name, ...plan.index.slice(1).map(() => '')]], columns }
}
