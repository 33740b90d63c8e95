import { BadRequest } from '@coset/core'
import { type Series, topLabel, withColumns, withTopLabel } from '../../frame.ts'
import { floatSeries, isNumeric, numbers } from '../../values.ts'
import type { Operation, Options } from '../operation.ts'
import { isObject, named, onlyOptions, requireColumns, textList } from '../options.ts'

const CANDIDATES = new Set(['integer', 'float', 'decimal', 'string', 'json', 'binary', 'unknown', 'time', 'interval'])

const chosen = (columns: readonly Series[], names: readonly string[], find: (name: string) => Series[]): readonly Series[] => {
  if (names.length === 0) return columns.filter((column) => CANDIDATES.has(column.type))
  return names.flatMap((name) => {
    const found = find(name)
    if (found.some((column) => !isNumeric(column))) throw new BadRequest(`Column "${name}" is not numeric or does not exists in the query results.`)
    return found
  })
}

const total = (values: Float64Array): number => values.reduce((sum, v) => (Number.isNaN(v) ? sum : sum + v), 0)

/** Each value as a share of its column's sum, or of the given totals; missing values count as 0. */
const byColumn = (columns: readonly Series[], totals: Options | null): Float64Array[] =>
  columns.map((column) => {
    const values = numbers(column)
    const given = totals === null ? undefined : totals[topLabel(column.label) ?? '']
    const sum = totals === null ? total(values) : Number(given ?? 0)
    return values.map((v) => (totals !== null && (sum === 0 || Number.isNaN(sum)) ? 0 : (Number.isNaN(v) ? 0 : v) / sum))
  })

/** Each value as a share of its row's sum; columns of a time shift form a group of their own. */
const byRow = (columns: readonly Series[], shifts: readonly string[]): Float64Array[] => {
  const values = columns.map(numbers)
  const groupOf = columns.map((column) => shifts.find((shift) => (topLabel(column.label) ?? '').endsWith(shift)) ?? null)
  const rows = values[0]?.length ?? 0
  const sums = new Map([...new Set(groupOf)].map((group) => [group, new Float64Array(rows)]))
  for (const [c, one] of values.entries()) {
    const sum = sums.get(groupOf[c] ?? null)
    if (sum !== undefined) for (let row = 0; row < rows; row++) sum[row] = (sum[row] ?? 0) + (Number.isNaN(one[row] ?? 0) ? 0 : (one[row] ?? 0))
  }
  return values.map((one, c) => one.map((v, row) => v / (sums.get(groupOf[c] ?? null)?.[row] ?? Number.NaN)))
}

/** Values as shares of their column or row, in place or under new names. */
export const contribution: Operation = (frame, options) => {
  onlyOptions(options, ['orientation', 'columns', 'time_shifts', 'rename_columns', 'contribution_totals'])
  const names = textList(options, 'columns')
  requireColumns(frame, names)
  const columns = chosen(frame.columns, names, (name) => named(frame, name))
  const totals = isObject(options['contribution_totals']) ? options['contribution_totals'] : null
  const orientation = options['orientation'] ?? 'column'
  if (orientation !== 'column' && orientation !== 'row') throw new BadRequest('orientation must be row or column')
  const shares = orientation === 'column' ? byColumn(columns, totals) : byRow(columns, textList(options, 'time_shifts'))
  const result = columns.map((column, c) => floatSeries(column.label, shares[c] ?? new Float64Array()))
  const renames = textList(options, 'rename_columns')
  if (renames.length === 0)
    return withColumns(
      frame,
      frame.columns.map((column) => result[columns.indexOf(column)] ?? column),
    )
  const wanted = names.length > 0 ? names : columns.map((column) => topLabel(column.label) ?? '')
  if (renames.length !== wanted.length) throw new BadRequest('`rename_columns` must have the same length as `columns` + `time_shift_columns`.')
  const renameOf = new Map(wanted.map((name, i) => [name, renames[i] ?? name]))
  const fresh = result.map((one) => ({ ...one, label: withTopLabel(one.label, renameOf.get(topLabel(one.label) ?? '') ?? topLabel(one.label)) }))
  const replaced = new Map(fresh.map((one) => [one.label, one]))
  const kept = frame.columns.map((column) => (typeof column.label === 'string' ? (replaced.get(column.label) ?? column) : column))
  return withColumns(frame, [...kept, ...fresh.filter((one) => !kept.includes(one))])
}
