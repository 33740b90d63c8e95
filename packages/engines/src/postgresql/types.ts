import type { Cell, CellType, JsonValue } from '@coset/core'
import { intervalText, parseMoment } from '../shared-sql/moments.ts'
import { integerFrom, type ReadBytes, timestampFrom } from './from-bytes.ts'

/** How a result column of one type is named, kept and read from the server's text form. */
export interface PgType {
  /** The name that cursors give in the field: `LONGINTEGER`, `STRING`, `DATETIME`. */
  readonly name: string
  readonly type: CellType
  readonly read: (text: string) => Cell
  /** The same from the wire's bytes, where that is faster. */
  readonly readBytes?: ReadBytes
}

const text = (value: string): Cell => value

/** Integers beyond the safe range become bigints. */
const integer = (value: string): Cell => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(value)
}

const float = (value: string): Cell => Number(value)
const decimal = (value: string): Cell => (/^-?[\d.]/.test(value) && value !== '-Infinity' ? value : null)

const two = (s: string, at: number): number => (s.charCodeAt(at) - 48) * 10 + s.charCodeAt(at + 1) - 48

/** `2021-01-31 13:00:00[.f]` without a zone or with `+00`, the session's; other forms take the slow way. Infinities become null. */
const timestamp = (value: string): Cell => {
  const length = value.endsWith('+00') ? value.length - 3 : value.length
  if (value.charCodeAt(4) !== 45 || length < 19 || length > 26 || (length > 19 && value.charCodeAt(19) !== 46)) return parseMoment(value)
  const year = two(value, 0) * 100 + two(value, 2)
  if (year < 100) return parseMoment(value)
  const whole = Date.UTC(year, two(value, 5) - 1, two(value, 8), two(value, 11), two(value, 14), two(value, 17))
  if (length === 19) return whole
  return whole + Number(value.slice(20, length).padEnd(6, '0')) / 1_000
}

const date = (value: string): Cell => parseMoment(value)
const time = (value: string): Cell => value.replace(/[+-]\d\d(?::\d\d){0,2}$/, '')

