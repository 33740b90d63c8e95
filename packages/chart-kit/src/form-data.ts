import type { AdhocColumn, FormData, QueryColumn, QueryMetric } from './query-object.ts'

/** A non-empty text of the form data, else `fallback`. */
export function readText(formData: FormData, key: string, fallback = ''): string {
  const value = formData[key]
  return typeof value === 'string' && value !== '' ? value : fallback
}

/** A switch; saved text `true` and `false` counts too. */
export function readFlag(formData: FormData, key: string, fallback = false): boolean {
  const value = formData[key]
  if (typeof value === 'boolean') return value
  if (value === 'true') return true
  return value === 'false' ? false : fallback
}

/** A finite number, or text that is one; undefined otherwise. */
export function readNumber(formData: FormData, key: string): number | undefined {
  return asNumber(formData[key])
}

export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const parsed = Number(value)
  return Number.isFinite(parsed) ? parsed : undefined
}

/** One value or a list → a list; null and undefined are the empty list. */
export function asList<T = unknown>(value: T | readonly T[] | null | undefined): readonly T[] {
  if (value === null || value === undefined) return []
  return Array.isArray(value) ? (value as readonly T[]) : [value as T]
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isAdhocColumn(value: unknown): value is AdhocColumn {
  return isRecord(value) && typeof value['sqlExpression'] === 'string' && value['expressionType'] === 'SQL'
}

export function isColumn(value: unknown): value is QueryColumn {
  return (typeof value === 'string' && value !== '') || isAdhocColumn(value)
}

export function isMetric(value: unknown): value is QueryMetric {
  return (typeof value === 'string' && value !== '') || (isRecord(value) && (value['expressionType'] === 'SIMPLE' || value['expressionType'] === 'SQL'))
}

/** The columns of a control, one or many; anything that is no column is left out. */
export function readColumns(formData: FormData, key: string): readonly QueryColumn[] {
  return asList(formData[key]).filter(isColumn)
}

/** The metrics of a control, one or many; anything that is no metric is left out. */
export function readMetrics(formData: FormData, key: string): readonly QueryMetric[] {
  return asList(formData[key]).filter(isMetric)
}

/** Bounds as saved: `[min, max]` with nulls or texts. */
export function readBounds(formData: FormData, key: string): { readonly min: number | undefined; readonly max: number | undefined } {
  const [min, max] = asList(formData[key])
  return { min: asNumber(min), max: asNumber(max) }
}

/** `{r,g,b,a}` → CSS; undefined when it is no colour. */
export function readColor(formData: FormData, key: string): string | undefined {
  const value = formData[key]
  if (!isRecord(value)) return undefined
  const { r, g, b, a } = value
  if (typeof r !== 'number' || typeof g !== 'number' || typeof b !== 'number') return undefined
  return `rgba(${r},${g},${b},${typeof a === 'number' ? a : 1})`
}
