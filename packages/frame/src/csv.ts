import type { Frame, Series } from './frame.ts'
import { labelText } from './frame.ts'
import { cellText, hasGaps, isMissing } from './values.ts'

const FORMULA = /^(?:""|\s)*[-@+|=%]/
const NEGATIVE = /^-\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Text that a spreadsheet would run as a formula gets a leading `'`; negative numbers stay. */
export const neutralise = (text: string): string => (FORMULA.test(text) && !NEGATIVE.test(text) ? `'${text.replaceAll('|', '\\|')}` : text)

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const fraction = (text: string): number => (/^-?\d+\.\d+$/.test(text) ? text.length - text.indexOf('.') - 1 : 0)

/** Decimals of a column carry the same number of digits after the point. */
const padded = (text: string, digits: number): string => {
  if (digits === 0 || !/^-?\d+(?:\.\d+)?$/.test(text)) return text
  const own = fraction(text)
  return own === digits ? text : (own === 0 ? `${text}.` : text) + '0'.repeat(digits - own)
}

const writer = (series: Series): ((row: number) => string) => {
  const gaps = hasGaps(series)
  const digits =
    series.type === 'decimal' ? series.cells.reduce<number>((most, cell) => (typeof cell === 'string' ? Math.max(most, fraction(cell)) : most), 0) : 0
  const textual = series.type === 'string' || series.type === 'json' || series.type === 'unknown'
  return (row) => {
    const cell = series.cells[row] ?? null
    if (isMissing(cell)) return ''
    const text = cellText(cell, series.type, gaps)
    return field(textual ? neutralise(text) : padded(text, digits))
  }
}

/** Pieces of a CSV file: header, then rows, `\n` after each. `names` replaces column names; row labels that an operation set come first. */
export function* csvChunks(frame: Frame, names: ReadonlyMap<string, string> = new Map()): Generator<string> {
  const columns = [...(frame.index ?? []), ...frame.columns]
  const header = columns.map((column) => labelText(column.label))
  let text = `${header.map((name) => field(neutralise(names.get(name) ?? name))).join(',')}\n`
  const writers = columns.map(writer)
  for (let row = 0; row < frame.rowCount; row++) {
    text += `${writers.map((write) => write(row)).join(',')}\n`
    if (text.length > 1 << 16) {
      yield text
      text = ''
    }
  }
  yield text
}

/** The whole CSV text; see {@link csvChunks}. */
export const toCsv = (frame: Frame, names?: ReadonlyMap<string, string>): string => [...csvChunks(frame, names)].join('')
