import {
  baseOption,
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  displayName,
  type FormData,
  legend,
  metricFormat,
  metricLabel,
  panel,
  plain,
  type QueryFilter,
  type QueryObject,
  readFlag,
  readMetrics,
  readNumber,
  readText,
  type TransformInput,
  textOn,
  tipLines,
  tooltip,
} from '@coset/chart-kit'
import { formatNumber } from '@coset/core'
import type { EChartsOption, PieSeriesOption } from 'echarts'
import { count, emptyModel, firstResult } from '../cells.ts'
import { dimensionsOf, groupedRows, metricOf, rowFilters } from '../groups.ts'

const { choices, field, looks, select, toggle } = panel
const percent = formatNumber('.1%')

function buildQueries(formData: FormData): readonly QueryObject[] {
  const base = baseQuery(formData)
  const metric = readMetrics(formData, 'metric')[0]
  const label = metric === undefined ? undefined : metricLabel(metric)
  return [
    {
      ...base,
      ...(metric !== undefined && readFlag(formData, 'sort_by_metric') && { orderby: [[metric, false] as const] }),
      post_processing: label === undefined ? [] : [{ operation: 'contribution', options: { columns: [label], rename_columns: [`${label}__contribution`] } }],
    },
  ]
}

interface Slice {
  readonly name: string
  readonly value: number
  readonly filters: readonly QueryFilter[]
  /** The slices that were folded into this one. */
  readonly folded: readonly string[]
}

function slicesOf({ formData, results }: TransformInput, metric: string): readonly Slice[] {
  const dimensions = dimensionsOf(formData)
  const all = groupedRows(formData, firstResult(results), dimensions, metric)
    .filter(({ value }) => value !== null && value > 0)
    .map(({ labels, value, row }) => ({ name: labels.join(', ') || metric, value: value ?? 0, filters: rowFilters(dimensions, row), folded: [] as string[] }))
  const total = all.reduce((sum, slice) => sum + slice.value, 0)
  const least = ((readNumber(formData, 'threshold_for_other') ?? 0) / 100) * total
  const small = all.filter((slice) => slice.value < least)
  if (small.length < 2) return all
  const other: Slice = { name: 'Other', value: small.reduce((sum, slice) => sum + slice.value, 0), filters: [], folded: small.map((slice) => slice.name) }
  return [...all.filter((slice) => slice.value >= least), other]
}

function labelText(formData: FormData, name: string, value: string, share: string, narrow: boolean): string {
  const key = plain(name, 40)
  const then = narrow ? '\n' : ': '
  const parts: Readonly<Record<string, string>> = {
    key,
    value,
    percent: share,
    key_value: `${key}${then}${value}`,
    key_percent: `${key}${then}${share}`,
    key_value_percent: `${key}${then}${value} (${share})`,
    value_percent: `${value} (${share})`,
  }
  const type = readText(formData, 'label_type', 'key')
  if (type !== 'template') return (Object.hasOwn(parts, type) ? parts[type] : undefined) ?? key
  const values: Readonly<Record<string, string>> = { name: key, value, percent: share }
  return plain(
    readText(formData, 'label_template').replace(/\{(name|value|percent)\}/g, (_all, word: string) => values[word] ?? ''),
    80,
  )
}

function labelOption(input: TransformInput, total: number, format: (value: unknown) => string): PieSeriesOption {
  const { formData, theme } = input
  const outside = readFlag(formData, 'labels_outside', true) && input.width >= 260
  const least = (readNumber(formData, 'show_labels_threshold') ?? 5) / 100
  const shown = readFlag(formData, 'show_labels', true) && input.height >= 100
  return {
    label: {
      show: shown,
      position: outside ? 'outside' : 'inner',
      alignTo: 'none',
      ...(outside && { color: theme.text }),
      fontSize: 12,
      lineHeight: 15,
      formatter: ({ name, value }: { name: string; value: unknown }) =>
        Number(value) / total < least ? '' : labelText(formData, name, format(value), percent(Number(value) / total), input.width < 560),
    } as NonNullable<PieSeriesOption['label']>,
    labelLine: { show: shown && outside && readFlag(formData, 'label_line'), length: 8, length2: 8, lineStyle: { color: theme.mutedText } },
    labelLayout: { hideOverlap: true },
  }
}

