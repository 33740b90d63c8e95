import type { EmptyModel } from '@coset/chart-kit'
import { type CustomModel, type DatasetHints, type FormData, type QueryResult, readFlag, readNumber, svgTable, type TransformInput } from '@coset/chart-kit'
import { count, emptyModel, firstResult, grainOf, type Row } from '../cells.ts'
import { type TableColumn, tableColumns, withDifferences } from './columns.ts'
import { conditionalPainter, type Painter } from './conditional.ts'
import { ownState, tableMode } from './query.ts'

export interface ServerPages {
  readonly page: number
  readonly pageSize: number
  readonly total: number
}

export interface TableData {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly Row[]
  readonly totals?: Row
  readonly paint?: Painter
  /** Rows a page; 0 means all in one. */
  readonly pageSize: number
  readonly search: boolean
  readonly serverPages?: ServerPages
  readonly grain?: string
}

const AUTOMATIC_PAGES_OVER_CELLS = 200_000

function pageSizeOf(formData: FormData, cells: number): number {
  const chosen = readNumber(formData, 'page_length')
  if (chosen !== undefined) return chosen
  return cells > AUTOMATIC_PAGES_OVER_CELLS ? 1000 : 0
}

function serverPagesOf(formData: FormData, results: readonly QueryResult[]): ServerPages | undefined {
  if (!readFlag(formData, 'server_pagination')) return undefined
  const { currentPage, pageSize } = ownState(formData)
  const counted = results.find((result, index) => index > 0 && result.colnames.includes('rowcount'))
  const total = Number(counted?.data[0]?.['rowcount'] ?? results[0]?.rowcount ?? 0)
  return { page: currentPage, pageSize, total }
}

/** The totals come last, in a result of one row with the metrics alone. */
function totalsOf(formData: FormData, results: readonly QueryResult[]): Row | undefined {
  if (!readFlag(formData, 'show_totals') || tableMode(formData) === 'raw' || results.length < 2) return undefined
  return results.at(-1)?.data[0]
}

export function toTableData(formData: FormData, dataset: DatasetHints, results: readonly QueryResult[], theme: TransformInput['theme']): TableData {
  const result = firstResult(results)
  const columns = tableColumns(formData, dataset, result)
  const rows = withDifferences(result.data, columns)
  const paint = conditionalPainter(formData['conditional_formatting'], rows, theme)
  const totals = totalsOf(formData, results)
  const serverPages = serverPagesOf(formData, results)
  const grain = grainOf(formData)
  return {
    columns,
    rows,
    ...(totals && { totals }),
    ...(paint && { paint }),
    pageSize: pageSizeOf(formData, rows.length * columns.length),
    search: readFlag(formData, 'include_search'),
    ...(serverPages && { serverPages }),
    ...(grain !== undefined && { grain }),
  }
}

/** Results → a table; `lead` opens its summary. */
export function tableModel(input: TransformInput, lead = 'Table'): CustomModel<TableData> | EmptyModel {
  const { formData, dataset, results, theme, width, height } = input
  const data = toTableData(formData, dataset, results, theme)
  if (data.columns.length === 0 || data.rows.length === 0) return emptyModel()
  const names = data.columns.map((column) => (column.group === undefined ? column.label : `${column.group} ${column.label}`))
  return {
    kind: 'custom',
    data,
    summary: `${lead} of ${count(data.rows.length, 'row')} and ${count(names.length, 'column')}: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ' and more' : ''}.`,
    svg: () =>
      svgTable({
        headers: names,
        rows: data.rows.slice(0, 200).map((row) => data.columns.map((column) => column.format(row[column.key]))),
        numeric: data.columns.map((column) => column.align === 'right'),
        total: data.rows.length,
        theme,
        width,
        height,
      }),
  }
}
