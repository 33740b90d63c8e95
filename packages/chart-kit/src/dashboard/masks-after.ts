import { sameItem } from './filter-config.ts'
import { type DataMasks, defaultMasks, type NativeFilter } from './filters.ts'

const meaning = ({ filterType, targets, controlValues, defaultDataMask }: NativeFilter): unknown => [filterType, targets, controlValues, defaultDataMask]

/**
 * What the filters do after they were changed: new ones begin with their default, and so do those that ask for something else now; what people chose in
 * the others stays, as do the selections on charts. The same object where nothing has to change.
 */
export const masksAfter = (masks: DataMasks, before: readonly NativeFilter[], after: readonly NativeFilter[]): DataMasks => {
  const old = new Map(before.map((filter) => [filter.id, filter]))
  const now = new Set(after.map((filter) => filter.id))
  const begun = after.filter((filter) => {
    const was = old.get(filter.id)
    return was === undefined || !sameItem(meaning(was), meaning(filter))
  })
  const gone = before.filter((filter) => !now.has(filter.id))
  if (begun.length === 0 && gone.length === 0) return masks
  const kept = Object.fromEntries(Object.entries(masks).filter(([id]) => !gone.some((filter) => filter.id === id)))
  return { ...kept, ...defaultMasks(begun) }
}

/** A state that was kept before some of the filters went. */
export const withoutStrangers = (masks: DataMasks, filters: readonly NativeFilter[]): DataMasks =>
  Object.fromEntries(Object.entries(masks).filter(([id]) => !/^(?:NATIVE_FILTER|CHART_CUSTOMIZATION)-/.test(id) || filters.some((filter) => filter.id === id)))
