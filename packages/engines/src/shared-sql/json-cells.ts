import type { Cell, CellType, JsonValue } from '@coset/core'
import { parseMoment } from './moments.ts'

type Read = (value: unknown) => Cell

const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : JSON.stringify(plain(value))

/** JSON has no bigints; they become texts inside of nested values. */
const plain = (value: unknown): JsonValue => {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

/** Whole numbers: a number when safe, else a bigint. Text that is none stays null. */
export const integerCell: Read = (value) => {
  if (typeof value === 'boolean') return value ? 1 : 0
  const text = textOf(value).trim()
  if (!/^[+-]?\d+$/.test(text)) return Number.isFinite(Number(text)) && text !== '' ? Number(text) : null
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

const WORDS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '+infinity': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
}
const floatCell: Read = (value) => (typeof value === 'number' ? value : (WORDS[textOf(value).trim().toLowerCase()] ?? Number(textOf(value))))
const decimalCell: Read = (value) => {
  const text = textOf(value).trim()
  return /^[+-]?(?:\d|\.\d)/.test(text) ? text : null
}
const booleanCell: Read = (value) => (typeof value === 'boolean' ? value : /^(?:true|t|1|yes)$/i.test(textOf(value)))
const momentCell: Read = (value) => (typeof value === 'number' ? value : parseMoment(textOf(value).trim().replace(/ UTC$/, 'Z')))

const base64Cell: Read = (value) => new Uint8Array(Buffer.from(textOf(value), 'base64'))

const jsonCell: Read = (value) => {
  if (typeof value !== 'string') return plain(value)
  if (!/^\s*[[{"]/.test(value)) return value
  try {
    return JSON.parse(value) as JsonValue
  } catch {
    return value
  }
}

const READERS: Readonly<Record<CellType, Read>> = {
  integer: integerCell,
  float: floatCell,
  decimal: decimalCell,
  string: textOf,
  boolean: booleanCell,
  timestamp: momentCell,
  date: momentCell,
  time: textOf,
  interval: textOf,
  json: jsonCell,
  binary: base64Cell,
  unknown: (value) => (typeof value === 'object' ? plain(value) : typeof value === 'string' || typeof value === 'bigint' ? value : (value as Cell)),
}

/** Turns values of JSON answers into cells; moments as `YYYY-MM-DD[ T]HH:MM:SS[.f]` or epoch milliseconds, bytes as base64. Nulls never get here. */
export const cellReader = (type: CellType): Read => READERS[type]

type TypeRule = readonly [pattern: RegExp, type: CellType]

const RULES: readonly TypeRule[] = [
  [/^(?:tiny|small|medium|big|huge|u?big)?int(?:eger)?\b|^u?int\d+|^(?:long|short|byte|int[248]|serial|bigserial|year|counter)\b/i, 'integer'],
  [/^(?:decimal|numeric|number|fixed|bignumeric|dec)\b/i, 'decimal'],
  [/^(?:float|double|real|half_float|scaled_float|binary_float|binary_double)/i, 'float'],
  [/^bool/i, 'boolean'],
  [/^(?:timestamp|datetime|smalldatetime)/i, 'timestamp'],
  [/^date\b|^date32/i, 'date'],
  [/^time\b/i, 'time'],
  [/^interval/i, 'interval'],
  [/^(?:json|array|map|row|struct|object|variant|super|list|tuple|nested|record|union|geography|geometry)/i, 'json'],
  [/^(?:varbinary|binary|bytes|bytea|blob|image|raw)/i, 'binary'],
  [/^(?:n?(?:var)?char|character|string|text|n?clob|ip|keyword|uuid|enum|fixedstring|symbol|unicode|ipaddress)/i, 'string'],
]

/** The kind of cell of a type text, by rules of the engine first and what most engines share after. */
export const cellTypes =
  (own: readonly TypeRule[] = []) =>
  (nativeType: string): CellType => {
    const text = nativeType.trim()
    return (own.find(([pattern]) => pattern.test(text)) ?? RULES.find(([pattern]) => pattern.test(text)))?.[1] ?? 'unknown'
  }
