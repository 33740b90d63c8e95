import { always, among, type ExampleChart, type ExampleDashboard, metric, nativeFilter } from '../make.ts'

const dataset = 'world_development'
const time = always('date')
const chart = (name: string, viz: string, params: ExampleChart['params']): ExampleChart => ({
  name,
  viz,
  dataset,
  params: { adhoc_filters: [time], ...params },
})
const latest = among('year', [2005])

const bubble = chart('Fewer children, longer lives', 'bubble_v2', {
  series: 'region',
  entity: 'country',
  x: metric('AVG', 'fertility', 'Children per woman'),
  y: metric('AVG', 'life_expectancy', 'Life expectancy'),
  size: metric('SUM', 'population', 'People'),
  adhoc_filters: [time, latest],
  max_bubble_size: '50',
  x_axis_label: 'Children per woman',
  y_axis_label: 'Life expectancy',
  show_legend: true,
  row_limit: 500,
})
const map = chart('Life expectancy in 2005', 'world_map', {
  entity: 'country',
  country_fieldtype: 'name',
  metric: metric('AVG', 'life_expectancy', 'Life expectancy'),
  adhoc_filters: [time, latest],
  y_axis_format: '.1f',
  linear_color_scheme: 'superset_seq_1',
  row_limit: 500,
})
const people = chart('People by region', 'echarts_area', {
  x_axis: 'date',
  time_grain_sqla: 'P1Y',
  metrics: ['people'],
  groupby: ['region'],
  stack: 'Stack',
  y_axis_format: '.2s',
  show_legend: true,
})
const life = chart('Life expectancy by region', 'echarts_timeseries_smooth', {
  x_axis: 'date',
  time_grain_sqla: 'P1Y',
  metrics: ['life'],
  groupby: ['region'],
  y_axis_format: '.0f',
  show_legend: true,
  markerEnabled: true,
  truncateYAxis: true,
  y_axis_bounds: [30, null],
})
const heat = chart('Children per woman, region by year', 'heatmap_v2', {
  x_axis: 'year',
  groupby: 'region',
  metric: 'children',
  sort_x_axis: 'alpha_asc',
  sort_y_axis: 'alpha_asc',
  normalize_across: 'heatmap',
  show_values: true,
  y_axis_format: '.1f',
  show_legend: true,
  linear_color_scheme: 'schemeYlGnBu',
})
const spread = chart('Spread of life expectancy', 'box_plot', {
  columns: ['country'],
  groupby: ['region'],
  metrics: ['life'],
  whiskerOptions: 'Tukey',
  number_format: '.0f',
  row_limit: 1000,
})
const lives = chart('How long people live', 'histogram_v2', {
  column: 'life_expectancy',
  groupby: [],
  bins: 15,
  x_axis_title: 'Life expectancy',
  y_axis_title: 'Countries and years',
  show_value: false,
})

export const world: ExampleDashboard = {
  title: 'Fifty years of the world',
  slug: 'fifty-years-of-the-world',
  filters: [
    nativeFilter('Region', 'filter_select', { dataset, column: 'region' }, { multiSelect: true, enableEmptyFilter: false, sortAscending: true }),
    nativeFilter('Life expectancy', 'filter_range', { dataset, column: 'life_expectancy' }, { enableEmptyFilter: false }),
  ],
  tabs: [
    {
      title: '',
      rows: [
        {
          height: 56,
          cells: [
            [bubble, 6],
            [map, 6],
          ],
        },
        {
          height: 44,
          cells: [
            [people, 6],
            [life, 6],
          ],
        },
        {
          height: 46,
          cells: [
            [heat, 6],
            [spread, 3],
            [lives, 3],
          ],
        },
      ],
    },
  ],
}
