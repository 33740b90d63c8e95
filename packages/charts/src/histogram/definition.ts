import {
  baseOption,
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  columnLabel,
  displayName,
  type FormData,
  labelOf,
  legend,
  panel,
  plain,
  plotAxis,
  type QueryObject,
  readColumns,
  readFlag,
  readNumber,
  readText,
  type TransformInput,
  tipLines,
  tooltip,
  valueAxis,
} from '@coset/chart-kit'
import { formatNumber } from '@coset/core'
import type { EChartsOption } from 'echarts'
import { count, emptyModel, firstResult, numeric } from '../cells.ts'

const { choices, field, looks, select, toggle } = panel

function buildQueries(formData: FormData): readonly QueryObject[] {
  const { metrics: _metrics, ...base } = baseQuery(formData)
  const column = readColumns(formData, 'column')[0]
  const groups = readColumns(formData, 'groupby')
  const options = {
    column: column === undefined ? undefined : columnLabel(column),
    groupby: groups.map(columnLabel),
    bins: readNumber(formData, 'bins') ?? 5,
    cumulative: readFlag(formData, 'cumulative'),
    normalize: readFlag(formData, 'normalize'),
  }
  return [{ ...base, columns: [...groups, ...(column === undefined ? [] : [column])], post_processing: [{ operation: 'histogram', options }] }]
}

/** `10 - 20` → `10 – 20` with both ends formatted. */
function binLabel(name: string, format: (value: unknown) => string): string {
  const match = /^(-?[\d.e+]+(?:e-\d+)?) - (-?[\d.e+-]+)$/i.exec(name)
  return match ? `${format(Number(match[1]))} – ${format(Number(match[2]))}` : plain(name)
}

function optionOf(
  input: TransformInput,
  bins: readonly string[],
  rows: readonly { readonly name: string; readonly values: readonly (number | null)[] }[],
): EChartsOption {
  const { formData, theme, width, height, colorOf } = input
  const xFormat = formatNumber(readText(formData, 'x_axis_format', 'SMART_NUMBER'))
  const yFormat = formatNumber(readText(formData, 'y_axis_format', readFlag(formData, 'normalize') ? '.1%' : 'SMART_NUMBER'))
  const scheme = readText(formData, 'color_scheme', 'coset')
  const key = legend(
    formData,
    rows.map((row) => row.name),
    theme,
    { width, height },
  )
  const xTitle = readText(formData, 'x_axis_title')
  const yTitle = readText(formData, 'y_axis_title')
  return {
    ...baseOption(theme),
    grid: {
      left: 8 + key.inset.left + (yTitle ? 20 : 0),
      right: 12 + key.inset.right,
      top: 12 + key.inset.top,
      bottom: 6 + key.inset.bottom + (xTitle ? 22 : 0),
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: key.legend,
    tooltip: tooltip(theme, {
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: theme.mutedText, opacity: 0.08 } },
      formatter: ((params: readonly { seriesName: string; value: unknown; marker: unknown; name: string }[]) =>
        [params[0]?.name ?? '', tipLines(params.map((param) => ({ marker: String(param.marker), name: param.seriesName, value: yFormat(param.value) })))].join(
          '\n',
        )) as never,
    }),
    xAxis: plotAxis({ theme, type: 'category', data: bins.map((bin) => binLabel(bin, xFormat)), boundaryGap: true, title: xTitle, titleGap: 28 }),
    yAxis: valueAxis({ theme, format: yFormat, title: yTitle, titleGap: 40, compact: height < 160 }),
    series: rows.map((row) => ({
      type: 'bar' as const,
      name: row.name,
      data: [...row.values],
      barGap: '2%',
      barCategoryGap: '4%',
      itemStyle: { color: colorOf(row.name, scheme), borderRadius: [2, 2, 0, 0] as [number, number, number, number] },
      label: {
        show: readFlag(formData, 'show_value'),
        position: 'top' as const,
        fontSize: 11,
        color: theme.text,
        formatter: (({ value }: { value: unknown }) => yFormat(value)) as never,
      },
      labelLayout: { hideOverlap: true },
    })),
  } as EChartsOption
}

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results } = input
  const result = firstResult(results)
  const groups = readColumns(formData, 'groupby').map(columnLabel)
  const column = readColumns(formData, 'column').map(columnLabel)[0] ?? ''
  const bins = result.colnames.filter((name) => !groups.includes(name))
  if (result.data.length === 0 || bins.length === 0) return emptyModel()
  const rows = result.data.map((row) => ({
    name: groups.length > 0 ? groups.map((group) => labelOf(row[group])).join(', ') : displayName(column, dataset) || 'count',
    values: bins.map((bin) => numeric(row[bin])),
  }))
  return {
    kind: 'echarts',
    option: optionOf(input, bins, rows),
    summary: `Histogram of ${displayName(column, dataset)}: ${count(bins.length, 'bin')}${groups.length > 0 ? ` for each of ${count(rows.length, 'group')}` : ''}.`,
  }
}

const controls: ControlPanel = [
  {
    group: 'Data',
    label: 'Query',
    controls: [
      field('column', 'column', 'Column', { default: [], required: true, columnFilter: 'numeric' }),
      panel.groupby,
      panel.adhocFilters,
      panel.rowLimit(),
      select('bins', 'Bins', 5, choices(5, 10, 15, 20), { freeForm: true }),
      toggle('normalize', 'As shares', false),
      toggle('cumulative', 'Cumulative', false),
    ],
  },
  {
    group: 'Look',
    label: 'Bars',
    controls: looks(
      panel.colorScheme,
      toggle('show_value', 'Values', false),
      toggle('show_legend', 'Legend', true),
      field('text', 'x_axis_title', 'X axis title', { default: '' }),
      panel.numberFormat('x_axis_format', 'Number format of x'),
      field('text', 'y_axis_title', 'Y axis title', { default: '' }),
      panel.numberFormat('y_axis_format', 'Number format of y'),
    ),
  },
]

export const histogram: ChartDefinition = {
  vizType: 'histogram_v2',
  name: 'Histogram',
  category: 'Distribution',
  description: 'How often values of a number occur.',
  tags: ['Comparison', 'ECharts', 'Pattern', 'Range'],
  behaviours: [],
  controls,
  buildQueries,
  transform,
  suits: ({ metrics, dimensions }) => (metrics === 0 && dimensions <= 1 ? 0.5 : 0.1),
}
