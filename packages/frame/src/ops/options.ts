import { BadRequest } from '@coset/core'
import { type Frame, type Series, topLabel } from '../frame.ts'
import { MAX_CELLS, type OperationContext, type Options } from './operation.ts'

/** Throws BadRequest when an option is given that the operation does not know. */
export const onlyOptions = (options: Options, known: readonly string[]): void => {
  for (const key of Object.keys(options)) if (!known.includes(key)) throw new BadRequest(`Unknown post-processing option: ${key}`)
}

/** A list of texts; one text counts as a list, absent and null give `fallback`. */
export const textList = (options: Options, key: string, fallback: readonly string[] = []): readonly string[] => {
  const value = options[key]
  if (value === undefined || value === null) return fallback
  if (typeof value === 'string') return [value]
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw new BadRequest(`Post-processing option ${key} must be a list of names`)
}

export const text = (options: Options, key: string): string => {
  const value = options[key]
  if (typeof value === 'string') return value
  throw new BadRequest(`Post-processing option ${key} must be text`)
}

/** A whole number; absent and null give `fallback`. */
export const whole = (options: Options, key: string, fallback: number | null): number | null => {
  const value = options[key]
  if (value === undefined || value === null) return fallback
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number)) return number
  throw new BadRequest(`Post-processing option ${key} must be a whole number`)
}

export const flag = (options: Options, key: string, fallback: boolean): boolean => {
  const value = options[key]
  return value === undefined || value === null ? fallback : Boolean(value)
}

export const isObject = (value: unknown): value is Options => typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object of name → name (or null). */
export const mapping = (options: Options, key: string): ReadonlyMap<string, string | null> => {
  const value = options[key] ?? {}
  if (!isObject(value) || !Object.values(value).every((to) => to === null || typeof to === 'string'))
    throw new BadRequest(`Post-processing option ${key} must map names`)
  return new Map(Object.entries(value).map(([from, to]) => [from, typeof to === 'string' ? to : null]))
}

/** Columns of this name: one, or all below it in a multi-level header. */
export const named = (frame: Frame, name: string): Series[] => frame.columns.filter((column) => topLabel(column.label) === name)

/** Throws BadRequest unless every name is a column, or the first level of one. */
export const requireColumns = (frame: Frame, names: Iterable<string>): void => {
  const known = new Set(frame.columns.map((column) => topLabel(column.label)))
  for (const name of names) if (!known.has(name)) throw new BadRequest('Referenced columns not available in DataFrame.')
}

/** The one column of this name. Throws BadRequest. */
export const column = (frame: Frame, name: string): Series => {
  requireColumns(frame, [name])
  const [first] = named(frame, name)
  if (first === undefined) throw new BadRequest('Referenced columns not available in DataFrame.')
  return first
}

/** Throws BadRequest before an operation makes more cells than one answer may hold. */
export const bounded = (cells: number, context: OperationContext): void => {
  if (cells > (context.maxCells ?? MAX_CELLS)) throw new BadRequest('Post-processing would produce too many cells')
}
