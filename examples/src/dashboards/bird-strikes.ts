import { always, type ExampleChart, type ExampleDashboard, nativeFilter } from '../make.ts'

const dataset = 'bird_strikes'
const time = always('flight_date')
const chart = (name: string, viz: string, params: ExampleChart['params'], description?: string): ExampleChart => ({
  name,
  viz,
  dataset,
  params: { adhoc_filters: [time], ...params },
  ...(description === undefined ? {} : { description }),
})

const strikes = chart('Strikes', 'big_number', {
  x_axis: 'flight_date',
  time_grain_sqla: 'P1Y',
  metric: 'count',
  show_trend_line: true,
  start_y_axis_at_zero: true,
  aggregation: 'sum',
  y_axis_format: ',d',
  subtitle: 'reported from 1990 to 2002',
})
const cost = chart('Total cost', 'big_number_total', { metric: 'total_cost', y_axis_format: '$,.3s', subtitle: 'of repairs and lost time' })
const share = chart('Strikes with damage', 'big_number_total', { metric: 'damaging', y_axis_format: '.1%', subtitle: 'of all reports' })
const byYear = chart('Strikes by size of animal', 'echarts_timeseries_bar', {
  x_axis: 'flight_date',
  time_grain_sqla: 'P1Y',
  metrics: ['count'],
  groupby: ['wildlife_size'],
  stack: 'Stack',
  y_axis_format: ',d',
  truncate_metric: true,
  show_legend: true,
})
const dayTime = chart('Time of day', 'pie', {
  groupby: ['time_of_day'],
  metric: 'count',
  donut: true,
  innerRadius: 55,
  outerRadius: 80,
  show_legend: true,
  label_type: 'key_percent',
  sort_by_metric: true,
  number_format: ',d',
  row_limit: 10,
})
const phases = chart('Phase of flight and damage', 'sunburst_v2', {
  columns: ['phase', 'damage'],
  metric: 'count',
  sort_by_metric: true,
  show_labels: true,
  row_limit: 200,
})
const operators = chart('Operators', 'treemap_v2', {
  groupby: ['operator', 'wildlife_size'],
  metric: 'count',
  number_format: ',d',
  show_upper_labels: true,
  row_limit: 60,
  sort_by_metric: true,
})
const species = chart('Species', 'word_cloud', {
  series: 'species',
  metric: 'count',
  row_limit: 80,
  size_from: 12,
  size_to: 56,
  rotation: 'flat',
  sort_by_metric: true,
})
const pivot = chart('Cost by phase and size', 'pivot_table_v2', {
  groupbyRows: ['phase'],
  groupbyColumns: ['wildlife_size'],
  metrics: ['total_cost'],
  aggregateFunction: 'Sum',
  valueFormat: '$,.0f',
  rowTotals: true,
  colTotals: true,
  metricsLayout: 'COLUMNS',
})
const worst = chart('The costliest strikes', 'table', {
  query_mode: 'raw',
  all_columns: ['flight_date', 'airport', 'operator', 'aircraft', 'species', 'damage', 'cost'],
  order_by_cols: ['["cost", false]'],
  row_limit: 200,
  table_timestamp_format: '%Y-%m-%d',
  include_search: true,
  show_cell_bars: true,
  page_length: 0,
  column_config: { cost: { d3NumberFormat: '$,.0f' } },
})

export const birdStrikes: ExampleDashboard = {
  title: 'Birds against aircraft',
  slug: 'birds-against-aircraft',
  filters: [
    nativeFilter(
      'State',
      'filter_select',
      { dataset, column: 'state' },
      { multiSelect: true, enableEmptyFilter: false, sortAscending: true, searchAllOptions: false, inverseSelection: false },
    ),
    nativeFilter('Cost', 'filter_range', { dataset, column: 'cost' }, { enableEmptyFilter: false }),
    nativeFilter('When', 'filter_time', {}, { enableEmptyFilter: false }),
  ],
  tabs: [
    {
      title: 'Overview',
      rows: [
        {
          height: 22,
          cells: [
            [
              '## Birds against aircraft\n\nTen thousand reports of animals hit by aircraft in the United States. Choose a state, a range of cost or a time above; click a slice to look at it alone.',
              6,
            ],
            [cost, 3],
            [share, 3],
          ],
        },
        {
          height: 40,
          cells: [
            [strikes, 4],
            [byYear, 8],
          ],
        },
        {
          height: 44,
          cells: [
            [dayTime, 4],
            [phases, 4],
            [species, 4],
          ],
        },
      ],
    },
    {
      title: 'Money',
      rows: [
        {
          height: 46,
          cells: [
            [operators, 6],
            [pivot, 6],
          ],
        },
        { height: 60, cells: [[worst, 12]] },
      ],
    },
  ],
}
