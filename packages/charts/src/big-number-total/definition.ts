import {
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  displayName,
  metricFormat,
  metricLabel,
  panel,
  readFlag,
  readMetrics,
  readNumber,
  readText,
  type TransformInput,
} from '@coset/chart-kit'
import { bigNumberModel } from '../big-number/model.ts'
import { emptyModel, firstResult, grainOf, kindOf, timeOf } from '../cells.ts'
import { conditionalPainter } from '../table/conditional.ts'

const { field, looks, toggle } = panel

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results, theme, width, height } = input
  const result = firstResult(results)
  const metric = readMetrics(formData, 'metric').map(metricLabel)[0] ?? result.colnames[0] ?? ''
  const row = result.data[0]
  const value = row?.[metric]
  if (!row || value === null || value === undefined) return emptyModel()
  const temporal = kindOf(result, metric) === 'temporal' || readFlag(formData, 'force_timestamp_formatting')
  const format = temporal
    ? timeOf(readText(formData, 'time_format', 'smart_date'), grainOf(formData), result, [metric])
    : metricFormat(metric, { dataset, format: formData['y_axis_format'], currency: formData['currency_format'], result })
  const paint = conditionalPainter(formData['conditional_formatting'], result.data, theme)?.(row, metric)
  const painted = paint?.color ?? (paint?.background === undefined ? undefined : paint.background.replace(/,[\d.]+\)$/, ',1)'))
  const name = displayName(metric, dataset)
  return bigNumberModel({
    name: readFlag(formData, 'show_metric_name') ? name : undefined,
    value: format(value),
    comparison: undefined,
    note: readText(formData, 'subtitle', readText(formData, 'subheader')) || undefined,
    sizes: {
      value: readNumber(formData, 'header_font_size') ?? 0.4,
      comparison: 0.15,
      name: readNumber(formData, 'metric_name_font_size') ?? 0.15,
      note: readNumber(formData, 'subtitle_font_size') ?? 0.15,
    },
    valueColor: painted,
    trend: undefined,
    theme,
    width,
    height,
    summary: `${name}: ${format(value)}.`,
  })
}

const controls: ControlPanel = [
  { group: 'Data', label: 'Query', controls: [panel.metric, panel.adhocFilters] },
  {
    group: 'Look',
    label: 'Number',
    controls: looks(
      panel.fontSize('header_font_size', 'Size of the number', 0.4, true),
      field('text', 'subtitle', 'Note'),
      panel.fontSize('subtitle_font_size', 'Size of the note', 0.15),
      toggle('show_metric_name', 'Name', false),
      panel.fontSize('metric_name_font_size', 'Size of the name', 0.15),
      panel.numberFormat('y_axis_format', 'Number format'),
      panel.currencyFormat,
      panel.timeFormat('time_format', 'Time format'),
      toggle('force_timestamp_formatting', 'The number is a time', false),
      field('conditional_formatting', 'conditional_formatting', 'Conditional formatting'),
    ),
  },
]

export const bigNumberTotal: ChartDefinition = {
  vizType: 'big_number_total',
  name: 'Big number',
  category: 'KPI',
  description: 'One number that stands for itself.',
  tags: ['Additive', 'Business', 'ECharts', 'Legacy', 'Percentages', 'Featured', 'Report'],
  behaviours: ['DRILL_TO_DETAIL'],
  controls,
  buildQueries: (formData) => [baseQuery(formData)],
  transform,
  suits: ({ metrics, dimensions, temporal }) => (metrics === 1 && dimensions === 0 ? (temporal ? 0.5 : 0.95) : 0.1),
}
