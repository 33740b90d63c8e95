import type { TimeRange } from '@coset/core'
import type { DatasetModel } from '../model.ts'
import type { QueryColumn, QueryFilter, QueryMetric, QueryObject } from '../query-object.ts'

const columnValue = (column: QueryColumn): unknown => {
  if (typeof column === 'string') return column
  const { label, sqlExpression, timeGrain, isAxis, isColumnReference } = column
  return {
    expressionType: 'SQL',
    label,
    sqlExpression,
    ...(timeGrain === null ? {} : { timeGrain }),
    ...(isAxis ? { columnType: 'BASE_AXIS' } : {}),
    ...(isColumnReference ? { isColumnReference } : {}),
  }
}

const metricValue = (metric: QueryMetric): unknown => {
  if (typeof metric === 'string') return metric
  const { label } = metric
  if (metric.kind === 'sql') return { expressionType: 'SQL', sqlExpression: metric.sqlExpression, label }
  return { expressionType: 'SIMPLE', column: { column_name: metric.column }, aggregate: metric.aggregate, label }
}

const filterValue = ({ col, op, val, grain }: QueryFilter): unknown => ({
  col: columnValue(col),
  op,
  ...(val === null ? {} : { val }),
  ...(grain === null ? {} : { grain }),
})

/** Moments without a zone, as templates know them. */
const isoText = (at: number | null): string | null => {
  if (at === null) return null
  const text = new Date(at).toISOString()
  return text.endsWith('.000Z') ? text.slice(0, -5) : `${text.slice(0, -1)}000`
}

export interface Bounds {
  readonly range: TimeRange
  readonly rowLimit: number | null
}

/** The variables of a chart's query. The dataset's own parameters win. */
export const chartVariables = (query: QueryObject, { range, rowLimit }: Bounds, dataset: DatasetModel): Readonly<Record<string, unknown>> => ({
  columns: query.columns.map(columnValue),
  groupby: null,
  metrics: query.metrics?.map(metricValue) ?? null,
  filter: query.filters.map(filterValue),
  row_limit: rowLimit,
  row_offset: query.rowOffset,
  time_column: query.granularity,
  time_grain: query.extras.timeGrain,
  from_dttm: isoText(range.since),
  to_dttm: isoText(range.until),
  table_columns: dataset.columns.map((column) => column.name),
  ...dataset.templateParams,
})
