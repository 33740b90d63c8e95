import { datasetColumnSql } from './columns.ts'
import { findColumn, type PlanContext, queryError } from './plan-context.ts'
import { whereClause, whereConditions } from './where.ts'

/** The distinct values of one column, as a filter box lists them. Throws BadRequest for unknown columns. */
export const planColumnValues = (plan: PlanContext, name: string): string => {
  const column = findColumn(plan.dataset, name)
  if (column === undefined) throw queryError(`Columns missing in dataset: ['${name}']`)
  const where = whereClause(plan, whereConditions(plan, { where: [], having: [] }, { since: null, until: null }), true)
  return `SELECT DISTINCT ${datasetColumnSql(plan, column)} AS ${plan.dialect.quoteIdentifier('column_values')}\nFROM ${plan.sql.source}${where}${plan.dialect.limit(plan.rowLimit, 0)}`
}
