import { GenericType } from '@coset/core'
import { type Frame, inferKind, labelText, type Series } from '@coset/frame'
import type { DatasetModel } from '../model.ts'
import type { QueryAsk } from '../port.ts'
import { columnLabel, metricLabel, type QueryObject } from '../query-object.ts'

const TYPE_KINDS: readonly (readonly [RegExp, GenericType])[] = [
  [/INT/i, GenericType.NUMERIC],
  [/CHAR|TEXT|VARCHAR/i, GenericType.STRING],
  [/DECIMAL|NUMERIC|FLOAT|DOUBLE/i, GenericType.NUMERIC],
  [/BOOL/i, GenericType.BOOLEAN],
  [/DATE|TIME/i, GenericType.TEMPORAL],
]

/** Kind of a column: time columns of the dataset are moments; else by what it holds; else by what the dataset says of the name. */
const kindOf = (series: Series, dataset: DatasetModel): GenericType => {
  const name = labelText(series.label)
  const column = dataset.columns.find((one) => one.name === name)
  if (column?.isTemporal === true) return GenericType.TEMPORAL
  const found = inferKind(series)
  if (found !== null) return found
  if (column !== undefined) return TYPE_KINDS.find(([pattern]) => pattern.test(column.nativeType ?? ''))?.[1] ?? GenericType.STRING
  const metric = dataset.metrics.find((one) => one.name === name)
  // Clients of the field see the kind only of upper-case aggregates.
  return metric !== undefined && /^(?:SUM|AVG|COUNT|COUNT_DISTINCT)\(/.test(metric.expression) ? GenericType.NUMERIC : GenericType.STRING
}

/** The columns' kinds as clients know them. */
export const columnKinds = (frame: Frame, dataset: DatasetModel): GenericType[] => frame.columns.map((series) => kindOf(series, dataset))

export const unescaped = (text: string): string => text.replaceAll('\\,', ',')

/** A flattened name's own parts: split at `, ` that is not escaped. */
const parts = (name: string): string[] => name.split(/(?<!\\), /).map(unescaped)

/** Result names and request labels → the names that they are made of. */
export const labelMap = (frame: Frame, query: QueryObject, dataset: DatasetModel): Record<string, readonly string[]> => {
  const map = new Map<string, readonly string[]>()
  for (const series of frame.columns) {
    const name = labelText(series.label)
    map.set(unescaped(name), parts(name))
  }
  for (const column of query.columns) map.set(columnLabel(column), [typeof column === 'string' ? column : column.sqlExpression])
  for (const metric of query.metrics ?? []) {
    const saved = typeof metric === 'string' ? dataset.metrics.find((one) => one.name === metric) : undefined
    const key = saved?.verboseName || metricLabel(metric)
    map.set(key, [typeof metric !== 'string' && metric.kind === 'sql' ? metric.sqlExpression : metricLabel(metric)])
  }
  return Object.fromEntries(map)
}

export interface FilterStatus {
  readonly applied: readonly { readonly column: string }[]
  readonly rejected: readonly { readonly reason: string; readonly column: string }[]
}

/** Which filters reached the SQL, by themselves or by a template, as clients are told: by column name, and the time settings of older dashboards. */
export const filterStatus = (query: QueryObject, dataset: DatasetModel, byTemplate: ReadonlySet<string>): FilterStatus => {
  const names = new Set(dataset.columns.map((column) => column.name))
  const temporal = new Set(dataset.columns.filter((column) => column.isTemporal).map((column) => column.name))
  const applied: { column: string }[] = []
  const rejected: { reason: string; column: string }[] = []
  for (const filter of query.filters) {
    const column = columnLabel(filter.col)
    if (typeof filter.col !== 'string' || names.has(column) || byTemplate.has(column)) applied.push({ column })
    else rejected.push({ reason: 'not_in_datasource', column })
  }
  for (const key of ['__time_range', '__time_grain'] as const) {
    if (!query.appliedTimeExtras[key]) continue
    if (temporal.size > 0) applied.push({ column: key })
    else rejected.push({ reason: 'no_temporal_column', column: key })
  }
  const timeColumn = query.appliedTimeExtras['__time_col']
  if (timeColumn) {
    if (typeof timeColumn === 'string' && temporal.has(timeColumn)) applied.push({ column: '__time_col' })
    else rejected.push({ reason: 'not_in_datasource', column: '__time_col' })
  }
  return { applied, rejected }
}

const isAuto = (format: unknown): boolean => typeof format === 'object' && format !== null && (format as { symbol?: unknown }).symbol === 'AUTO'

const wantsCurrency = (formData: Readonly<Record<string, unknown>>): boolean => {
  if (isAuto(formData['currency_format'])) return true
  const config = formData['column_config']
  return (
    typeof config === 'object' && config !== null && Object.values(config).some((one) => isAuto((one as { currencyFormat?: unknown } | null)?.currencyFormat))
  )
}

/** The one currency code of the result when the chart asks for it and there is exactly one; else null. */
export const detectedCurrency = (frame: Frame, dataset: DatasetModel, formData: Readonly<Record<string, unknown>>): string | null => {
  if (dataset.currencyCodeColumn === null || !wantsCurrency(formData)) return null
  const column = frame.columns.find((series) => labelText(series.label) === dataset.currencyCodeColumn)
  const codes = new Set((column?.cells ?? []).filter((cell): cell is string => typeof cell === 'string' && cell !== '').map((cell) => cell.toUpperCase()))
  const [code] = codes
  return codes.size === 1 && code !== undefined ? code : null
}

/** What people call columns and metrics, by name. */
export const verboseNames = (ask: QueryAsk): ReadonlyMap<string, string> =>
  new Map([...ask.dataset.columns, ...ask.dataset.metrics].flatMap((one) => (one.verboseName ? [[one.name, one.verboseName] as const] : [])))
