import { asList, readColumns } from '../form-data.ts'
import type { FormData, QueryColumn } from '../query-object.ts'
import { chartsInScope, type DataMask, type DataMasks, type NativeFilter } from './filters.ts'
import type { Layout } from './layout.ts'

/** Display controls: what people choose of how charts are drawn, not of which rows they show. */
export const GROUP_BY = 'chart_customization_dynamic_groupby'
export const CONTROL_GRAIN = 'chart_customization_timegrain'
export const CONTROL_COLUMN = 'chart_customization_timecolumn'

export const isDisplayControl = (filterType: string): boolean => filterType.startsWith('chart_customization_')

/** Where a chart keeps its dimensions: one column a key, or all in one. Absent: in `groupby`; empty: it has none that could be exchanged. */
const DIMENSIONS: Readonly<Record<string, { readonly keys: readonly string[]; readonly isOne?: boolean }>> = {
  pivot_table_v2: { keys: ['groupbyColumns'] },
  sunburst_v2: { keys: ['columns'] },
  word_cloud: { keys: ['series'], isOne: true },
  heatmap_v2: { keys: ['groupby'], isOne: true },
  waterfall: { keys: ['groupby'], isOne: true },
  graph_chart: { keys: ['source', 'target'], isOne: true },
  sankey_v2: { keys: ['source', 'target'], isOne: true },
  bubble_v2: { keys: ['series', 'entity'], isOne: true },
  big_number: { keys: [] },
  big_number_total: { keys: [] },
  pop_kpi: { keys: [] },
  world_map: { keys: [] },
  country_map: { keys: [] },
  cal_heatmap: { keys: [] },
  chord: { keys: [] },
}
const USUAL: { readonly keys: readonly string[]; readonly isOne?: boolean } = { keys: ['groupby'] }
const ELSEWHERE = ['x_axis', 'groupby', 'groupbyRows', 'groupbyColumns', 'columns', 'series', 'entity', 'source', 'target'] as const

const dimensionsOf = (vizType: string) => DIMENSIONS[vizType] ?? (vizType.startsWith('deck_') ? { keys: [] } : USUAL)

/** Can people choose what a chart of the type is split by? */
export const takesGroupBy = (vizType: string): boolean => dimensionsOf(vizType).keys.length > 0

const nameOf = (column: QueryColumn): string => (typeof column === 'string' ? column : (column.sqlExpression ?? ''))

/** A chart split by other columns. Those that it uses elsewhere are skipped; where none is left it stays as it is. */
export const withGroupBy = (formData: FormData, columns: readonly string[]): FormData => {
  const vizType = formData.viz_type ?? ''
  const { keys, isOne = false } = dimensionsOf(vizType)
  // Dimensions that are kept under other keys count only where the chart shows them
  const shown = vizType === 'table' || vizType === 'ag-grid-table' ? [] : ELSEWHERE.filter((key) => !keys.includes(key))
  const used = new Set(shown.flatMap((key) => readColumns(formData, key).map(nameOf)))
  const free = [...new Set(columns)].filter((column) => !used.has(column))
  const [first] = keys
  if (first === undefined || free.length === 0) return formData
  if (keys.length === 1) return { ...formData, [first]: isOne && !Array.isArray(formData[first]) ? free[0] : isOne ? free.slice(0, 1) : free }
  const chosen = keys.map((key, at) => free[at] ?? formData[key])
  // Both ends the same would be no chart any more
  return new Set(chosen.map((one) => JSON.stringify(one ?? null))).size < chosen.length
    ? formData
    : { ...formData, ...Object.fromEntries(keys.map((key, at) => [key, chosen[at]])) }
}

const textsOf = (mask: DataMask | undefined): readonly string[] =>
  asList(mask?.filterState.value).filter((one) => typeof one === 'string' && one !== '') as readonly string[]

/** The chart in its place on the dashboard. */
export interface ControlledChart {
  readonly chartId: number
  readonly datasetId: number
  /** Columns of times of its dataset: the axis of a chart over one of them can be over another. */
  readonly timeColumns: ReadonlySet<string>
}

const withControl = (formData: FormData, filterType: string, values: readonly string[], { timeColumns }: ControlledChart): FormData => {
  const [value] = values
  if (value === undefined) return formData
  if (filterType === GROUP_BY) return withGroupBy(formData, values)
  if (filterType === CONTROL_GRAIN) return { ...formData, time_grain_sqla: value }
  if (filterType !== CONTROL_COLUMN || !timeColumns.has(value)) return formData
  const axis = formData['x_axis']
  return { ...formData, granularity_sqla: value, ...(typeof axis === 'string' && timeColumns.has(axis) ? { x_axis: value } : {}) }
}

/** Display controls that reach a chart: it is in their scope and reads their dataset. */
export const controlsOn = (chart: Pick<ControlledChart, 'chartId' | 'datasetId'>, controls: readonly NativeFilter[], layout: Layout): readonly NativeFilter[] =>
  controls.filter((control) => control.targets[0]?.datasetId === chart.datasetId && chartsInScope(control, layout).has(chart.chartId))

/** A chart's settings as the display controls have it, before its query is built. */
export const underControls = (formData: FormData, chart: ControlledChart, controls: readonly NativeFilter[], masks: DataMasks, layout: Layout): FormData =>
  controls.length === 0
    ? formData
    : controlsOn(chart, controls, layout).reduce((form, control) => withControl(form, control.filterType, textsOf(masks[control.id]), chart), formData)

/** Chosen dimensions as a mask. */
export const groupByMask = (columns: readonly { readonly name: string; readonly label: string }[]): DataMask =>
  columns.length === 0
    ? { extraFormData: {}, filterState: { value: null } }
    : { extraFormData: {}, filterState: { value: columns.map((column) => column.name), label: columns.map((column) => column.label).join(', ') } }
