import { columnLabel, isAdhocColumn, metricLabel, type OrderItem, type QueryMetric } from '../query-object.ts'
import { datasetColumnSql, selectColumn } from './columns.ts'
import { metricSql } from './metrics.ts'
import { alias, checked, findColumn, findMetric, operand, type PlanContext, queryError } from './plan-context.ts'

interface Ordered {
  readonly sql: string
  /** Ordering by a metric turns grouping on. */
  readonly isMetric: boolean
}

const isMetricObject = (by: OrderItem['by']): by is Exclude<QueryMetric, string> => typeof by !== 'string' && 'kind' in by

/** The alias of a selected metric that computes the same, when the engine lets ORDER BY use it. */
const selectedAlias = (plan: PlanContext, same: (metric: QueryMetric) => boolean): string | null => {
  const found = plan.dialect.orderByAlias ? plan.query.metrics?.find(same) : undefined
  return found === undefined ? null : alias(plan.dialect, metricLabel(found))
}

const byName = (plan: PlanContext, name: string): Ordered => {
  const selected = plan.query.metrics?.find((metric) => metricLabel(metric) === name)
  if (selected !== undefined) return { sql: plan.dialect.orderByAlias ? alias(plan.dialect, name) : metricSql(plan, selected), isMetric: true }
  if (findMetric(plan.dataset, name) !== undefined) return { sql: metricSql(plan, name), isMetric: true }
  const adhoc = plan.query.columns.find((column) => typeof column !== 'string' && column.label === name)
  const column = findColumn(plan.dataset, name)
  // Where a selected column carries this very name, engines that read aliases in ORDER BY mean the selected one.
  if (adhoc !== undefined && (column === undefined || plan.dialect.orderByAlias)) return { sql: selectColumn(plan, adhoc, true).sql, isMetric: false }
  if (column !== undefined) return { sql: datasetColumnSql(plan, column), isMetric: false }
  throw queryError(`Unknown column used in orderby: ${name}`)
}

const ordered = (plan: PlanContext, by: OrderItem['by']): Ordered => {
  if (typeof by === 'string') return byName(plan, by)
  if (isAdhocColumn(by)) return { sql: selectColumn(plan, by, true).sql, isMetric: false }
  if (isMetricObject(by)) {
    const own = metricSql(plan, by)
    return { sql: selectedAlias(plan, (metric) => typeof metric !== 'string' && metricSql(plan, metric) === own) ?? own, isMetric: true }
  }
  const same = selectedAlias(plan, (metric) => typeof metric !== 'string' && metric.kind === 'sql' && metric.sqlExpression === by.orderSql)
  return { sql: same ?? operand(checked(plan, 'orderby', by.orderSql)), isMetric: true }
}

export interface OrderPlan {
  /** ` ORDER BY …`, or nothing. */
  readonly clause: string
  readonly hasMetric: boolean
  /** Expressions that must stand in the select list too, for engines that order by nothing else; cut off from the result. */
  readonly hidden: readonly string[]
  /** Labels that the select list must not use, for an aggregate of the clause reads a column of that name. */
  readonly reserved: ReadonlySet<string>
}

const NONE: OrderPlan = { clause: '', hasMetric: false, hidden: [], reserved: new Set() }

const labelsOf = (plan: PlanContext): readonly string[] => [...plan.query.columns.map(columnLabel), ...(plan.query.metrics ?? []).map(metricLabel)]

/** Selected labels whose name stands between parentheses of an ORDER BY expression. */
const reservedLabels = (plan: PlanContext, expressions: readonly string[]): ReadonlySet<string> => {
  if (plan.dialect.aliasToSourceColumn) return NONE.reserved
  const inside = expressions.flatMap((sql) => sql.match(/\(.*\)/s) ?? []).join(' ')
  return new Set(labelsOf(plan).filter((label) => inside.includes(plan.dialect.quoteIdentifier(label))))
}

/** Where ORDER BY must name the alias of what is selected, the alias; else the expression. */
const written = (plan: PlanContext, by: OrderItem['by'], sql: string): string => {
  if (!plan.dialect.orderByMustUseAlias) return sql
  const label = typeof by === 'string' ? by : 'orderSql' in by ? by.label : by.label
  return label !== null && labelsOf(plan).includes(label) ? alias(plan.dialect, label) : sql
}

/** The request's order. Throws BadRequest for names that are neither metric nor column. */
export const planOrder = (plan: PlanContext): OrderPlan => {
  const items = plan.query.orderby.map((item) => {
    const own = ordered(plan, item.by)
    return { ...own, sql: written(plan, item.by, own.sql), ascending: item.ascending }
  })
  if (items.length === 0) return NONE
  const clause = `\nORDER BY ${items.map((item) => `${item.sql} ${item.ascending ? 'ASC' : 'DESC'}`).join(', ')}`
  const expressions = items.map((item) => item.sql)
  return {
    clause,
    hasMetric: items.some((item) => item.isMetric),
    hidden: plan.dialect.hiddenOrderByAggregate ? [] : [...new Set(expressions)],
    reserved: reservedLabels(plan, expressions),
  }
}
