import { course, type GalleryEntry, HOSTILE, months, result } from '../gallery-entry.ts'

const monthly = { x_axis: 'month', time_grain_sqla: 'P1M', metrics: ['sales'], y_axis_format: 'SMART_NUMBER' }

function courses(groups: readonly string[], amount = 14): GalleryEntry['results'] {
  const rows = months(amount).map((time, index) => [time, ...groups.map((_, at) => course(index, 120_000 - at * 22_000, 4000 - at * 900, 21_000 - at * 2500))])
  return [
    result(['month', ...groups], rows, {
      temporal: ['month'],
      labels: Object.fromEntries([['month', ['month']], ...groups.map((group) => [group, [group]] as const)]),
    }),
  ]
}

const hostile = result(
  ['kind', 'sales'],
  HOSTILE.map((label, index) => [label, 40 - index * 6]),
  { labels: { kind: ['kind'], sales: ['sales'] } },
)
const gaps = result(
  ['month', 'North', 'South'],
  months(8).map((time, index) => [time, index === 2 || index === 3 ? null : 10 + index, index % 3 === 0 ? null : 20 - index]),
  { temporal: ['month'], labels: { North: ['North'], South: ['South'] } },
)

/** The examples that every member of the family draws. */
export function familyExamples(vizType: string, more: Readonly<Record<string, unknown>> = {}): readonly GalleryEntry[] {
  return [
    {
      vizType,
      name: 'three groups by month',
      formData: { ...monthly, groupby: ['region'], truncate_metric: true, ...more },
      results: courses(['North', 'South', 'East']),
    },
    { vizType, name: 'gaps', formData: { ...monthly, groupby: ['region'], truncate_metric: true, markerEnabled: true, ...more }, results: [gaps] },
    { vizType, name: 'hostile labels', formData: { x_axis: 'kind', metrics: ['sales'], ...more }, results: [hostile] },
    { vizType, name: 'empty', formData: { ...monthly, ...more }, results: [result(['month', 'sales'], [])] },
  ]
}

const offsets = result(
  ['month', 'sales', '1 year ago'],
  months(10).map((time, index) => [time, course(index, 100, 6, 12), course(index, 82, 5, 10)]),
  { temporal: ['month'], labels: { sales: ['sales'], '1 year ago': ['1 year ago'] } },
)
const many = Array.from({ length: 18 }, (_, index) => `Product ${index + 1}`)

export const lineExtras: readonly GalleryEntry[] = [
  {
    vizType: 'echarts_timeseries_line',
    name: 'against last year',
    formData: { ...monthly, time_compare: ['1 year ago'], comparison_type: 'values', y_axis_title: 'Sales', x_axis_title: 'Month' },
    results: [offsets],
  },
  { vizType: 'echarts_timeseries_line', name: 'many series', formData: { ...monthly, groupby: ['product'], truncate_metric: true }, results: courses(many) },
]

export const barExtras: readonly GalleryEntry[] = [
  {
    vizType: 'echarts_timeseries_bar',
    name: 'stacked with totals',
    formData: { ...monthly, groupby: ['region'], truncate_metric: true, stack: 'Stack', show_value: true },
    results: courses(['North', 'South', 'East'], 8),
  },
  {
    vizType: 'echarts_timeseries_bar',
    name: 'lying',
    formData: { x_axis: 'genre', metrics: ['count'], orientation: 'horizontal', show_value: true },
    results: [
      result(
        ['genre', 'count'],
        ['Action', 'Sports', 'Misc', 'Role-Playing', 'Shooter', 'Adventure', 'Racing', 'Platform'].map((genre, index) => [genre, 3316 - index * 380]),
      ),
    ],
  },
  {
    vizType: 'echarts_timeseries_bar',
    name: 'losses and a colour each',
    formData: { x_axis: 'quarter', metrics: ['profit'], color_by_primary_axis: true, show_value: true, y_axis_format: '$,.0f' },
    results: [
      result(
        ['quarter', 'profit'],
        [
          ['Q1', 1200],
          ['Q2', -640],
          ['Q3', 310],
          ['Q4', -90],
        ],
      ),
    ],
  },
]

export const areaExtras: readonly GalleryEntry[] = [
  {
    vizType: 'echarts_area',
    name: 'shares',
    formData: { ...monthly, groupby: ['region'], truncate_metric: true, stack: 'Expand' },
    results: courses(['North', 'South', 'East']),
  },
  {
    vizType: 'echarts_area',
    name: 'stream',
    formData: { ...monthly, groupby: ['region'], truncate_metric: true, stack: 'Stream', seriesType: 'smooth' },
    results: courses(['North', 'South', 'East', 'West']),
  },
]
