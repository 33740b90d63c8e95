import { asList, asNumber, readFlag, readMetrics, readText } from '../form-data.ts'
import type { FormData, PostProcessingRule, QueryObject } from '../query-object.ts'
import { axisLabel } from './axis.ts'
import { columnLabel, distinct, metricLabel } from './labels.ts'
import { comparesInPlace, OFFSET_SEPARATOR, offsetMetrics, timeOffsets } from './time-compare.ts'

/** One post-processing step, or undefined when the form asks for none. */
export type Operator = (formData: FormData, query: QueryObject) => PostProcessingRule | undefined

/** A ranking metric that the axis is sorted by must be in the result too. */
export function extraSortMetrics(formData: FormData): readonly string[] {
  const ranked = readMetrics(formData, 'timeseries_limit_metric')[0]
  if (ranked === undefined || asList(formData['groupby']).length > 0 || formData['x_axis_sort'] !== metricLabel(ranked)) return []
  return [metricLabel(ranked)]
}

function seriesColumns(query: QueryObject): readonly string[] {
  return (query.series_columns ?? query.columns ?? []).map(columnLabel)
}

/** Long rows → one column a series, indexed by the axis. Offsets of a time comparison are pivoted beside their metrics. */
export const pivot: Operator = (formData, query) => {
  const index = axisLabel(formData)
  const metrics = distinct([...(query.metrics ?? []).map(metricLabel), ...extraSortMetrics(formData)], (label) => label)
  if (index === undefined || metrics.length === 0) return undefined
  const shifted = offsetMetrics(formData, query).map((item) => item.column)
  const aggregates = Object.fromEntries([...metrics, ...shifted].map((label) => [label, { operator: 'mean' }]))
  return {
    operation: 'pivot',
    options: { index: [index], columns: seriesColumns(query), aggregates, drop_missing_columns: !readFlag(formData, 'show_empty_columns') },
  }
}

export const resample: Operator = (formData) => {
  const rule = readText(formData, 'resample_rule')
  const method = readText(formData, 'resample_method')
  if (rule === '' || method === '') return undefined
  return { operation: 'resample', options: method === 'zerofill' ? { method: 'asfreq', rule, fill_value: 0 } : { method, rule, fill_value: null } }
}

export const rolling: Operator = (formData, query) => {
  const type = readText(formData, 'rolling_type')
  const shifted = offsetMetrics(formData, query).map((item) => item.column)
  const labels = [...(query.metrics ?? []).map(metricLabel), ...shifted]
  const columns = Object.fromEntries(labels.map((label) => [label, label]))
  if (type === 'cumsum') return { operation: 'cum', options: { operator: 'sum', columns } }
  if (type !== 'sum' && type !== 'mean' && type !== 'std') return undefined
  const window = asNumber(formData['rolling_periods']) ?? 1
  const periods = asNumber(formData['min_periods']) ?? 0
  return { operation: 'rolling', options: { rolling_type: type, window, min_periods: periods, columns } }
}

export const compare: Operator = (formData, query) => {
  const pairs = offsetMetrics(formData, query)
  if (!comparesInPlace(formData) || pairs.length === 0) return undefined
  return {
    operation: 'compare',
    options: {
      source_columns: pairs.map((pair) => pair.metric),
      compare_columns: pairs.map((pair) => pair.column),
      compare_type: formData['comparison_type'],
      drop_original_columns: true,
    },
  }
}

/** Shortens series names: the metric's own level goes when there is one metric, offsets lose the metric's prefix. */
export const rename: Operator = (formData, query) => {
  const metrics = (query.metrics ?? []).map(metricLabel)
  const [only] = metrics
  if (only === undefined || axisLabel(formData) === undefined) return undefined
  const columns: Record<string, string | null> = {}
  for (const { metric, offset, column } of offsetMetrics(formData, query)) {
    const from = comparesInPlace(formData) ? [formData['comparison_type'], metric, column].join(OFFSET_SEPARATOR) : column
    columns[from] = metrics.length > 1 ? `${metric}, ${offset}` : offset
  }
  const single = metrics.length === 1 && seriesColumns(query).length > 0 && readFlag(formData, 'truncate_metric')
  if (single && !comparesInPlace(formData)) columns[only] = null
  return Object.keys(columns).length === 0 ? undefined : { operation: 'rename', options: { columns, level: 0, inplace: true } }
}

export const contribution: Operator = (formData) => {
  const orientation = readText(formData, 'contributionMode')
  if (orientation !== 'row' && orientation !== 'column') return undefined
  const shifts = timeOffsets(formData)
  return { operation: 'contribution', options: { orientation, ...(shifts.length > 0 && { time_shifts: shifts }) } }
}

export const sortAxis: Operator = (formData, query) => {
  const by = formData['x_axis_sort']
  const ascending = formData['x_axis_sort_asc']
  const axis = axisLabel(formData)
  if (typeof by !== 'string' || typeof ascending !== 'boolean' || asList(formData['groupby']).length > 0) return undefined
  if (by === axis) return { operation: 'sort', options: { is_sort_index: true, ascending } }
  const known = [...(query.metrics ?? []).map(metricLabel), ...extraSortMetrics(formData)]
  return known.includes(by) ? { operation: 'sort', options: { by, ascending } } : undefined
}

export const flatten: Operator = () => ({ operation: 'flatten' })

export const forecast: Operator = (formData) => {
  const index = axisLabel(formData)
  if (!readFlag(formData, 'forecastEnabled') || index === undefined) return undefined
  return {
    operation: 'prophet',
    options: {
      time_grain: formData['time_grain_sqla'],
      periods: asNumber(formData['forecastPeriods']) ?? 10,
      confidence_interval: asNumber(formData['forecastInterval']) ?? 0.8,
      yearly_seasonality: formData['forecastSeasonalityYearly'],
      weekly_seasonality: formData['forecastSeasonalityWeekly'],
      daily_seasonality: formData['forecastSeasonalityDaily'],
      index,
    },
  }
}

/** Runs the operators in the order given and leaves out those with nothing to do. */
export function steps(formData: FormData, query: QueryObject, operators: readonly Operator[]): readonly PostProcessingRule[] {
  return operators.map((operator) => operator(formData, query)).filter((rule) => rule !== undefined)
}
