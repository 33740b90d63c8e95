import type { Cell, CellType } from '@coset/core'
import { type Frame, labelText, type Series } from './frame.ts'

const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** JSON text of one cell: decimals and big integers as exact number text; NaN and infinities as null. */
export const cellJson = (cell: Cell, type: CellType): string => {
  if (cell === null) return 'null'
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : 'null'
  if (typeof cell === 'string') return type === 'decimal' ? decimalJson(cell) : JSON.stringify(cell)
  if (typeof cell === 'bigint') return String(cell)
  if (typeof cell === 'boolean') return cell ? 'true' : 'false'
  if (cell instanceof Uint8Array) return '"[bytes]"'
  return JSON.stringify(cell)
}

const decimalJson = (text: string): string => (DECIMAL.test(text) ? text.replace(/^(-?)0+(?=\d)/, '$1') : 'null')

const BATCH = 1 << 20

/** Rows as a JSON array of objects, in UTF-8. Later columns of the same name win, as in any JSON reader. */
export const recordsJson = (frame: Frame): Uint8Array => {
  const encoder = new TextEncoder()
  const keys = frame.columns.map((column) => `${JSON.stringify(labelText(column.label))}:`)
  const chunks: Uint8Array[] = []
  let text = '['
  for (let row = 0; row < frame.rowCount; row++) {
    text += row === 0 ? '{' : ',{'
    for (let c = 0; c < frame.columns.length; c++) {
      const column = frame.columns[c] as Series
      text += (c === 0 ? '' : ',') + (keys[c] ?? '') + cellJson(column.cells[row] ?? null, column.type)
    }
    text += '}'
    if (text.length > BATCH) {
      chunks.push(encoder.encode(text))
      text = ''
    }
  }
  chunks.push(encoder.encode(`${text}]`))
  return joinBytes(chunks)
}

/** Byte arrays end to end. */
export const joinBytes = (chunks: readonly Uint8Array[]): Uint8Array => {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0]
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.byteLength
  }
  return out
}

/** Rows as plain objects; for small answers and tests. Decimals and big integers become numbers. */
export const toRecords = (frame: Frame): Record<string, unknown>[] => JSON.parse(new TextDecoder().decode(recordsJson(frame))) as Record<string, unknown>[]
