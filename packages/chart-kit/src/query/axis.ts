import { isAdhocColumn, readText } from '../form-data.ts'
import type { AdhocColumn, FormData, QueryColumn, QueryObject } from '../query-object.ts'
import { columnLabel } from './labels.ts'

/** The column name of the time axis where a chart has no `x_axis` of its own. */
export const TIME_COLUMN = '__timestamp'

/** The chosen x axis; undefined where the chart has none. */
export function axisColumn(formData: FormData): QueryColumn | undefined {
  const axis = formData['x_axis']
  if (typeof axis === 'string' && axis !== '') return axis
  return isAdhocColumn(axis) ? axis : undefined
}

/** The result column of the x axis: the axis itself, else {@link TIME_COLUMN} when a time column is set. */
export function axisLabel(formData: FormData): string | undefined {
  const axis = axisColumn(formData)
  if (axis !== undefined) return columnLabel(axis)
  return readText(formData, 'granularity_sqla') !== '' ? TIME_COLUMN : undefined
}

/** A column as an axis: only axis columns are cut to a time grain. */
export function baseAxis(column: QueryColumn, timeGrain: unknown): AdhocColumn {
  const grain = typeof timeGrain === 'string' && timeGrain !== '' ? { timeGrain } : {}
  if (typeof column !== 'string') return { ...column, ...grain, columnType: 'BASE_AXIS' }
  return { ...grain, columnType: 'BASE_AXIS', sqlExpression: column, label: column, expressionType: 'SQL', isColumnReference: true }
}

/** Turns the query's column that is the x axis into an axis column. Queries of charts without x axis come back as they are. */
export function onAxis(formData: FormData, query: QueryObject): QueryObject {
  const axis = axisColumn(formData)
  if (axis === undefined || query.columns === undefined) return query
  const label = columnLabel(axis)
  const columns = query.columns.map((column) => (columnLabel(column) === label ? baseAxis(column, query.extras?.['time_grain_sqla']) : column))
  const { is_timeseries: _, ...rest } = query
  return { ...rest, columns }
}

/** Temporal dimensions get the chosen grain; `temporal_columns_lookup` says which these are. */
export function withGrain(formData: FormData, columns: readonly QueryColumn[]): readonly QueryColumn[] {
  const lookup = formData['temporal_columns_lookup']
  const grain = extraGrain(formData) ?? formData['time_grain_sqla']
  if (typeof grain !== 'string' || grain === '' || typeof lookup !== 'object' || lookup === null) return columns
  return columns.map((column) => {
    const temporal = typeof column === 'string' && Object.hasOwn(lookup, column) && (lookup as Readonly<Record<string, unknown>>)[column] === true
    return temporal ? baseAxis(column, grain) : column
  })
}

function extraGrain(formData: FormData): unknown {
  const extra = formData['extra_form_data']
  if (typeof extra !== 'object' || extra === null) return undefined
  const record = extra as Readonly<Record<string, unknown>>
  return record['time_grain_sqla'] ?? record['time_grain']
}
