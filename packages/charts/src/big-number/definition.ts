import {
  axisColumn,
  axisLabel,
  baseAxis,
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  displayName,
  type FormData,
  flatten,
  metricFormat,
  metricLabel,
  panel,
  pivot,
  type QueryObject,
  readColor,
  readFlag,
  readMetrics,
  readNumber,
  readText,
  resample,
  rolling,
  steps,
  type TransformInput,
} from '@coset/chart-kit'
import { compareNumbers, formatNumber, toMoment } from '@coset/core'
import { emptyModel, exactNumeric, exactSum, firstResult, grainOf, numeric, timeOf } from '../cells.ts'
import { bigNumberModel } from './model.ts'
import { trendOf } from './trend.ts'

const { choices, field, looks, select, toggle } = panel

/** The series, and for `raw` the number over the whole range as a query of its own. */
function buildQueries(formData: FormData): readonly QueryObject[] {
  const base = baseQuery(formData)
  const axis = axisColumn(formData)
  const query: QueryObject = {
    ...base,
    columns: axis === undefined ? [] : [baseAxis(axis, base.extras?.['time_grain_sqla'])],
    ...(axis === undefined && { is_timeseries: true }),
    post_processing: steps(formData, base, [pivot, resample, rolling, flatten]),
  }
  if (formData['aggregation'] !== 'raw') return [query]
  return [query, { ...base, columns: [], is_timeseries: false, post_processing: [] }]
}

interface Point {
  readonly time: number
  readonly value: number | null
  /** The value without loss. */
  readonly exact: number | bigint | null
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

function aggregated(points: readonly Point[], how: string): number | bigint | null {
  const known = points.map((point) => point.exact).filter((value) => value !== null)
  if (known.length === 0) return null
  const sum = exactSum(known)
  if (how === 'sum') return sum
  if (how === 'mean') return Number(sum) / known.length
  const sorted = [...known].sort(compareNumbers)
  if (how === 'min') return sorted[0] ?? null
  if (how === 'max') return sorted.at(-1) ?? null
  return how === 'median' ? median(sorted.map(Number)) : (known.at(-1) ?? null)
}

function pointsOf({ formData, results }: TransformInput, metric: string): readonly Point[] {
  const result = firstResult(results)
  const axis = axisLabel(formData) ?? '__timestamp'
  const column = result.colnames.includes(metric) ? metric : result.colnames.find((name) => name !== axis)
  return result.data
    .map((row) => {
      const cell = column === undefined ? null : row[column]
      return { time: toMoment(row[axis])?.getTime() ?? Number.NaN, value: numeric(cell), exact: exactNumeric(cell) }
    })
    .filter((point) => !Number.isNaN(point.time))
    .sort((a, b) => a.time - b.time)
}

function comparisonOf({ formData, theme }: TransformInput, points: readonly Point[]): { text: string; color: string } | undefined {
  const lag = readNumber(formData, 'compare_lag')
  if (lag === undefined || lag <= 0) return undefined
  const newest = points.findLastIndex((point) => point.value !== null)
  const now = points[newest]?.value
  const then = points[newest - Math.round(lag)]?.value
  if (now === null || now === undefined || then === null || then === undefined || then === 0) return undefined
  const change = (now - then) / Math.abs(then)
  const color = change === 0 ? theme.mutedText : change > 0 ? theme.positive : theme.negative
  return { text: `${formatNumber('+.1%')(change)} ${readText(formData, 'compare_suffix')}`.trim(), color }
}

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results, theme, width, height } = input
  const metric = readMetrics(formData, 'metric').map(metricLabel)[0] ?? ''
  const points = pointsOf(input, metric)
  const how = readText(formData, 'aggregation', 'LAST_VALUE')
  const value = how === 'raw' ? exactNumeric(results[1]?.data[0]?.[metric]) : aggregated(points, how)
  if (value === null) return emptyModel()
  const axis = axisLabel(formData) ?? '__timestamp'
  const time = timeOf(readText(formData, 'time_format', 'smart_date'), grainOf(formData), firstResult(results), [axis])
  const number = metricFormat(metric, { dataset, format: formData['y_axis_format'], currency: formData['currency_format'], result: firstResult(results) })
  const format = readFlag(formData, 'force_timestamp_formatting') ? time : number
  const newest = points.findLast((point) => point.value !== null)
  const [from, to] = [results[0]?.from_dttm, results[0]?.to_dttm]
  const trend = readFlag(formData, 'show_trend_line', true)
    ? trendOf({
        points,
        width,
        height,
        color: readColor(formData, 'color_picker') ?? theme.accent,
        fromZero: readFlag(formData, 'start_y_axis_at_zero', true),
        range: readFlag(formData, 'time_range_fixed') && typeof from === 'number' && typeof to === 'number' ? [from, to] : undefined,
        time,
        format,
      })
    : undefined
  const name = displayName(metric, dataset)
  const comparison = comparisonOf(input, points)
  const stamp = readFlag(formData, 'show_timestamp') && newest ? time(newest.time) : ''
  return bigNumberModel({
    name: readFlag(formData, 'show_metric_name') ? name : undefined,
    value: format(value),
    comparison,
    note: [readText(formData, 'subtitle'), stamp].filter((text) => text !== '').join(' · ') || undefined,
    sizes: {
      value: readNumber(formData, 'header_font_size') ?? 0.4,
      comparison: readNumber(formData, 'subheader_font_size') ?? 0.15,
      name: readNumber(formData, 'metric_name_font_size') ?? 0.15,
      note: readNumber(formData, 'subtitle_font_size') ?? 0.15,
    },
    valueColor: undefined,
    trend,
    theme,
    width,
    height,
    summary: `${name}: ${format(value)}${comparison ? `, ${comparison.text}` : ''}.`,
  })
}

