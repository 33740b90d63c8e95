import { type ControlPanel, type FormData, panel } from '@coset/chart-kit'
import { tableMode } from './query.ts'

const { choices, field, looks, select, toggle } = panel
const grouped = (formData: FormData): boolean => tableMode(formData) === 'aggregate'
const raw = (formData: FormData): boolean => tableMode(formData) === 'raw'
const paged = (formData: FormData): boolean => formData['server_pagination'] === true

export const tableControls: ControlPanel = [
  {
    group: 'Data',
    label: 'Query',
    controls: [
      select('query_mode', 'Rows', null, choices(['aggregate', 'Grouped'], ['raw', 'As stored'])),
      field('columns', 'groupby', 'Dimensions', { default: [], visible: grouped, columnFilter: 'groupable' }),
      field('time_grain', 'time_grain_sqla', 'Time grain', { visible: grouped }),
      panel.temporalColumns,
      field('metrics', 'metrics', 'Metrics', { visible: grouped }),
      field('metrics', 'percent_metrics', 'Metrics as shares', { default: [], visible: grouped }),
      field('columns', 'all_columns', 'Columns', { default: [], visible: raw, required: true }),
      panel.adhocFilters,
      field('metric', 'timeseries_limit_metric', 'Sort by', { visible: grouped }),
      field('order_by', 'order_by_cols', 'Order', { default: [], visible: raw }),
      toggle('order_desc', 'Descending', true, { visible: grouped }),
      toggle('server_pagination', 'Pages from the server', false),
      select('server_page_length', 'Rows a page', 10, choices(10, 20, 50, 100, 200), { visible: paged, freeForm: true }),
      panel.rowLimit(),
      select('percent_metric_calculation', 'Shares of', 'row_limit', choices(['row_limit', 'The rows shown'], ['all_records', 'Everything']), {
        visible: grouped,
      }),
      toggle('show_totals', 'Totals', false, { visible: grouped }),
    ],
  },
  {
    group: 'Data',
    label: 'Time comparison',
    controls: [
      select(
        'time_compare',
        'Compare with',
        null,
        choices('1 day ago', '1 week ago', '1 month ago', '1 year ago', ['custom', 'From a date'], ['inherit', 'The range before']),
        {
          freeForm: true,
          visible: grouped,
        },
      ),
      field('text', 'start_date_offset', 'From', { visible: (formData) => formData['time_compare'] === 'custom' }),
      select(
        'comparison_type',
        'Show',
        'values',
        choices(['values', 'Both values'], ['difference', 'Difference'], ['percentage', 'Change in percent'], ['ratio', 'Ratio']),
        {
          visible: grouped,
        },
      ),
    ],
  },
  {
    group: 'Look',
    label: 'Table',
    controls: looks(
      panel.timeFormat('table_timestamp_format', 'Time format'),
      select('page_length', 'Rows a page', null, choices([null, 'Automatic'], [0, 'All'], 10, 20, 50, 100, 200), { freeForm: true }),
      toggle('include_search', 'Search box', false),
      toggle('allow_rearrange_columns', 'Columns can be moved', false),
      toggle('allow_render_html', 'Links in cells', true),
      field('column_config', 'column_config', 'Columns'),
      toggle('show_cell_bars', 'Bars behind numbers', true),
      toggle('align_pn', 'Bars from the middle', false),
      toggle('color_pn', 'Bars coloured by sign', true),
      toggle('comparison_color_enabled', 'Colour comparisons', false),
      select('comparison_color_scheme', 'Rising is', 'Green', choices(['Green', 'Good'], ['Red', 'Bad'])),
      field('conditional_formatting', 'conditional_formatting', 'Conditional formatting'),
    ),
  },
]
