import { asList, isAdhocColumn, isRecord } from '../form-data.ts'
import type { AdhocColumn, FormData, QueryFilter } from '../query-object.ts'

const HOLDERS = [
  'x_axis',
  'groupby',
  'groupby_b',
  'groupbyRows',
  'groupbyColumns',
  'columns',
  'all_columns',
  'series',
  'entity',
  'source',
  'target',
  'dimension',
] as const

/** The expressions that the form groups by, under the names that results give them. */
const expressions = (formData: FormData): ReadonlyMap<string, AdhocColumn> =>
  new Map(HOLDERS.flatMap((key) => asList(formData[key]).filter(isAdhocColumn)).map((column) => [column.label || column.sqlExpression, column]))

const grainOf = (formData: FormData): string | undefined => {
  const extra = isRecord(formData['extra_form_data']) ? formData['extra_form_data'] : {}
  const grain = extra['time_grain_sqla'] ?? extra['time_grain'] ?? formData['time_grain_sqla']
  return typeof grain === 'string' && grain !== '' ? grain : undefined
}

const isMoment = (formData: FormData, column: string): boolean => {
  const lookup = formData['temporal_columns_lookup']
  return isRecord(lookup) && Object.hasOwn(lookup, column) && lookup[column] === true
}

/** Filters on what results are named, as the database can answer them: an expression stands for its name, and a cut moment says how it was cut. */
export const onColumns = (filters: readonly QueryFilter[], formData: FormData): readonly QueryFilter[] => {
  const named = expressions(formData)
  const grain = grainOf(formData)
  return filters.map((filter) => {
    if (typeof filter.col !== 'string') return filter
    const expression = named.get(filter.col)
    if (expression !== undefined) return { ...filter, col: expression }
    const [value, ...more] = asList(filter.val)
    const cut = grain !== undefined && filter.grain === undefined && filter.op === 'IN' && more.length === 0 && typeof value === 'number'
    return cut && isMoment(formData, filter.col) ? { col: filter.col, op: '==', val: value, grain } : filter
  })
}
