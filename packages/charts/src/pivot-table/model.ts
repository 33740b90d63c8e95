import {
  type ChartDefinition,
  type CustomModel,
  columnLabel,
  displayName,
  type FormData,
  metricFormat,
  metricLabel,
  type QueryColumn,
  type QueryFilter,
  readColumns,
  readFlag,
  readMetrics,
  readText,
  svgTable,
  type TransformInput,
} from '@coset/chart-kit'
import { formatNumber } from '@coset/core'
import { cellLabel, count, emptyModel, firstResult, grainOf, kindOf, type Row, sameValue, timeOf } from '../cells.ts'
import { type CellPaint, conditionalPainter } from '../table/conditional.ts'
import { type Aggregation, aggregation } from './aggregators.ts'
import { type CellValue, inSideOrder, type Path, type Pivot, type PivotRecord, pivotOf, type SideOrder } from './engine.ts'
import { headings, sideEntries } from './entries.ts'

export interface Side {
  readonly names: readonly string[]
  readonly subtotals: boolean
  readonly subtotalsFirst: boolean
  readonly total: boolean
}

export interface PivotData {
  readonly pivot: Pivot
  readonly rows: Side
  readonly columns: Side
  readonly metrics: readonly string[]
  readonly metricsOnRows: boolean
  readonly metricsLast: boolean
  /** Whether the metric is named at all: it is where there are several, or where a side would have no heading. */
  readonly namesMetrics: boolean
  readonly metricName: (metric: string) => string
  readonly format: (value: CellValue, metric: string) => string
  readonly paint: ((value: CellValue, metric: string) => CellPaint | undefined) | undefined
  readonly filtersOf: (row: Path, column: Path) => readonly QueryFilter[]
}

interface Dimension {
  readonly column: QueryColumn
  readonly name: string
  readonly label: (value: unknown) => string
}

function dimensions(input: TransformInput, key: string): readonly Dimension[] {
  const { formData, results } = input
  const result = firstResult(results)
  return readColumns(formData, key).map((column) => {
    const name = columnLabel(column)
    const time = timeOf(readText(formData, 'date_format', 'smart_date'), grainOf(formData), result, [name])
    const kind = kindOf(result, name)
    return { column, name, label: (value) => cellLabel(value, kind, time) }
  })
}

function formatter(input: TransformInput, { fraction }: Aggregation, counts: boolean): PivotData['format'] {
  const { formData, dataset, results } = input
  const percent = formatNumber('.1%')
  const whole = formatNumber(',d')
  const made = new Map<string, (value: unknown) => string>()
  return (value, metric) => {
    if (value === null) return ''
    if (typeof value === 'string') return value
    if (fraction) return percent(value)
    if (counts) return whole(value)
    let format = made.get(metric)
    if (!format) {
      format = metricFormat(metric, { dataset, format: formData['valueFormat'], currency: formData['currency_format'], result: firstResult(results) })
      made.set(metric, format)
    }
    return format(value)
  }
}

function sideOrder(formData: FormData, key: string): SideOrder {
  const order = readText(formData, key, 'key_a_to_z')
  return order === 'key_z_to_a' || order === 'value_a_to_z' || order === 'value_z_to_a' ? order : 'key_a_to_z'
}

interface Sides {
  readonly row: readonly Dimension[]
  readonly column: readonly Dimension[]
}

function recordsOf(rows: readonly Row[], sides: Sides, metrics: readonly string[]): readonly PivotRecord[] {
  return rows.flatMap((row) => {
    const path = (side: readonly Dimension[]): Path => side.map(({ name, label }) => label(row[name]))
    const [rowPath, columnPath] = [path(sides.row), path(sides.column)]
    return metrics.map((metric) => ({ row: rowPath, column: columnPath, metric, value: row[metric] }))
  })
}

/** Raw values behind the labels, so that a click filters by what the database holds. */
function rawValues(rows: readonly Row[], all: readonly Dimension[]): ReadonlyMap<string, ReadonlyMap<string, unknown>> {
  return new Map(all.map(({ name, label }) => [name, new Map(rows.map((row) => [label(row[name]), row[name]]))]))
}

function painter(input: TransformInput, rows: readonly Row[]): PivotData['paint'] {
  const paint = conditionalPainter(input.formData['conditional_formatting'], rows, input.theme)
  return paint && ((value, metric) => paint({ [metric]: value }, metric))
}

