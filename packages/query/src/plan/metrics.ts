import { metricLabel, type QueryMetric } from '../query-object.ts'
import { datasetColumnSql, type Selected } from './columns.ts'
import { checked, findColumn, findMetric, operand, type PlanContext, queryError, savedSql } from './plan-context.ts'

/** A metric's SQL. Throws BadRequest for unknown names. */
export const metricSql = (plan: PlanContext, metric: QueryMetric): string => {
  if (typeof metric === 'string') {
    const known = findMetric(plan.dataset, metric)
    if (known === undefined) throw queryError(`Metric '${metric}' does not exist`)
    const sql = savedSql(plan, plan.sql.metricSql, metric, known.expression)
    return sql.includes('--') || sql.includes('#') ? operand(sql) : sql
  }
  if (metric.kind === 'sql') return operand(checked(plan, 'metric', metric.sqlExpression))
  const column = findColumn(plan.dataset, metric.column)
  const inner = column === undefined ? plan.dialect.quoteIdentifier(metric.column) : datasetColumnSql(plan, column)
  return metric.aggregate === 'COUNT_DISTINCT' ? `COUNT(DISTINCT ${inner})` : `${metric.aggregate}(${inner})`
}

export const selectMetric = (plan: PlanContext, metric: QueryMetric): Selected => ({ label: metricLabel(metric), sql: metricSql(plan, metric) })

/** The metric that ranks series when none is named: the first of the query, else the number of rows. */
export const mainMetricSql = (plan: PlanContext): string => {
  const [first] = plan.query.metrics ?? []
  return first === undefined ? 'COUNT(*)' : metricSql(plan, first)
}
