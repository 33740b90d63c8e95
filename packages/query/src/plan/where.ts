import type { TimeRange } from '@coset/core'
import { datasetColumnSql, timeColumn } from './columns.ts'
import type { FilterPlan } from './filters.ts'
import { rangeConditions } from './moments.ts'
import { checked, findColumn, operand, type PlanContext } from './plan-context.ts'

/** Conditions of the legacy time column and, where the dataset says so, of its main one. */
export const timeConditions = (plan: PlanContext, range: TimeRange): string[] => {
  const column = timeColumn(plan)
  if (column === null || plan.sql.effects.removedFilters.has('__timestamp')) return []
  const main = plan.dataset.alwaysFilterMainDttm && plan.dataset.mainDttmCol !== null ? findColumn(plan.dataset, plan.dataset.mainDttmCol) : undefined
  const both = main?.isTemporal === true && main.name !== column.name ? [main, column] : [column]
  const { removedFilters } = plan.sql.effects
  return both.filter((one) => !removedFilters.has(one.name)).flatMap((one) => rangeConditions(plan, datasetColumnSql(plan, one), one, range))
}

const joined = (conditions: readonly string[]): string => conditions.join(' AND ')

/**
 * Row-level rules, conditions of the time column, filters and the request's own WHERE; empty when there is none. Rules come first: engines that
 * look at conditions in their order ask the asker's own only of rows that are theirs.
 */
export const whereConditions = (plan: PlanContext, filters: FilterPlan, range: TimeRange): string[] => [
  ...plan.sql.rowPredicates.map(operand),
  ...timeConditions(plan, range),
  ...filters.where,
  ...(plan.query.extras.where === '' ? [] : [operand(checked(plan, 'where', plan.query.extras.where))]),
]

/** ` WHERE …`, or nothing. `fetchValues` puts the dataset's predicate for value lists in front. */
export const whereClause = (plan: PlanContext, conditions: readonly string[], fetchValues: boolean): string => {
  const predicate = fetchValues ? plan.sql.fetchValuesPredicate : null
  const all = predicate === null || predicate === '' ? conditions : [operand(predicate), ...conditions]
  return all.length === 0 ? '' : `\nWHERE ${joined(all)}`
}

/** ` HAVING …`, or nothing. */
export const havingClause = (plan: PlanContext, filters: FilterPlan): string => {
  const own = plan.query.extras.having === '' ? [] : [operand(checked(plan, 'having', plan.query.extras.having))]
  const all = [...filters.having, ...own]
  return all.length === 0 ? '' : `\nHAVING ${joined(all)}`
}
