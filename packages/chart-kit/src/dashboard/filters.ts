import { type CrossScopes, EVERYWHERE } from './cross-scope.ts'
import type { Layout } from './layout.ts'
import { chartAncestors } from './layout.ts'

export type FilterType = 'filter_select' | 'filter_range' | 'filter_time' | 'filter_timecolumn' | 'filter_timegrain'

export interface ExtraFormData {
  readonly filters?: readonly QueryFilter[]
  readonly adhoc_filters?: readonly unknown[]
  readonly time_range?: string
  readonly time_grain_sqla?: string
  readonly granularity_sqla?: string
  readonly [key: string]: unknown
}

export interface QueryFilter {
  readonly col: unknown
  readonly op: string
  readonly val?: unknown
}

export interface FilterState {
  readonly value?: unknown
  readonly label?: string
}

/** What one filter (or one chart's selection) does now. */
export interface DataMask {
  readonly extraFormData: ExtraFormData
  readonly filterState: FilterState
}

export type DataMasks = Readonly<Record<string, DataMask>>

/** One entry of `native_filter_configuration`. */
export interface NativeFilter {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly description?: string
  readonly filterType: string
  readonly targets: readonly { readonly datasetId?: number; readonly column?: { readonly name?: string } }[]
  readonly scope?: { readonly rootPath?: readonly string[]; readonly excluded?: readonly number[] }
  /** Derived from scope and layout, for other readers of the metadata; nothing here goes by it. */
  readonly chartsInScope?: readonly number[]
  readonly tabsInScope?: readonly string[]
  readonly cascadeParentIds?: readonly string[]
  readonly defaultDataMask?: Partial<DataMask>
  readonly controlValues?: Readonly<Record<string, unknown>>
  readonly adhoc_filters?: readonly unknown[]
  readonly time_range?: string
  readonly granularity_sqla?: string
  readonly sortMetric?: string | null
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The filters of a dashboard's metadata; dividers and strange entries are left out. */
export const readFilters = (metadata: Readonly<Record<string, unknown>>): readonly NativeFilter[] => {
  const raw = metadata['native_filter_configuration']
  if (!Array.isArray(raw)) return []
  return raw
    .filter(isRecord)
    .filter((item) => typeof item['id'] === 'string' && typeof item['filterType'] === 'string' && item['type'] !== 'DIVIDER')
    .map((item) => ({ ...item, targets: Array.isArray(item['targets']) ? item['targets'] : [] }) as unknown as NativeFilter)
}

export const EMPTY_MASK: DataMask = { extraFormData: {}, filterState: {} }

/** What the filters do before anybody touches them. */
export const defaultMasks = (filters: readonly NativeFilter[]): DataMasks =>
  Object.fromEntries(
    filters.map((filter) => [
      filter.id,
      { extraFormData: filter.defaultDataMask?.extraFormData ?? {}, filterState: filter.defaultDataMask?.filterState ?? {} },
    ]),
  )

/** Charts that a filter works on. */
export const chartsInScope = (filter: Pick<NativeFilter, 'scope'>, layout: Layout): ReadonlySet<number> => {
  const roots = filter.scope?.rootPath ?? ['ROOT_ID']
  const excluded = new Set(filter.scope?.excluded ?? [])
  return new Set([...chartAncestors(layout)].filter(([id, around]) => !excluded.has(id) && roots.some((root) => around.has(root))).map(([id]) => id))
}

const merge = (a: ExtraFormData, b: ExtraFormData): ExtraFormData => ({
  ...a,
  ...b,
  ...(a.filters !== undefined || b.filters !== undefined ? { filters: [...(a.filters ?? []), ...(b.filters ?? [])] } : {}),
  ...(a.adhoc_filters !== undefined || b.adhoc_filters !== undefined ? { adhoc_filters: [...(a.adhoc_filters ?? []), ...(b.adhoc_filters ?? [])] } : {}),
})

/** Several overlays as one: lists are joined, single values of the later win. */
export const mergeExtra = (all: readonly ExtraFormData[]): ExtraFormData => all.reduce(merge, {})

const CROSS = /^\d+$/

/** Charts that a selection on a chart filters; never itself. */
export const crossFiltered = (emitter: number, layout: Layout, scopes: CrossScopes): ReadonlySet<number> =>
  new Set([...chartsInScope({ scope: scopes.own.get(emitter) ?? scopes.all }, layout)].filter((id) => id !== emitter))

/** The overlay of one chart: filters in whose scope it is, and selections on charts in whose scope it is, over columns that it has. */
export const extraFormDataFor = (
  chartId: number,
  columns: ReadonlySet<string>,
  filters: readonly NativeFilter[],
  masks: DataMasks,
  layout: Layout,
  scopes: CrossScopes = EVERYWHERE,
): ExtraFormData => {
  const native = filters.filter((filter) => chartsInScope(filter, layout).has(chartId)).map((filter) => masks[filter.id]?.extraFormData ?? {})
  const cross = Object.entries(masks)
    .filter(([id, mask]) => CROSS.test(id) && (mask.extraFormData.filters ?? []).length > 0 && crossFiltered(Number(id), layout, scopes).has(chartId))
    .map(([, mask]) => ({ filters: (mask.extraFormData.filters ?? []).filter((f) => typeof f.col !== 'string' || columns.has(f.col)) }))
    .filter((extra) => extra.filters.length > 0)
  return mergeExtra([...native, ...cross])
}

/** Filters that must have a value before the charts in their scope may ask. */
export const waitingFilters = (chartId: number, filters: readonly NativeFilter[], masks: DataMasks, layout: Layout): readonly NativeFilter[] =>
  filters.filter(
    (filter) =>
      filter.controlValues?.['enableEmptyFilter'] === true && isEmpty(masks[filter.id]?.filterState.value) && chartsInScope(filter, layout).has(chartId),
  )

export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === 'No filter' ||
  (Array.isArray(value) && (value.length === 0 || value.every((v) => v === null)))

/** A selection of values as a mask. */
export const selectMask = (filter: NativeFilter, values: readonly unknown[]): DataMask => {
  const column = filter.targets[0]?.column?.name ?? ''
  const inverse = filter.controlValues?.['inverseSelection'] === true
  if (values.length === 0) {
    const required = filter.controlValues?.['enableEmptyFilter'] === true
    return {
      extraFormData: required ? { adhoc_filters: [{ expressionType: 'SQL', clause: 'WHERE', sqlExpression: '1 = 0' }] } : {},
      filterState: { value: null },
    }
  }
  return {
    extraFormData: { filters: [{ col: column, op: inverse ? 'NOT IN' : 'IN', val: values }] },
    filterState: { value: values, label: values.map((v) => (v === null ? '<NULL>' : String(v))).join(', ') },
  }
}

/** A numerical range as a mask; a null bound is open, a bound at the data's edge is left out. */
export const rangeMask = (
  filter: NativeFilter,
  from: number | null,
  to: number | null,
  edges: { readonly min: number | null; readonly max: number | null },
): DataMask => {
  const column = filter.targets[0]?.column?.name ?? ''
  const low = from === null || from === edges.min ? null : from
  const high = to === null || to === edges.max ? null : to
  const filters: QueryFilter[] =
    low !== null && low === high
      ? [{ col: column, op: '==', val: low }]
      : [...(low === null ? [] : [{ col: column, op: '>=', val: low }]), ...(high === null ? [] : [{ col: column, op: '<=', val: high }])]
  if (filters.length === 0) return { extraFormData: {}, filterState: { value: null } }
  return { extraFormData: { filters }, filterState: { value: [low, high], label: `${low ?? '…'} – ${high ?? '…'}` } }
}

export const timeRangeMask = (range: string): DataMask =>
  range === '' || range === 'No filter'
    ? { extraFormData: {}, filterState: { value: 'No filter' } }
    : { extraFormData: { time_range: range }, filterState: { value: range, label: range } }
export const timeColumnMask = (column: string | null): DataMask =>
  column === null
    ? { extraFormData: {}, filterState: { value: null } }
    : { extraFormData: { granularity_sqla: column }, filterState: { value: [column], label: column } }
export const timeGrainMask = (grain: string | null, label: string): DataMask =>
  grain === null ? { extraFormData: {}, filterState: { value: null } } : { extraFormData: { time_grain_sqla: grain }, filterState: { value: [grain], label } }

/** The overlay of the filters that another filter depends on. */
export const cascadeExtra = (filter: NativeFilter, masks: DataMasks): ExtraFormData =>
  mergeExtra((filter.cascadeParentIds ?? []).map((id) => masks[id]?.extraFormData ?? {}))
