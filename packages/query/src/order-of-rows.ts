import type { DatasetModel } from './model.ts'
import type { QueryObject } from './query-object.ts'

/** Types of plain values. Documents, shapes and large objects have no order in many databases. */
const PLAIN =
  /^(?:(?:tiny|small|medium|big|huge|u)?int|n?(?:var)?char(?!acter large)|string|text|numeric|decimal|number|real|float|double|date|time|bool|uuid)/i

/** Databases that order raw rows by any plain column. Others know texts without an order, or order raw rows by time alone. */
const ORDERS_ALL: ReadonlySet<string> = new Set([
  'postgresql',
  'redshift',
  'mysql',
  'sqlite',
  'duckdb',
  'snowflake',
  'bigquery',
  'trino',
  'presto',
  'athena',
  'clickhouse',
  'databricks',
  'spark',
])

/**
 * How the rows behind a chart are ordered: by the first column, and for a page by the others too, since rows that are alike in the first would otherwise
 * come on several pages, or on none.
 */
export const orderOfRows = ({ rowLimit, isRowcount }: Pick<QueryObject, 'rowLimit' | 'isRowcount'>, dataset: DatasetModel): QueryObject['orderby'] => {
  const [first, ...rest] = dataset.columns
  if (first === undefined) return []
  const isPage = rowLimit !== null && rowLimit > 0 && !isRowcount && ORDERS_ALL.has(dataset.database.engine.dialect.grammar)
  const ties = isPage ? rest.filter((column) => column.expression === null && column.nativeType !== null && PLAIN.test(column.nativeType)) : []
  return [first, ...ties].map((column) => ({ by: column.name, ascending: true }))
}
