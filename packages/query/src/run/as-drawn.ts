import { GenericType } from '@coset/core'
import { cellJson, type Frame, formatNumber, inferKind, isMissing, labelText, type PivotViewOptions, pivotView, type Series, withColumns } from '@coset/frame'

type FormData = Readonly<Record<string, unknown>>

/** A result rebuilt as its chart shows it. */
export interface Drawn {
  /** JSON of `data`: column → row → value. */
  readonly data: string
  readonly colnames: readonly unknown[]
  readonly indexnames: readonly unknown[]
  readonly coltypes: readonly number[]
  readonly rowcount: number
  /** The same as a frame whose columns are named in one text, row names first; for files. */
  readonly frame: Frame
}

const labelOf = (item: unknown): string[] => {
  if (typeof item === 'string') return [item]
  const { label, sqlExpression } = (typeof item === 'object' && item !== null ? item : {}) as { label?: unknown; sqlExpression?: unknown }
  return typeof label === 'string' ? [label] : typeof sqlExpression === 'string' ? [sqlExpression] : []
}

const labels = (formData: FormData, key: string): string[] => {
  const value = formData[key]
  return Array.isArray(value) ? value.flatMap(labelOf) : []
}

const pivotOptions = (formData: FormData, names: ReadonlyMap<string, string>): PivotViewOptions => ({
  rows: labels(formData, 'groupbyRows'),
  columns: labels(formData, 'groupbyColumns'),
  metrics: labels(formData, 'metrics'),
  aggregate: typeof formData['aggregateFunction'] === 'string' ? formData['aggregateFunction'] : 'Sum',
  transpose: formData['transposePivot'] === true,
  combineMetric: formData['combineMetric'] === true,
  rowTotals: formData['rowTotals'] === true,
  colTotals: formData['colTotals'] === true,
  metricsOnRows: formData['metricsLayout'] === 'ROWS',
  names,
})

const joined = (path: readonly string[]): string => path.join(' ').trim()

const kindOf = (series: Series): number => inferKind(series) ?? GenericType.STRING

const byColumn = (columns: readonly { readonly name: string; readonly series: Series }[], rows: readonly string[]): string =>
  `{${columns
    .map(({ name, series }) => {
      const cells = rows.map((row, r) => `${JSON.stringify(row)}:${cellJson(series.cells[r] ?? null, series.type)}`)
      return `${JSON.stringify(name)}:{${cells.join(',')}}`
    })
    .join(',')}}`

const pivoted = (frame: Frame, formData: FormData, names: ReadonlyMap<string, string>): Drawn => {
  const view = pivotView(frame, pivotOptions(formData, names))
  const columns = view.columns.map((path, c) => {
    const series: Series = { label: joined(path), type: 'unknown', cells: view.cells[c] ?? [] }
    return { name: joined(path), series: inferKind(series) === GenericType.NUMERIC ? numericSeries(series, view.fractional) : series }
  })
  const rows = view.rows.map(joined)
  return {
    data: byColumn(columns, rows),
    colnames: view.columns,
    indexnames: view.rows,
    coltypes: columns.map(({ series }) => kindOf(series)),
    rowcount: rows.length,
    frame: {
      columns: [{ label: '', type: 'string', cells: rows }, ...columns.map(({ series }) => series)],
      rowCount: rows.length,
      index: null,
      positions: null,
    },
  }
}

const numericSeries = (series: Series, fractional: boolean): Series => ({
  ...series,
  type: !fractional && series.cells.every((cell) => cell === null || typeof cell === 'bigint' || Number.isInteger(cell)) ? 'integer' : 'float',
})

const formatted = (series: Series, formData: FormData): Series => {
  const config = formData['column_config']
  const own =
    typeof config === 'object' && config !== null ? (config as Record<string, { d3NumberFormat?: unknown } | null>)[labelText(series.label)] : undefined
  const format = own?.d3NumberFormat
  if (typeof format !== 'string' || inferKind(series) !== GenericType.NUMERIC) return series
  const cells = series.cells.map((cell) => (isMissing(cell) ? null : formatNumber(Number(cell), format)))
  // A format that does not fit one value fits none
  if (cells.some((cell, i) => cell === null && !isMissing(series.cells[i] ?? null))) return series
  return { ...series, type: 'string', cells }
}

const tabled = (frame: Frame, formData: FormData): Drawn => {
  const columns = frame.columns.map((series) => formatted(series, formData))
  const rows = Array.from({ length: frame.rowCount }, (_, i) => i)
  return {
    data: byColumn(
      columns.map((series) => ({ name: labelText(series.label), series })),
      rows.map(String),
    ),
    colnames: columns.map((series) => labelText(series.label)),
    indexnames: rows,
    coltypes: columns.map(kindOf),
    rowcount: frame.rowCount,
    frame: withColumns(frame, columns),
  }
}

/** The result as a pivot table or a table shows it, for mails and files; null for charts that show no table. Throws BadRequest for settings that fit none. */
export const asDrawn = (frame: Frame, formData: FormData, names: ReadonlyMap<string, string>): Drawn | null => {
  if (frame.rowCount === 0) return null
  if (formData['viz_type'] === 'pivot_table_v2') return pivoted(frame, formData, names)
  return formData['viz_type'] === 'table' ? tabled(frame, formData) : null
}
