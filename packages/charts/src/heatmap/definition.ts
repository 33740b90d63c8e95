import {
  along,
  axisColumn,
  baseAxis,
  baseOption,
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  columnLabel,
  displayName,
  type FormData,
  labelOf,
  metricFormat,
  metricLabel,
  panel,
  plain,
  plotAxis,
  type QueryColumn,
  type QueryMetric,
  type QueryObject,
  readBounds,
  readColor,
  readColumns,
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
import type { EChartsOption } from 'echarts'
import { cellLabel, count, emptyModel, firstResult, grainOf, kindOf, numeric, timeOf } from '../cells.ts'

const { choices, field, looks, select, toggle } = panel
const percent = formatNumber('.2%')

function orderFor(formData: FormData, key: string, column: string | undefined): readonly (readonly [QueryColumn | QueryMetric, boolean])[] {
  const sort = readText(formData, key)
  const metric = readMetrics(formData, 'metric')[0]
  const ascending = sort.endsWith('_asc')
  if (sort.startsWith('value')) return metric === undefined ? [] : [[metric, ascending]]
  return sort === '' || column === undefined ? [] : [[column, ascending]]
}

function buildQueries(formData: FormData): readonly QueryObject[] {
  const base = baseQuery(formData)
  const axis = axisColumn(formData)
  const y = readColumns(formData, 'groupby')[0]
  const xLabel = axis === undefined ? undefined : columnLabel(axis)
  const yLabel = y === undefined ? undefined : columnLabel(y)
  const orderby = [...orderFor(formData, 'sort_x_axis', xLabel), ...orderFor(formData, 'sort_y_axis', yLabel)]
  const metric = readMetrics(formData, 'metric')[0]
  const across = formData['normalize_across']
  const group = across === 'x' ? xLabel : across === 'y' ? yLabel : undefined
  return [
    {
      ...base,
      columns: [...(axis === undefined ? [] : [baseAxis(axis, base.extras?.['time_grain_sqla'])]), ...(y === undefined ? [] : [y])],
      ...(orderby.length > 0 && { orderby }),
      ...(metric !== undefined && {
        post_processing: [{ operation: 'rank', options: { metric: metricLabel(metric), ...(group !== undefined && { group_by: group }) } }],
      }),
    },
  ]
}

interface Cell {
  readonly x: string
  readonly y: string
  readonly value: number
  readonly rank: number
}

const collator = new Intl.Collator(undefined, { numeric: true })

/** Labels of one side in the asked order; without one, as the rows bring them. */
function side(cells: readonly Cell[], of: (cell: Cell) => string, sort: string): readonly string[] {
  const sums = new Map<string, number>()
  for (const cell of cells) sums.set(of(cell), (sums.get(of(cell)) ?? 0) + cell.value)
  const labels = [...sums.keys()]
  const sign = sort.endsWith('_desc') ? -1 : 1
  if (sort.startsWith('alpha')) return labels.sort((a, b) => sign * collator.compare(a, b))
  return sort.startsWith('value') ? labels.sort((a, b) => sign * ((sums.get(a) ?? 0) - (sums.get(b) ?? 0))) : labels
}

function cellsOf({ formData, results }: TransformInput, metric: string): { readonly cells: readonly Cell[]; readonly temporal: boolean } {
  const result = firstResult(results)
  const axis = axisColumn(formData)
  const x = axis === undefined ? (result.colnames[0] ?? '') : columnLabel(axis)
  const y = readColumns(formData, 'groupby').map(columnLabel)[0] ?? ''
  const time = timeOf(readText(formData, 'x_axis_time_format', 'smart_date'), grainOf(formData), result, [x, y])
  const kinds = { x: kindOf(result, x), y: kindOf(result, y) }
  const cells = result.data.flatMap((row): readonly Cell[] => {
    const value = numeric(row[metric])
    if (value === null) return []
    return [{ x: cellLabel(row[x], kinds.x, time), y: y === '' ? labelOf(metric) : cellLabel(row[y], kinds.y, time), value, rank: numeric(row['rank']) ?? 0 }]
  })
  return { cells, temporal: kinds.x === 'temporal' }
}

function interval(formData: FormData, key: string): number | 'auto' {
  const every = readNumber(formData, key) ?? -1
  return every > 0 ? every - 1 : 'auto'
}

function colours(input: TransformInput, cells: readonly Cell[], format: (value: unknown) => string): NonNullable<EChartsOption['visualMap']> {
  const { formData, theme } = input
  const byRank = readFlag(formData, 'normalized')
  const bounds = readBounds(formData, 'value_bounds')
  const [least, most] = range(cells)
  const shown = readFlag(formData, 'show_legend', true) && input.height >= 160 && input.width >= 260 && !byRank
  return {
    type: readText(formData, 'legend_type', 'continuous') === 'piecewise' ? 'piecewise' : 'continuous',
    dimension: byRank ? 3 : 2,
    min: byRank ? 0 : (bounds.min ?? least),
    max: byRank ? 1 : (bounds.max ?? most),
    calculable: false,
    orient: 'horizontal',
    right: 12,
    top: 2,
    itemWidth: 10,
    itemHeight: Math.min(140, input.width * 0.3),
    show: shown,
    text: [format(bounds.max ?? most), format(bounds.min ?? least)],
    textStyle: { color: theme.mutedText, fontSize: 11 },
    formatter: (value: unknown) => format(value),
    inRange: { color: [...sequentialColors(readText(formData, 'linear_color_scheme', 'coset_blue'), theme.dark)] },
  } as NonNullable<EChartsOption['visualMap']>
}

/** A cell's colour, for the text on it. */
function shader(input: TransformInput, cells: readonly Cell[]): (cell: Cell) => string {
  const { formData, theme } = input
  const stops = sequentialColors(readText(formData, 'linear_color_scheme', 'coset_blue'), theme.dark)
  const byRank = readFlag(formData, 'normalized')
  const [least, most] = range(cells)
  const bounds = readBounds(formData, 'value_bounds')
  const [low, high] = [bounds.min ?? least, bounds.max ?? most]
  return (cell) => along(stops, byRank ? cell.rank : (cell.value - low) / (high - low || 1))
}

function cellOption(cell: Cell, at: Readonly<Record<'x' | 'y', ReadonlyMap<string, number>>>, shade: ((cell: Cell) => string) | undefined): object {
  const value = [at.x.get(cell.x) ?? 0, at.y.get(cell.y) ?? 0, cell.value, cell.rank]
  return shade ? { value, label: { color: textOn(shade(cell)) } } : { value }
}

function range(cells: readonly Cell[]): readonly [number, number] {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const { value } of cells) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return [least, most]
}

