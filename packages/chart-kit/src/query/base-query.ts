import { asNumber, isRecord, readFlag, readMetrics } from '../form-data.ts'
import type { FormData, QueryFilter, QueryObject } from '../query-object.ts'
import { onAxis } from './axis.ts'
import { type Aliases, gatherFields } from './fields.ts'
import { legacyExtraFilters, splitAdhocFilters } from './filters.ts'

const EXTRA_KEYS = ['relative_start', 'relative_end', 'time_grain_sqla'] as const

/** Time settings that the dashboard puts over the chart's own; the last one wins. */
function timeOverrides(extra: Readonly<Record<string, unknown>>): Partial<Record<'granularity' | 'time_range' | 'time_grain_sqla', string>> {
  const granularity = extra['granularity_sqla'] ?? extra['granularity']
  return {
    ...(typeof granularity === 'string' && { granularity }),
    ...(typeof extra['time_column'] === 'string' && { granularity: extra['time_column'] }),
    ...(typeof extra['time_range'] === 'string' && { time_range: extra['time_range'] }),
    ...(typeof extra['time_grain'] === 'string' && { time_grain_sqla: extra['time_grain'] }),
    ...(typeof extra['time_grain_sqla'] === 'string' && { time_grain_sqla: extra['time_grain_sqla'] }),
  }
}

/** The two texts that charts held before ranges were one text. */
function sinceUntil(formData: FormData): string | undefined {
  const [since, until] = [formData['since'], formData['until']].map((part) => (typeof part === 'string' ? part : ''))
  return since === '' && until === '' ? undefined : `${since} : ${until}`
}

function whereAndHaving(formData: FormData, extra: Readonly<Record<string, unknown>>): ReturnType<typeof splitAdhocFilters> {
  const own = splitAdhocFilters(formData['adhoc_filters'])
  const added = splitAdhocFilters(extra['adhoc_filters'])
  const join = (a: string, b: string): string => [a, b].filter((text) => text !== '').join(' AND ')
  return { filters: [...own.filters, ...added.filters], where: join(own.where, added.where), having: join(own.having, added.having) }
}

function limits(formData: FormData): Partial<QueryObject> {
  const rowLimit = asNumber(formData['row_limit'])
  const rowOffset = asNumber(formData['row_offset'])
  const seriesMetric = readMetrics(formData, 'series_limit_metric')[0] ?? readMetrics(formData, 'timeseries_limit_metric')[0]
  return {
    ...(rowLimit !== undefined && { row_limit: rowLimit }),
    ...(rowOffset !== undefined && { row_offset: rowOffset }),
    series_limit: asNumber(formData['series_limit'] ?? formData['limit']) ?? 0,
    ...(seriesMetric !== undefined && { series_limit_metric: seriesMetric }),
    group_others_when_limit_reached: readFlag(formData, 'group_others_when_limit_reached'),
    order_desc: readFlag(formData, 'order_desc', true),
  }
}

function passedThrough(formData: FormData): Partial<QueryObject> {
  return {
    annotation_layers: Array.isArray(formData['annotation_layers']) ? formData['annotation_layers'] : [],
    ...(isRecord(formData['url_params']) && { url_params: formData['url_params'] }),
    custom_params: isRecord(formData['custom_params']) ? formData['custom_params'] : {},
    custom_form_data: isRecord(formData['custom_form_data']) ? formData['custom_form_data'] : {},
  }
}

/**
 * The query that every chart starts from: columns, metrics, filters, times, limits and the dashboard's overlay
 * (`extra_form_data`, old `extra_filters`). `aliases` name further controls that hold columns, metrics or an order.
 */
export function baseQuery(formData: FormData, aliases: Aliases = {}): QueryObject {
  const extra = isRecord(formData['extra_form_data']) ? formData['extra_form_data'] : {}
  const legacy = legacyExtraFilters(formData['extra_filters'])
  const split = whereAndHaving(formData, extra)
  const times: Readonly<Record<string, unknown>> = {
    time_range: formData['time_range'] ?? sinceUntil(formData),
    granularity: formData['granularity'] ?? formData['granularity_sqla'],
    time_grain_sqla: formData['time_grain_sqla'],
    ...legacy.overrides,
    ...timeOverrides(extra),
  }
  const added = Array.isArray(extra['filters']) ? (extra['filters'] as readonly QueryFilter[]) : []
  const extras: Record<string, unknown> = {}
  for (const key of EXTRA_KEYS) {
    const value = times[key] ?? extra[key] ?? formData[key]
    if (value !== undefined && value !== '') extras[key] = value
  }
  const query: QueryObject = {
    ...(typeof times['time_range'] === 'string' && { time_range: times['time_range'] }),
    ...(typeof times['granularity'] === 'string' && { granularity: times['granularity'] }),
    filters: [...split.filters, ...legacy.filters, ...added],
    extras: { ...extras, having: split.having, where: split.where },
    applied_time_extras: legacy.applied,
    ...definedFields(gatherFields(formData, aliases)),
    ...limits(formData),
    ...passedThrough(formData),
  }
  return onAxis(formData, query)
}

function definedFields(fields: ReturnType<typeof gatherFields>): Partial<QueryObject> {
  return {
    columns: fields.columns,
    ...(fields.metrics !== undefined && { metrics: fields.metrics }),
    ...(fields.orderby !== undefined && { orderby: fields.orderby }),
  }
}
