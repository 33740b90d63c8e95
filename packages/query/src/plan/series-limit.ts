import { type Cell, GenericType } from '@coset/core'
import { columnLabel, type QueryObject } from '../query-object.ts'
import type { Selected } from './columns.ts'
import type { FilterPlan } from './filters.ts'
import { mainMetricSql, metricSql } from './metrics.ts'
import { momentLiteral } from './moments.ts'
import { alias, derived, findColumn, labelled, type PlanContext } from './plan-context.ts'
import { timeConditions, whereClause, whereConditions } from './where.ts'

export interface SeriesLimit {
  /** The JOIN to put after the FROM item; empty where the engine cannot join. */
  readonly join: string
  /** Conditions that keep the top series, where they were asked beforehand. */
  readonly conditions: readonly string[]
  /** Select items of series columns, with the rest named `Others`; unchanged unless that was asked. */
  readonly replace: (item: Selected) => Selected
}

/** The top series come from a query of their own, for the engine cannot join or nest. */
export const asksTopSeries = (plan: Pick<PlanContext, 'query' | 'dataset'>): boolean => {
  const { joins, subqueries } = plan.dataset.database.engine.capabilities
  const { query } = plan
  return query.seriesLimit > 0 && query.columns.length > 0 && !(joins && subqueries) && (query.seriesColumns.length > 0 || query.isTimeseries)
}

/** The query for the top series: every column but the time axis, the same metrics and filters, as many rows as series are wanted. */
export const topSeriesQuery = (query: QueryObject): QueryObject => ({
  ...query,
  columns: query.columns.filter((column) => typeof column === 'string' || !column.isAxis),
  seriesColumns: [],
  seriesLimit: 0,
  groupOthers: false,
  isTimeseries: false,
  orderby: query.seriesLimitMetric === null ? query.orderby : [{ by: query.seriesLimitMetric, ascending: !query.orderDesc }],
  rowLimit: query.seriesLimit,
  rowOffset: 0,
  postProcessing: [],
  timeOffsets: [],
})

const valueText = (plan: PlanContext, item: Selected, value: Cell): string => {
  const { dialect } = plan
  const column = findColumn(plan.dataset, item.label) ?? null
  const temporal = column?.nativeType != null && dialect.genericType(column.nativeType) === GenericType.TEMPORAL
  if (typeof value === 'number' && temporal) return `${item.sql} = ${momentLiteral(plan, column, value)}`
  if (typeof value === 'number' || typeof value === 'bigint') return `${item.sql} = ${value}`
  if (typeof value === 'boolean') return `${item.sql} = ${dialect.booleanLiteral(value)}`
  return value === null ? `${item.sql} IS NULL` : `${item.sql} = ${dialect.stringLiteral(typeof value === 'string' ? value : JSON.stringify(value))}`
}

/** A series as it stands beside `Others`: what is no text becomes one, for engines give a CASE one type. */
const besideOthers = (plan: PlanContext, item: Selected): string => {
  const { nativeType = null } = findColumn(plan.dataset, item.label) ?? {}
  const kind = nativeType === null ? null : plan.dialect.genericType(nativeType)
  return kind === null || kind === GenericType.STRING ? item.sql : plan.dialect.castToText(item.sql)
}

const fromRows = (plan: PlanContext, columns: readonly Selected[], rows: readonly (readonly Cell[])[]): SeriesLimit => {
  const axes = new Set(plan.query.columns.filter((column) => typeof column !== 'string' && column.isAxis).map(columnLabel))
  const items = columns.filter((item) => !axes.has(item.label))
  const among = rows.map((row) => `(${items.map((item, i) => valueText(plan, item, row[i] ?? null)).join(' AND ')})`).join(' OR ')
  const top = rows.length === 0 || items.length === 0 ? '1 = 1' : `(${among})`
  if (!plan.query.groupOthers) return { join: '', conditions: [top], replace: (item) => item }
  const others = plan.dialect.stringLiteral('Others')
  return {
    join: '',
    conditions: [],
    replace: (item) => (items.includes(item) ? { ...item, sql: `CASE WHEN ${top} THEN ${besideOthers(plan, item)} ELSE ${others} END` } : item),
  }
}

/** The top series as a joined sub-query or as conditions, or null when no limit was asked or there is no series. `columns` are the grouped ones. */
export const planSeriesLimit = (plan: PlanContext, columns: readonly Selected[], filters: FilterPlan): SeriesLimit | null => {
  const { query, dialect } = plan
  if (query.seriesLimit <= 0) return null
  if (plan.topSeries !== null) return fromRows(plan, columns, plan.topSeries)
  if (asksTopSeries(plan)) return null
  const wanted = new Set(query.seriesColumns.map(columnLabel))
  const series = columns.filter((item) => (wanted.size === 0 ? query.isTimeseries : wanted.has(item.label)))
  if (series.length === 0) return null
  const inner = (item: Selected): string => alias(dialect, `${item.label}__`)
  const outer = (item: Selected): string => `series_limit.${inner(item)}`
  const rankAlias = alias(dialect, 'mme_inner__')
  const rank = query.seriesLimitMetric === null ? rankAlias : metricSql(plan, query.seriesLimitMetric)
  const range = plan.innerRange ?? plan.range
  const conditions = whereConditions(plan, filters, range)
  // Engines that repeat the time expression take the inner query without the time column's own bounds
  const own = dialect.timeGroupByInline ? conditions.slice(timeConditions(plan, range).length) : conditions
  const subquery = dialect.paginate(
    `SELECT ${series.map((item) => `${item.sql} AS ${inner(item)}`).join(', ')}, ${labelled(dialect, mainMetricSql(plan), 'mme_inner__')}` +
      `\nFROM ${plan.sql.source}${whereClause(plan, own, false)}` +
      `\nGROUP BY ${series.map((item) => item.sql).join(', ')}\nORDER BY ${rank} ${query.orderDesc ? 'DESC' : 'ASC'}`,
    { limit: query.seriesLimit, offset: 0, ordered: true },
  )
  const on = series.map((item) => `${item.sql} = ${outer(item)}`).join(' AND ')
  const join = `\n${query.groupOthers ? 'LEFT JOIN' : dialect.seriesJoin} ${derived(dialect, subquery, 'series_limit')} ON ${on}`
  const replace = (item: Selected): Selected =>
    query.groupOthers && series.includes(item)
      ? { ...item, sql: `CASE WHEN ${outer(item)} IS NOT NULL THEN ${besideOthers(plan, item)} ELSE ${dialect.stringLiteral('Others')} END` }
      : item
  return { join, conditions: [], replace }
}
