import { GenericType } from '@coset/core'
import type { Dialect } from '@coset/sql'
import type { FilterOperator } from '../query-object.ts'
import { queryError } from './plan-context.ts'

export type Scalar = string | number | boolean | null

/** What a filter compares with: the expression and what its values are. */
export interface Operand {
  readonly sql: string
  readonly kind: GenericType | null
  /** A moment as a literal of this column, or null when its type has none. */
  readonly moment: ((epochMs: number) => string | null) | null
}

const LIKE: ReadonlySet<FilterOperator> = new Set(['LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE'])
export const isLike = (op: FilterOperator): boolean => LIKE.has(op)

/** A finite number as SQL. Throws BadRequest for others. */
export const numberLiteral = (value: number): string => {
  if (!Number.isFinite(value)) throw queryError('Filter values must be finite numbers')
  return String(value)
}

const numeric = (text: string): Scalar => {
  const trimmed = text.trim()
  if (/^[+-]?(?:nan|inf|infinity)$/i.test(trimmed)) throw queryError(`Filter value ${trimmed} is not a finite number`)
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed)) return null
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : null
}

const truth = (value: Scalar): boolean => (typeof value === 'string' ? value.trim().toLowerCase() === 'true' : Boolean(value))

/** One value of a filter as the column's kind wants it; null means SQL NULL. */
export const prepareValue = (value: Scalar, op: FilterOperator, operand: Operand): Scalar => {
  if (value === null) return null
  let current: Scalar = value
  if (typeof current === 'string') {
    current = current.replace(/^[\t\n]+|[\t\n]+$/g, '')
    if (operand.kind === GenericType.NUMERIC && !isLike(op)) return numeric(current)
    if (current === '<NULL>') return null
    if (current === '<empty string>') return ''
  }
  return operand.kind === GenericType.BOOLEAN ? truth(current) : current
}

/** Exact digits of a whole number in a text, which a double would lose; request bodies bring such numbers as texts. */
const exactInteger = (raw: Scalar): string | null => {
  const digits = typeof raw === 'string' ? raw.trim() : ''
  return /^[+-]?\d{16,38}$/.test(digits) ? digits.replace(/^\+/, '') : null
}

/** A prepared value as SQL. Numbers against a time column are epoch milliseconds. `raw` is the value as asked. */
export const literal = (value: Scalar, operand: Operand, dialect: Dialect, raw: Scalar = null): string => {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return dialect.booleanLiteral(value)
  const digits = operand.kind === GenericType.NUMERIC || operand.kind === null ? exactInteger(raw) : null
  if (typeof value === 'string') {
    const isLong = operand.kind === null && digits !== null && !Number.isSafeInteger(Number(digits))
    return isLong ? digits : dialect.stringLiteral(value)
  }
  if (operand.kind === GenericType.TEMPORAL && operand.moment !== null) {
    const moment = operand.moment(value)
    if (moment !== null) return moment
  }
  return digits ?? numberLiteral(value)
}
