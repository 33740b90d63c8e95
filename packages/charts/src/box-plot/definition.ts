import {
  baseOption,
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  columnLabel,
  displayName,
  distinct,
  type FormData,
  fade,
  metricFormat,
  metricLabel,
  type PostProcessingRule,
  panel,
  plain,
  plotAxis,
  type QueryObject,
  readColumns,
  readFlag,
  readMetrics,
  readNumber,
  readText,
  type TransformInput,
  tipLines,
  tooltip,
  valueAxis,
  withGrain,
} from '@coset/chart-kit'
import type { EChartsOption } from 'echarts'
import { cellLabel, count, emptyModel, firstResult, grainOf, kindOf, numeric, type Row, timeOf } from '../cells.ts'
import { rowFilters } from '../groups.ts'

const { choices, field, looks, select } = panel

function whiskers(formData: FormData): Readonly<Record<string, unknown>> {
  const chosen = readText(formData, 'whiskerOptions', 'Tukey')
  const ends = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?) percentiles$/.exec(chosen)
  if (ends) return { whisker_type: 'percentile', percentiles: [Number(ends[1]), Number(ends[2])] }
  return { whisker_type: chosen.startsWith('Min/max') ? 'min/max' : 'tukey' }
}

function buildQueries(formData: FormData): readonly QueryObject[] {
  const base = baseQuery(formData)
  const groups = readColumns(formData, 'groupby')
  const spread = readColumns(formData, 'columns')
  const time = readText(formData, 'granularity_sqla')
  const across = withGrain(formData, spread.length > 0 ? spread : time === '' ? [] : [time])
  const rule: PostProcessingRule = {
    operation: 'boxplot',
    options: { ...whiskers(formData), groupby: groups.map(columnLabel), metrics: (base.metrics ?? []).map(metricLabel) },
  }
  return [{ ...base, columns: distinct([...across, ...groups], columnLabel), series_columns: groups, post_processing: [rule] }]
}

interface Box {
  readonly name: string
  readonly metric: string
  readonly row: Row
  readonly min: number
  readonly q1: number
  readonly median: number
  readonly q3: number
  readonly max: number
  readonly mean: number | null
  readonly amount: number | null
  readonly outliers: readonly number[]
}

function outliersOf(value: unknown): readonly number[] {
  let list = value
  if (typeof value === 'string') {
    try {
      list = JSON.parse(value)
    } catch {
      return []
    }
  }
  return Array.isArray(list) ? list.map(numeric).filter((one) => one !== null) : []
}

function boxesOf({ formData, results, dataset }: TransformInput): readonly Box[] {
  const result = firstResult(results)
  const groups = readColumns(formData, 'groupby').map(columnLabel)
  const metrics = readMetrics(formData, 'metrics').map(metricLabel)
  const time = timeOf(readText(formData, 'date_format', 'smart_date'), grainOf(formData), result, groups)
  return result.data.flatMap((row) => {
    const label = groups.map((group) => cellLabel(row[group], kindOf(result, group), time)).join(', ')
    return metrics.flatMap((metric): readonly Box[] => {
      const part = (name: string): number | null => numeric(row[`${metric}__${name}`])
      const [min, q1, median, q3, max] = [part('min'), part('q1'), part('median'), part('q3'), part('max')]
      if (min === null || q1 === null || median === null || q3 === null || max === null) return []
      const shown = displayName(metric, dataset)
      const name = label === '' ? shown : metrics.length > 1 ? `${label}, ${shown}` : label
      return [{ name, metric, row, min, q1, median, q3, max, mean: part('mean'), amount: part('count'), outliers: outliersOf(row[`${metric}__outliers`]) }]
    })
  })
}

