import {
  baseOption,
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  columnLabel,
  displayName,
  distinct,
  type FormData,
  labelOf,
  legend,
  metricFormat,
  panel,
  plain,
  plotAxis,
  type QueryObject,
  readBounds,
  readColumns,
  readFlag,
  readMetrics,
  readNumber,
  readText,
  type TransformInput,
  tipLines,
  tooltip,
  valueAxis,
} from '@coset/chart-kit'
import type { EChartsOption } from 'echarts'
import { count, emptyModel, firstResult, numeric, sameValue } from '../cells.ts'
import { metricOf } from '../groups.ts'

const { choices, field, looks, select, toggle } = panel

function buildQueries(formData: FormData): readonly QueryObject[] {
  const base = baseQuery(formData)
  const columns = distinct([...readColumns(formData, 'entity'), ...readColumns(formData, 'series')], columnLabel)
  const by = readMetrics(formData, 'orderby')[0]
  const { orderby: _orderby, ...rest } = base
  return [{ ...rest, columns, ...(by !== undefined && { orderby: [[by, !readFlag(formData, 'order_desc', true)] as const] }) }]
}

interface Bubble {
  readonly name: string
  readonly group: string
  readonly x: number
  readonly y: number
  readonly size: number
  readonly entity: unknown
  readonly series: unknown
}

function bubblesOf({ formData, results }: TransformInput): readonly Bubble[] {
  const result = firstResult(results)
  const entity = readColumns(formData, 'entity').map(columnLabel)[0] ?? ''
  const series = readColumns(formData, 'series').map(columnLabel)[0]
  const [xKey, yKey, sizeKey] = ['x', 'y', 'size'].map((key) => metricOf(formData, key))
  return result.data.flatMap((row): readonly Bubble[] => {
    const [x, y, size] = [numeric(row[xKey ?? '']), numeric(row[yKey ?? '']), numeric(row[sizeKey ?? ''])]
    if (x === null || y === null) return []
    return [
      {
        name: labelOf(row[entity]),
        group: series === undefined ? '' : labelOf(row[series]),
        x,
        y,
        size: size ?? 0,
        entity: row[entity],
        series: series === undefined ? undefined : row[series],
      },
    ]
  })
}

/** Area, not radius, follows the number: that is what the eye compares. */
function sizeScale(bubbles: readonly Bubble[], most: number): (size: number) => number {
  let largest = 0
  for (const { size } of bubbles) largest = Math.max(largest, size)
  return (size) => (largest === 0 ? 8 : Math.max(4, most * Math.sqrt(Math.max(0, size) / largest)))
}

interface Formats {
  readonly x: (value: unknown) => string
  readonly y: (value: unknown) => string
  readonly size: (value: unknown) => string
}

function axesOf(input: TransformInput, formats: Formats): Pick<EChartsOption, 'xAxis' | 'yAxis'> {
  const { formData, theme, dataset, height } = input
  const xLimits = readFlag(formData, 'truncateXAxis', true) ? readBounds(formData, 'xAxisBounds') : { min: undefined, max: undefined }
  const yLimits = readFlag(formData, 'truncateYAxis') ? readBounds(formData, 'y_axis_bounds') : { min: undefined, max: undefined }
  const xTitle = readText(formData, 'x_axis_label', displayName(metricOf(formData, 'x'), dataset))
  const yTitle = readText(formData, 'y_axis_label', displayName(metricOf(formData, 'y'), dataset))
  const log = { x: readFlag(formData, 'logXAxis'), y: readFlag(formData, 'logYAxis') }
  return {
    xAxis: {
      ...plotAxis({
        theme,
        type: 'value',
        format: formats.x,
        title: xTitle,
        titleGap: 26,
        rotate: readNumber(formData, 'xAxisLabelRotation') ?? 0,
        ...xLimits,
      }),
      ...(log.x && { type: 'log' as const }),
      scale: true,
      splitLine: { show: true, lineStyle: { color: theme.line } },
    },
    yAxis: { ...valueAxis({ theme, format: formats.y, title: yTitle, titleGap: 44, log: log.y, compact: height < 160, ...yLimits }), scale: true },
  } as Pick<EChartsOption, 'xAxis' | 'yAxis'>
}

