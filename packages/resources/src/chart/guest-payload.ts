import type { AnnotationLayer, QueryColumn, QueryContext, QueryMetric, QueryObject } from '@coset/query'
import type { Dataset } from '../dataset/index.ts'

/** What a guest may put into queries; names and expressions as keys, so that labels and grains may differ. */
export interface Allowed {
  readonly columns: ReadonlySet<string>
  readonly metrics: ReadonlySet<string>
  /** What may stand in ORDER BY beside those. */
  readonly order: ReadonlySet<string>
  readonly where: ReadonlySet<string>
  readonly having: ReadonlySet<string>
  readonly layers: ReadonlySet<string>
  /** Time columns of the dataset: a filter may choose among them. */
  readonly timeColumns: ReadonlySet<string>
  /** Raw rows of all columns: for people who may drill. */
  readonly rawRows: boolean
}

const columnKey = (column: QueryColumn): string => (typeof column === 'string' || column.isColumnReference ? `name ${nameOf(column)}` : `sql ${nameOf(column)}`)
const nameOf = (column: QueryColumn): string => (typeof column === 'string' ? column : column.sqlExpression)

const metricKey = (metric: QueryMetric): string => {
  if (typeof metric === 'string') return `name ${metric}`
  return metric.kind === 'sql' ? `sql ${metric.sqlExpression}` : `${metric.aggregate} of ${metric.column}`
}

type OrderBy = QueryObject['orderby'][number]['by']

const isMetric = (by: Exclude<OrderBy, string>): by is Exclude<QueryMetric, string> => 'kind' in by

const orderKeys = (by: OrderBy): readonly string[] => {
  if (typeof by === 'string') return [`name ${by}`]
  if ('orderSql' in by) return [`sql ${by.orderSql}`]
  return [isMetric(by) ? metricKey(by) : columnKey(by)]
}

const layerKey = ({ annotationType, sourceType, layer }: AnnotationLayer): string => JSON.stringify([annotationType, sourceType, layer['value'] ?? null])

const labelOf = (item: QueryColumn | QueryMetric): string => `name ${typeof item === 'string' ? item : item.label}`

const metricsOf = (query: QueryObject): readonly QueryMetric[] => [
  ...(query.metrics ?? []),
  ...(query.seriesLimitMetric === null ? [] : [query.seriesLimitMetric]),
]
const columnsOf = (query: QueryObject): readonly QueryColumn[] => [...query.columns, ...query.seriesColumns]
const adhocFilters = (query: QueryObject): readonly QueryColumn[] => query.filters.map((filter) => filter.col).filter((column) => typeof column !== 'string')

/** Everything that the stored queries of a chart hold. */
export const allowedBy = (stored: readonly QueryContext[], dataset: Pick<Dataset, 'model'>, rawRows: boolean): Allowed => {
  const queries = stored.flatMap((context) => context.queries)
  const columns = queries.flatMap((query) => [...columnsOf(query), ...adhocFilters(query)])
  const metrics = queries.flatMap(metricsOf)
  return {
    columns: new Set(columns.map(columnKey)),
    metrics: new Set(metrics.map(metricKey)),
    order: new Set([...queries.flatMap((query) => query.orderby.flatMap(({ by }) => orderKeys(by))), ...columns.map(labelOf), ...metrics.map(labelOf)]),
    where: new Set(['', ...queries.map((query) => query.extras.where)]),
    having: new Set(['', ...queries.map((query) => query.extras.having)]),
    layers: new Set(queries.flatMap((query) => query.annotationLayers.map(layerKey))),
    timeColumns: new Set(dataset.model.columns.filter((column) => column.isTemporal).map((column) => column.name)),
    rawRows,
  }
}

const RAW = new Set(['samples', 'drill_detail'])

const isAxis = (column: QueryColumn, { timeColumns }: Allowed): boolean =>
  typeof column !== 'string' && column.isAxis && column.isColumnReference && timeColumns.has(column.sqlExpression)

const queryFits = (query: QueryObject, resultType: string, allowed: Allowed): boolean => {
  const hasColumn = (column: QueryColumn): boolean => allowed.columns.has(columnKey(column)) || isAxis(column, allowed)
  const hasOrder = (by: OrderBy): boolean => orderKeys(by).some((key) => allowed.columns.has(key) || allowed.metrics.has(key) || allowed.order.has(key))
  return (
    (allowed.rawRows || !RAW.has(resultType)) &&
    columnsOf(query).every(hasColumn) &&
    metricsOf(query).every((metric) => allowed.metrics.has(metricKey(metric))) &&
    query.orderby.every(({ by }) => hasOrder(by)) &&
    adhocFilters(query).every(hasColumn) &&
    allowed.where.has(query.extras.where) &&
    allowed.having.has(query.extras.having) &&
    query.annotationLayers.every((layer) => allowed.layers.has(layerKey(layer))) &&
    (query.granularity === null || allowed.timeColumns.has(query.granularity))
  )
}

/** Is all that the request selects, orders by and writes as SQL among what is allowed? Filters over columns, time and limits are free. */
export const fitsInto = (asked: QueryContext, allowed: Allowed): boolean =>
  asked.queries.every((query) => queryFits(query, query.resultType ?? asked.resultType, allowed))
