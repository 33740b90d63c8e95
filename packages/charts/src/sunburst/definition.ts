import {
  along,
  baseOption,
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  columnLabel,
  displayName,
  type FormData,
  metricFormat,
  mix,
  panel,
  plain,
  type QueryFilter,
  readFlag,
  readMetrics,
  readNumber,
  readText,
  sequentialColors,
  type TransformInput,
  textOn,
  tipLines,
  tooltip,
} from '@coset/chart-kit'
import { formatNumber } from '@coset/core'
import type { SunburstSeriesOption } from 'echarts'
import { count, emptyModel, firstResult, numeric } from '../cells.ts'
import { dimensionsOf, groupedRows, metricOf } from '../groups.ts'
import { markOf, pathsBehind, type TreeNode, toTree, walk } from '../tree.ts'

const { choices, field, looks, select, toggle } = panel
const percent = formatNumber('.1%')

type Ratio = (node: TreeNode) => number

/** Where a node's ratio of the two metrics lies among all, 0–1. */
function ratioScale(nodes: readonly TreeNode[]): Ratio {
  const ratios = walk(nodes).map((node) => node.second / node.value)
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const ratio of ratios) {
    least = Math.min(least, ratio)
    most = Math.max(most, ratio)
  }
  return (node) => (most > least ? (node.second / node.value - least) / (most - least) : 0.5)
}

interface Paint {
  readonly input: TransformInput
  readonly colorOf: (node: TreeNode) => string
  readonly least: number
}

function nodeOption(node: TreeNode, paint: Paint): NonNullable<SunburstSeriesOption['data']>[number] {
  const { input, colorOf, least } = paint
  const chosen = input.selected ?? []
  const color = colorOf(node)
  const mark = markOf(node.path)
  const dim = chosen.length > 0 && !chosen.some((one) => one.startsWith(mark) || mark.startsWith(one))
  return {
    name: node.name,
    value: node.value,
    mark,
    itemStyle: { color, opacity: dim ? 0.3 : 1 },
    label: { color: textOn(color), ...(node.value < least && { show: false }) },
    children: node.children.map((child) => nodeOption(child, paint)),
  } as NonNullable<SunburstSeriesOption['data']>[number]
}

function deepestFilter(formData: FormData, node: TreeNode): readonly QueryFilter[] {
  const column = dimensionsOf(formData, 'columns')[node.depth]
  if (column === undefined) return []
  const name = columnLabel(column)
  const value = node.row[name]
  return [value === null || value === undefined ? { col: name, op: 'IS NULL' } : { col: name, op: '==', val: value }]
}

