import { type ConfigItem, isDivider } from './config-items.ts'
import { CONTROL_COLUMN, CONTROL_GRAIN, GROUP_BY } from './display-controls.ts'
import type { NativeFilter } from './filters.ts'

export type ConfigField = 'name' | 'dataset' | 'column' | 'parents'

/** What keeps an item from being saved: `gone` is a column that the dataset has not, `unfit` one of another type, `cycle` a filter that waits for itself. */
export interface ConfigProblem {
  readonly id: string
  readonly field: ConfigField
  readonly kind: 'missing' | 'gone' | 'unfit' | 'cycle'
  /** Names of the filters of a cycle, from the item to itself. */
  readonly names: readonly string[]
}

export interface ColumnFact {
  readonly name: string
  /** 0 numbers, 1 text, 2 times, 3 yes or no; null: nobody knows. */
  readonly type: number | null
}

/** Columns of a dataset; undefined while they are not known. */
export type ColumnFacts = (datasetId: number) => readonly ColumnFact[] | undefined

const READS_DATASET = new Set(['filter_select', 'filter_range', 'filter_timecolumn', 'filter_timegrain', GROUP_BY, CONTROL_GRAIN, CONTROL_COLUMN])
const READS_COLUMN = new Set(['filter_select', 'filter_range'])

export const readsDataset = (filterType: string): boolean => READS_DATASET.has(filterType)
export const readsColumn = (filterType: string): boolean => READS_COLUMN.has(filterType)

/** May a filter of the type stand over the column? Ranges are of numbers. */
export const columnFits = (filterType: string, column: ColumnFact): boolean => filterType !== 'filter_range' || column.type === 0 || column.type === null

/** The way from a filter over those that it depends on back to itself; null: there is none. */
export const cycleFrom = (items: readonly ConfigItem[], id: string): readonly NativeFilter[] | null => {
  const filters = new Map(items.flatMap((item) => (isDivider(item) ? [] : [[item.id, item] as const])))
  const seen = new Set<string>()
  const walk = (at: string, path: readonly NativeFilter[]): readonly NativeFilter[] | null => {
    const filter = filters.get(at)
    if (filter === undefined) return null
    if (at === id && path.length > 0) return [...path, filter]
    if (seen.has(at)) return null
    seen.add(at)
    for (const parent of filter.cascadeParentIds ?? []) {
      const found = walk(parent, [...path, filter])
      if (found !== null) return found
    }
    return null
  }
  return walk(id, [])
}

const columnProblem = (filter: NativeFilter, facts: ColumnFacts): ConfigProblem['kind'] | null => {
  const [target] = filter.targets
  const name = target?.column?.name ?? ''
  if (name === '') return 'missing'
  const columns = target?.datasetId === undefined ? undefined : facts(target.datasetId)
  if (columns === undefined) return null
  const column = columns.find((one) => one.name === name)
  return column === undefined ? 'gone' : columnFits(filter.filterType, column) ? null : 'unfit'
}

const problemsOfFilter = (filter: NativeFilter, items: readonly ConfigItem[], facts: ColumnFacts): readonly ConfigProblem[] => {
  const problem = (field: ConfigField, kind: ConfigProblem['kind'], names: readonly string[] = []): ConfigProblem => ({ id: filter.id, field, kind, names })
  const hasDataset = filter.targets[0]?.datasetId !== undefined
  const column = readsColumn(filter.filterType) && hasDataset ? columnProblem(filter, facts) : null
  const cycle = cycleFrom(items, filter.id)
  return [
    ...(filter.name.trim() === '' ? [problem('name', 'missing')] : []),
    ...(readsDataset(filter.filterType) && !hasDataset ? [problem('dataset', 'missing')] : []),
    ...(readsColumn(filter.filterType) && !hasDataset && (filter.targets[0]?.column?.name ?? '') === '' ? [problem('column', 'missing')] : []),
    ...(column === null ? [] : [problem('column', column)]),
    ...(cycle === null
      ? []
      : [
          problem(
            'parents',
            'cycle',
            cycle.map((one) => one.name),
          ),
        ]),
  ]
}

/** All that keeps the items from being saved. */
export const problemsOf = (items: readonly ConfigItem[], facts: ColumnFacts): readonly ConfigProblem[] =>
  items.flatMap((item) =>
    isDivider(item) ? (item.title.trim() === '' ? [{ id: item.id, field: 'name', kind: 'missing', names: [] }] : []) : problemsOfFilter(item, items, facts),
  )
