/** The four kinds that charts and clients know; numbers as in the REST answers' `coltypes`. */
export const GenericType = { NUMERIC: 0, STRING: 1, TEMPORAL: 2, BOOLEAN: 3 } as const
export type GenericType = (typeof GenericType)[keyof typeof GenericType]

/**
 * What a result column holds, and how each cell is represented:
 * - `integer`: number when safe, else bigint · `float`: number (NaN and infinities kept) · `decimal`: exact decimal text
 * - `string` · `boolean` · `json`: the parsed value · `binary`: Uint8Array
 * - `timestamp`: epoch milliseconds, UTC, fraction allowed; zone-less source values are read as UTC · `date`: epoch ms of midnight
 * - `time`: `HH:MM:SS[.ffffff]` · `interval`: text such as `1 days 02:00:00`
 * - `unknown`: the driver told no type; cells are any of the above
 */
export type CellType = 'integer' | 'float' | 'decimal' | 'string' | 'boolean' | 'timestamp' | 'date' | 'time' | 'interval' | 'json' | 'binary' | 'unknown'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** One value of a result; see {@link CellType}. SQL NULL is null. */
export type Cell = null | number | bigint | string | boolean | Uint8Array | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** A result column as the driver described it. */
export interface ResultColumn {
  readonly name: string
  /** The engine's own type text, e.g. `TIMESTAMP WITHOUT TIME ZONE`; empty when unknown. */
  readonly nativeType: string
  readonly type: CellType
}