function optionOf(input: TransformInput, boxes: readonly Box[], format: (value: unknown) => string): EChartsOption {
  const { formData, theme, colorOf, height } = input
  const chosen = input.selected ?? []
  const scheme = readText(formData, 'color_scheme', 'coset')
  const layout = readText(formData, 'x_ticks_layout', 'auto')
  const rotate = layout === '45°' ? 45 : layout === '90°' ? 90 : 0
  const xTitle = readText(formData, 'x_axis_title')
  const yTitle = readText(formData, 'y_axis_title')
  const titleOnTop = readText(formData, 'y_axis_title_position', 'Left') === 'Top'
  const colour = (box: Box): string => colorOf(box.name, scheme)
  const opacity = (box: Box): number => (chosen.length > 0 && !chosen.includes(box.name) ? 0.3 : 1)
  return {
    ...baseOption(theme),
    grid: {
      left: 8 + (yTitle && !titleOnTop ? 20 : 0),
      right: 14,
      top: titleOnTop && yTitle ? 30 : 12,
      bottom: 6 + (xTitle ? 22 : 0) + (readFlag(formData, 'zoomable') ? 30 : 0),
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: tooltip(theme, {
      formatter: ((param: { dataIndex: number; seriesType: string; value: readonly unknown[] }) => {
        if (param.seriesType === 'scatter') return `${plain(param.value[0])}\n${format(param.value[1])} (outlier)`
        const box = boxes[param.dataIndex]
        if (!box) return ''
        const rows = [
          ['Upper', box.max],
          ['3rd quartile', box.q3],
          ['Median', box.median],
          ['Mean', box.mean],
          ['1st quartile', box.q1],
          ['Lower', box.min],
        ] as const
        return `${plain(box.name)}${box.amount === null ? '' : ` · ${count(box.amount, 'value')}`}\n${tipLines(rows.map(([name, value]) => ({ name, value: format(value) })))}`
      }) as never,
    }),
    xAxis: plotAxis({
      theme,
      type: 'category',
      data: boxes.map((box) => box.name),
      boundaryGap: true,
      rotate,
      title: xTitle,
      titleGap: 28 + (readNumber(formData, 'x_axis_title_margin') ?? 0),
      ...(layout === 'flat' && { interval: 0 }),
      widest: Math.max(48, input.width / Math.max(1, boxes.length)),
    }),
    yAxis: { ...valueAxis({ theme, format, title: yTitle, titleGap: titleOnTop ? 10 : 44, titleOnTop, compact: height < 160 }), scale: true },
    ...(readFlag(formData, 'zoomable') && { dataZoom: [{ type: 'inside' }, { type: 'slider', bottom: 4, height: 16 }] }),
    series: [
      {
        type: 'boxplot',
        boxWidth: [8, 46],
        data: boxes.map((box) => ({
          name: box.name,
          value: [box.min, box.q1, box.median, box.q3, box.max],
          itemStyle: { color: fade(colour(box), 0.22), borderColor: colour(box), borderWidth: 1.5, opacity: opacity(box) },
        })),
      },
      {
        type: 'scatter',
        symbolSize: 4,
        data: boxes.flatMap((box) =>
          box.outliers.map((value) => ({ name: box.name, value: [box.name, value], itemStyle: { color: colour(box), opacity: 0.6 * opacity(box) } })),
        ),
      },
    ],
  } as EChartsOption
}

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results } = input
  const boxes = boxesOf(input)
  const highest = boxes.reduce<Box | undefined>((best, box) => (best && best.median >= box.median ? best : box), undefined)
  if (!highest) return emptyModel()
  const format = metricFormat(highest.metric, { dataset, format: formData['number_format'], result: firstResult(results) })
  const groups = readColumns(formData, 'groupby')
  return {
    kind: 'echarts',
    option: optionOf(input, boxes, format),
    selectable: groups.length === 0 ? {} : Object.fromEntries(boxes.map((box) => [box.name, rowFilters(groups, box.row)])),
    summary: `Box plot of ${displayName(highest.metric, dataset)}: ${count(boxes.length, 'box', 'boxes')}. Highest median: ${highest.name} with ${format(highest.median)}.`,
  }
}

const controls: ControlPanel = [
  {
    group: 'Data',
    label: 'Query',
    controls: [
      field('columns', 'columns', 'Spread over', { default: [], required: true, columnFilter: 'any' }),
      panel.timeGrain,
      panel.temporalColumns,
      panel.groupby,
      panel.metrics,
      panel.adhocFilters,
      field('number', 'series_limit', 'Series limit'),
      field('metric', 'series_limit_metric', 'Rank series by'),
      panel.rowLimit(),
      select(
        'whiskerOptions',
        'Whiskers',
        'Tukey',
        choices('Tukey', ['Min/max (no outliers)', 'Smallest and largest'], '2/98 percentiles', '5/95 percentiles', '9/91 percentiles', '10/90 percentiles'),
        { freeForm: true },
      ),
    ],
  },
  { group: 'Look', label: 'Titles', controls: panel.titleControls() },
  {
    group: 'Look',
    label: 'Boxes',
    controls: looks(
      panel.colorScheme,
      select('x_ticks_layout', 'Labels', 'auto', choices('auto', 'flat', '45°', '90°', 'staggered')),
      panel.numberFormat('number_format', 'Number format'),
      panel.timeFormat('date_format', 'Date format'),
      panel.toggle('zoomable', 'Zoom', false),
    ),
  },
]

export const boxPlot: ChartDefinition = {
  vizType: 'box_plot',
  name: 'Box plot',
  category: 'Distribution',
  description: 'Spread of a metric in each group: median, quartiles, whiskers, outliers.',
  tags: ['ECharts', 'Range', 'Statistical', 'Featured'],
  behaviours: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL', 'DRILL_BY'],
  controls,
  buildQueries,
  transform,
  suits: ({ metrics, dimensions }) => (metrics > 0 && dimensions >= 1 ? 0.35 : 0.05),
}
