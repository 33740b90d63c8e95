import { convertCells, DEFAULT_NULLS, inferType, namedType, type RawCell } from './infer.ts'
import { refused, tooLarge } from './refusals.ts'
import type { FileColumn, FileTable, FileType, ReadLimits, ReadOptions } from './table.ts'

export interface RawRow {
  /** Of the file, from 1. */
  readonly line: number
  readonly cells: readonly RawCell[]
}

const MOST_NAME = 300

/** Header cells as names: empty ones `Unnamed: <n>`, repeated ones `a.1`, as the field's readers name them. Throws Unprocessable. */
export const columnNames = (header: readonly RawCell[], limits: ReadLimits): readonly string[] => {
  if (header.length === 0 || header.every((cell) => cell === null || cell === '')) throw refused('header_row', 'The header row holds no names')
  if (header.length > limits.maxColumns) throw tooLarge(`The file has ${header.length} columns; at most ${limits.maxColumns} are taken`)
  const taken = new Set<string>()
  return header.map((cell, position) => {
    const text = cell === null || cell === '' ? `Unnamed: ${position}` : String(cell instanceof Date ? cell.toISOString() : cell)
    if (text.length > MOST_NAME) throw refused('file', `Column ${position + 1} has a name of ${text.length} characters; at most ${MOST_NAME} are taken`)
    let name = text
    for (let n = 1; taken.has(name); n++) name = `${text}.${n}`
    taken.add(name)
    return name
  })
}

interface Wanted {
  readonly name: string
  readonly position: number
}

const chosen = (names: readonly string[], options: ReadOptions): readonly Wanted[] => {
  const all = names.map((name, position) => ({ name, position }))
  for (const [field, asked] of [
    ['columns_read', options.columnsRead],
    ['column_dates', options.columnDates],
    ['column_data_types', Object.keys(options.columnTypes)],
    ['index_column', options.indexColumn === null ? [] : [options.indexColumn]],
  ] as const) {
    const unknown = asked.filter((name) => !names.includes(name))
    if (unknown.length > 0) throw refused(field, `The file has no column ${unknown.map((name) => `“${name}”`).join(', ')}`)
  }
  if (options.columnsRead.length === 0) return all
  return all.filter(({ name }) => options.columnsRead.includes(name) || name === options.indexColumn)
}

const refuseRagged = (row: RawRow, width: number): void => {
  const extra = row.cells.findLastIndex((cell) => cell !== null && cell !== '')
  if (row.cells.length > width && extra >= width) throw refused('file', `Line ${row.line} has ${row.cells.length} fields where the header has ${width}`)
}

const typeOf = (name: string, cells: readonly RawCell[], options: ReadOptions): { readonly type: FileType; readonly field: string } => {
  const asked = Object.hasOwn(options.columnTypes, name) ? options.columnTypes[name] : undefined
  if (asked !== undefined) return { type: namedType(name, asked), field: 'column_data_types' }
  if (options.columnDates.includes(name)) return { type: 'timestamp', field: 'column_dates' }
  return { type: inferType(cells, options), field: 'file' }
}

/** The row labels as a first column, or none of them. */
const withIndex = (columns: readonly FileColumn[], rowCount: number, options: ReadOptions): readonly FileColumn[] => {
  const index = columns.find((column) => column.name === options.indexColumn)
  const others = columns.filter((column) => column !== index)
  if (!options.withIndex) return others
  const numbers = Array.from({ length: rowCount }, (_, row) => row)
  const name = options.indexLabel ?? index?.name ?? 'index'
  if (others.some((column) => column.name === name)) throw refused('index_label', `The file has a column “${name}” already; label the index otherwise`)
  return [index === undefined ? { name, type: 'integer', cells: numbers } : { ...index, name }, ...others]
}

/** Columns that are typed already, cut down to what the form asks for. */
export const selectColumns = (columns: readonly FileColumn[], rowCount: number, options: ReadOptions): FileTable => {
  const wanted = new Set(
    chosen(
      columns.map((column) => column.name),
      options,
    ).map(({ position }) => position),
  )
  const kept = columns.filter((_, position) => wanted.has(position))
  return { columns: withIndex(kept, rowCount, options), rowCount }
}

/** Rows below a header as columns of one type each. Throws Unprocessable naming line and column, TooLarge. */
export const arrangeRows = async (source: AsyncIterable<RawRow>, options: ReadOptions, limits: ReadLimits): Promise<FileTable> => {
  const nulls = new Set(options.nullValues ?? DEFAULT_NULLS)
  const lines: number[] = []
  let names: readonly string[] | null = null
  let wanted: readonly Wanted[] = []
  const columns: RawCell[][] = []
  let before = options.headerRow
  for await (const row of source) {
    if (names === null) {
      if (before-- > 0) continue
      names = columnNames(row.cells, limits)
      wanted = chosen(names, options)
      for (const _ of wanted) columns.push([])
      continue
    }
    if (options.rowsToRead !== null && lines.length >= options.rowsToRead) break
    refuseRagged(row, names.length)
    lines.push(row.line)
    if (lines.length * wanted.length > limits.maxCells) throw tooLarge(`The file holds more than ${limits.maxCells} cells`)
    for (const [at, { position }] of wanted.entries()) {
      const cell = row.cells[position] ?? null
      columns[at]?.push(typeof cell === 'string' && nulls.has(cell) ? null : cell)
    }
  }
  if (names === null) throw refused('file', options.headerRow === 0 ? 'The file is empty' : `The file has no row ${options.headerRow} for a header`)
  const lineOf = (row: number): number => lines[row] ?? 0
  const typed = wanted.map(({ name }, at): FileColumn => {
    const cells = columns[at] ?? []
    const { type, field } = typeOf(name, cells, options)
    columns[at] = []
    return { name, type, cells: convertCells(cells, type, options, { field, column: name, lineOf }) }
  })
  return { columns: withIndex(typed, lines.length, options), rowCount: lines.length }
}
