import { AppError, parseTimeRange, type TimeRange } from '@coset/core'
import type { Dialect, TemplateMacros } from '@coset/sql'
import type { DatasetModel } from '../model.ts'
import { strftime } from '../plan/moments.ts'
import { findColumn } from '../plan/plan-context.ts'
import type { QueryFilter, QueryObject } from '../query-object.ts'
import type { EffectNotes } from './effects.ts'
import { macro } from './macro.ts'

export interface FilterSurroundings {
  /** The first query of the request, as it was asked: all its queries see these filters. Null: no chart asks. */
  readonly first: QueryObject | null
  readonly dataset: DatasetModel | null
  readonly dialect: Dialect
  /** Null where templates come too late to change which filters apply (WHERE, HAVING, row-level rules). */
  readonly effects: EffectNotes | null
  /** Epoch ms. */
  readonly now: number
}

const NO_FILTER = 'No filter'

const isGiven = (filter: QueryFilter): boolean => {
  const { op, val } = filter
  if (op === 'IS NULL' || op === 'IS NOT NULL') return true
  return Array.isArray(val) ? val.length > 0 : val !== null && val !== '' && val !== 0 && val !== false
}

const note = (effects: EffectNotes | null, column: string, remove: boolean): void => {
  effects?.appliedFilters.add(column)
  if (remove) effects?.removedFilters.add(column)
}

/** A range filter's value gives way to the query's own time range. */
const askedValue = (filter: QueryFilter, first: QueryObject): QueryFilter['val'] =>
  filter.op === 'TEMPORAL_RANGE' && first.timeRange ? first.timeRange : filter.val

const filtersOn = ({ first, effects }: FilterSurroundings, column: string, remove: boolean): { op: string; col: string; val: unknown }[] => {
  const found = (first?.filters ?? []).filter((filter) => filter.col === column && isGiven(filter))
  if (found.length > 0) note(effects, column, remove)
  return found.map((filter) => {
    const val = first === null ? filter.val : askedValue(filter, first)
    const listed = (filter.op === 'IN' || filter.op === 'NOT IN') && !Array.isArray(val) ? [val] : val
    return { op: filter.op, col: column, val: listed }
  })
}

const boundsOf = (text: string, now: number): TimeRange => {
  try {
    return parseTimeRange(text, { now, relativeStart: 'today', relativeEnd: 'today' })
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return { since: null, until: null }
    throw error
  }
}

const timeFilter = (surroundings: FilterSurroundings) =>
  macro('get_time_filter', ['column', 'default', 'target_type', 'strftime', 'remove_filter'], (args) => {
    const { first, dataset, dialect, effects, now } = surroundings
    const column = args.textOrNull('column')
    const own = column === null ? undefined : first?.filters.find((filter) => filter.op === 'TEMPORAL_RANGE' && filter.col === column)
    if (own !== undefined && column !== null) note(effects, column, args.flag('remove_filter', false))
    const ownText = own === undefined || first === null ? null : askedValue(own, first)
    const told = (typeof ownText === 'string' ? ownText : null) ?? (first?.timeRange || NO_FILTER)
    const range = told === NO_FILTER ? (args.textOrNull('default') ?? told) : told
    const type =
      args.textOrNull('target_type') ?? (own === undefined || column === null || dataset === null ? null : (findColumn(dataset, column)?.nativeType ?? null))
    const format = args.textOrNull('strftime')
    const written = (at: number | null): string | null => {
      if (at === null) return null
      return format === null || format === '' ? (type === null ? null : dialect.dateTimeLiteral(type, at)) : strftime(at, format)
    }
    const bounds = range === NO_FILTER || (type === null && format === null) ? { since: null, until: null } : boundsOf(range, now)
    return { from_expr: written(bounds.since), to_expr: written(bounds.until), time_range: range }
  })

/** Macros about the filters of the request. */
export const filterMacros = (surroundings: FilterSurroundings): TemplateMacros => ({
  get_filters: macro('get_filters', ['column', 'remove_filter'], (args) => filtersOn(surroundings, args.text('column'), args.flag('remove_filter', false))),
  filter_values: macro('filter_values', ['column', 'default', 'remove_filter'], (args) => {
    const found = filtersOn(surroundings, args.text('column'), args.flag('remove_filter', false))
    const values = found.flatMap(({ val }) => (Array.isArray(val) ? (val as unknown[]) : val === null || val === undefined ? [] : [val]))
    const fallback = args.get('default')
    return values.length === 0 && fallback !== null && fallback !== '' ? [fallback] : values
  }),
  get_time_filter: timeFilter(surroundings),
})
