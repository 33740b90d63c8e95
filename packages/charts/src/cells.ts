import type { EmptyModel, FormData, QueryFilter, QueryResult } from '@coset/chart-kit'
import { labelOf } from '@coset/chart-kit'
import { formatTime, hasTimeOfDay, type TimeFormatter, type TimeOptions, toMoment } from '@coset/core'

export type Row = Readonly<Record<string, unknown>>

/** GenericType of a result column. */
export type ColumnKind = 'numeric' | 'text' | 'temporal' | 'boolean'

const KINDS: readonly ColumnKind[] = ['numeric', 'text', 'temporal', 'boolean']

export function kindOf(result: QueryResult | undefined, column: string): ColumnKind {
  const index = result?.colnames.indexOf(column) ?? -1
  return KINDS[result?.coltypes[index] ?? 1] ?? 'text'
}

/** A cell as a finite number: numbers, bigints and decimal text; null otherwise. */
export function numeric(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'string' || value.trim() === '') return null
  const parsed = Number(value)
  return Number.isFinite(parsed) ? parsed : null
}

/** The same without loss: a long integer stays a bigint. */
export function exactNumeric(value: unknown): number | bigint | null {
  return typeof value === 'bigint' ? value : numeric(value)
}

const asNumber = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value)

/** The sum; exact where long integers are among integers. */
export function exactSum(values: readonly (number | bigint)[]): number | bigint {
  const isExact = values.some((value) => typeof value === 'bigint') && values.every((value) => typeof value === 'bigint' || Number.isSafeInteger(value))
  if (isExact) return asNumber(values.reduce((total: bigint, value) => total + BigInt(value), 0n))
  return values.reduce((total: number, value) => total + Number(value), 0)
}

/** A dimension's value as a label; moments are written with `time` where the column is temporal. */
export function cellLabel(value: unknown, kind: ColumnKind, time: (value: unknown) => string): string {
  return kind === 'temporal' && value !== null && toMoment(value) ? time(value) : labelOf(value)
}

export function emptyModel(summary = 'There is no data for this selection.'): EmptyModel {
  return { kind: 'empty', summary }
}

/** The filter that keeps the rows with this value. */
export function sameValue(col: string, value: unknown): QueryFilter {
  return value === null || value === undefined ? { col, op: 'IS NULL' } : { col, op: 'IN', val: [value] }
}

/** The first result, or one without rows. */
export function firstResult(results: readonly QueryResult[]): QueryResult {
  return results[0] ?? { data: [], colnames: [], coltypes: [], rowcount: 0 }
}

/** The grain that was asked for, the dashboard's own included. */
export function grainOf(formData: FormData): string | undefined {
  const extra = formData['extra_form_data'] as Row | null | undefined
  const grain = extra?.['time_grain_sqla'] ?? extra?.['time_grain'] ?? formData['time_grain_sqla']
  return typeof grain === 'string' && grain !== '' ? grain : undefined
}

const DAY_MS = 86_400_000

/** Whether moments of these columns have a time of day: no day, week or longer grain cut them, and one is no midnight. */
export function isTimed(result: QueryResult, columns: readonly string[], grain: string | undefined): boolean {
  if (grain !== undefined && !hasTimeOfDay(grain)) return false
  const temporal = columns.filter((column) => kindOf(result, column) === 'temporal' || column === '__timestamp')
  return result.data.some((row) => temporal.some((column) => (toMoment(row[column])?.getTime() ?? 0) % DAY_MS !== 0))
}

/** How moments of these columns are written, in the zone that the page shows. */
export function timeOf(pattern: string, grain: string | undefined, result: QueryResult, columns: readonly string[], options: TimeOptions = {}): TimeFormatter {
  return formatTime(pattern, grain, { ...options, timed: isTimed(result, columns, grain) })
}

/** `1 row`, `2 rows`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`
}
