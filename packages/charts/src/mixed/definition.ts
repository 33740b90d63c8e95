import { type ChartDefinition, type ControlPanel, panel } from '@coset/chart-kit'
import { mixedQueries } from '../time-series/query.ts'
import { mixedModel } from './model.ts'

const { choices, field, looks, select, toggle } = panel

const MARKS = choices(
  ['line', 'Line'],
  ['bar', 'Bar'],
  ['scatter', 'Points'],
  ['smooth', 'Smooth line'],
  ['start', 'Step before'],
  ['middle', 'Step middle'],
  ['end', 'Step after'],
)
const SORTS = choices(['name', 'Name'], ['sum', 'Total'], ['min', 'Minimum'], ['max', 'Maximum'], ['avg', 'Mean'])

const oneQuery = [
  { ...panel.metrics },
  panel.groupby,
  field('filters', 'adhoc_filters', 'Filters', { default: [] }),
  ...panel.seriesLimit.filter((control) => control.key !== 'group_others_when_limit_reached'),
  panel.rowLimit(),
  toggle('truncate_metric', 'Short series names', true),
]

function marks(suffix: string, label: string): ControlPanel[number] {
  return {
    group: 'Look',
    label,
    controls: looks(
      select(`seriesType${suffix}`, 'Marks', 'line', MARKS),
      toggle(`stack${suffix}`, 'Stacked', false),
      toggle(`area${suffix}`, 'Filled', false),
      toggle(`show_value${suffix}`, 'Values', false),
      toggle(`only_total${suffix}`, 'Only totals', true),
      field('slider', `opacity${suffix}`, 'Opacity of the area', { default: 0.2, min: 0, max: 1, step: 0.1 }),
      toggle(`markerEnabled${suffix}`, 'Points', false),
      field('slider', `markerSize${suffix}`, 'Point size', { default: 6, min: 0, max: 100 }),
      select(`yAxisIndex${suffix}`, 'Axis', 0, choices([0, 'Left'], [1, 'Right'])),
      select(`sort_series_type${suffix}`, 'Order series by', 'sum', SORTS),
      toggle(`sort_series_ascending${suffix}`, 'Ascending', false),
    ),
  }
}

const controls: ControlPanel = [
  { group: 'Data', label: 'Axis', controls: [panel.xAxis, panel.timeGrain] },
  { group: 'Data', label: 'First query', controls: oneQuery },
  { group: 'Data', label: 'First query over time', controls: panel.advanced },
  { group: 'Data', label: 'Second query', controls: panel.forQuery(oneQuery, '_b') },
  { group: 'Data', label: 'Second query over time', controls: panel.forQuery(panel.advanced, '_b') },
  {
    group: 'Look',
    label: 'Colours',
    controls: looks(
      panel.colorScheme,
      toggle('time_shift_color', 'Comparisons keep the colour', true),
      toggle('show_query_identifiers', 'Name the query in series', false),
    ),
  },
  marks('', 'Marks of the first query'),
  marks('B', 'Marks of the second query'),
  { group: 'Look', label: 'Titles', controls: panel.titleControls() },
  { group: 'Look', label: 'Legend', controls: panel.legendControls },
  {
    group: 'Look',
    label: 'Axes',
    controls: looks(
      panel.timeFormat('x_axis_time_format', 'Time format'),
      ...panel.labelAngle,
      toggle('force_max_interval', 'A label for each grain', false),
      ...panel.yAxisControls,
      field('bounds', 'y_axis_bounds_secondary', 'Right axis from – to', { default: [null, null] }),
      panel.numberFormat('y_axis_format_secondary', 'Number format, right'),
      field('currency', 'currency_format_secondary', 'Currency, right'),
      field('text', 'yAxisTitleSecondary', 'Title, right', { default: '' }),
      toggle('logAxisSecondary', 'Logarithmic, right', false),
    ),
  },
  {
    group: 'Behaviour',
    label: 'Tip and zoom',
    controls: [...panel.tooltipControls, ...panel.zoomControls, field('hidden', 'annotation_layers', 'Annotations', { default: [] }), panel.rawOptions],
  },
]

export const mixed: ChartDefinition = {
  vizType: 'mixed_timeseries',
  name: 'Mixed',
  category: 'Evolution',
  description: 'Two queries over one axis, each with its own marks and its own scale.',
  tags: ['Advanced-Analytics', 'ECharts', 'Line', 'Multi-Variables', 'Time', 'Transformable', 'Featured'],
  behaviours: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL', 'DRILL_BY'],
  controls,
  buildQueries: mixedQueries,
  transform: mixedModel,
  suits: ({ metrics, temporal }) => (metrics >= 2 && temporal ? 0.6 : 0.1),
}
