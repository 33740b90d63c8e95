import {
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  columnLabel,
  distinct,
  type FormData,
  panel,
  type QueryObject,
  readColumns,
  readFlag,
  readMetrics,
  withGrain,
} from '@coset/chart-kit'
import { AGGREGATORS } from './aggregators.ts'
import { pivotModel } from './model.ts'

const { choices, field, looks, select, toggle } = panel

function buildQueries(formData: FormData): readonly QueryObject[] {
  const base = baseQuery({ ...formData, groupby: undefined })
  const columns = withGrain(formData, distinct([...readColumns(formData, 'groupbyColumns'), ...readColumns(formData, 'groupbyRows')], columnLabel))
  const by = readMetrics(formData, 'series_limit_metric')[0] ?? base.metrics?.[0]
  return [{ ...base, columns, ...(by !== undefined && { orderby: [[by, !readFlag(formData, 'order_desc', true)] as const] }) }]
}

const ORDERS = choices(['key_a_to_z', 'A to Z'], ['key_z_to_a', 'Z to A'], ['value_a_to_z', 'Smallest first'], ['value_z_to_a', 'Largest first'])

const controls: ControlPanel = [
  {
    group: 'Data',
    label: 'Query',
    controls: [
      field('columns', 'groupbyColumns', 'Columns', { default: [], columnFilter: 'groupable' }),
      field('columns', 'groupbyRows', 'Rows', { default: [], columnFilter: 'groupable' }),
      panel.timeGrain,
      panel.temporalColumns,
      panel.metrics,
      { ...select('metricsLayout', 'Metrics on', 'COLUMNS', choices(['COLUMNS', 'Columns'], ['ROWS', 'Rows'])), renderOnly: true },
      panel.adhocFilters,
      field('number', 'series_limit', 'Series limit'),
      panel.rowLimit(),
      field('metric', 'series_limit_metric', 'Sort by'),
      toggle('order_desc', 'Descending', true),
    ],
  },
  {
    group: 'Look',
    label: 'Totals and order',
    controls: looks(
      select('aggregateFunction', 'Cells show the', 'Sum', choices(...AGGREGATORS)),
      toggle('rowTotals', 'Totals of rows', false),
      toggle('rowSubTotals', 'Subtotals of rows', false),
      toggle('colTotals', 'Totals of columns', false),
      toggle('colSubTotals', 'Subtotals of columns', false),
      toggle('transposePivot', 'Swap rows and columns', false),
      toggle('combineMetric', 'Metrics side by side', false),
      select('rowOrder', 'Order of rows', 'key_a_to_z', ORDERS),
      select('colOrder', 'Order of columns', 'key_a_to_z', ORDERS),
      select('rowSubtotalPosition', 'Subtotals of rows stand', false, choices([true, 'Above'], [false, 'Below'])),
      select('colSubtotalPosition', 'Subtotals of columns stand', false, choices([true, 'Before'], [false, 'After'])),
    ),
  },
  {
    group: 'Look',
    label: 'Formats',
    controls: looks(
      panel.numberFormat('valueFormat', 'Number format'),
      panel.currencyFormat,
      panel.timeFormat('date_format', 'Date format'),
      field('conditional_formatting', 'conditional_formatting', 'Conditional formatting'),
      toggle('allow_render_html', 'Links in cells', true),
    ),
  },
]

export const pivotTable: ChartDefinition = {
  vizType: 'pivot_table_v2',
  name: 'Pivot table',
  category: 'Table',
  description: 'Metrics where rows meet columns, with totals on every level.',
  tags: ['Additive', 'Report', 'Tabular', 'Featured'],
  behaviours: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL', 'DRILL_BY'],
  controls,
  buildQueries,
  transform: pivotModel,
  suits: ({ metrics, dimensions }) => (metrics > 0 && dimensions >= 2 ? 0.75 : 0.1),
}
