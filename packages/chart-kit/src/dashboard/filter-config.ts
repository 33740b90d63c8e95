import { newKey, writeExact } from '@coset/core'
import type { ConfigItem, FilterDivider } from './config-items.ts'
import { isDivider } from './config-items.ts'
import { GROUP_BY } from './display-controls.ts'
import { chartsInScope, type NativeFilter } from './filters.ts'
import type { Layout } from './layout.ts'
import { tabsInScope } from './scope.ts'

/** The configuration while somebody works on it: what is removed can still be brought back. */
export interface ConfigDraft {
  readonly items: readonly ConfigItem[]
  readonly removed: ReadonlySet<string>
}

/** What PUT `/api/v1/dashboard/<id>/filters` takes. */
export interface ConfigChanges {
  readonly modified: readonly ConfigItem[]
  readonly deleted: readonly string[]
  readonly reordered: readonly string[]
}

export const draftOf = (items: readonly ConfigItem[]): ConfigDraft => ({ items, removed: new Set() })

const NO_MASK = { extraFormData: {}, filterState: {} }

/** Settings that a new filter of a type begins with. */
const firstSettings = (filterType: string): Readonly<Record<string, unknown>> =>
  filterType === 'filter_select'
    ? { enableEmptyFilter: false, multiSelect: true, defaultToFirstItem: false, inverseSelection: false, searchAllOptions: false, sortAscending: true }
    : { ...(filterType === GROUP_BY ? { canSelectMultiple: true } : {}), enableEmptyFilter: false }

/** A filter that works on everything and lacks all that people must choose. */
export const newFilter = (): NativeFilter => ({
  id: `NATIVE_FILTER-${newKey()}`,
  type: 'NATIVE_FILTER',
  name: '',
  description: '',
  filterType: 'filter_select',
  targets: [{}],
  scope: { rootPath: ['ROOT_ID'], excluded: [] },
  cascadeParentIds: [],
  defaultDataMask: NO_MASK,
  controlValues: firstSettings('filter_select'),
})

/** A display control over charts of one dataset. */
export const newControl = (): NativeFilter => ({
  ...newFilter(),
  id: `CHART_CUSTOMIZATION-${newKey()}`,
  type: 'CHART_CUSTOMIZATION',
  filterType: GROUP_BY,
  controlValues: firstSettings(GROUP_BY),
})

/** Filters and display controls are kept in two lists, each with its own words for the same. */
export type ConfigKind = 'filters' | 'controls'

export const newDivider = (kind: ConfigKind = 'filters'): FilterDivider => ({
  id: `${kind === 'filters' ? 'NATIVE_FILTER' : 'CHART_CUSTOMIZATION'}_DIVIDER-${newKey()}`,
  type: kind === 'filters' ? 'DIVIDER' : 'CHART_CUSTOMIZATION_DIVIDER',
  title: '',
  description: '',
})

export const addItem = (draft: ConfigDraft, item: ConfigItem): ConfigDraft => ({ ...draft, items: [...draft.items, item] })

export const changeFilter = (draft: ConfigDraft, id: string, change: (filter: NativeFilter) => NativeFilter): ConfigDraft => ({
  ...draft,
  items: draft.items.map((item) => (item.id === id && !isDivider(item) ? change(item) : item)),
})

export const changeDivider = (draft: ConfigDraft, id: string, change: (divider: FilterDivider) => FilterDivider): ConfigDraft => ({
  ...draft,
  items: draft.items.map((item) => (item.id === id && isDivider(item) ? change(item) : item)),
})

export const removeFromConfig = (draft: ConfigDraft, id: string): ConfigDraft => ({ ...draft, removed: new Set([...draft.removed, id]) })

export const restoreToConfig = (draft: ConfigDraft, id: string): ConfigDraft => ({
  ...draft,
  removed: new Set([...draft.removed].filter((one) => one !== id)),
})

/** Puts an item at a place among all; places beyond the ends are the ends. */
export const moveInConfig = (draft: ConfigDraft, id: string, to: number): ConfigDraft => {
  const item = draft.items.find((one) => one.id === id)
  if (item === undefined) return draft
  const others = draft.items.filter((one) => one.id !== id)
  const place = Math.max(0, Math.min(others.length, to))
  return draft.items[place]?.id === id ? draft : { ...draft, items: [...others.slice(0, place), item, ...others.slice(place)] }
}