function seriesOption(
  input: TransformInput,
  slices: readonly Slice[],
  format: (value: unknown) => string,
  centre: readonly [number, number],
  radius: number,
): PieSeriesOption {
  const { formData, theme, colorOf } = input
  const chosen = input.selected ?? []
  const scheme = readText(formData, 'color_scheme', 'coset')
  const total = slices.reduce((sum, slice) => sum + slice.value, 0)
  const rose = readText(formData, 'roseType')
  const outer = radius * ((readNumber(formData, 'outerRadius') ?? 70) / 80)
  const inner = readFlag(formData, 'donut') ? Math.min(outer - 4, radius * ((readNumber(formData, 'innerRadius') ?? 30) / 80)) : 0
  return {
    type: 'pie',
    center: [...centre],
    radius: [Math.max(0, inner), Math.min(outer, radius * 1.1)],
    ...((rose === 'area' || rose === 'radius') && { roseType: rose }),
    avoidLabelOverlap: true,
    itemStyle: { borderColor: theme.background, borderWidth: 1.5 },
    emphasis: { scale: true, scaleSize: 3 },
    ...labelOption(input, total, format),
    data: slices.map((slice) => {
      const color = slice.folded.length > 0 ? theme.mutedText : colorOf(slice.name, scheme)
      const dim = chosen.length > 0 && !chosen.includes(slice.name)
      const inside = !(readFlag(formData, 'labels_outside', true) && input.width >= 260)
      return { name: slice.name, value: slice.value, itemStyle: { color, opacity: dim ? 0.3 : 1 }, ...(inside && { label: { color: textOn(color) } }) }
    }),
  }
}

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results, theme, width, height } = input
  const metric = metricOf(formData)
  const slices = slicesOf(input, metric)
  if (slices.length === 0) return emptyModel()
  const format = metricFormat(metric, { dataset, format: formData['number_format'], currency: formData['currency_format'], result: firstResult(results) })
  const total = slices.reduce((sum, slice) => sum + slice.value, 0)
  const names = slices.map((slice) => slice.name)
  const key = legend(formData, names, theme, { width, height })
  const { inset } = key
  const box = { w: width - inset.left - inset.right, h: height - inset.top - inset.bottom }
  const centre = [inset.left + box.w / 2, inset.top + box.h / 2] as const
  const outside = readFlag(formData, 'show_labels', true) && readFlag(formData, 'labels_outside', true) && width >= 260
  const radius = outside ? Math.min(box.w * 0.26, box.h * 0.4) : (Math.min(box.w, box.h) / 2) * 0.85
  const folded = new Map(slices.map((slice) => [slice.name, slice.folded]))
  const option: EChartsOption = {
    ...baseOption(theme),
    legend: key.legend,
    tooltip: tooltip(theme, {
      trigger: 'item',
      formatter: ((param: { name: string; value: number; marker: unknown }) =>
        [
          tipLines([{ marker: String(param.marker), name: param.name, value: `${format(param.value)} · ${percent(param.value / total)}` }]),
          ...(folded.get(param.name) ?? []).slice(0, 10).map((name) => plain(name)),
        ].join('\n')) as never,
    }),
    ...(readFlag(formData, 'show_total') && {
      graphic: [
        {
          type: 'text',
          x: centre[0],
          y: centre[1],
          silent: true,
          style: {
            text: `${format(total)}\ntotal`,
            align: 'center',
            verticalAlign: 'middle',
            fill: theme.text,
            font: `600 14px ${theme.fontFamily}`,
            lineHeight: 18,
          },
        },
      ],
    }),
    series: [seriesOption(input, slices, format, centre, radius)],
  }
  const largest = slices.reduce((best, slice) => (slice.value > best.value ? slice : best))
  return {
    kind: 'echarts',
    option,
    selectable: Object.fromEntries(slices.filter((slice) => slice.folded.length === 0).map((slice) => [slice.name, slice.filters])),
    summary: `Pie chart of ${displayName(metric, dataset)}: ${count(slices.length, 'slice')}. Largest: ${largest.name} with ${percent(largest.value / total)}.`,
  }
}

const LABELS = choices(
  ['key', 'Name'],
  ['value', 'Value'],
  ['percent', 'Share'],
  ['key_value', 'Name and value'],
  ['key_percent', 'Name and share'],
  ['key_value_percent', 'All three'],
  ['value_percent', 'Value and share'],
  ['template', 'Own text'],
)

const controls: ControlPanel = [
  { group: 'Data', label: 'Query', controls: [panel.groupby, panel.metric, panel.adhocFilters, panel.rowLimit(100), panel.sortByMetric] },
  {
    group: 'Look',
    label: 'Slices',
    controls: looks(
      panel.colorScheme,
      field('number', 'show_labels_threshold', 'Least share with a label (%)', { default: 5 }),
      field('number', 'threshold_for_other', 'Fold shares below (%)', { default: 0, min: 0, max: 100, step: 0.5 }),
      select('roseType', 'Rose', null, choices([null, 'No'], ['area', 'By area'], ['radius', 'By radius'])),
      field('slider', 'outerRadius', 'Outer radius', { default: 70, min: 10, max: 100, step: 1 }),
      toggle('donut', 'Ring', false),
      field('slider', 'innerRadius', 'Inner radius', { default: 30, min: 0, max: 100, step: 1, visible: (formData) => formData['donut'] === true }),
    ),
  },
  { group: 'Look', label: 'Legend', controls: panel.legendControls },
  {
    group: 'Look',
    label: 'Labels',
    controls: looks(
      select('label_type', 'Labels say', 'key', LABELS),
      field('text', 'label_template', 'Own text', { visible: (formData) => formData['label_type'] === 'template' }),
      panel.numberFormat('number_format', 'Number format'),
      panel.currencyFormat,
      panel.timeFormat('date_format', 'Date format'),
      toggle('show_labels', 'Labels', true),
      toggle('labels_outside', 'Outside', true),
      toggle('label_line', 'Lines to labels', false),
      toggle('show_total', 'Total', false),
    ),
  },
]

export const pie: ChartDefinition = {
  vizType: 'pie',
  name: 'Pie',
  category: 'Part of a Whole',
  description: 'Shares of a whole; best with few, clearly different parts.',
  tags: ['Categorical', 'Circular', 'Comparison', 'Percentages', 'Featured', 'Proportional', 'ECharts', 'Nightingale'],
  behaviours: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL', 'DRILL_BY'],
  controls,
  buildQueries,
  transform,
  suits: ({ metrics, dimensions, temporal }) => (metrics === 1 && dimensions === 1 && !temporal ? 0.7 : 0.15),
}