function toData(input: TransformInput): PivotData {
  const { formData, dataset, results } = input
  const result = firstResult(results)
  const turned = readFlag(formData, 'transposePivot')
  const sides: Sides = {
    row: dimensions(input, turned ? 'groupbyColumns' : 'groupbyRows'),
    column: dimensions(input, turned ? 'groupbyRows' : 'groupbyColumns'),
  }
  const metrics = readMetrics(formData, 'metrics').map(metricLabel)
  const name = readText(formData, 'aggregateFunction', 'Sum')
  const how = aggregation(name)
  const bare = pivotOf(recordsOf(result.data, sides, metrics), how)
  const first = metrics[0] ?? ''
  const pivot: Pivot = {
    ...bare,
    rows: inSideOrder(bare.rows, sideOrder(formData, 'rowOrder'), (path) => bare.cell(path, [], first)),
    columns: inSideOrder(bare.columns, sideOrder(formData, 'colOrder'), (path) => bare.cell([], path, first)),
  }
  const raw = rawValues(result.data, [...sides.row, ...sides.column])
  const filters = (side: readonly Dimension[], path: Path): readonly QueryFilter[] =>
    path.flatMap((label, level) => {
      const dimension = side[level]
      return dimension ? [sameValue(dimension.name, raw.get(dimension.name)?.get(label))] : []
    })
  const shown = (side: readonly Dimension[]): readonly string[] => side.map((dimension) => displayName(dimension.name, dataset))
  const metricsOnRows = (readText(formData, 'metricsLayout', 'COLUMNS') === 'ROWS') !== turned
  const flags = (side: 'row' | 'col'): Omit<Side, 'names'> => ({
    subtotals: readFlag(formData, `${side}SubTotals`),
    subtotalsFirst: readFlag(formData, `${side}SubtotalPosition`),
    total: readFlag(formData, side === 'row' ? 'colTotals' : 'rowTotals'),
  })
  return {
    pivot,
    rows: { names: shown(sides.row), ...flags('row') },
    columns: { names: shown(sides.column), ...flags('col') },
    metrics,
    metricsOnRows,
    metricsLast: readFlag(formData, 'combineMetric'),
    namesMetrics: metrics.length > 1 || (metricsOnRows ? sides.row.length === 0 : sides.column.length === 0),
    metricName: (metric) => displayName(metric, dataset),
    format: formatter(input, how, name.startsWith('Count')),
    paint: painter(input, result.data),
    filtersOf: (row, column) => [...filters(sides.row, row), ...filters(sides.column, column)],
  }
}

/** Lines of one side with the metrics where they belong. */
export function entriesOf(data: PivotData, side: 'rows' | 'columns', folded: ReadonlySet<string>): ReturnType<typeof sideEntries> {
  const own = side === 'rows' ? data.rows : data.columns
  const here = (side === 'rows') === data.metricsOnRows
  return sideEntries(data.pivot[side], {
    subtotals: own.subtotals,
    subtotalsFirst: own.subtotalsFirst,
    total: own.total,
    metrics: here ? data.metrics : [],
    metricsLast: data.metricsLast,
    folded,
  })
}

/** Headings of a side's entries, one text for each level. */
export function headingsOf(data: PivotData, side: 'rows' | 'columns'): (entry: ReturnType<typeof sideEntries>[number]) => readonly string[] {
  const own = side === 'rows' ? data.rows : data.columns
  const here = (side === 'rows') === data.metricsOnRows && data.namesMetrics
  return (entry) => headings(entry, own.names.length, here ? data.metricName : undefined, data.metricsLast)
}

function picture(data: PivotData, { theme, width, height }: TransformInput): string {
  const none = new Set<string>()
  const rows = entriesOf(data, 'rows', none)
  const columns = entriesOf(data, 'columns', none)
  const rowHeadings = headingsOf(data, 'rows')
  const levels = rows[0] ? rowHeadings(rows[0]).length : 0
  const fallback = data.metrics[0] ?? ''
  return svgTable({
    headers: [
      ...Array.from({ length: levels }, (_, level) => data.rows.names[level] ?? ''),
      ...columns.map((column) =>
        headingsOf(
          data,
          'columns',
        )(column)
          .filter((text) => text !== '')
          .join(' · '),
      ),
    ],
    rows: rows.slice(0, 200).map((row) => [
      ...rowHeadings(row),
      ...columns.slice(0, 40).map((column) => {
        const metric = row.metric ?? column.metric ?? fallback
        return data.format(data.pivot.cell(row.path, column.path, metric), metric)
      }),
    ]),
    numeric: [...Array.from({ length: levels }, () => false), ...columns.map(() => true)],
    total: rows.length,
    theme,
    width,
    height,
  })
}

/** Rows → a pivot table; all aggregation happens here, over the rows that the query brought. */
export function pivotModel(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const result = firstResult(input.results)
  const data = toData(input)
  if (result.data.length === 0 || data.metrics.length === 0) return emptyModel()
  const model: CustomModel<PivotData> = {
    kind: 'custom',
    data,
    summary: `Pivot table of ${data.metrics.map(data.metricName).join(', ')} by ${[...data.rows.names, ...data.columns.names].join(', ') || 'nothing'}: ${count(entriesOf(data, 'rows', new Set()).length, 'row')}, ${count(entriesOf(data, 'columns', new Set()).length, 'column')}.`,
    svg: () => picture(data, input),
  }
  return model
}
