import type { Cell, CellType, JsonValue } from '@coset/core'
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { intervalText } from '../shared-sql/moments.ts'

const DAY_MS = 86_400_000
const INFINITE = 9_223_372_036_854_775_806n

const integer = (value: DuckDBValue): Cell => {
  if (typeof value !== 'bigint') return Number(value)
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Whole milliseconds and the rest apart, so that far moments keep their fraction; infinities become null. */
const millis = (count: bigint, perMs: bigint): number | null => {
  if (count >= INFINITE || count <= -INFINITE) return null
  return Number(count / perMs) + Number(count % perMs) / Number(perMs)
}

const moment = (value: DuckDBValue): Cell => {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return millis(value.micros, 1_000n)
  if (value instanceof DuckDBTimestampSecondsValue) return value.isFinite ? Number(value.seconds) * 1_000 : null
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.isFinite ? Number(value.millis) : null
  if (value instanceof DuckDBTimestampNanosecondsValue) return millis(value.nanos, 1_000_000n)
  return null
}

const date = (value: DuckDBValue): Cell => (value instanceof DuckDBDateValue && Math.abs(value.days) < 2_147_483_647 ? value.days * DAY_MS : null)

/** Zones are left out of times of day, as for every engine. */
const time = (value: DuckDBValue): Cell => (value instanceof DuckDBTimeTZValue ? new DuckDBTimeValue(BigInt(value.micros)).toString() : String(value))

const interval = (value: DuckDBValue): Cell =>
  value instanceof DuckDBIntervalValue ? intervalText((value.months * 30 + value.days) * 86_400_000_000 + Number(value.micros)) : String(value)

const bytes = (value: DuckDBValue): Cell => (value instanceof DuckDBBlobValue ? new Uint8Array(value.bytes) : String(value))

/** Nested values as JSON; what JSON cannot hold becomes text, not-a-number null. */
const json = (value: DuckDBValue): JsonValue => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(json)
  if (value instanceof DuckDBStructValue) return Object.fromEntries(Object.entries(value.entries).map(([key, item]) => [key, json(item)]))
  if (value instanceof DuckDBMapValue) return Object.fromEntries(value.entries.map((entry) => [String(entry.key), json(entry.value)]))
  if (value instanceof DuckDBUnionValue) return json(value.value)
  return value.toString()
}

export interface DuckdbReader {
  readonly type: CellType
  readonly read: (value: DuckDBValue) => Cell
}

const as = (type: CellType, read: (value: DuckDBValue) => Cell): DuckdbReader => ({ type, read })
const INTEGER = as('integer', integer)
const FLOAT = as('float', Number)
const MOMENT = as('timestamp', moment)
const TIME = as('time', time)
const JSONS = as('json', json)

const READERS: ReadonlyMap<DuckDBTypeId, DuckdbReader> = new Map([
  [DuckDBTypeId.BOOLEAN, as('boolean', Boolean)],
  [DuckDBTypeId.TINYINT, INTEGER],
  [DuckDBTypeId.SMALLINT, INTEGER],
  [DuckDBTypeId.INTEGER, INTEGER],
  [DuckDBTypeId.BIGINT, INTEGER],
  [DuckDBTypeId.UTINYINT, INTEGER],
  [DuckDBTypeId.USMALLINT, INTEGER],
  [DuckDBTypeId.UINTEGER, INTEGER],
  [DuckDBTypeId.UBIGINT, INTEGER],
  [DuckDBTypeId.HUGEINT, INTEGER],
  [DuckDBTypeId.UHUGEINT, INTEGER],
  [DuckDBTypeId.BIGNUM, INTEGER],
  [DuckDBTypeId.FLOAT, FLOAT],
  [DuckDBTypeId.DOUBLE, FLOAT],
  [DuckDBTypeId.DECIMAL, as('decimal', String)],
  [DuckDBTypeId.TIMESTAMP, MOMENT],
  [DuckDBTypeId.TIMESTAMP_S, MOMENT],
  [DuckDBTypeId.TIMESTAMP_MS, MOMENT],
  [DuckDBTypeId.TIMESTAMP_NS, MOMENT],
  [DuckDBTypeId.TIMESTAMP_TZ, MOMENT],
  [DuckDBTypeId.DATE, as('date', date)],
  [DuckDBTypeId.TIME, TIME],
  [DuckDBTypeId.TIME_TZ, TIME],
  [DuckDBTypeId.TIME_NS, TIME],
  [DuckDBTypeId.INTERVAL, as('interval', interval)],
  [DuckDBTypeId.BLOB, as('binary', bytes)],
  [DuckDBTypeId.LIST, JSONS],
  [DuckDBTypeId.ARRAY, JSONS],
  [DuckDBTypeId.STRUCT, JSONS],
  [DuckDBTypeId.MAP, JSONS],
  [DuckDBTypeId.UNION, JSONS],
])
const TEXT = as('string', String)

export const readerOf = (type: DuckDBType): DuckdbReader => READERS.get(type.typeId) ?? TEXT

/** `DECIMAL(12,2)` → `DECIMAL(12, 2)`; JSON keeps its name. */
export const typeText = (type: DuckDBType): string => type.alias ?? type.toString().replace(/^DECIMAL\((\d+),(\d+)\)$/, 'DECIMAL($1, $2)')
