import { selectColumns } from './arrange.ts'
import { convertCells, namedType, type RawCell } from './infer.ts'
import { parquetNames, readParquet } from './parquet.ts'
import { refused, tooLarge } from './refusals.ts'
import type { FileColumn, FileHead, FileTable, ReadLimits, ReadOptions, ReadRequest } from './table.ts'
import { isZip, zipEntries } from './zip.ts'

/** The Parquet files behind an upload: itself, or those of a ZIP. */
const filesOf = function* (bytes: Uint8Array, limits: ReadLimits): Generator<Uint8Array> {
  if (!isZip(bytes)) {
    yield bytes
    return
  }
  const entries = zipEntries(bytes, limits).filter(({ path }) => path.endsWith('.parquet') && !/(?:^|\/)[._]/.test(path))
  if (entries.length === 0) throw refused('file', 'The ZIP holds no .parquet file')
  for (const entry of entries) yield entry.read()
}

const namesOf = (columns: readonly FileColumn[]): string => JSON.stringify(columns.map(({ name, type }) => [name, type]))

const asked = (column: FileColumn, options: ReadOptions): FileColumn => {
  const { name } = column
  const named = Object.hasOwn(options.columnTypes, name) ? options.columnTypes[name] : undefined
  const type = named === undefined ? (options.columnDates.includes(name) ? 'timestamp' : null) : namedType(name, named)
  if (type === null || type === column.type) return column
  const moments = column.type === 'timestamp' || column.type === 'date'
  const raw = column.cells.map((cell): RawCell => (moments && typeof cell === 'number' ? new Date(cell) : (cell as RawCell)))
  const field = named === undefined ? 'column_dates' : 'column_data_types'
  return { name, type, cells: convertCells(raw, type, options, { field, column: name, lineOf: (row) => row + 1 }) }
}

/** Parquet, or a ZIP of Parquet files with the same columns, one below the other. Throws Unprocessable, TooLarge. */
export const readColumnar = async ({ bytes, options, limits }: ReadRequest): Promise<FileTable> => {
  let columns: readonly FileColumn[] = []
  let files = 0
  let rowCount = 0
  for (const file of filesOf(bytes, limits)) {
    const found = await readParquet(file, limits, options.rowsToRead === null ? null : options.rowsToRead - rowCount)
    if (files++ > 0 && namesOf(columns) !== namesOf(found)) throw refused('file', 'The Parquet files of the ZIP do not have the same columns')
    rowCount += found[0]?.cells.length ?? 0
    if (rowCount * found.length > limits.maxCells) throw tooLarge(`The file holds more than ${limits.maxCells} cells`)
    columns = found.map((column, at) => ({ ...column, cells: (columns[at]?.cells ?? []).concat(column.cells) }))
  }
  const { columns: chosen } = selectColumns(columns, rowCount, options)
  return { columns: chosen.map((column) => asked(column, options)), rowCount }
}

/** The names of the columns; of a ZIP those of its first file. */
export const headOfColumnar = async (bytes: Uint8Array, limits: ReadLimits): Promise<readonly FileHead[]> => {
  for (const file of filesOf(bytes, limits)) return [{ sheet: null, columns: await parquetNames(file, limits) }]
  return []
}
