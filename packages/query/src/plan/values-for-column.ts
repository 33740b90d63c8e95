import { datasetColumnSql } from './columns.ts'
import { findColumn, labelled, type PlanContext, queryError } from './plan-context.ts'
import { whereClause, whereConditions } from './where.ts'

/** The distinct values of one column, as a filter box lists them. Throws BadRequest for unknown columns. */
export const planColumnValues = (plan: PlanContext, name: string): string => {
  const column = findColumn(plan.dataset, name)
  if (column === undefined) throw queryError(`Columns missing in dataset: ['${name}']`)
  const where = whereClause(plan, whereConditions(plan, { where: [], having: [], placed: [] }, { since: null, until: null }), true)
  const select = `SELECT DISTINCT ${labelled(plan.dialect, datasetColumnSql(plan, column), 'column_values')}\nFROM ${plan.sql.source}${where}`
  return plan.sql.prelude + plan.dialect.paginate(select, { limit: plan.rowLimit, offset: 0, ordered: false })
}
