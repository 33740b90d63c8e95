import type { Control } from '../controls.ts'
import type { FormData } from '../query-object.ts'
import { choices, field, looks, select, toggle } from './make.ts'
import { colorScheme, currencyFormat, numberFormat, timeFormat } from './query.ts'

const MARGINS = choices(0, 15, 30, 50, 75, 100, 125, 150, 200)
const withLegend = (formData: FormData): boolean => formData['show_legend'] !== false
const withValues = (formData: FormData): boolean => formData['show_value'] === true

export const legendControls: readonly Control[] = looks(
  toggle('show_legend', 'Legend', true),
  select('legendType', 'When it is long', 'scroll', choices(['scroll', 'Scroll'], ['plain', 'Wrap']), { visible: withLegend }),
  select('legendOrientation', 'Side', 'top', choices(['top', 'Top'], ['bottom', 'Bottom'], ['left', 'Left'], ['right', 'Right']), { visible: withLegend }),
  field('number', 'legendMargin', 'Space for it', { visible: withLegend }),
  select('legendSort', 'Order', null, choices(['asc', 'A to Z'], ['desc', 'Z to A'], [null, 'As drawn']), { visible: withLegend }),
)

/** Axis titles; `yMargin` is the default distance of the y title in px. */
export function titleControls(yMargin = 0): readonly Control[] {
  return looks(
    field('text', 'x_axis_title', 'X axis title', { default: '' }),
    select('x_axis_title_margin', 'Its distance', 0, MARGINS, { freeForm: true }),
    field('text', 'y_axis_title', 'Y axis title', { default: '' }),
    select('y_axis_title_margin', 'Its distance', yMargin, MARGINS, { freeForm: true }),
    select('y_axis_title_position', 'Its place', 'Left', choices('Left', 'Top')),
  )
}

const SORTS = choices(['name', 'Name'], ['sum', 'Total'], ['min', 'Minimum'], ['max', 'Maximum'], ['avg', 'Mean'])

export const seriesOrder: readonly Control[] = looks(
  select('sort_series_type', 'Order series by', 'sum', SORTS),
  toggle('sort_series_ascending', 'Ascending', false),
)

/** Values on marks; `stacks` are the ways of stacking that the chart knows. */
export function seriesControls(stacks: readonly (string | null)[] | undefined): readonly Control[] {
  const stack = stacks ? [select('stack', 'Stack', null, choices(...stacks))] : []
  return [
    ...seriesOrder,
    ...looks(
      colorScheme,
      toggle('time_shift_color', 'Comparisons keep the colour', true),
      toggle('show_value', 'Values on marks', false),
      ...stack,
      toggle('only_total', 'Only totals', true, { visible: withValues }),
      ...(stacks ? [field('number', 'percentage_threshold', 'Least share with a value (%)', { default: 0, visible: withValues })] : []),
    ),
  ]
}

export function markerControls(most = 20): readonly Control[] {
  return looks(
    toggle('markerEnabled', 'Points', false),
    field('slider', 'markerSize', 'Point size', { default: 6, min: 0, max: most, visible: (formData) => formData['markerEnabled'] === true }),
  )
}

export const zoomControls: readonly Control[] = looks(toggle('zoomable', 'Zoom', false), toggle('minorTicks', 'Minor ticks', false))

export const labelAngle: readonly Control[] = looks(
  select('xAxisLabelRotation', 'Turn labels', 0, choices(0, 45, 90), { freeForm: true }),
  select('xAxisLabelInterval', 'Labels', 'auto', choices(['auto', 'Where there is room'], [0, 'All'])),
)

export const xAxisControls: readonly Control[] = [
  timeFormat('x_axis_time_format', 'Time format'),
  numberFormat('x_axis_number_format', 'Number format', '~g'),
  ...labelAngle,
  ...looks(toggle('force_max_interval', 'A label for each grain', false)),
]

export const tooltipControls: readonly Control[] = looks(
  toggle('rich_tooltip', 'All series in the tip', true),
  toggle('showTooltipTotal', 'Total in the tip', true),
  toggle('showTooltipPercentage', 'Shares in the tip', false),
  toggle('tooltipSortByMetric', 'Tip sorted by value', false),
  timeFormat('tooltipTimeFormat', 'Time format of the tip'),
)

export const yAxisControls: readonly Control[] = looks(
  numberFormat('y_axis_format', 'Number format'),
  currencyFormat,
  toggle('logAxis', 'Logarithmic', false),
  toggle('minorSplitLine', 'Minor lines', false),
  toggle('truncateXAxis', 'Cut the x axis', true),
  field('bounds', 'xAxisBounds', 'X from – to', { visible: (formData) => formData['truncateXAxis'] !== false }),
  toggle('truncateYAxis', 'Cut the y axis', false),
  field('bounds', 'y_axis_bounds', 'Y from – to', { default: [null, null], visible: (formData) => formData['truncateYAxis'] === true }),
)

export const rawOptions: Control = field('text_area', 'echart_options', 'ECharts options', { default: '{}', renderOnly: true })

const HEADER_SIZES = choices([0.2, 'Tiny'], [0.3, 'Small'], [0.4, 'Normal'], [0.5, 'Large'], [0.6, 'Huge'])
const SMALL_SIZES = choices([0.125, 'Tiny'], [0.15, 'Small'], [0.2, 'Normal'], [0.3, 'Large'], [0.4, 'Huge'])

/** Sizes of a big number's lines, as fractions of the chart's height. */
export function fontSize(key: string, label: string, fallback: number, header = false): Control {
  return select(key, label, fallback, header ? HEADER_SIZES : SMALL_SIZES, { renderOnly: true })
}
