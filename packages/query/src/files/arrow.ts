import type { Cell, CellType } from '@coset/core'
import { cellText, isMissing } from '@coset/frame'
import type { DataType, RecordBatch, Schema } from 'apache-arrow'
import type { Table } from './table.ts'

type Arrow = typeof import('apache-arrow')

interface Shape {
  readonly type: DataType
  readonly read: (cell: Cell) => unknown
}

const wholeNumber = (cell: Cell): unknown => {
  if (typeof cell === 'bigint') return cell
  return typeof cell === 'number' && Number.isFinite(cell) ? BigInt(Math.trunc(cell)) : null
}

/** Arrow type of a column and its cells as that type's builder takes them. Decimals, intervals and nested values are exact text. */
const shapeOf = (arrow: Arrow, type: CellType): Shape => {
  const number = (cell: Cell): unknown => (typeof cell === 'number' ? cell : typeof cell === 'bigint' ? Number(cell) : null)
  if (type === 'integer') return { type: new arrow.Int64(), read: wholeNumber }
  if (type === 'float') return { type: new arrow.Float64(), read: number }
  if (type === 'boolean') return { type: new arrow.Bool(), read: (cell) => (typeof cell === 'boolean' ? cell : null) }
  if (type === 'timestamp') return { type: new arrow.TimestampMicrosecond(), read: number }
  if (type === 'date') return { type: new arrow.DateDay(), read: number }
  if (type === 'binary') return { type: new arrow.Binary(), read: (cell) => (cell instanceof Uint8Array ? cell : null) }
  return { type: new arrow.Utf8(), read: (cell) => (isMissing(cell) ? null : cellText(cell, type)) }
}

const schemaOf = (arrow: Arrow, table: Table, shapes: readonly Shape[]): Schema =>
  new arrow.Schema(
    table.columns.map((column, c) => new arrow.Field(column.name, shapes[c]?.type ?? new arrow.Utf8(), true, new Map([['coset:type', column.type]]))),
  )

const batchOf = (arrow: Arrow, schema: Schema, shapes: readonly Shape[], block: readonly (readonly Cell[])[]): RecordBatch => {
  const children = shapes.map((shape, c) => {
    const builder = arrow.makeBuilder({ type: shape.type, nullValues: [null] })
    for (const cell of block[c] ?? []) builder.append(cell === null ? null : shape.read(cell))
    return builder.finish().toVector().data[0] ?? arrow.makeData({ type: shape.type })
  })
  const length = block[0]?.length ?? 0
  return new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length, nullCount: 0, children }))
}

/** `ff ff ff ff 00 00 00 00` ends a stream. */
const END_BYTES = 8

/** The Arrow IPC stream of a table, a record batch per block. The field's `coset:type` says what text columns hold (`decimal`, `json`, …). */
export const arrowBytes = async function* (table: Table): AsyncGenerator<Uint8Array> {
  const arrow = await import('apache-arrow')
  const shapes = table.columns.map((column) => shapeOf(arrow, column.type))
  const schema = schemaOf(arrow, table, shapes)
  // The library's writer holds everything until it is read to the end; batch by batch it holds one: each stream is a schema, a batch, an end
  const head = arrow.tableToIPC(new arrow.Table(schema), 'stream')
  const headBytes = head.byteLength - END_BYTES
  try {
    yield head.subarray(0, headBytes)
    for await (const block of table.blocks) {
      const stream = arrow.tableToIPC(new arrow.Table(schema, [batchOf(arrow, schema, shapes, block)]), 'stream')
      yield stream.subarray(headBytes, stream.byteLength - END_BYTES)
    }
    yield head.subarray(headBytes)
  } finally {
    await table.close()
  }
}
