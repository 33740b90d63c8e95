import type { TextTable } from '../port.ts'
import { oneLine } from './clean.ts'

const MAX_WIDTH = 40
const MAX_COLUMNS = 30
const LOOKED_AT = 500

export interface FixedTableOptions {
  /** Of the whole text, after `escaped`. */
  readonly limit: number
  readonly escaped?: (text: string) => string
}

const length = (text: string): number => [...text].length

const more = (rows: number): string => `(${rows} more ${rows === 1 ? 'row' : 'rows'})`

/** Columns under each other by blanks, as many rows as fit, then how many there are more. */
export const fixedTable = (table: TextTable, { limit, escaped = (text) => text }: FixedTableOptions): string => {
  const cells = [table.columns, ...table.rows.slice(0, LOOKED_AT)].map((row) =>
    table.columns.slice(0, MAX_COLUMNS).map((_, i) => oneLine(row[i] ?? '', MAX_WIDTH)),
  )
  const widths = table.columns.slice(0, MAX_COLUMNS).map((_, i) => Math.max(1, ...cells.map((row) => length(row[i] ?? ''))))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - length(cell)))
      .join('  ')
      .trimEnd()
  const written = [line(cells[0] ?? []), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.slice(1).map(line)].map(escaped)
  const room = limit - more(table.rows.length).length - 1
  const shown: string[] = []
  let used = 0
  for (const one of written) {
    used += one.length + 1
    if (used > room) break
    shown.push(one)
  }
  const hidden = table.rows.length - Math.max(0, shown.length - 2)
  return hidden === 0 ? shown.join('\n') : [...shown, more(hidden)].join('\n')
}
