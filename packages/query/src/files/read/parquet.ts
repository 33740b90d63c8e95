import type { Cell, JsonValue } from '@coset/core'
import { type AsyncBuffer, type Compressors, type FileMetaData, parquetMetadataAsync, parquetRead, type SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { columnNames } from './arrange.ts'
import { refused, tooLarge } from './refusals.ts'
import type { FileColumn, FileType, ReadLimits } from './table.ts'

interface Shape {
  readonly name: string
  readonly type: FileType
  readonly cellOf: (value: unknown, row: number) => Cell
}

const asBuffer = (bytes: Uint8Array): AsyncBuffer => ({
  byteLength: bytes.byteLength,
  slice: (start, end) => {
    const part = Uint8Array.prototype.slice.call(bytes, start, end)
    return part.buffer
  },
})

/** Pages say how large they become: never more than what is left. */
const bounded = (limits: ReadLimits): Compressors => {
  let left = limits.maxBytes
  const guard =
    (unpack: NonNullable<Compressors[keyof Compressors]>) =>
    (input: Uint8Array, length: number): Uint8Array => {
      left -= length
      if (left < 0) throw tooLarge('The file unpacks to more than is accepted')
      return unpack(input, length)
    }
  return Object.fromEntries(Object.entries(compressors).map(([codec, unpack]) => [codec, guard(unpack)]))
}

const plain = (value: unknown): JsonValue => {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return [...value]
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

const unscaled = (value: unknown): bigint => {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint)
  let number = 0n
  for (const byte of value) number = (number << 8n) | BigInt(byte)
  return BigInt.asIntN(value.byteLength * 8, number)
}

const decimalText = (value: unknown, scale: number): string => {
  const number = unscaled(value)
  const digits = String(number < 0n ? -number : number).padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return number < 0n ? `-${text}` : text
}

const integerCell = (value: unknown): Cell => {
  if (typeof value !== 'bigint') return Number(value)
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

const floatCell =
  (name: string) =>
  (value: unknown, row: number): Cell => {
    const number = Number(value)
    if (Number.isNaN(number)) return null
    if (Number.isFinite(number)) return number
    throw refused('file', `Row ${row + 1}: column “${name}” holds infinity, which databases do not take`)
  }

const utf8 = new TextDecoder('utf-8', { fatal: true })

const textCell =
  (name: string) =>
  (value: unknown, row: number): Cell => {
    try {
      return typeof value === 'string' ? value : utf8.decode(value as Uint8Array)
    } catch (error) {
      throw refused('file', `Row ${row + 1}: column “${name}” holds bytes that are no text`, error)
    }
  }

const jsonCell = (value: unknown): Cell => JSON.stringify(plain(value))

/** What a top column of the schema holds; `nested` has columns of its own. */
const shapeOf = (element: SchemaElement, nested: boolean): Shape => {
  const { name, converted_type: converted, logical_type: logical } = element
  const shape = (type: FileType, cellOf: Shape['cellOf']): Shape => ({ name, type, cellOf })
  if (nested || element.repetition_type === 'REPEATED') return shape('string', jsonCell)
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return shape('decimal', (value) => decimalText(value, element.scale ?? 0))
  if (converted === 'DATE' || logical?.type === 'DATE') return shape('date', (value) => (value as number) * 86_400_000)
  if (element.type === 'INT96' || logical?.type === 'TIMESTAMP' || converted?.startsWith('TIMESTAMP') === true)
    return shape('timestamp', (value) => value as number)
  if (converted?.startsWith('TIME') === true || logical?.type === 'TIME') return shape('string', (value) => String(value))
  if (element.type === 'BOOLEAN') return shape('boolean', (value) => value === true)
  if (logical?.type === 'FLOAT16' || element.type === 'FLOAT' || element.type === 'DOUBLE') return shape('float', floatCell(name))
  if (element.type === 'INT32' || element.type === 'INT64')
    return converted === 'UINT_64' ? shape('decimal', (value) => String(value)) : shape('integer', integerCell)
  return shape('string', textCell(name))
}

const topElements = (schema: readonly SchemaElement[]): readonly { readonly element: SchemaElement; readonly nested: boolean }[] => {
  const found: { element: SchemaElement; nested: boolean }[] = []
  const skip = (at: number): number => {
    let next = at + 1
    for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = skip(next)
    return next
  }
  for (let at = 1; at < schema.length; ) {
    const element = schema[at]
    if (element !== undefined) found.push({ element, nested: (element.num_children ?? 0) > 0 })
    at = skip(at)
  }
  return found
}

/** The library makes floats of decimals; as plain numbers and bytes they stay exact. */
const withoutDecimals = (metadata: FileMetaData): FileMetaData => ({
  ...metadata,
  schema: metadata.schema.map((element) => {
    if (element.converted_type !== 'DECIMAL' && element.logical_type?.type !== 'DECIMAL') return element
    const { converted_type: _, logical_type: __, ...rest } = element
    return rest
  }),
})

const refuseSize = (metadata: FileMetaData, limits: ReadLimits): void => {
  const columns = topElements(metadata.schema).length
  if (Number(metadata.num_rows) * columns > limits.maxCells) throw tooLarge(`The file holds more than ${limits.maxCells} cells`)
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0)
  if (rows !== Number(metadata.num_rows)) throw refused('file', 'The Parquet file says two things of its number of rows')
}

const readable = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && 'status' in error) throw error
    throw refused('file', `The Parquet file cannot be read: ${error instanceof Error ? error.message : String(error)}`, error)
  }
}

const PARSERS = {
  timestampFromMilliseconds: (value: bigint) => Number(value),
  timestampFromMicroseconds: (value: bigint) => Number(value) / 1000,
  timestampFromNanoseconds: (value: bigint) => Number(value / 1000n) / 1000,
  dateFromDays: (days: number) => days,
  jsonFromBytes: (bytes: Uint8Array) => utf8.decode(bytes),
}

/** Names of the columns of a Parquet file. */
export const parquetNames = (bytes: Uint8Array, limits: ReadLimits): Promise<readonly string[]> =>
  readable(async () => {
    const metadata = await parquetMetadataAsync(asBuffer(bytes))
    return columnNames(
      topElements(metadata.schema).map(({ element }) => element.name),
      limits,
    )
  })

/** A Parquet file, column by column; `mostRows`: no more are read. Throws Unprocessable, TooLarge. */
export const readParquet = (bytes: Uint8Array, limits: ReadLimits, mostRows: number | null): Promise<readonly FileColumn[]> =>
  readable(async () => {
    const file = asBuffer(bytes)
    const metadata = await parquetMetadataAsync(file)
    refuseSize(metadata, limits)
    const shapes = topElements(metadata.schema).map(({ element, nested }) => shapeOf(element, nested))
    const names = columnNames(
      shapes.map((shape) => shape.name),
      limits,
    )
    const rowEnd = Math.min(Number(metadata.num_rows), mostRows ?? Number.POSITIVE_INFINITY)
    let rows: readonly (readonly unknown[])[] = []
    if (rowEnd > 0)
      await parquetRead({
        file,
        metadata: withoutDecimals(metadata),
        rowEnd,
        compressors: bounded(limits),
        parsers: PARSERS,
        utf8: false,
        onComplete: (found) => {
          rows = found
        },
      })
    return shapes.map((shape, at) => ({
      name: names[at] ?? shape.name,
      type: shape.type,
      cells: rows.map((row, r) => (row[at] === null || row[at] === undefined ? null : shape.cellOf(row[at], r))),
    }))
  })