function option(input: TransformInput, cells: readonly Cell[], format: (value: unknown) => string): EChartsOption {
  const { formData, theme, height, width } = input
  const xs = side(cells, (cell) => cell.x, readText(formData, 'sort_x_axis'))
  const ys = [...side(cells, (cell) => cell.y, readText(formData, 'sort_y_axis'))].reverse()
  const at = { x: new Map(xs.map((label, index) => [label, index])), y: new Map(ys.map((label, index) => [label, index])) }
  const total = cells.reduce((sum, cell) => sum + cell.value, 0)
  const map = colours(input, cells, format)
  const border = readNumber(formData, 'border_width') ?? 0
  const values = readFlag(formData, 'show_values')
  const shade = values ? shader(input, cells) : undefined
  const roomForValues = width / Math.max(1, xs.length) > 34
  return {
    ...baseOption(theme),
    grid: { left: 8, right: 12, top: (map as { show?: boolean }).show ? 34 : 10, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: tooltip(theme, {
      formatter: ((param: { value: readonly number[] }) => {
        const [x = 0, y = 0, value = 0, rank = 0] = param.value
        const rows = [{ name: displayName(readMetrics(formData, 'metric').map(metricLabel)[0] ?? '', input.dataset), value: format(value) }]
        if (readFlag(formData, 'show_percentage', true)) rows.push({ name: 'of all', value: percent(value / total) })
        if (rank > 0) rows.push({ name: 'rank', value: percent(rank) })
        return `${plain(xs[x])} · ${plain(ys[y])}\n${tipLines(rows)}`
      }) as never,
    }),
    visualMap: map,
    xAxis: {
      ...plotAxis({
        theme,
        type: 'category',
        data: xs,
        rotate: readNumber(formData, 'xAxisLabelRotation') ?? 0,
        interval: interval(formData, 'xscale_interval'),
        boundaryGap: true,
        widest: 100,
      }),
      axisLine: { show: false },
    },
    yAxis: {
      ...plotAxis({
        theme,
        type: 'category',
        data: ys,
        interval: interval(formData, 'yscale_interval'),
        boundaryGap: true,
        widest: Math.min(140, width * 0.3),
        hideLabels: height < 60,
        upright: true,
      }),
      axisLine: { show: false },
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map((cell) => cellOption(cell, at, shade)),
        itemStyle: {
          borderColor: border > 0 ? (readColor(formData, 'border_color') ?? theme.line) : theme.background,
          borderWidth: border > 0 ? border : 1,
          borderRadius: 2,
        },
        label: {
          show: values && roomForValues,
          fontSize: 11,
          formatter: (({ value }: { value: readonly number[] }) => format(value[2])) as never,
        },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
        progressive: 0,
      },
    ],
  } as EChartsOption
}

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results } = input
  const metric = readMetrics(formData, 'metric').map(metricLabel)[0] ?? ''
  const { cells } = cellsOf(input, metric)
  const highest = cells.reduce<Cell | undefined>((best, cell) => (best && best.value >= cell.value ? best : cell), undefined)
  if (!highest) return emptyModel()
  const format = metricFormat(metric, { dataset, format: formData['y_axis_format'], currency: formData['currency_format'], result: firstResult(results) })
  return {
    kind: 'echarts',
    option: option(input, cells, format),
    summary: `Heatmap of ${displayName(metric, dataset)}: ${count(cells.length, 'cell')}. Highest: ${highest.x} and ${highest.y} with ${format(highest.value)}.`,
  }
}

