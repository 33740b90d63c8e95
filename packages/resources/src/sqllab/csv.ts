import type { CellType } from '@coset/core'
import { floatText, neutralise } from '@coset/frame'
import { rowsOf, type Value, type ValueBlock } from './result.ts'

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const cellText = (value: Value, kind: CellType): string => {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return kind === 'float' ? floatText(value) : String(value)
  if (kind === 'timestamp') return value.replace('T', ' ')
  return kind === 'integer' || kind === 'decimal' || kind === 'date' || kind === 'time' ? value : field(neutralise(value))
}

/** The header line. Names that a spreadsheet would run are made harmless, as cells are. */
export const csvHeader = (names: readonly string[], end: string): string => `${names.map((name) => field(neutralise(name))).join(',')}${end}`

/** The lines of a block. */
export const csvLines = (block: ValueBlock, kinds: readonly CellType[], end: string): string => {
  const lines: string[] = []
  for (const cell of rowsOf([block], 0, Number.POSITIVE_INFINITY)) lines.push(kinds.map((kind, c) => cellText(cell(c), kind)).join(',') + end)
  return lines.join('')
}
