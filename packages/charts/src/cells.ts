import type { EmptyModel, FormData, QueryFilter, QueryResult } from '@coset/chart-kit'
import { labelOf } from '@coset/chart-kit'
import { toMoment } from '@coset/core'

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

/** `1 row`, `2 rows`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`
}