const AGGREGATIONS = choices(
  ['raw', 'Over the whole range'],
  ['LAST_VALUE', 'Newest'],
  ['sum', 'Sum'],
  ['mean', 'Mean'],
  ['min', 'Minimum'],
  ['max', 'Maximum'],
  ['median', 'Median'],
)

const controls: ControlPanel = [
  {
    group: 'Data',
    label: 'Query',
    controls: [
      field('column', 'x_axis', 'Time', { required: true, columnFilter: 'temporal' }),
      panel.timeGrain,
      select('aggregation', 'Which number', 'LAST_VALUE', AGGREGATIONS),
      panel.metric,
      panel.adhocFilters,
    ],
  },
  {
    group: 'Data',
    label: 'Over time',
    controls: [...panel.rollingWindow.map((control) => (control.key === 'rolling_type' ? { ...control, default: 'None' } : control)), ...panel.resampling],
  },
  {
    group: 'Look',
    label: 'Number',
    controls: looks(
      field('number', 'compare_lag', 'Compare with periods ago'),
      field('text', 'compare_suffix', 'Words after the change'),
      toggle('show_timestamp', 'Time of the value', false),
      toggle('show_trend_line', 'Trend', true),
      toggle('start_y_axis_at_zero', 'Trend starts at zero', true),
      toggle('time_range_fixed', 'Trend over the whole range', false),
      field('color', 'color_picker', 'Colour', { default: { r: 0, g: 122, b: 135, a: 1 } }),
      panel.fontSize('header_font_size', 'Size of the number', 0.4, true),
      panel.fontSize('subheader_font_size', 'Size of the change', 0.15),
      field('text', 'subtitle', 'Note'),
      panel.fontSize('subtitle_font_size', 'Size of the note', 0.15),
      toggle('show_metric_name', 'Name', false),
      panel.fontSize('metric_name_font_size', 'Size of the name', 0.15),
      toggle('show_x_axis', 'X axis', false),
      toggle('show_x_axis_min_max_labels', 'Ends of the x axis', false),
      toggle('show_y_axis', 'Y axis', false),
      toggle('show_y_axis_min_max_labels', 'Ends of the y axis', false),
      panel.numberFormat('y_axis_format', 'Number format'),
      panel.currencyFormat,
      panel.timeFormat('time_format', 'Time format'),
      toggle('force_timestamp_formatting', 'The number is a time', false),
    ),
  },
]

export const bigNumber: ChartDefinition = {
  vizType: 'big_number',
  name: 'Big number with trend',
  category: 'KPI',
  description: 'One number, how it changed and the course that led there.',
  tags: ['Advanced-Analytics', 'ECharts', 'Line', 'Percentages', 'Featured', 'Report', 'Trend'],
  behaviours: ['DRILL_TO_DETAIL'],
  controls,
  buildQueries,
  transform,
  suits: ({ metrics, dimensions, temporal }) => (metrics === 1 && dimensions === 0 ? (temporal ? 0.85 : 0.5) : 0.1),
}
