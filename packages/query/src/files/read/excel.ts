import * as xlsx from '@e965/xlsx'
import { arrangeRows, columnNames, type RawRow } from './arrange.ts'
import type { RawCell } from './infer.ts'
import { refused, tooLarge } from './refusals.ts'
import type { FileHead, FileTable, ReadLimits, ReadOptions, ReadRequest } from './table.ts'
import { isZip, zipEntries } from './zip.ts'

const DAY_MS = 86_400_000
/** Day 0 of spreadsheets as epoch days, and what calendars that begin in 1904 are behind. */
const FIRST_DAY = -25_569
const DAYS_TO_1904 = 1_462
const COLUMNS = 16_384

type Sheet = readonly (readonly (xlsx.CellObject | undefined)[] | undefined)[]

/** Texts and numbers only: no macros, no formulas, no markup. */
const open = (bytes: Uint8Array, limits: ReadLimits): xlsx.WorkBook => {
  if (isZip(bytes)) for (const entry of zipEntries(bytes, limits)) entry.read()
  try {
    return xlsx.read(bytes, { type: 'array', dense: true, cellFormula: false, cellHTML: false, cellText: false, cellNF: true, bookVBA: false })
  } catch (error) {
    throw refused('file', `The spreadsheet cannot be read: ${error instanceof Error ? error.message : String(error)}`, error)
  }
}

const isDateFormat = (format: unknown): boolean => typeof format === 'string' && xlsx.SSF.is_date(format) === true

const momentOfSerial = (serial: number, shift: number): Date => new Date(Math.round((serial + FIRST_DAY + shift) * DAY_MS))

const cellOf = (cell: xlsx.CellObject | undefined, shift: number): RawCell => {
  if (cell === undefined || cell.t === 'e' || cell.t === 'z' || cell.v === undefined || cell.v === null) return null
  if (cell.v instanceof Date) return cell.v
  if (typeof cell.v === 'number' && isDateFormat(cell.z)) return momentOfSerial(cell.v, shift)
  return cell.v
}

const sheetNamed = (book: xlsx.WorkBook, name: string | null): Sheet => {
  const wanted = name ?? book.SheetNames[0]
  const known = book.SheetNames.includes(wanted ?? '') ? book.Sheets[wanted ?? ''] : undefined
  if (known === undefined) throw refused('sheet_name', `The file has no sheet “${wanted ?? ''}”; it has ${book.SheetNames.join(', ')}`)
  return (known['!data'] ?? []) as Sheet
}

const widthOf = (sheet: Sheet): number =>
  Math.min(
    COLUMNS,
    sheet.reduce((most, row) => Math.max(most, row?.length ?? 0), 0),
  )

const shiftOf = (book: xlsx.WorkBook): number => (book.Workbook?.WBProps?.date1904 === true ? DAYS_TO_1904 : 0)

const rowsOf = async function* (book: xlsx.WorkBook, options: ReadOptions, limits: ReadLimits): AsyncGenerator<RawRow> {
  const sheet = sheetNamed(book, options.sheetName)
  const width = widthOf(sheet)
  // One cell far away makes a sheet of billions
  if (sheet.length * width > limits.maxCells) throw tooLarge(`The sheet holds more than ${limits.maxCells} cells`)
  const shift = shiftOf(book)
  for (let at = options.skipRows; at < sheet.length; at++) {
    const row = sheet[at] ?? []
    const cells = Array.from({ length: width }, (_, c) => cellOf(row[c], shift))
    if (options.skipBlankLines && cells.every((cell) => cell === null || cell === '')) continue
    yield { line: at + 1, cells }
  }
}

/** One sheet of a spreadsheet (XLSX, XLS, ODS) as a table; of formulas the values that they had. Throws Unprocessable, TooLarge. */
export const readExcel = ({ bytes, options, limits }: ReadRequest): Promise<FileTable> =>
  arrangeRows(rowsOf(open(bytes, limits), options, limits), options, limits)

/** The names in the header of each sheet; a sheet without any has none. */
export const headsOfExcel = async (bytes: Uint8Array, options: ReadOptions, limits: ReadLimits): Promise<readonly FileHead[]> => {
  const book = open(bytes, limits)
  return book.SheetNames.map((sheet) => {
    const row = sheetNamed(book, sheet)[options.skipRows + options.headerRow] ?? []
    const cells = Array.from(row, (cell) => cellOf(cell, shiftOf(book)))
    return { sheet, columns: cells.some((cell) => cell !== null && cell !== '') ? columnNames(cells, limits) : [] }
  })
}