/** `1 year 2 mons 3 days -04:05:06.5` → one span; a year counts 365 days and a month 30. */
const interval = (value: string): Cell => {
  let micros = 0
  for (const [, count = '', unit = ''] of value.matchAll(/([+-]?\d+) (year|mon|day)/g)) {
    micros += Number(count) * (unit === 'year' ? 365 : unit === 'mon' ? 30 : 1) * 86_400_000_000
  }
  const clock = /([+-]?)(\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(value)
  if (clock !== null) {
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = clock
    micros += (sign === '-' ? -1 : 1) * Math.round((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000)
  }
  return intervalText(micros)
}

const bytes = (value: string): Cell => {
  const out = new Uint8Array((value.length - 2) >> 1)
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(value.slice(2 + i * 2, 4 + i * 2), 16)
  return out
}

const json = (value: string): Cell => JSON.parse(value) as JsonValue

/** Array elements are JSON: what JSON cannot hold exactly stays text. */
const jsonNumber = (value: string): JsonValue => {
  const number = Number(value)
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? number : value
}

class ArrayReader {
  private at = 0
  private readonly text: string
  private readonly element: (text: string) => JsonValue

  constructor(source: string, element: (text: string) => JsonValue) {
    // `[2:3]={1,2}`: bounds that do not start at one are left out.
    this.text = source.startsWith('[') ? source.slice(source.indexOf('{')) : source
    this.element = element
  }

  read(): readonly JsonValue[] {
    const items: JsonValue[] = []
    this.at++
    while (this.at < this.text.length && this.text[this.at] !== '}') {
      if (this.text[this.at] === ',') this.at++
      else if (this.text[this.at] === '{') items.push(this.read())
      else if (this.text[this.at] === '"') items.push(this.element(this.quoted()))
      else items.push(this.plain())
    }
    this.at++
    return items
  }

  private quoted(): string {
    let out = ''
    for (this.at++; this.at < this.text.length && this.text[this.at] !== '"'; this.at++) {
      if (this.text[this.at] === '\\') this.at++
      out += this.text[this.at] ?? ''
    }
    this.at++
    return out
  }

  private plain(): JsonValue {
    const from = this.at
    while (this.at < this.text.length && this.text[this.at] !== ',' && this.text[this.at] !== '}') this.at++
    const item = this.text.slice(from, this.at)
    return item === 'NULL' ? null : this.element(item)
  }
}

const arrayOf =
  (element: (text: string) => JsonValue) =>
  (value: string): Cell =>
    new ArrayReader(value, element).read()

const scalar = (name: string, type: CellType, read: (value: string) => Cell, readBytes?: ReadBytes): PgType => ({
  name,
  type,
  read,
  ...(readBytes === undefined ? {} : { readBytes }),
})
const array = (name: string, element: (value: string) => JsonValue = (value) => value): PgType => ({
  name: `${name}ARRAY`,
  type: 'json',
  read: arrayOf(element),
})
const STRING = scalar('STRING', 'string', text)

/** By type oid; oids above 16384 belong to users' own types. */
const TYPES: ReadonlyMap<number, PgType> = new Map([
  [16, scalar('BOOLEAN', 'boolean', (value) => value === 't')],
  [17, scalar('BINARY', 'binary', bytes)],
  [20, scalar('LONGINTEGER', 'integer', integer, integerFrom)],
  [21, scalar('INTEGER', 'integer', integer, integerFrom)],
  [23, scalar('INTEGER', 'integer', integer, integerFrom)],
  [26, scalar('ROWID', 'integer', integer, integerFrom)],
  [114, scalar('JSON', 'json', json)],
  [3802, scalar('JSONB', 'json', json)],
  [700, scalar('FLOAT', 'float', float)],
  [701, scalar('FLOAT', 'float', float)],
  [1700, scalar('DECIMAL', 'decimal', decimal)],
  [1082, scalar('DATE', 'date', date)],
  [1083, scalar('TIME', 'time', time)],
  [1266, scalar('TIME', 'time', time)],
  [1114, scalar('DATETIME', 'timestamp', timestamp, timestampFrom)],
  [1184, scalar('DATETIMETZ', 'timestamp', timestamp, timestampFrom)],
  [1186, scalar('INTERVAL', 'interval', interval)],
  [1000, array('BOOLEAN', (value) => value === 't')],
  [1005, array('INTEGER', jsonNumber)],
  [1007, array('INTEGER', jsonNumber)],
  [1016, array('LONGINTEGER', jsonNumber)],
  [1021, array('FLOAT', jsonNumber)],
  [1022, array('FLOAT', jsonNumber)],
  [1231, array('DECIMAL', jsonNumber)],
  [1009, array('STRING')],
  [1014, array('STRING')],
  [1015, array('STRING')],
  [2951, array('STRING')],
  [199, array('JSON', (value) => JSON.parse(value) as JsonValue)],
  [3807, array('JSONB', (value) => JSON.parse(value) as JsonValue)],
  [1115, array('DATETIME')],
  [1182, array('DATE')],
  [1185, array('DATETIMETZ')],
])

export const pgType = (oid: number): PgType => TYPES.get(oid) ?? STRING

/** `format_type()` of the server → the text that the field's tools show: `character varying(20)` → `VARCHAR(20)`. */
export const columnTypeText = (formatted: string): string =>
  formatted
    .toUpperCase()
    .replace(/^CHARACTER VARYING/, 'VARCHAR')
    .replace(/^CHARACTER/, 'CHAR')
    .replace(/^"CHAR"/, 'CHAR')
    .replace(/^BIT VARYING/, 'BIT VARYING')
    .replace(/\((\d+),(\d+)\)/, '($1, $2)')
