import type { Cell, CellType, ResultColumn } from '@coset/core'
import { numberOf, objectOf, textOf } from '../http/json.ts'
import { cellReader } from '../shared-sql/json-cells.ts'

const DAY_MS = 86_400_000

const KINDS: Readonly<Record<string, CellType>> = {
  REAL: 'float',
  FLOAT: 'float',
  TEXT: 'string',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP_NTZ: 'timestamp',
  TIMESTAMP_LTZ: 'timestamp',
  TIMESTAMP_TZ: 'timestamp',
  TIME: 'time',
  BINARY: 'binary',
  VARIANT: 'json',
  OBJECT: 'json',
  ARRAY: 'json',
  MAP: 'json',
  VECTOR: 'json',
}

/** One entry of `rowType`. */
export const snowflakeColumn = (told: unknown): ResultColumn => {
  const column = objectOf(told)
  const type = (textOf(column['type']) ?? '').toUpperCase()
  const precision = numberOf(column['precision'])
  const scale = numberOf(column['scale']) ?? 0
  if (type === 'FIXED' || type === 'NUMBER') {
    return { name: textOf(column['name']) ?? '', nativeType: `NUMBER(${precision ?? 38}, ${scale})`, type: scale === 0 ? 'integer' : 'decimal' }
  }
  return { name: textOf(column['name']) ?? '', nativeType: type === 'TEXT' ? 'VARCHAR' : type, type: KINDS[type] ?? 'string' }
}

/** `1612325106.123000000` seconds, with an offset in minutes plus 1440 behind those with a zone, which is only for show. */
const moment = (value: unknown): Cell => {
  const [seconds = '', fraction = ''] = String(value).split(' ')[0]?.split('.') ?? []
  const sign = seconds.startsWith('-') ? -1 : 1
  return Number(seconds) * 1_000 + sign * (Number(fraction.padEnd(6, '0').slice(0, 6)) / 1_000)
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Seconds since midnight. */
const time = (value: unknown): Cell => {
  const [seconds = '0', fraction = ''] = String(value).split('.')
  const whole = Number(seconds)
  const shown = fraction.replace(/0+$/, '').slice(0, 6)
  return `${two(Math.floor(whole / 3_600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${shown === '' ? '' : `.${shown}`}`
}

/** Reader of the texts of the SQL interface. */
export const snowflakeReader = (column: ResultColumn): ((value: unknown) => Cell) => {
  if (column.type === 'date') return (value) => Number(value) * DAY_MS
  if (column.type === 'timestamp') return moment
  if (column.type === 'time') return time
  if (column.type === 'binary') return (value) => new Uint8Array(Buffer.from(String(value), 'hex'))
  return cellReader(column.type)
}
