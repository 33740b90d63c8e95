import { BadRequest, TIME_GRAINS, type TimeGrain } from '@coset/core'
import type { DatasetColumn } from '../model.ts'
import type { AdhocColumn, QueryColumn } from '../query-object.ts'
import { checked, findColumn, operand, type PlanContext, queryError, savedSql } from './plan-context.ts'

/** One entry of the select list. `sql` is complete without alias. */
export interface Selected {
  readonly label: string
  readonly sql: string
}

/** A dataset column as SQL: its quoted name, or the SQL of a calculated one. */
export const datasetColumnSql = (plan: PlanContext, column: DatasetColumn): string => {
  const { name, expression } = column
  if (expression === null || expression.trim() === '') return plan.dialect.quoteIdentifier(name)
  return operand(savedSql(plan, plan.sql.columnSql, name, expression))
}

const asGrain = (grain: string): TimeGrain | undefined => TIME_GRAINS.find((known) => known === grain)

/** A moment's SQL, cut to a grain (null: as it is); epoch numbers are turned into moments first. Throws BadRequest for grains that the engine lacks. */
export const momentSql = (
  plan: PlanContext,
  base: string,
  column: Pick<DatasetColumn, 'pythonDateFormat' | 'nativeType'> | null,
  grain: string | null,
): string => {
  const format = column?.pythonDateFormat ?? null
  const epoch = format === 'epoch_s' ? plan.dialect.epoch.seconds : format === 'epoch_ms' ? plan.dialect.epoch.milliseconds : null
  const moment = epoch === null ? base : epoch.replaceAll('{col}', () => base)
  if (grain === null || grain === '') return moment
  const known = asGrain(grain)
  const template = known === undefined ? undefined : plan.dialect.timeGrains[known]
  if (template === undefined) throw new BadRequest(`No grain spec for ${grain} for database ${plan.dataset.database.engine.id}`)
  const words = plan.dialect.grainWords?.(column?.nativeType ?? null) ?? {}
  const worded = Object.entries(words).reduce((text, [word, value]) => text.replaceAll(`{${word}}`, () => value), template)
  return worded.replaceAll('{col}', () => moment)
}

/** What an adhoc column computes, without its grain. */
export const adhocBaseSql = (plan: PlanContext, column: AdhocColumn): string => {
  const known = findColumn(plan.dataset, column.sqlExpression)
  if (known !== undefined) return datasetColumnSql(plan, known)
  if (column.isColumnReference) return plan.dialect.quoteIdentifier(column.sqlExpression)
  return operand(checked(plan, 'column', column.sqlExpression))
}

const adhocSql = (plan: PlanContext, column: AdhocColumn): string => {
  const known = findColumn(plan.dataset, column.sqlExpression)
  const base = adhocBaseSql(plan, column)
  if (!column.isAxis || column.timeGrain === null) return base
  if (known !== undefined) return known.isTemporal ? momentSql(plan, base, known, column.timeGrain) : base
  return plan.sql.temporal.has(column.sqlExpression) ? momentSql(plan, base, null, column.timeGrain) : base
}

/** A column of the request as a select item. Throws BadRequest for names that the dataset does not have. */
export const selectColumn = (plan: PlanContext, column: QueryColumn, grouped: boolean): Selected => {
  if (typeof column !== 'string') return { label: column.label, sql: adhocSql(plan, column) }
  const known = findColumn(plan.dataset, column)
  if (known === undefined) throw queryError(`Columns missing in dataset: ['${column}']`)
  const base = datasetColumnSql(plan, known)
  const isTimeColumn = grouped && column === plan.query.granularity
  return { label: column, sql: isTimeColumn ? momentSql(plan, base, known, plan.query.extras.timeGrain) : base }
}

/** Throws BadRequest that names every plain column which the dataset lacks. */
export const requireDatasetColumns = (plan: PlanContext): void => {
  const names = [
    ...plan.query.columns.filter((column): column is string => typeof column === 'string'),
    ...(plan.query.metrics ?? []).flatMap((metric) => (typeof metric !== 'string' && metric.kind === 'simple' ? [metric.column] : [])),
  ]
  const missing = names.filter((name) => findColumn(plan.dataset, name) === undefined)
  if (missing.length > 0) throw queryError(`Columns missing in dataset: [${missing.map((name) => `'${name}'`).join(', ')}]`)
}

/** The time column of the legacy style: the asked one, or the dataset's main one when that is not a time column. */
export const timeColumn = (plan: PlanContext): DatasetColumn | null => {
  const asked = plan.query.granularity
  if (asked === null) return null
  const known = findColumn(plan.dataset, asked)
  if (known?.isTemporal === true) return known
  if (plan.dataset.mainDttmCol === null) return null
  const main = findColumn(plan.dataset, plan.dataset.mainDttmCol)
  if (main === undefined) throw queryError(`Time column "${plan.dataset.mainDttmCol}" does not exist in dataset`)
  return main
}

export const axisColumn = (columns: readonly QueryColumn[]): AdhocColumn | undefined =>
  columns.find((column): column is AdhocColumn => typeof column !== 'string' && column.isAxis)
