import { asList } from '../form-data.ts'
import type { FormData, QueryObject } from '../query-object.ts'
import { metricLabel } from './labels.ts'

/** Between a metric and its offset in the names of result columns. */
export const OFFSET_SEPARATOR = '__'

const COMPARISONS: ReadonlySet<string> = new Set(['values', 'difference', 'percentage', 'ratio'])

/** Offsets such as `1 year ago` that the form compares with; empty when it compares with none. */
export function timeOffsets(formData: FormData): readonly string[] {
  if (!COMPARISONS.has(String(formData['comparison_type']))) return []
  return asList(formData['time_compare']).filter((offset): offset is string => typeof offset === 'string' && offset !== '')
}

export interface OffsetMetric {
  readonly metric: string
  readonly offset: string
  /** The result column of the shifted metric. */
  readonly column: string
}

/** Each metric of the query with each offset, metric by metric. */
export function offsetMetrics(formData: FormData, query: QueryObject): readonly OffsetMetric[] {
  const offsets = timeOffsets(formData)
  return (query.metrics ?? [])
    .map(metricLabel)
    .flatMap((metric) => offsets.map((offset) => ({ metric, offset, column: `${metric}${OFFSET_SEPARATOR}${offset}` })))
}

/** True when a comparison replaces the values (difference, percentage, ratio) rather than standing beside them. */
export function comparesInPlace(formData: FormData): boolean {
  return timeOffsets(formData).length > 0 && formData['comparison_type'] !== 'values'
}
