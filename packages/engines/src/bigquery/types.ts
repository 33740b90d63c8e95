import type { Cell, CellType, JsonValue, ResultColumn } from '@coset/core'
import { listOf, objectOf, textOf } from '../http/json.ts'
import { cellReader } from '../shared-sql/json-cells.ts'

export interface BigqueryField {
  readonly name: string
  readonly type: string
  readonly mode: string
  readonly fields: readonly BigqueryField[]
  readonly description: string | null
}

export const fieldsOf = (schema: unknown): readonly BigqueryField[] =>
  listOf(objectOf(schema)['fields']).map((item) => {
    const field = objectOf(item)
    return {
      name: textOf(field['name']) ?? '',
      type: (textOf(field['type']) ?? '').toUpperCase(),
      mode: (textOf(field['mode']) ?? 'NULLABLE').toUpperCase(),
      fields: fieldsOf(field),
      description: textOf(field['description']),
    }
  })

const KINDS: Readonly<Record<string, CellType>> = {
  INTEGER: 'integer',
  INT64: 'integer',
  FLOAT: 'float',
  FLOAT64: 'float',
  NUMERIC: 'decimal',
  BIGNUMERIC: 'decimal',
  BOOLEAN: 'boolean',
  BOOL: 'boolean',
  STRING: 'string',
  BYTES: 'binary',
  TIMESTAMP: 'timestamp',
  DATETIME: 'timestamp',
  DATE: 'date',
  TIME: 'time',
  INTERVAL: 'interval',
  JSON: 'json',
}

const kindOf = (field: BigqueryField): CellType => (field.mode === 'REPEATED' || field.fields.length > 0 ? 'json' : (KINDS[field.type] ?? 'string'))

/** `{f: [{v}]}` and `[{v}]` as plain objects and lists; leaves keep their texts, numbers and booleans become themselves. */
const nested = (value: unknown, field: BigqueryField): JsonValue => {
  if (value === null || value === undefined) return null
  if (field.mode === 'REPEATED') return listOf(value).map((item) => nested(objectOf(item)['v'], { ...field, mode: 'NULLABLE' }))
  if (field.fields.length > 0) {
    const cells = listOf(objectOf(value)['f'])
    return Object.fromEntries(field.fields.map((inner, i) => [inner.name, nested(objectOf(cells[i])['v'], inner)]))
  }
  const cell = readerOf(field)(value)
  return typeof cell === 'bigint' ? cell.toString() : cell instanceof Uint8Array ? String(value) : cell
}

/** Timestamps come as microseconds. */
const readerOf = (field: BigqueryField): ((value: unknown) => Cell) => {
  if (field.type === 'TIMESTAMP') return (value) => Number(value) / 1_000
  return cellReader(KINDS[field.type] ?? 'string')
}

/** Reader of the `v` of one cell. */
export const bigqueryReader = (field: BigqueryField): ((value: unknown) => Cell) => {
  if (field.mode === 'REPEATED' || field.fields.length > 0) return (value) => nested(value, field)
  return readerOf(field)
}

export const bigqueryColumn = (field: BigqueryField): ResultColumn => ({
  name: field.name,
  nativeType: field.mode === 'REPEATED' ? `ARRAY<${field.type}>` : field.type,
  type: kindOf(field),
})
