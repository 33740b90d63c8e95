import { mergeExtra } from '../dashboard/filters.ts'
import { asList, isRecord, readColumns, readMetrics } from '../form-data.ts'
import { columnLabel } from '../query/labels.ts'
import type { FormData, QueryFilter } from '../query-object.ts'
import { onColumns } from './columns.ts'

export interface DrillBy {
  /** The column of the dataset that takes the place of what the chart was grouped by. */
  readonly column: string
  /** What stays fixed. */
  readonly filters: readonly QueryFilter[]
}

interface Turn {
  readonly formData: FormData
  readonly column: string
  /** Whether a control's columns are among those that stay fixed. */
  readonly isFixed: (key: string) => boolean
}

type Rule = (turn: Turn) => Readonly<Record<string, unknown>>

/** Shapes over an axis: without their axis, they say nothing. */
const OVER_AXIS = ['rolling_type', 'resample_rule', 'resample_method', 'forecastEnabled', 'time_compare', 'x_axis_sort', 'x_axis_time_format'] as const

const list =
  (key: string): Rule =>
  ({ column }) => ({ [key]: [column] })
const single =
  (key: string): Rule =>
  ({ column }) => ({ [key]: column })
const without = (formData: FormData, key: string, names: ReadonlySet<string>): readonly unknown[] =>
  readColumns(formData, key).filter((column) => !names.has(columnLabel(column)))

/** One point of the axis is kept: the column becomes the axis, and what was a line becomes bars. */
const asBars = ({ formData, column }: Turn): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(OVER_AXIS.filter((key) => formData[key] !== undefined).map((key) => [key, undefined])),
  viz_type: 'echarts_timeseries_bar',
  x_axis: column,
  groupby: [],
})

const overAxis: Rule = (turn) => {
  const { formData, column, isFixed } = turn
  if (isFixed('x_axis')) return asBars(turn)
  return { groupby: readColumns(formData, 'x_axis').some((axis) => columnLabel(axis) === column) ? [] : [column] }
}

const mixed: Rule = ({ formData, column, isFixed }) => {
  if (isFixed('x_axis')) return { x_axis: column, groupby: [], groupby_b: [] }
  const fixed = ['groupby', 'groupby_b'].filter(isFixed)
  const groups = readColumns(formData, 'x_axis').some((axis) => columnLabel(axis) === column) ? [] : [column]
  return Object.fromEntries((fixed.length > 0 ? fixed : ['groupby', 'groupby_b']).map((key) => [key, groups]))
}

const pivot: Rule = ({ formData, column, isFixed }) => {
  const [turned, kept] = isFixed('groupbyColumns') && !isFixed('groupbyRows') ? ['groupbyColumns', 'groupbyRows'] : ['groupbyRows', 'groupbyColumns']
  const other = isFixed(kept) ? [] : without(formData, kept, new Set([column]))
  return { [turned]: [column], [kept]: other }
}

const COUNT = { expressionType: 'SQL', sqlExpression: 'COUNT(*)', label: 'COUNT(*)' } as const

const table: Rule = ({ formData, column }) => {
  const counts = readMetrics(formData, 'metrics').length + readMetrics(formData, 'percent_metrics').length > 0
  return { query_mode: 'aggregate', groupby: [column], all_columns: [], order_by_cols: [], ...(!counts && { metrics: [COUNT] }) }
}

/** A map of another column than its places is none: bars instead. */
const map: Rule = ({ formData, column }) => ({
  viz_type: 'echarts_timeseries_bar',
  x_axis: column,
  groupby: [],
  entity: undefined,
  metric: undefined,
  secondary_metric: undefined,
  metrics: readMetrics(formData, 'metric').slice(0, 1),
})

const link: Rule = ({ column, isFixed }) => ({ [isFixed('target') && !isFixed('source') ? 'target' : 'source']: column })
const grid: Rule = ({ column, isFixed }) => ({ [isFixed('x_axis') && !isFixed('groupby') ? 'x_axis' : 'groupby']: column })

const RULES: Readonly<Record<string, Rule>> = {
  mixed_timeseries: mixed,
  pivot_table_v2: pivot,
  table,
  'ag-grid-table': table,
  sunburst_v2: list('columns'),
  heatmap_v2: grid,
  word_cloud: single('series'),
  bubble_v2: single('entity'),
  world_map: map,
  graph_chart: link,
  sankey_v2: link,
}

const ruleOf = (vizType: string): Rule => {
  if (Object.hasOwn(RULES, vizType)) return RULES[vizType] ?? list('groupby')
  return vizType.startsWith('echarts_timeseries') || vizType === 'echarts_area' ? overAxis : list('groupby')
}

/** A chart grouped by another column, with what one pointed at kept fixed: form data in, form data out. */
export const drillBy = (formData: FormData, { column, filters }: DrillBy): FormData => {
  const kept = new Set(filters.map(({ col }) => columnLabel(col)))
  const isFixed = (key: string): boolean => readColumns(formData, key).some((one) => kept.has(columnLabel(one)))
  const extra = isRecord(formData['extra_form_data']) ? formData['extra_form_data'] : {}
  const { own_state: _, ...form } = formData
  const turned: Record<string, unknown> = {
    ...form,
    ...ruleOf(formData.viz_type ?? '')({ formData, column, isFixed }),
    extra_form_data: mergeExtra([extra, { filters: onColumns(filters, formData) }]),
  }
  return Object.fromEntries(Object.entries(turned).filter(([, value]) => value !== undefined))
}

const DIMENSIONS = ['x_axis', 'groupby', 'groupby_b', 'groupbyRows', 'groupbyColumns', 'columns', 'series', 'entity', 'source', 'target'] as const

/** The names of the columns that a chart is grouped by; drilling by one of them changes nothing. */
export const dimensionNames = (formData: FormData): readonly string[] => {
  const keys = formData['query_mode'] === 'raw' ? [] : DIMENSIONS
  return [...new Set(keys.flatMap((key) => readColumns(formData, key).map(columnLabel)))]
}

/** The columns that are fixed to one value. */
export const fixedNames = (formData: FormData): ReadonlySet<string> => {
  const extra = isRecord(formData['extra_form_data']) ? formData['extra_form_data'] : {}
  return new Set(
    asList(extra['filters'])
      .filter(isRecord)
      .filter(({ op, val }) => op === '==' || op === 'IS NULL' || (op === 'IN' && asList(val).length === 1))
      .flatMap(({ col }) => (typeof col === 'string' ? [col] : [])),
  )
}
