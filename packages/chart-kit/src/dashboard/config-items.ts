import { type NativeFilter, readFilters } from './filters.ts'

/** A heading between filters. */
export interface FilterDivider {
  readonly id: string
  readonly type: string
  readonly title: string
  readonly description?: string
}

/** What a list of filters or of display controls holds. */
export type ConfigItem = NativeFilter | FilterDivider

export const isDivider = (item: ConfigItem): item is FilterDivider => !('filterType' in item)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const readDivider = (raw: Readonly<Record<string, unknown>>, id: string): FilterDivider => ({
  id,
  type: textOf(raw['type']),
  title: textOf(raw['title']),
  description: textOf(raw['description']),
})

/** Filters and dividers of a list of the metadata in their order; strange entries are left out. */
export const readItems = (list: unknown): readonly ConfigItem[] => {
  if (!Array.isArray(list)) return []
  const filters = new Map(readFilters({ native_filter_configuration: list }).map((filter) => [filter.id, filter]))
  return list.filter(isRecord).flatMap((raw): readonly ConfigItem[] => {
    const { id, type } = raw
    if (typeof id !== 'string') return []
    if (typeof type === 'string' && type.endsWith('DIVIDER')) return [readDivider(raw, id)]
    const filter = filters.get(id)
    return filter === undefined ? [] : [filter]
  })
}
