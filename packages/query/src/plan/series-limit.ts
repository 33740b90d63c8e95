import { columnLabel } from '../query-object.ts'
import type { Selected } from './columns.ts'
import type { FilterPlan } from './filters.ts'
import { mainMetricSql, metricSql } from './metrics.ts'
import { alias, type PlanContext } from './plan-context.ts'
import { whereClause, whereConditions } from './where.ts'

export interface SeriesLimit {
  /** The JOIN to put after the FROM item. */
  readonly join: string
  /** Select items of series columns, with the rest named `Others`; unchanged unless that was asked. */
  readonly replace: (item: Selected) => Selected
}

/** The top series as a joined sub-query, or null when no limit was asked or there is no series. `columns` are the grouped ones. */
export const planSeriesLimit = (plan: PlanContext, columns: readonly Selected[], filters: FilterPlan): SeriesLimit | null => {
  const { query, dialect } = plan
  if (query.seriesLimit <= 0) return null
  const wanted = new Set(query.seriesColumns.map(columnLabel))
  const series = columns.filter((item) => (wanted.size === 0 ? query.isTimeseries : wanted.has(item.label)))
  if (series.length === 0) return null
  const inner = (item: Selected): string => dialect.quoteIdentifier(`${item.label}__`)
  const outer = (item: Selected): string => `series_limit.${inner(item)}`
  const rankAlias = alias(dialect, 'mme_inner__')
  const rank = query.seriesLimitMetric === null ? rankAlias : metricSql(plan, query.seriesLimitMetric)
  const conditions = whereConditions(plan, filters, plan.innerRange ?? plan.range)
  const subquery =
    `SELECT ${series.map((item) => `${item.sql} AS ${inner(item)}`).join(', ')}, ${mainMetricSql(plan)} AS ${rankAlias}` +
    `\nFROM ${plan.sql.source}${whereClause(plan, conditions, false)}` +
    `\nGROUP BY ${series.map((item) => item.sql).join(', ')}\nORDER BY ${rank} ${query.orderDesc ? 'DESC' : 'ASC'}${dialect.limit(query.seriesLimit, 0)}`
  const on = series.map((item) => `${item.sql} = ${outer(item)}`).join(' AND ')
  const join = `\n${query.groupOthers ? 'LEFT JOIN' : 'JOIN'} (${subquery}) AS series_limit ON ${on}`
  const replace = (item: Selected): Selected =>
    query.groupOthers && series.includes(item)
      ? { ...item, sql: `CASE WHEN ${outer(item)} IS NOT NULL THEN ${item.sql} ELSE ${dialect.stringLiteral('Others')} END` }
      : item
  return { join, replace }
}