const SORTS = choices(['alpha_asc', 'A to Z'], ['alpha_desc', 'Z to A'], ['value_asc', 'Smallest first'], ['value_desc', 'Largest first'])
const EVERY = choices([-1, 'Automatic'], 1, 2, 5, 10, 20, 50)
const SPACES = choices(['auto', 'Automatic'], 50, 75, 100, 125, 150, 200)

const controls: ControlPanel = [
  {
    group: 'Data',
    label: 'Query',
    controls: [
      panel.xAxis,
      panel.timeGrain,
      field('column', 'groupby', 'Y axis', { default: [], required: true, columnFilter: 'groupable' }),
      panel.metric,
      panel.adhocFilters,
      panel.rowLimit(),
      select('sort_x_axis', 'Order of x', null, SORTS),
      select('sort_y_axis', 'Order of y', null, SORTS),
      select('normalize_across', 'Rank within', 'heatmap', choices(['heatmap', 'Everything'], ['x', 'Each column'], ['y', 'Each row'])),
    ],
  },
  {
    group: 'Look',
    label: 'Cells',
    controls: looks(
      select('legend_type', 'Legend', 'continuous', choices(['continuous', 'Smooth'], ['piecewise', 'Steps'])),
      panel.sequentialScheme,
      field('color', 'border_color', 'Border', { default: { r: 0, g: 0, b: 0, a: 1 } }),
      field('slider', 'border_width', 'Border width', { default: 0, min: 0, max: 2, step: 0.1 }),
      select('xscale_interval', 'Label every (x)', -1, EVERY, { freeForm: true }),
      select('yscale_interval', 'Label every (y)', -1, EVERY, { freeForm: true }),
      select('left_margin', 'Left margin', 'auto', SPACES, { freeForm: true }),
      select('bottom_margin', 'Bottom margin', 'auto', SPACES, { freeForm: true }),
      field('bounds', 'value_bounds', 'Colours from – to', { default: [null, null] }),
      panel.numberFormat('y_axis_format', 'Number format'),
      panel.timeFormat('x_axis_time_format', 'Time format'),
      select('xAxisLabelRotation', 'Turn labels', 0, choices(0, 45, 90), { freeForm: true }),
      panel.currencyFormat,
      toggle('show_legend', 'Show the legend', true),
      toggle('show_percentage', 'Shares in the tip', true),
      toggle('show_values', 'Values', false),
      toggle('normalized', 'Colour by rank', false),
    ),
  },
]

export const heatmap: ChartDefinition = {
  vizType: 'heatmap_v2',
  name: 'Heatmap',
  category: 'Correlation',
  description: 'A metric over two dimensions, as colour.',
  tags: ['Business', 'Intensity', 'Density', 'Single Metric', 'ECharts', 'Featured'],
  behaviours: [],
  controls,
  buildQueries,
  transform,
  suits: ({ metrics, dimensions, temporal }) => (metrics === 1 && dimensions + Number(temporal) === 2 ? 0.65 : 0.1),
}
