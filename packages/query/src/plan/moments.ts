import type { TimeRange } from '@coset/core'
import type { DatasetColumn } from '../model.ts'
import type { PlanContext } from './plan-context.ts'

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

const FIELDS: Readonly<Record<string, (date: Date, micros: number) => string>> = {
  Y: (d) => pad(d.getUTCFullYear(), 4),
  y: (d) => pad(d.getUTCFullYear() % 100, 2),
  m: (d) => pad(d.getUTCMonth() + 1, 2),
  d: (d) => pad(d.getUTCDate(), 2),
  H: (d) => pad(d.getUTCHours(), 2),
  I: (d) => pad(d.getUTCHours() % 12 === 0 ? 12 : d.getUTCHours() % 12, 2),
  M: (d) => pad(d.getUTCMinutes(), 2),
  S: (d) => pad(d.getUTCSeconds(), 2),
  f: (_, micros) => pad(micros, 6),
  p: (d) => (d.getUTCHours() < 12 ? 'AM' : 'PM'),
  j: (d) => pad(Math.floor((d.getTime() - Date.UTC(d.getUTCFullYear(), 0, 1)) / 86_400_000) + 1, 3),
  b: (d) => d.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' }),
  B: (d) => d.toLocaleString('en-US', { month: 'long', timeZone: 'UTC' }),
  a: (d) => d.toLocaleString('en-US', { weekday: 'short', timeZone: 'UTC' }),
  A: (d) => d.toLocaleString('en-US', { weekday: 'long', timeZone: 'UTC' }),
  '%': () => '%',
}

/** A moment by a strftime pattern; unknown fields stay as written. */
export const strftime = (epochMs: number, pattern: string): string => {
  const seconds = Math.floor(epochMs / 1000)
  const date = new Date(seconds * 1000)
  const micros = Math.round((epochMs - seconds * 1000) * 1000)
  return pattern.replace(/%([a-zA-Z%])/g, (whole, field: string) => FIELDS[field]?.(date, micros) ?? whole)
}

/** A moment that compares with this column: the engine's own literal, else by the column's date format, else ISO-like text. */
export const momentLiteral = (plan: PlanContext, column: DatasetColumn | null, epochMs: number): string => {
  const own = column?.nativeType ? plan.dialect.dateTimeLiteral(column.nativeType, epochMs) : null
  if (own !== null) return own
  const format = column?.pythonDateFormat ?? null
  if (format === 'epoch_s') return String(Math.floor(epochMs / 1000))
  if (format === 'epoch_ms') return String(Math.floor(epochMs / 1000) * 1000)
  return plan.dialect.stringLiteral(strftime(epochMs, format === null || format === '' ? '%Y-%m-%d %H:%M:%S.%f' : format))
}

/** Inclusive start, exclusive end; one condition per bound that is there. */
export const rangeConditions = (plan: PlanContext, sql: string, column: DatasetColumn | null, range: TimeRange): string[] => [
  ...(range.since === null ? [] : [`${sql} >= ${momentLiteral(plan, column, range.since)}`]),
  ...(range.until === null ? [] : [`${sql} < ${momentLiteral(plan, column, range.until)}`]),
]