function optionOf(input: TransformInput, bubbles: readonly Bubble[], formats: Formats): EChartsOption {
  const { formData, theme, colorOf, width, height, dataset } = input
  const groups = [...new Set(bubbles.map((bubble) => bubble.group))]
  const chosen = input.selected ?? []
  const scale = sizeScale(bubbles, readNumber(formData, 'max_bubble_size') ?? 25)
  const scheme = readText(formData, 'color_scheme', 'coset')
  const key = legend(
    formData,
    groups.filter((group) => group !== ''),
    theme,
    { width, height },
  )
  const byName = new Map(bubbles.map((bubble) => [`${bubble.group}\n${bubble.name}`, bubble]))
  return {
    ...baseOption(theme),
    grid: {
      left: 8 + key.inset.left,
      right: 18 + key.inset.right,
      top: 14 + key.inset.top,
      bottom: 6 + key.inset.bottom,
      outerBoundsMode: 'same',
      outerBoundsContain: 'all',
    },
    legend: key.legend,
    tooltip: tooltip(theme, {
      formatter: ((param: { name: string; seriesName: string }) => {
        const bubble = byName.get(`${param.seriesName}\n${param.name}`)
        if (!bubble) return plain(param.name)
        const rows = [
          { name: displayName(metricOf(formData, 'x'), dataset), value: formats.x(bubble.x) },
          { name: displayName(metricOf(formData, 'y'), dataset), value: formats.y(bubble.y) },
          { name: displayName(metricOf(formData, 'size'), dataset), value: formats.size(bubble.size) },
        ]
        return `${plain([bubble.name, bubble.group].filter((text) => text !== '').join(' · '))}\n${tipLines(rows)}`
      }) as never,
    }),
    ...axesOf(input, formats),
    series: groups.map((group) => ({
      type: 'scatter' as const,
      name: group,
      itemStyle: { color: colorOf(group, scheme), opacity: readNumber(formData, 'opacity') ?? 0.6, borderColor: theme.background, borderWidth: 0.5 },
      data: bubbles
        .filter((bubble) => bubble.group === group)
        .sort((a, b) => b.size - a.size)
        .map((bubble) => ({
          name: bubble.name,
          mark: bubble.name,
          value: [bubble.x, bubble.y],
          symbolSize: scale(bubble.size),
          ...(chosen.length > 0 && !chosen.includes(bubble.name) && { itemStyle: { opacity: 0.15 } }),
        })),
    })),
  } as EChartsOption
}

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results } = input
  const bubbles = bubblesOf(input)
  if (bubbles.length === 0) return emptyModel()
  const result = firstResult(results)
  const format = (metric: string, key: string): ((value: unknown) => string) =>
    metricFormat(metricOf(formData, metric), { dataset, format: formData[key], result })
  const entity = readColumns(formData, 'entity').map(columnLabel)[0]
  return {
    kind: 'echarts',
    option: optionOf(input, bubbles, { x: format('x', 'xAxisFormat'), y: format('y', 'y_axis_format'), size: format('size', 'tooltipSizeFormat') }),
    selectable: entity === undefined ? {} : Object.fromEntries(bubbles.map((bubble) => [bubble.name, [sameValue(entity, bubble.entity)]])),
    summary: `Bubble chart of ${displayName(metricOf(formData, 'y'), dataset)} over ${displayName(metricOf(formData, 'x'), dataset)}: ${count(bubbles.length, 'bubble')}.`,
  }
}

const controls: ControlPanel = [
  {
    group: 'Data',
    label: 'Query',
    controls: [
      field('column', 'series', 'Colour by', { columnFilter: 'groupable' }),
      field('column', 'entity', 'A bubble for each', { required: true, columnFilter: 'groupable' }),
      field('metric', 'x', 'X axis', { required: true }),
      field('metric', 'y', 'Y axis', { required: true }),
      panel.adhocFilters,
      field('metric', 'size', 'Size', { required: true }),
      field('metric', 'orderby', 'Sort by'),
      toggle('order_desc', 'Descending', true),
      panel.rowLimit(),
    ],
  },
  {
    group: 'Look',
    label: 'Bubbles',
    controls: looks(
      panel.colorScheme,
      select('max_bubble_size', 'Largest bubble', '25', choices('5', '10', '15', '25', '50', '75', '100'), { freeForm: true }),
      panel.numberFormat('tooltipSizeFormat', 'Number format of the size'),
      field('slider', 'opacity', 'Opacity', { default: 0.6, min: 0, max: 1, step: 0.1 }),
    ),
  },
  { group: 'Look', label: 'Legend', controls: panel.legendControls },
  {
    group: 'Look',
    label: 'X axis',
    controls: looks(
      field('text', 'x_axis_label', 'Title', { default: '' }),
      ...panel.labelAngle,
      field('number', 'x_axis_title_margin', 'Its distance', { default: 15 }),
      panel.numberFormat('xAxisFormat', 'Number format'),
      toggle('logXAxis', 'Logarithmic', false),
      toggle('truncateXAxis', 'Cut the x axis', true),
      field('bounds', 'xAxisBounds', 'From – to'),
    ),
  },
  {
    group: 'Look',
    label: 'Y axis',
    controls: looks(
      field('text', 'y_axis_label', 'Title', { default: '' }),
      select('yAxisLabelRotation', 'Turn labels', 0, choices(0, 45), { freeForm: true }),
      field('number', 'y_axis_title_margin', 'Its distance', { default: 15 }),
      panel.numberFormat('y_axis_format', 'Number format'),
      toggle('logYAxis', 'Logarithmic', false),
      toggle('truncateYAxis', 'Cut the y axis', false),
      field('bounds', 'y_axis_bounds', 'From – to', { default: [null, null] }),
    ),
  },
]

export const bubble: ChartDefinition = {
  vizType: 'bubble_v2',
  name: 'Bubble',
  category: 'Correlation',
  description: 'Three metrics of each thing: across, up and size.',
  tags: ['Multi-Dimensions', 'Comparison', 'Scatter', 'Time', 'Trend', 'ECharts', 'Featured'],
  behaviours: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL', 'DRILL_BY'],
  controls,
  buildQueries,
  transform,
  suits: ({ metrics, dimensions }) => (metrics >= 3 && dimensions >= 1 ? 0.85 : 0.05),
}