function seriesOption(input: TransformInput, nodes: readonly TreeNode[], format: (value: unknown) => string, twoMetrics: boolean): SunburstSeriesOption {
  const { formData, theme } = input
  const total = nodes.reduce((sum, node) => sum + node.value, 0)
  const scheme = readText(formData, 'color_scheme', 'coset')
  const range = sequentialColors(readText(formData, 'linear_color_scheme', 'coset_blue'), theme.dark)
  const ratio = ratioScale(nodes)
  const colorOf = (node: TreeNode): string =>
    twoMetrics ? along(range, ratio(node)) : mix(input.colorOf(node.path[0] ?? node.name, scheme), theme.background, Math.min(0.5, node.depth * 0.2))
  const type = readText(formData, 'label_type', 'key')
  const least = ((readNumber(formData, 'show_labels_threshold') ?? 5) / 100) * total
  const hole = readFlag(formData, 'show_total') ? '22%' : '14%'
  return {
    type: 'sunburst',
    radius: [hole, '94%'],
    nodeClick: false as unknown as 'rootToNode',
    sort: 'desc',
    emphasis: { focus: 'ancestor' },
    itemStyle: { borderColor: theme.background, borderWidth: 1 },
    label: {
      show: readFlag(formData, 'show_labels'),
      fontSize: 11,
      lineHeight: 14,
      overflow: 'truncate',
      minAngle: 8,
      formatter: (({ name, value }: { name: string; value: unknown }) =>
        type === 'value' ? format(value) : type === 'key_value' ? `${plain(name, 24)}\n${format(value)}` : plain(name, 24)) as never,
    },
    data: nodes.map((node) => nodeOption(node, { input, colorOf, least })),
  }
}

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results, theme, width, height } = input
  const result = firstResult(results)
  const dimensions = dimensionsOf(formData, 'columns')
  const metric = metricOf(formData)
  const second = readMetrics(formData, 'secondary_metric').length > 0 ? metricOf(formData, 'secondary_metric') : undefined
  const twoMetrics = second !== undefined && second !== metric
  const rows = groupedRows(formData, result, dimensions, metric).map((one) => ({ ...one, second: second === undefined ? null : numeric(one.row[second]) }))
  const nodes = toTree(rows)
  if (nodes.length === 0) return emptyModel()
  const total = nodes.reduce((sum, node) => sum + node.value, 0)
  const format = metricFormat(metric, { dataset, format: formData['number_format'], currency: formData['currency_format'], result })
  const all = walk(nodes)
  const seconds = new Map(all.map((node) => [markOf(node.path), node.second]))
  const largest = nodes.reduce((best, node) => (node.value > best.value ? node : best))
  return {
    kind: 'echarts',
    option: {
      ...baseOption(theme),
      tooltip: tooltip(theme, {
        formatter: ((param: { name: string; value: number; data?: { mark?: string } }) => {
          const lines = [{ name: displayName(metric, dataset), value: `${format(param.value)} · ${percent(param.value / total)}` }]
          if (twoMetrics) lines.push({ name: displayName(second, dataset), value: format(seconds.get(param.data?.mark ?? '')) })
          return `${plain(param.data?.mark ?? param.name)}\n${tipLines(lines)}`
        }) as never,
      }),
      ...(readFlag(formData, 'show_total') && {
        graphic: [
          {
            type: 'text',
            x: width / 2,
            y: height / 2,
            silent: true,
            style: {
              text: `${format(total)}\ntotal`,
              align: 'center',
              verticalAlign: 'middle',
              fill: theme.text,
              font: `600 13px ${theme.fontFamily}`,
              lineHeight: 17,
            },
          },
        ],
      }),
      series: [seriesOption(input, nodes, format, twoMetrics)],
    },
    selectable: Object.fromEntries(all.map((node) => [markOf(node.path), deepestFilter(formData, node)])),
    behind: pathsBehind(all, dimensions),
    summary: `Sunburst of ${displayName(metric, dataset)} over ${count(dimensions.length, 'level')}: ${count(nodes.length, 'part')}. Largest: ${largest.name} with ${percent(largest.value / total)}.`,
  }
}

const controls: ControlPanel = [
  {
    group: 'Data',
    label: 'Query',
    controls: [
      field('columns', 'columns', 'Levels, inside out', { default: [], required: true, columnFilter: 'groupable' }),
      panel.metric,
      field('metric', 'secondary_metric', 'Metric for the colour'),
      panel.adhocFilters,
      panel.rowLimit(),
      panel.sortByMetric,
    ],
  },
  {
    group: 'Look',
    label: 'Rings',
    controls: looks(
      panel.colorScheme,
      panel.sequentialScheme,
      toggle('show_labels', 'Labels', false),
      field('number', 'show_labels_threshold', 'Least share with a label (%)', { default: 5 }),
      toggle('show_total', 'Total', false),
      select('label_type', 'Labels say', 'key', choices(['key', 'Name'], ['value', 'Value'], ['key_value', 'Name and value'])),
      panel.numberFormat('number_format', 'Number format'),
      panel.currencyFormat,
      panel.timeFormat('date_format', 'Date format'),
    ),
  },
]

export const sunburst: ChartDefinition = {
  vizType: 'sunburst_v2',
  name: 'Sunburst',
  category: 'Part of a Whole',
  description: 'A hierarchy as rings, from the whole in the middle to its parts outside.',
  tags: ['ECharts', 'Multi-Levels', 'Proportional', 'Featured'],
  behaviours: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL', 'DRILL_BY'],
  controls,
  buildQueries: (formData) => {
    const base = baseQuery(formData)
    const metric = readMetrics(formData, 'metric')[0]
    return [{ ...base, ...(metric !== undefined && readFlag(formData, 'sort_by_metric') && { orderby: [[metric, false] as const] }) }]
  },
  transform,
  suits: ({ metrics, dimensions, temporal }) => (metrics > 0 && dimensions >= 2 && !temporal ? 0.7 : 0.1),
}
