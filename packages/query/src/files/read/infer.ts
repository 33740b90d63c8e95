import type { Cell } from '@coset/core'
import { momentOf } from './moments.ts'
import { refused } from './refusals.ts'
import type { FileType, ReadOptions } from './table.ts'

/** A cell as the format gives it; a Date is a moment. */
export type RawCell = null | string | number | bigint | boolean | Date

/** Texts that mean nothing is there, unless the form says otherwise. */
export const DEFAULT_NULLS: readonly string[] = ',#N/A,#N/A N/A,#NA,-1.#IND,-1.#QNAN,-NaN,-nan,1.#IND,1.#QNAN,<NA>,N/A,NA,NULL,NaN,None,n/a,nan,null'.split(',')

const INTEGER = /^[+-]?\d+$/
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const PLAIN_DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)$/
const LEADING_ZERO = /^[+-]?0\d/
const BOOLEAN = /^(?:true|false)$/i
const MOST_DIGITS = 38
const EXACT_DIGITS = 15
const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n }

/** The types of the form by the names that clients write. */
const NAMED_TYPES: ReadonlyMap<string, FileType> = new Map<string, FileType>([
  ...['str', 'string', 'object', 'text', 'category', 'unicode'].map((name) => [name, 'string'] as const),
  ...['int', 'integer', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'].map((name) => [name, 'integer'] as const),
  ...['float', 'double', 'float16', 'float32', 'float64'].map((name) => [name, 'float'] as const),
  ...['decimal', 'numeric'].map((name) => [name, 'decimal'] as const),
  ...['bool', 'boolean'].map((name) => [name, 'boolean'] as const),
  ...['datetime', 'datetime64', 'datetime64[ns]', 'timestamp'].map((name) => [name, 'timestamp'] as const),
  ['date', 'date'],
])

/** Throws Unprocessable naming the types that exist. */
export const namedType = (column: string, name: string): FileType => {
  const type = NAMED_TYPES.get(name.toLowerCase())
  if (type === undefined)
    throw refused('column_data_types', `Column “${column}” asks for the type “${name}”; known are string, integer, float, decimal, boolean, datetime and date`)
  return type
}

const digitsOf = (text: string): number =>
  text
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '').length

const withPoint = (text: string, options: ReadOptions): string =>
  options.decimalCharacter === '.' ? text : text.includes('.') ? 'x' : text.replace(options.decimalCharacter, '.')

const RANK = { integer: 0, float: 1, decimal: 2 } as const
type NumberType = keyof typeof RANK

const numberType = (value: string | number | bigint, options: ReadOptions): NumberType | null => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'float'
  const text = typeof value === 'bigint' ? String(value) : withPoint(value.trim(), options)
  // A number that begins with 0 is a code: a postcode, an account
  if (LEADING_ZERO.test(text)) return null
  if (INTEGER.test(text)) {
    const number = BigInt(text)
    if (number >= INT64.least && number <= INT64.most) return 'integer'
    return digitsOf(text) <= MOST_DIGITS ? 'decimal' : null
  }
  if (!NUMBER.test(text)) return null
  if (digitsOf(text) <= EXACT_DIGITS) return Number.isFinite(Number(text)) ? 'float' : null
  return PLAIN_DECIMAL.test(text) && digitsOf(text) <= MOST_DIGITS ? 'decimal' : 'float'
}

/** The narrowest type that holds every cell exactly. */
export const inferType = (cells: readonly RawCell[], options: ReadOptions): FileType => {
  let number: NumberType | null = null
  let found: 'number' | 'boolean' | 'timestamp' | null = null
  for (const cell of cells) {
    if (cell === null || cell === '') continue
    const rank = typeof cell === 'boolean' || cell instanceof Date ? null : numberType(cell, options)
    const kind =
      cell instanceof Date
        ? 'timestamp'
        : typeof cell === 'boolean' || (typeof cell === 'string' && BOOLEAN.test(cell))
          ? 'boolean'
          : rank === null
            ? null
            : 'number'
    if (kind === null || (found !== null && kind !== found)) return 'string'
    found = kind
    if (rank !== null && (number === null || RANK[rank] > RANK[number])) number = rank
  }
  return found === null ? 'string' : found === 'number' ? (number ?? 'float') : found
}

const integerCell = (value: bigint): Cell => (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value)

/** `1,50` → `1.50` without a plus, never with an exponent. */
const decimalText = (text: string): string | null =>
  PLAIN_DECIMAL.test(text)
    ? text
        .replace(/^\+/, '')
        .replace(/^(-?)\./, '$10.')
        .replace(/\.$/, '')
    : null

const textOfRaw = (cell: Exclude<RawCell, null>): string =>
  cell instanceof Date
    ? cell
        .toISOString()
        .replace('T', ' ')
        .replace(/\.000Z$|Z$/, '')
    : String(cell)

const numberOf = (text: string): number | null => (NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : null)

const TRUE = /^(?:true|t|yes|y|1)$/i
const FALSE = /^(?:false|f|no|n|0)$/i

type Converter = (cell: Exclude<RawCell, null>, options: ReadOptions) => Cell

const toMoment: Converter = (cell, options) => (cell instanceof Date ? cell.getTime() : momentOf(textOfRaw(cell), options.dayFirst))

const CONVERTERS: Readonly<Record<FileType, Converter>> = {
  string: (cell) => textOfRaw(cell),
  integer: (cell, options) => {
    const text = typeof cell === 'string' ? withPoint(cell.trim(), options).replace(/\.0*$/, '') : textOfRaw(cell)
    if (!INTEGER.test(text)) return null
    const value = BigInt(text)
    return value >= INT64.least && value <= INT64.most ? integerCell(value) : null
  },
  float: (cell, options) => (typeof cell === 'number' ? cell : numberOf(withPoint(textOfRaw(cell).trim(), options))),
  decimal: (cell, options) => decimalText(withPoint(textOfRaw(cell).trim(), options)),
  boolean: (cell) => (TRUE.test(textOfRaw(cell)) ? true : FALSE.test(textOfRaw(cell)) ? false : null),
  timestamp: toMoment,
  date: (cell, options) => {
    const moment = toMoment(cell, options)
    return typeof moment === 'number' ? Math.floor(moment / 86_400_000) * 86_400_000 : null
  },
}

const WORDS: Readonly<Record<FileType, string>> = {
  string: 'text',
  integer: 'a whole number of 64 bits',
  float: 'a number',
  decimal: 'a decimal number',
  boolean: 'true or false',
  timestamp: 'a date',
  date: 'a date',
}

/** Cells as values of the type. Throws Unprocessable with the line of the first that is none. */
export const convertCells = (
  cells: readonly RawCell[],
  type: FileType,
  options: ReadOptions,
  where: { readonly field: string; readonly column: string; readonly lineOf: (row: number) => number },
): readonly Cell[] =>
  cells.map((cell, row) => {
    if (cell === null || (cell === '' && type !== 'string')) return null
    const value = CONVERTERS[type](cell, options)
    if (value !== null) return value
    throw refused(where.field, `Line ${where.lineOf(row)}: “${textOfRaw(cell).slice(0, 50)}” in column “${where.column}” is not ${WORDS[type]}`)
  })
