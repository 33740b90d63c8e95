import { asList, isRecord } from '../form-data.ts'
import type { FormData, QueryFilter } from '../query-object.ts'
import { isFilter } from './detail.ts'
import { rangeText, spanOf } from './span.ts'

type Adhoc = Readonly<Record<string, unknown>>

const literal = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : `'${String(value).replaceAll("'", "''")}'`

const ofExpression = (sql: string, { op, val }: QueryFilter): string => {
  if (op === 'IS NULL' || op === 'IS NOT NULL' || op === 'IS TRUE' || op === 'IS FALSE') return `(${sql}) ${op}`
  if (op === 'IN' || op === 'NOT IN') return `(${sql}) ${op} (${asList(val).map(literal).join(', ')})`
  return `(${sql}) ${op === '==' ? '=' : op} ${literal(val)}`
}

/** A filter of a query as one that people edit. */
const asAdhoc = (filter: QueryFilter, index: number): Adhoc => {
  const { col, op, val, grain } = filter
  const name = { filterOptionName: `filter_drilled_${index}` }
  if (typeof col !== 'string') return { expressionType: 'SQL', clause: 'WHERE', sqlExpression: ofExpression(col.sqlExpression, filter), ...name }
  const span = grain !== undefined && typeof val === 'number' ? spanOf(val, grain) : undefined
  if (span) return { expressionType: 'SIMPLE', clause: 'WHERE', subject: col, operator: 'TEMPORAL_RANGE', comparator: rangeText(span), ...name }
  return { expressionType: 'SIMPLE', clause: 'WHERE', subject: col, operator: op, ...(val !== undefined && { comparator: val }), ...name }
}

/** Form data that stand for themselves: what a dashboard laid over a chart becomes the chart's own. */
export const settled = (formData: FormData): FormData => {
  const { extra_form_data: overlay, dashboardId: _dashboard, slice_id: _slice, own_state: _state, ...form } = formData
  const extra = isRecord(overlay) ? overlay : {}
  const range = typeof extra['time_range'] === 'string' ? extra['time_range'] : undefined
  const own = asList(form['adhoc_filters'])
    .filter(isRecord)
    .map((filter) => (range !== undefined && filter['operator'] === 'TEMPORAL_RANGE' ? { ...filter, comparator: range } : filter))
  const grain = extra['time_grain_sqla'] ?? extra['time_grain']
  const column = extra['granularity_sqla'] ?? extra['granularity']
  return {
    ...form,
    adhoc_filters: [...own, ...asList(extra['adhoc_filters']).filter(isRecord), ...asList(extra['filters']).filter(isFilter).map(asAdhoc)],
    ...(range !== undefined && { time_range: range }),
    ...(grain !== undefined && { time_grain_sqla: grain }),
    ...(column !== undefined && { granularity_sqla: column }),
  }
}
