import type { Control } from '../controls.ts'
import { asList } from '../form-data.ts'
import type { FormData } from '../query-object.ts'
import { choices, field, select, toggle } from './make.ts'

const hasAxis = (formData: FormData): boolean => formData['x_axis'] !== undefined && formData['x_axis'] !== null
const isLimited = (formData: FormData): boolean => Boolean(formData['limit'])

export const metric: Control = field('metric', 'metric', 'Metric', { required: true })
export const metrics: Control = field('metrics', 'metrics', 'Metrics', { required: true })
export const adhocFilters: Control = field('filters', 'adhoc_filters', 'Filters', { default: [] })
export const groupby: Control = field('columns', 'groupby', 'Dimensions', { default: [], columnFilter: 'groupable' })
export const timeGrain: Control = field('time_grain', 'time_grain_sqla', 'Time grain', { visible: hasAxis })
export const temporalColumns: Control = field('hidden', 'temporal_columns_lookup', 'Temporal columns')
export const sortByMetric: Control = toggle('sort_by_metric', 'Largest first', true)
export const colorScheme: Control = field('color_scheme', 'color_scheme', 'Colours', { default: 'coset', renderOnly: true })
export const sequentialScheme: Control = field('sequential_scheme', 'linear_color_scheme', 'Colour range', { default: 'coset_blue', renderOnly: true })
export const currencyFormat: Control = field('currency', 'currency_format', 'Currency', { renderOnly: true })

const ROW_LIMITS = [10, 50, 100, 250, 500, 1000, 5000, 10_000, 50_000]

/** How many rows the query may bring. */
export function rowLimit(fallback = 10_000): Control {
  return select('row_limit', 'Row limit', fallback, choices(...ROW_LIMITS), { freeForm: true })
}

export function numberFormat(key: string, label: string, fallback = 'SMART_NUMBER'): Control {
  return field('number_format', key, label, { default: fallback, freeForm: true, renderOnly: true })
}

export function timeFormat(key: string, label: string, fallback = 'smart_date'): Control {
  return field('time_format', key, label, { default: fallback, freeForm: true, renderOnly: true })
}

export const xAxis: Control = field('column', 'x_axis', 'X axis', { required: true, columnFilter: 'any' })

export const seriesLimit: readonly Control[] = [
  select('limit', 'Series limit', undefined, choices(5, 10, 25, 50, 100, 500), { freeForm: true }),
  toggle('group_others_when_limit_reached', 'Fold the rest into Others', false, { visible: isLimited }),
  field('metric', 'timeseries_limit_metric', 'Rank series by'),
  toggle('order_desc', 'Descending', true),
]

/** The query of every chart over an x axis. */
export const timeSeriesQuery: readonly Control[] = [
  xAxis,
  timeGrain,
  toggle('xAxisForceCategorical', 'Treat the axis as categories', false),
  field('select', 'x_axis_sort', 'Sort the axis by'),
  toggle('x_axis_sort_asc', 'Ascending', true),
  metrics,
  groupby,
  select('contributionMode', 'Share of', null, choices([null, 'No'], ['row', 'Each point'], ['column', 'Each series'])),
  adhocFilters,
  ...seriesLimit,
  rowLimit(),
  toggle('truncate_metric', 'Short series names', true),
  toggle('show_empty_columns', 'Keep empty series', true),
]

const OFFSETS = [
  '1 day ago',
  '1 week ago',
  '28 days ago',
  '30 days ago',
  '52 weeks ago',
  '1 year ago',
  '104 weeks ago',
  '2 years ago',
  '156 weeks ago',
  '3 years ago',
]

export const rollingWindow: readonly Control[] = [
  select(
    'rolling_type',
    'Rolling',
    null,
    choices([null, 'None'], ['mean', 'Mean'], ['sum', 'Sum'], ['std', 'Standard deviation'], ['cumsum', 'Running total']),
  ),
  field('number', 'rolling_periods', 'Periods', {
    visible: (formData) => asList(formData['rolling_type']).some((type) => type !== 'None' && type !== 'cumsum'),
  }),
  field('number', 'min_periods', 'Least periods', { visible: (formData) => Boolean(formData['rolling_type']) }),
]

export const timeComparison: readonly Control[] = [
  { ...field('multi_select', 'time_compare', 'Compare with', { freeForm: true }), choices: choices(...OFFSETS) },
  select(
    'comparison_type',
    'Show',
    'values',
    choices(['values', 'Both values'], ['difference', 'Difference'], ['percentage', 'Change in percent'], ['ratio', 'Ratio']),
  ),
]

export const resampling: readonly Control[] = [
  select('resample_rule', 'Resample to', null, choices('1T', '1H', '1D', '7D', '1MS', '1M', '1AS', '1A'), { freeForm: true }),
  select('resample_method', 'Fill gaps with', null, choices('asfreq', 'zerofill', 'linear', 'ffill', 'bfill', 'median', 'mean', 'sum')),
]

export const advanced: readonly Control[] = [...rollingWindow, ...timeComparison, ...resampling]

const SEASON = choices([null, 'Automatic'], [true, 'Yes'], [false, 'No'])

export const forecasting: readonly Control[] = [
  toggle('forecastEnabled', 'Forecast', false),
  field('number', 'forecastPeriods', 'Periods ahead', { default: 10 }),
  field('number', 'forecastInterval', 'Confidence', { default: 0.8, min: 0, max: 1, step: 0.05 }),
  select('forecastSeasonalityYearly', 'Yearly pattern', null, SEASON, { freeForm: true }),
  select('forecastSeasonalityWeekly', 'Weekly pattern', null, SEASON, { freeForm: true }),
  select('forecastSeasonalityDaily', 'Daily pattern', null, SEASON, { freeForm: true }),
]

/** The same controls for a second query; keys get `suffix`. */
export function forQuery(controls: readonly Control[], suffix: string): readonly Control[] {
  return controls.map((control) => ({ ...control, key: `${control.key}${suffix}` }))
}