/** Another type: what only the old one had goes, so does the default value. */
export const withType = (filter: NativeFilter, filterType: string): NativeFilter => {
  const isRequired = filter.controlValues?.['enableEmptyFilter'] === true
  const { sortMetric: _sort, adhoc_filters: _conditions, time_range: _range, granularity_sqla: _column, ...rest } = filter
  const [target = {}] = filter.targets
  return {
    ...rest,
    filterType,
    targets: filterType === 'filter_time' || target.datasetId === undefined ? [{}] : [{ datasetId: target.datasetId }],
    defaultDataMask: NO_MASK,
    controlValues: { ...firstSettings(filterType), enableEmptyFilter: isRequired },
  }
}

/** Another dataset: column, order, conditions and default value spoke of the old one. */
export const withDataset = (filter: NativeFilter, datasetId: number): NativeFilter =>
  filter.targets[0]?.datasetId === datasetId
    ? filter
    : { ...withType(filter, filter.filterType), targets: [{ datasetId }], controlValues: filter.controlValues ?? {} }

/** Another column: the default value was one of the old one. */
export const withColumn = (filter: NativeFilter, name: string): NativeFilter => ({
  ...filter,
  targets: [{ ...filter.targets[0], column: { name } }],
  defaultDataMask: NO_MASK,
})

export const withSetting = (filter: NativeFilter, key: string, value: unknown): NativeFilter => ({
  ...filter,
  controlValues: { ...filter.controlValues, [key]: value },
})

/** What stays: without what was removed, and without being dependent on it. */
export const keptItems = ({ items, removed }: ConfigDraft): readonly ConfigItem[] => {
  const kept = items.filter((item) => !removed.has(item.id))
  return kept.map((item) => {
    if (isDivider(item) || !item.cascadeParentIds?.some((id) => removed.has(id))) return item
    return { ...item, cascadeParentIds: item.cascadeParentIds.filter((id) => !removed.has(id)) }
  })
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** Do both say the same, in whatever order of their members? */
export const sameItem = (a: unknown, b: unknown): boolean => writeExact(sorted(a)) === writeExact(sorted(b))

/** With what is derived from the layout, as other readers of the metadata expect it. */
const withDerived = (item: ConfigItem, layout: Layout): ConfigItem =>
  isDivider(item) ? item : { ...item, chartsInScope: [...chartsInScope(item, layout)], tabsInScope: tabsInScope(item, layout) }

/** What has to be sent so that `before` becomes `after`. Items that did not change are not sent: what others saved of them meanwhile stays. */
export const changesBetween = (before: readonly ConfigItem[], after: readonly ConfigItem[], layout: Layout): ConfigChanges => {
  const old = new Map(before.map((item) => [item.id, item]))
  const ids = after.map((item) => item.id)
  const untouched = [...before.filter((item) => ids.includes(item.id)).map((item) => item.id), ...ids.filter((id) => !old.has(id))]
  return {
    modified: after.filter((item) => !sameItem(old.get(item.id), item)).map((item) => withDerived(item, layout)),
    deleted: before.filter((item) => !ids.includes(item.id)).map((item) => item.id),
    reordered: untouched.every((id, at) => ids[at] === id) ? [] : ids,
  }
}

export const isUnchanged = ({ modified, deleted, reordered }: ConfigChanges): boolean => modified.length + deleted.length + reordered.length === 0

/** Items that one is about to change or remove, and that are not any more what one began with. `seen`: what one was told of already, by id. */
export const changedMeanwhile = (
  before: readonly ConfigItem[],
  now: readonly ConfigItem[],
  { modified, deleted }: ConfigChanges,
  seen: ReadonlyMap<string, ConfigItem | null> = new Map(),
): ReadonlyMap<string, ConfigItem | null> => {
  const current = new Map(now.map((item) => [item.id, item]))
  const mine = new Set([...modified.map((item) => item.id), ...deleted])
  const touched = before.filter(({ id }) => mine.has(id) && (current.has(id) || !deleted.includes(id)))
  return new Map(
    touched
      .map((item): [string, ConfigItem | null, ConfigItem] => [item.id, current.get(item.id) ?? null, item])
      .filter(([id, present, item]) => !sameItem(present, item) && !(seen.has(id) && sameItem(seen.get(id), present)))
      .map(([id, present]) => [id, present]),
  )
}
