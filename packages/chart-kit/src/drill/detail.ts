import { asList, isRecord } from '../form-data.ts'
import { baseQuery } from '../query/base-query.ts'
import { legacyExtraFilters, splitAdhocFilters } from '../query/filters.ts'
import { columnLabel } from '../query/labels.ts'
import type { FormData, QueryFilter, QueryObject } from '../query-object.ts'
import { onColumns } from './columns.ts'

/** Who says it: the chart itself, the dashboard around it, or what one pointed at. */
export type Origin = 'chart' | 'dashboard' | 'datum'

/** One thing that the rows behind a chart are kept by. */
export type Condition = { readonly id: string; readonly origin: Origin } & (
  | { readonly kind: 'filter'; readonly filter: QueryFilter }
  | { readonly kind: 'sql'; readonly sql: string }
  | { readonly kind: 'time'; readonly column: string; readonly range: string }
)

const NO_RANGE: ReadonlySet<unknown> = new Set(['', 'No filter', null, undefined])

/** Is it a filter of a query? Overlays hold what other sites wrote. */
export const isFilter = (value: unknown): value is QueryFilter => isRecord(value) && value['col'] !== undefined && typeof value['op'] === 'string'

/** Everything that keeps the rows behind a chart, each once, those of the chart first. */
export const conditionsOf = (formData: FormData, datum: readonly QueryFilter[] = []): readonly Condition[] => {
  const extra = isRecord(formData['extra_form_data']) ? formData['extra_form_data'] : {}
  const own = splitAdhocFilters(formData['adhoc_filters'])
  const added = splitAdhocFilters(extra['adhoc_filters'])
  const filters: readonly (readonly [Origin, readonly QueryFilter[]])[] = [
    ['chart', own.filters],
    ['dashboard', [...added.filters, ...legacyExtraFilters(formData['extra_filters']).filters, ...asList(extra['filters']).filter(isFilter)]],
    ['datum', onColumns(datum, formData)],
  ]
  const whole = baseQuery(formData)
  const range = whole.time_range ?? ''
  const sql = (origin: Origin, text: string): readonly Condition[] => (text === '' ? [] : [{ id: `${origin} sql`, origin, kind: 'sql', sql: text }])
  const axis = typeof formData['x_axis'] === 'string' ? formData['x_axis'] : ''
  const time: readonly Condition[] = NO_RANGE.has(range)
    ? []
    : [{ id: 'time', origin: extra['time_range'] === undefined ? 'chart' : 'dashboard', kind: 'time', column: whole.granularity ?? axis, range }]
  return [
    ...time,
    ...sql('chart', own.where),
    ...sql('dashboard', added.where),
    ...filters.flatMap(([origin, list]) => list.map((filter, index): Condition => ({ id: `${origin} ${index}`, origin, kind: 'filter', filter }))),
  ]
}

/** Those that do something, to be shown: a range of the dashboard takes the place of all others, and an open range is none. */
export const shownConditions = (conditions: readonly Condition[]): readonly Condition[] => {
  const ranged = conditions.some((one) => one.kind === 'time')
  return conditions.filter((one) => one.kind !== 'filter' || one.filter.op !== 'TEMPORAL_RANGE' || (!ranged && !NO_RANGE.has(one.filter.val)))
}

/** The part of a query that keeps these rows and no others. */
export const detailQuery = (formData: FormData, conditions: readonly Condition[]): QueryObject => {
  const whole = baseQuery(formData)
  const { having: _having, where: _where, ...extras } = whole.extras ?? {}
  const where = conditions.flatMap((one) => (one.kind === 'sql' ? [one.sql] : [])).join(' AND ')
  const ranged = conditions.find((one) => one.kind === 'time')
  return {
    filters: conditions.flatMap((one) => (one.kind === 'filter' ? [one.filter] : [])),
    extras: { ...extras, where },
    ...(whole.granularity !== undefined && { granularity: whole.granularity }),
    ...(ranged?.kind === 'time' && { time_range: ranged.range }),
  }
}

/** The name of the column that a filter is on. */
export const filterColumn = ({ col }: QueryFilter): string => columnLabel(col)
