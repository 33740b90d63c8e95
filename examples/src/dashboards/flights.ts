import { always, type ExampleChart, type ExampleDashboard, metric, nativeFilter } from '../make.ts'

const flown = always('departure')
const day = always('date')
const flight = (name: string, viz: string, params: ExampleChart['params']): ExampleChart => ({
  name,
  viz,
  dataset: 'flights',
  params: { adhoc_filters: [flown], ...params },
})
const weather = (name: string, viz: string, params: ExampleChart['params']): ExampleChart => ({
  name,
  viz,
  dataset: 'seattle_weather',
  params: { adhoc_filters: [day], ...params },
})

const count = flight('Flights', 'big_number_total', { metric: 'count', y_axis_format: ',d', subtitle: 'in the first half of 2001' })
const late = flight('Late flights', 'big_number_total', { metric: 'late', y_axis_format: '.1%', subtitle: 'by 15 minutes or more' })
const perDay = flight('Flights a day', 'echarts_timeseries_line', {
  x_axis: 'departure',
  time_grain_sqla: 'P1D',
  metrics: ['count'],
  y_axis_format: ',d',
  show_legend: false,
})
const delay = flight('Delay and number of flights', 'mixed_timeseries', {
  x_axis: 'departure',
  time_grain_sqla: 'P1W',
  metrics: ['count'],
  groupby: [],
  metrics_b: ['mean_delay'],
  groupby_b: [],
  seriesType: 'bar',
  seriesTypeB: 'line',
  yAxisIndex: 0,
  yAxisIndexB: 1,
  y_axis_format: '.2s',
  y_axis_format_secondary: '.1f',
  show_legend: true,
  adhoc_filters_b: [flown],
  row_limit_b: 10_000,
})
const busiest = flight('The busiest airports', 'echarts_timeseries_bar', {
  x_axis: 'origin',
  metrics: ['count'],
  groupby: [],
  orientation: 'horizontal',
  row_limit: 15,
  y_axis_format: '.2s',
  show_legend: false,
  order_desc: true,
})
const states = flight('Delays by state', 'table', {
  query_mode: 'aggregate',
  groupby: ['origin_state'],
  metrics: ['count', 'mean_delay', 'late'],
  row_limit: 100,
  order_desc: true,
  show_cell_bars: true,
  include_search: true,
})
const warm = weather('Highest temperature', 'echarts_timeseries_step', {
  x_axis: 'date',
  time_grain_sqla: 'P1W',
  metrics: ['warmest'],
  seriesType: 'middle',
  y_axis_format: '.0f',
  show_legend: false,
})
const wind = weather('Wind and rain', 'echarts_timeseries_scatter', {
  x_axis: 'date',
  time_grain_sqla: 'P1D',
  metrics: ['mean_wind'],
  groupby: ['weather'],
  markerSize: 5,
  y_axis_format: '.1f',
  show_legend: true,
})
const rain = weather('Rain by kind of weather', 'echarts_timeseries', {
  x_axis: 'date',
  time_grain_sqla: 'P1M',
  metrics: ['rain', metric('AVG', 'temp_max', 'Mean of the highest')],
  area: true,
  y_axis_format: '.0f',
  show_legend: true,
})

const grain = { extraFormData: {}, filterState: {}, ownState: {} }

export const flights: ExampleDashboard = {
  title: 'Flights and weather',
  slug: 'flights-and-weather',
  filters: [
    nativeFilter('Time grain', 'filter_timegrain', { dataset: 'flights' }, { enableEmptyFilter: false }, grain),
    nativeFilter('Time column', 'filter_timecolumn', { dataset: 'flights' }, { enableEmptyFilter: false }),
    nativeFilter('Period', 'filter_time', {}, { enableEmptyFilter: false }),
    nativeFilter(
      'From',
      'filter_select',
      { dataset: 'flights', column: 'origin' },
      { multiSelect: true, enableEmptyFilter: false, sortAscending: true, searchAllOptions: true },
    ),
  ],
  tabs: [
    {
      title: 'Flights',
      rows: [
        {
          height: 18,
          cells: [
            [count, 3],
            [late, 3],
            ['### Three million flights\n\nEvery point is computed from the rows at this moment.', 6],
          ],
        },
        {
          height: 42,
          cells: [
            [perDay, 6],
            [delay, 6],
          ],
        },
        {
          height: 50,
          cells: [
            [busiest, 5],
            [states, 7],
          ],
        },
      ],
    },
    {
      title: 'Weather in Seattle',
      rows: [
        {
          height: 42,
          cells: [
            [warm, 6],
            [wind, 6],
          ],
        },
        { height: 42, cells: [[rain, 12]] },
      ],
    },
  ],
}
