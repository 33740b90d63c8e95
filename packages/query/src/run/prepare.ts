import { Forbidden } from '@coset/core'
import type { ClauseKind, TableRef } from '@coset/sql'
import type { DatasetModel, SecurityPredicates } from '../model.ts'
import { expressionKey, operand, type PreparedSql } from '../plan/plan-context.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { AdhocColumn, OrderItem, QueryMetric, QueryObject } from '../query-object.ts'
import { rethrowTold } from './execute.ts'

interface Text {
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
const adhocColumns = (query: QueryObject, dataset: DatasetModel): AdhocColumn[] => {
  const names = new Set(dataset.columns.map((column) => column.name))
  return [...query.columns, ...query.seriesColumns, ...query.filters.map((filter) => filter.col), ...query.orderby.map((item) => item.by)].filter(
    (column): column is AdhocColumn => typeof column !== 'string' && 'isAxis' in column && !column.isColumnReference && !names.has(column.sqlExpression),
  )
}

const textsOf = (query: QueryObject, dataset: DatasetModel): Text[] => [
  ...adhocColumns(query, dataset).map((column): Text => ({ clause: 'column', sql: column.sqlExpression })),
  ...(query.metrics ?? []).flatMap(metricTexts),
  ...metricTexts(query.seriesLimitMetric),
  ...query.orderby.flatMap((item) => orderTexts(item.by)),
  ...(query.extras.where === '' ? [] : [{ clause: 'where' as const, sql: query.extras.where }]),
  ...(query.extras.having === '' ? [] : [{ clause: 'having' as const, sql: query.extras.having }]),
]

type Render = (text: string) => Promise<string>

const templateValues = (query: QueryObject, dataset: DatasetModel): Record<string, unknown> => ({
  columns: query.columns,
  groupby: query.columns,
  metrics: query.metrics,
  filter: query.filters,
  row_limit: query.rowLimit,
  row_offset: query.rowOffset,
  time_column: query.granularity,
  time_grain: query.extras.timeGrain,
  time_range: query.timeRange,
  url_params: query.urlParams,
  table_columns: dataset.columns.map((column) => column.name),
  ...dataset.templateParams,
})

/** Ungrouped clauses each on their own, then one `(a) OR (b)` per group key. */
const rowPredicates = async (security: SecurityPredicates, render: Render): Promise<string[]> => {
  const alone: string[] = []
  const groups = new Map<string, string[]>()
  for (const clause of security.clauses) {
    const sql = await render(clause.sql)
    if (clause.groupKey === null || clause.groupKey === '') alone.push(sql)
    else groups.set(clause.groupKey, [...(groups.get(clause.groupKey) ?? []), sql])
  }
  return [...alone, ...[...groups.values()].map((clauses) => clauses.map(operand).join(' OR '))]
}

const guarded = (tables: readonly TableRef[], security: SecurityPredicates): boolean =>
  (security.inner ?? []).some(
    (rule) =>
      rule.clauses.length > 0 &&
      tables.some(
        (table) =>
          table.table.toLowerCase() === rule.table.toLowerCase() &&
          (table.schema === null || rule.schema === null || table.schema.toLowerCase() === rule.schema.toLowerCase()),
      ),
  )

const sourceOf = async (deps: QueryDependencies, ask: QueryAsk, render: Render): Promise<string> => {
  const { dataset } = ask
  const { dialect, capabilities } = dataset.database.engine
  if (dataset.sql === null || dataset.sql.trim() === '') {
    const parts = [capabilities.crossCatalogQueries ? dataset.catalog : null, dataset.schema, dataset.tableName]
    return parts
      .filter((part): part is string => part !== null && part !== '')
      .map(dialect.quoteIdentifier)
      .join('.')
  }
  const virtual = await deps.analyzer.virtualTable(await render(dataset.sql), dialect.grammar)
  if (!guarded(virtual.tables, ask.security)) return `(${virtual.sql}\n) AS virtual_table`
  if (deps.restrictTables === undefined) throw new Forbidden('Row-level rules hold for a table beneath this dataset; it cannot be queried')
  return `(${await deps.restrictTables(virtual.sql, dialect.grammar, ask.security.inner ?? [])}\n) AS virtual_table`
}

/** Expressions of the axis whose type is only known to the database. */
const probeTemporal = async (
  deps: QueryDependencies,
  ask: QueryAsk,
  query: QueryObject,
  source: string,
  texts: ReadonlyMap<string, string>,
): Promise<Set<string>> => {
  const found = new Set<string>()
  for (const column of adhocColumns(query, ask.dataset)) {
    const text = texts.get(expressionKey('column', column.sqlExpression))
    if (!column.isAxis || column.timeGrain === null || text === undefined) continue
    const connection = await deps.connection(ask.dataset.database)
    const [described] = await connection.describe(`SELECT ${operand(text)} AS probe FROM ${source} WHERE 1 = 0`, ask.dataset.schema).catch(rethrowTold)
    if (described?.type === 'timestamp' || described?.type === 'date') found.add(column.sqlExpression)
  }
  return found
}

/**
 * Renders and checks every text that enters the SQL of this query. Throws BadRequest or InvalidSql for texts of the request that are not
 * what they must be, Forbidden when a rule of a table beneath cannot be enforced.
 */
export const prepareSql = async (deps: QueryDependencies, ask: QueryAsk, query: QueryObject): Promise<PreparedSql> => {
  const { dataset } = ask
  const values = deps.render === undefined ? {} : templateValues(query, dataset)
  const render: Render = (text) => (deps.render === undefined ? Promise.resolve(text) : deps.render(text, { dataset, values }))
  const expressions = new Map<string, string>()
  for (const { clause, sql } of textsOf(query, dataset)) {
    const key = expressionKey(clause, sql)
    if (!expressions.has(key)) expressions.set(key, await deps.analyzer.expression(await render(sql), dataset.database.engine.dialect.grammar, clause))
  }
  const columnSql = new Map<string, string>()
  for (const column of dataset.columns)
    if (column.expression !== null && column.expression.trim() !== '') columnSql.set(column.name, await render(column.expression))
  const metricSql = new Map<string, string>()
  for (const metric of dataset.metrics) metricSql.set(metric.name, await render(metric.expression))
  const source = await sourceOf(deps, ask, render)
  return {
    source,
    expressions,
    temporal: await probeTemporal(deps, ask, query, source, expressions),
    columnSql,
    metricSql,
    fetchValuesPredicate: dataset.fetchValuesPredicate === null ? null : await render(dataset.fetchValuesPredicate),
    rowPredicates: await rowPredicates(ask.security, render),
  }
}
