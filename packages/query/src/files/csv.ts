import type { Cell, CellType } from '@coset/core'
import { cellText, isMissing, neutralise } from '@coset/frame'
import type { Table } from './table.ts'

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const TEXTUAL = new Set<CellType>(['string', 'json', 'unknown'])

const writerOf = (type: CellType): ((cell: Cell) => string) => {
  if (TEXTUAL.has(type)) return (cell) => (isMissing(cell) ? '' : field(neutralise(cellText(cell, type))))
  if (type === 'decimal') return (cell) => (typeof cell === 'string' ? cell : isMissing(cell) ? '' : cellText(cell, type))
  // Numbers, moments and flags hold nothing that needs quotes
  return (cell) => (isMissing(cell) ? '' : cellText(cell, type))
}

/** Characters that are gathered before they are sent: sockets like few, large pieces. */
const PIECE = 1 << 17

/**
 * CSV bytes of a table, as its rows come: UTF-8, header, `\n` after each row, formulas disarmed. Whole numbers stay whole where some are
 * missing: a stream cannot know what is still to come.
 */
export const csvBytes = async function* (table: Table): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const writers = table.columns.map((column) => writerOf(column.type))
  const head = `${table.columns.map((column) => field(neutralise(column.name))).join(',')}\n`
  try {
    yield encoder.encode(head)
    let text = ''
    for await (const block of table.blocks) {
      const rows = block[0]?.length ?? 0
      for (let row = 0; row < rows; row++) {
        for (let c = 0; c < writers.length; c++) text += (c === 0 ? '' : ',') + (writers[c]?.(block[c]?.[row] ?? null) ?? '')
        text += '\n'
      }
      if (text.length < PIECE) continue
      yield encoder.encode(text)
      text = ''
    }
    if (text !== '') yield encoder.encode(text)
  } finally {
    await table.close()
  }
}
