import {
  baseOption,
  baseQuery,
  type ChartDefinition,
  type ChartTheme,
  type ControlPanel,
  displayName,
  type FormData,
  metricFormat,
  mix,
  panel,
  plain,
  type QueryColumn,
  type QueryMetric,
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
import type { TreemapSeriesOption } from 'echarts'
import { count, emptyModel, firstResult } from '../cells.ts'
import { dimensionsOf, groupedRows, metricOf, rowFilters } from '../groups.ts'
import { markOf, pathsBehind, type TreeNode, toTree, walk } from '../tree.ts'

const { choices, looks, select, toggle } = panel
const percent = formatNumber('.1%')

function buildQueries(formData: FormData): readonly QueryObject[] {
  const base = baseQuery(formData)
  if (!readNumber(formData, 'row_limit')) return [base]
  const metric = readMetrics(formData, 'metric')[0]
  const order: (readonly [QueryColumn | QueryMetric, boolean])[] = []
  if (metric !== undefined && readFlag(formData, 'sort_by_metric')) order.push([metric, false])
  order.push(...dimensionsOf(formData).map((column) => [column, true] as const))
  return [{ ...base, ...(order.length > 0 && { orderby: order }) }]
}

interface Paint {
  readonly input: TransformInput
  readonly format: (value: unknown) => string
  readonly color: string
  readonly levels: number
}

function tint(color: string, depth: number, theme: ChartTheme): string {
  return depth === 0 ? color : mix(color, theme.background, Math.min(0.45, depth * 0.16))
}

function nodeOption(node: TreeNode, paint: Paint): NonNullable<TreemapSeriesOption['data']>[number] {
  const { input, color, levels } = paint
  const chosen = input.selected ?? []
  const mark = markOf(node.path)
  const own = tint(color, node.depth, input.theme)
  const dim = chosen.length > 0 && !chosen.some((one) => mark.startsWith(one) || one.startsWith(mark))
  const leaf = node.depth === levels - 1
  return {
    name: node.name,
    value: node.value,
    mark,
    itemStyle: { color: own, opacity: dim ? 0.3 : 1, borderColor: input.theme.background, borderWidth: leaf ? 1 : 2, gapWidth: leaf ? 1 : 2 },
    label: { color: textOn(own) },
    upperLabel: { color: input.theme.text },
    children: node.children.map((child) => nodeOption(child, paint)),
  } as NonNullable<TreemapSeriesOption['data']>[number]
}

function labelFor(formData: FormData, format: (value: unknown) => string): (param: { name: string; value: unknown }) => string {
  const type = readText(formData, 'label_type', 'key_value').toLowerCase()
  return ({ name, value }) => (type === 'key' ? plain(name, 40) : type === 'value' ? format(value) : `${plain(name, 40)}\n${format(value)}`)
}

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results, theme, colorOf, height } = input
  const dimensions = dimensionsOf(formData)
  const metric = metricOf(formData)
  const result = firstResult(results)
  const nodes = toTree(groupedRows(formData, result, dimensions, metric))
  const total = nodes.reduce((sum, node) => sum + node.value, 0)
  const largest = nodes.reduce<TreeNode | undefined>((best, node) => (best && best.value >= node.value ? best : node), undefined)
  if (!largest) return emptyModel()
  const format = metricFormat(metric, { dataset, format: formData['number_format'], currency: formData['currency_format'], result })
  const scheme = readText(formData, 'color_scheme', 'coset')
  const label = labelFor(formData, format)
  const upper = dimensions.length > 1 && readFlag(formData, 'show_upper_labels', true) && height >= 160
  const series: TreemapSeriesOption = {
    type: 'treemap',
    left: 0,
    right: 0,
    top: 0,
    bottom: 0,
    roam: false,
    nodeClick: false,
    breadcrumb: { show: false },
    levels: [{ upperLabel: { show: false }, itemStyle: { borderWidth: 0, gapWidth: 3 } }],
    label: {
      show: readFlag(formData, 'show_labels', true),
      position: 'insideTopLeft',
      fontSize: 12,
      lineHeight: 16,
      overflow: 'truncate',
      formatter: label as never,
    },
    upperLabel: {
      show: upper,
      height: 22,
      fontSize: 12,
      fontWeight: 600,
      backgroundColor: 'transparent',
      formatter: (({ name }: { name: string }) => plain(name, 40)) as never,
    },
    data: nodes.map((node) => nodeOption(node, { input, format, color: colorOf(node.name, scheme), levels: dimensions.length })),
  }
  const all = walk(nodes)
  const leaves = all.filter((node) => node.children.length === 0)
  return {
    kind: 'echarts',
    option: {
      ...baseOption(theme),
      tooltip: tooltip(theme, {
        formatter: ((param: { name: string; value: number; treePathInfo?: readonly { name: string }[] }) =>
          tipLines([
            {
              name:
                param.treePathInfo
                  ?.map((one) => one.name)
                  .filter(Boolean)
                  .join(' › ') || param.name,
              value: `${format(param.value)} · ${percent(param.value / total)}`,
            },
          ])) as never,
      }),
      series: [series],
    },
    selectable: Object.fromEntries(leaves.map((node) => [markOf(node.path), rowFilters(dimensions, node.row)])),
    behind: pathsBehind(all, dimensions),
    summary: `Treemap of ${displayName(metric, dataset)}: ${count(leaves.length, 'tile')}. Largest: ${largest.name} with ${percent(largest.value / total)}.`,
  }
}

const controls: ControlPanel = [
  { group: 'Data', label: 'Query', controls: [panel.groupby, panel.metric, panel.rowLimit(), panel.sortByMetric, panel.adhocFilters] },
  {
    group: 'Look',
    label: 'Tiles',
    controls: looks(
      panel.colorScheme,
      toggle('show_labels', 'Labels', true),
      toggle('show_upper_labels', 'Labels of groups', true),
      select('label_type', 'Labels say', 'key_value', choices(['Key', 'Name'], ['value', 'Value'], ['key_value', 'Name and value'])),
      panel.numberFormat('number_format', 'Number format'),
      panel.currencyFormat,
      panel.timeFormat('date_format', 'Date format'),
    ),
  },
]

export const treemap: ChartDefinition = {
  vizType: 'treemap_v2',
  name: 'Treemap',
  category: 'Part of a Whole',
  description: 'Parts and their parts as nested tiles, sized by a metric.',
  tags: ['Categorical', 'Comparison', 'ECharts', 'Multi-Levels', 'Percentages', 'Proportional', 'Featured'],
  behaviours: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL', 'DRILL_BY'],
  controls,
  buildQueries,
  transform,
  suits: ({ metrics, dimensions, temporal }) => (metrics === 1 && dimensions >= 1 && !temporal ? (dimensions > 1 ? 0.75 : 0.5) : 0.1),
}
