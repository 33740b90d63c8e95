import type { Cell, CellType, JsonValue } from '@coset/core'
import { intervalText, parseMoment } from '../shared-sql/moments.ts'

export interface MysqlType {
  /** The protocol's type name, as cursors show it in the field: `LONGLONG`, `VAR_STRING`. */
  readonly name: string
  readonly type: CellType
  readonly read: (value: unknown) => Cell
}

/** What the driver tells of a result column. */
export interface MysqlField {
  readonly name: string
  readonly columnType?: number | undefined
  readonly characterSet?: number | undefined
}

const BINARY_CHARSET = 63
const text = (value: unknown): Cell => (value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value))
const float = (value: unknown): Cell => Number(value)
const bytes = (value: unknown): Cell => (value instanceof Uint8Array ? new Uint8Array(value) : new TextEncoder().encode(String(value)))

const integer = (value: unknown): Cell => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(String(value))
}

/** BIT columns come as big-endian bytes. */
const bits = (value: unknown): Cell => {
  if (!(value instanceof Uint8Array)) return integer(value)
  let number = 0n
  for (const byte of value) number = number * 256n + BigInt(byte)
  return integer(number)
}

/** Zero dates have no moment and become null. */
const moment = (value: unknown): Cell => parseMoment(String(value))

/** TIME is a span from -838:59:59 to 838:59:59, not a time of day. */
const span = (value: unknown): Cell => {
  const found = /^(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(String(value))
  if (found === null) return String(value)
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = found
  return intervalText((sign === '-' ? -1 : 1) * Math.round((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000))
}

const json = (value: unknown): Cell => (typeof value === 'string' ? (JSON.parse(value) as JsonValue) : text(value))

const one = (name: string, type: CellType, read: (value: unknown) => Cell): MysqlType => ({ name, type, read })

const TYPES: ReadonlyMap<number, MysqlType> = new Map([
  [0, one('DECIMAL', 'decimal', String)],
  [1, one('TINY', 'integer', integer)],
  [2, one('SHORT', 'integer', integer)],
  [3, one('LONG', 'integer', integer)],
  [4, one('FLOAT', 'float', float)],
  [5, one('DOUBLE', 'float', float)],
  [6, one('NULL', 'unknown', text)],
  [7, one('TIMESTAMP', 'timestamp', moment)],
  [8, one('LONGLONG', 'integer', integer)],
  [9, one('INT24', 'integer', integer)],
  [10, one('DATE', 'date', moment)],
  [11, one('TIME', 'interval', span)],
  [12, one('DATETIME', 'timestamp', moment)],
  [13, one('YEAR', 'integer', integer)],
  [16, one('BIT', 'integer', bits)],
  [245, one('JSON', 'json', json)],
  [246, one('NEWDECIMAL', 'decimal', String)],
  [255, one('GEOMETRY', 'binary', bytes)],
])

const TEXTS: ReadonlyMap<number, string> = new Map([
  [15, 'VARCHAR'],
  [247, 'ENUM'],
  [248, 'SET'],
  [249, 'TINY_BLOB'],
  [250, 'MEDIUM_BLOB'],
  [251, 'LONG_BLOB'],
  [252, 'BLOB'],
  [253, 'VAR_STRING'],
  [254, 'STRING'],
])

export const mysqlType = (field: MysqlField): MysqlType => {
  const code = field.columnType ?? 253
  const known = TYPES.get(code)
  if (known !== undefined) return known
  const name = TEXTS.get(code) ?? 'VAR_STRING'
  return field.characterSet === BINARY_CHARSET ? one(name, 'binary', bytes) : one(name, 'string', text)
}

/** `COLUMN_TYPE` of the server → the text that the field's tools show: `int(11) unsigned` → `INTEGER(11) UNSIGNED`. */
export const columnTypeText = (columnType: string): string => {
  const values = /^(?:enum|set)\(.*\)$/is.exec(columnType)
  if (values !== null) return columnType.replace(/^\w+/, (word) => word.toUpperCase())
  return columnType
    .toUpperCase()
    .replace(/^INT\b/, 'INTEGER')
    .replace(/\((\d+),(\d+)\)/, '($1, $2)')
}
