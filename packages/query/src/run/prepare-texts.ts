import type { ClauseKind } from '@coset/sql'
import { isTemplate } from '@coset/sql'
import type { DatasetColumn, DatasetMetric, DatasetModel } from '../model.ts'
import type { AdhocColumn, OrderItem, QueryMetric, QueryObject } from '../query-object.ts'

/** A text of the request that enters the SQL. */
export interface Text {
  readonly clause: ClauseKind
  readonly sql: string
}

const metricTexts = (metric: QueryMetric | null): Text[] =>
  metric !== null && typeof metric !== 'string' && metric.kind === 'sql' ? [{ clause: 'metric', sql: metric.sqlExpression }] : []

const orderTexts = (by: OrderItem['by']): Text[] => {
  if (typeof by === 'string') return []
  if ('orderSql' in by) return [{ clause: 'orderby', sql: by.orderSql }]
  return 'kind' in by ? metricTexts(by) : [{ clause: 'column', sql: by.sqlExpression }]
}

/** Adhoc columns whose text is SQL, not the name of a column. */
export const adhocColumns = (query: QueryObject, dataset: DatasetModel): AdhocColumn[] => {
  const names = new Set(dataset.columns.map((column) => column.name))
  return [...query.columns, ...query.seriesColumns, ...query.filters.map((filter) => filter.col), ...query.orderby.map((item) => item.by)].filter(
    (column): column is AdhocColumn => typeof column !== 'string' && 'isAxis' in column && !column.isColumnReference && !names.has(column.sqlExpression),
  )
}

/** Every SQL text of the request, in the order in which templates of them are rendered. */
export const textsOf = (query: QueryObject, dataset: DatasetModel): Text[] => [
  ...adhocColumns(query, dataset).map((column): Text => ({ clause: 'column', sql: column.sqlExpression })),
  ...(query.metrics ?? []).flatMap(metricTexts),
  ...metricTexts(query.seriesLimitMetric),
  ...query.orderby.flatMap((item) => orderTexts(item.by)),
  ...(query.extras.where === '' ? [] : [{ clause: 'where' as const, sql: query.extras.where }]),
  ...(query.extras.having === '' ? [] : [{ clause: 'having' as const, sql: query.extras.having }]),
]

/** Calculated columns and saved metrics that are templates. */
export interface SavedTemplates {
  readonly columns: readonly (DatasetColumn & { readonly expression: string })[]
  readonly metrics: readonly DatasetMetric[]
}

const known = new WeakMap<DatasetModel, SavedTemplates>()

const templatesOf = (dataset: DatasetModel): SavedTemplates => {
  const found = known.get(dataset)
  if (found !== undefined) return found
  const made = {
    columns: dataset.columns.flatMap((column) =>
      column.expression !== null && isTemplate(column.expression) ? [{ ...column, expression: column.expression }] : [],
    ),
    metrics: dataset.metrics.filter((metric) => isTemplate(metric.expression)),
  }
  known.set(dataset, made)
  return made
}

/** Every name by which a query may mean a column or a metric of its dataset; rather too many than one too few. */
const namesIn = (query: QueryObject, dataset: DatasetModel): ReadonlySet<string> => {
  const names = new Set<string>()
  const add = (item: QueryObject['columns'][number] | QueryMetric | OrderItem['by'] | null): void => {
    if (item === null) return
    if (typeof item === 'string') names.add(item)
    else if ('orderSql' in item) names.add(item.orderSql)
    else if ('isAxis' in item) names.add(item.sqlExpression)
    else if (item.kind === 'simple') names.add(item.column)
  }
  for (const item of [...query.columns, ...query.seriesColumns, ...(query.metrics ?? []), query.seriesLimitMetric, query.granularity]) add(item)
  for (const { col } of query.filters) add(col)
  for (const { by } of query.orderby) add(by)
  if (dataset.mainDttmCol !== null) names.add(dataset.mainDttmCol)
  return names
}

/** The templates among the dataset's calculated columns and saved metrics that this query uses. */
export const usedTemplates = (query: QueryObject, dataset: DatasetModel): SavedTemplates => {
  const all = templatesOf(dataset)
  if (all.columns.length === 0 && all.metrics.length === 0) return all
  const names = namesIn(query, dataset)
  return {
    columns: all.columns.filter(({ name, verboseName }) => names.has(name) || (verboseName !== null && names.has(verboseName))),
    metrics: all.metrics.filter(({ name }) => names.has(name)),
  }
}
