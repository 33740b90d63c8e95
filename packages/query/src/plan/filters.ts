import { GenericType } from '@coset/core'
import type { DatasetColumn } from '../model.ts'
import { columnLabel, type FilterOperator, type QueryFilter } from '../query-object.ts'
import { adhocBaseSql, datasetColumnSql, momentSql, timeColumn } from './columns.ts'
import { metricSql } from './metrics.ts'
import { momentLiteral, rangeConditions } from './moments.ts'
import { findColumn, findMetric, type PlanContext, queryError } from './plan-context.ts'
import { isLike, literal, type Operand, prepareValue, type Scalar } from './values.ts'

const BINARY: Readonly<Partial<Record<FilterOperator, string>>> = { '==': '=', '!=': '<>', '>': '>', '<': '<', '>=': '>=', '<=': '<=' }
const MISSING_VALUE = 'Must specify a value for filters with comparison operators'

/** Where a filter goes, and whether the answer lists it as applied. */
interface Target {
  readonly operand: Operand
  readonly column: DatasetColumn | null
  readonly clause: 'where' | 'having'
  /** Adhoc columns know no time ranges. */
  readonly adhoc: boolean
}

const columnTarget = (plan: PlanContext, column: DatasetColumn, grain: string | null): Target => {
  const base = datasetColumnSql(plan, column)
  const kind = column.nativeType === null ? null : plan.dialect.genericType(column.nativeType)
  const moment = kind === GenericType.TEMPORAL ? (at: number): string => momentLiteral(plan, column, at) : null
  const sql = grain === null ? base : momentSql(plan, base, column, grain)
  return { operand: { sql, kind: kind ?? GenericType.STRING, moment }, column, clause: 'where', adhoc: false }
}

const target = (plan: PlanContext, filter: QueryFilter): Target | null => {
  if (typeof filter.col !== 'string') {
    const known = findColumn(plan.dataset, filter.col.sqlExpression)
    if (known !== undefined) return columnTarget(plan, known, filter.grain)
    return { operand: { sql: adhocBaseSql(plan, filter.col), kind: GenericType.STRING, moment: null }, column: null, clause: 'where', adhoc: true }
  }
  const name = filter.col
  if (name === '__timestamp') {
    const time = plan.query.isTimeseries ? timeColumn(plan) : null
    return time === null ? null : columnTarget(plan, time, null)
  }
  const column = findColumn(plan.dataset, name) ?? plan.dataset.columns.find((one) => one.verboseName === name && name !== '')
  if (column !== undefined) return columnTarget(plan, column, filter.grain)
  if (findMetric(plan.dataset, name) === undefined) return null
  return { operand: { sql: `(${metricSql(plan, name)})`, kind: null, moment: null }, column: null, clause: 'having', adhoc: false }
}

const listed = (plan: PlanContext, filter: QueryFilter, operand: Operand): string => {
  const asked: readonly Scalar[] = Array.isArray(filter.val) ? filter.val : [filter.val as Scalar]
  if (asked.length === 0) throw queryError('Filter value list cannot be empty')
  const prepared = asked.map((raw) => ({ raw, value: prepareValue(raw, filter.op, operand) }))
  const present = prepared.filter((item) => item.value !== null)
  const items = present.map((item) => literal(item.value, operand, plan.dialect, item.raw)).join(', ')
  const among = present.length === 0 ? '1 = 0' : `${operand.sql} IN (${items})`
  if (present.length < prepared.length) {
    const either = `(${operand.sql} IS NULL OR ${among})`
    return filter.op === 'IN' ? either : `NOT ${either}`
  }
  return filter.op === 'IN' ? among : `${operand.sql} NOT IN (${items})`
}

const like = (plan: PlanContext, op: FilterOperator, operand: Operand, value: Scalar): string => {
  if (value === null) throw queryError(MISSING_VALUE)
  const { dialect } = plan
  const left = operand.kind === GenericType.STRING || operand.kind === null ? operand.sql : dialect.castToText(operand.sql)
  const pattern = dialect.stringLiteral(String(value))
  const not = op.startsWith('NOT') ? 'NOT ' : ''
  if (!op.endsWith('ILIKE')) return `${left} ${not}LIKE ${pattern}`
  return dialect.hasIlike ? `${left} ${not}ILIKE ${pattern}` : `LOWER(${left}) ${not}LIKE LOWER(${pattern})`
}

const compared = (plan: PlanContext, filter: QueryFilter, operand: Operand): string => {
  const raw = (Array.isArray(filter.val) ? (filter.val[0] ?? null) : filter.val) as Scalar
  const value = prepareValue(raw, filter.op, operand)
  if (isLike(filter.op)) return like(plan, filter.op, operand, value)
  if (value === null && (filter.op === '==' || filter.op === '!=')) return `${operand.sql} IS ${filter.op === '==' ? '' : 'NOT '}NULL`
  const operator = BINARY[filter.op]
  if (value === null || operator === undefined) throw queryError(MISSING_VALUE)
  return `${operand.sql} ${operator} ${literal(value, operand, plan.dialect, raw)}`
}

const ranged = (plan: PlanContext, filter: QueryFilter, to: Target): string[] => {
  if (to.adhoc || typeof filter.val !== 'string') throw queryError('Invalid filter operation type: TEMPORAL_RANGE')
  const shifted = plan.shifted !== null && filter.col === plan.shifted.column ? plan.shifted.range : undefined
  const range = shifted ?? plan.filterRanges.get(filter.val)
  return range === undefined ? [] : rangeConditions(plan, to.operand.sql, to.column, range)
}

const conditions = (plan: PlanContext, filter: QueryFilter, to: Target): string[] => {
  switch (filter.op) {
    case 'TEMPORAL_RANGE':
      return ranged(plan, filter, to)
    case 'IS NULL':
    case 'IS NOT NULL':
      return [`${to.operand.sql} ${filter.op}`]
    case 'IS TRUE':
    case 'IS FALSE':
      return [plan.dialect.isBoolean(to.operand.sql, filter.op === 'IS TRUE')]
    case 'IN':
    case 'NOT IN':
      return [listed(plan, filter, to.operand)]
    default:
      return [compared(plan, filter, to.operand)]
  }
}

/** A filter of the request and what became of it. */
export interface PlacedFilter {
  readonly filter: QueryFilter
  readonly clause: 'where' | 'having'
  readonly conditions: readonly string[]
}

export interface FilterPlan {
  readonly where: readonly string[]
  readonly having: readonly string[]
  /** In the request's order; filters that were left out are not there. */
  readonly placed: readonly PlacedFilter[]
}

/** The request's filters as conditions; filters on columns that the dataset does not have are left out. */
export const planFilters = (plan: PlanContext): FilterPlan => {
  const placed = plan.query.filters.flatMap((filter): PlacedFilter[] => {
    if (plan.sql.effects.removedFilters.has(columnLabel(filter.col))) return []
    const to = target(plan, filter)
    return to === null ? [] : [{ filter, clause: to.clause, conditions: conditions(plan, filter, to) }]
  })
  const of = (clause: PlacedFilter['clause']): string[] => placed.flatMap((one) => (one.clause === clause ? one.conditions : []))
  return { where: of('where'), having: of('having'), placed }
}
