import type { Cell } from '@coset/core'

/** What a column of a file may hold; cells as in `CellType`. */
export type FileType = 'integer' | 'float' | 'decimal' | 'string' | 'boolean' | 'timestamp' | 'date'

export interface FileColumn {
  readonly name: string
  readonly type: FileType
  readonly cells: readonly Cell[]
}

/** A file read to its end. */
export interface FileTable {
  readonly columns: readonly FileColumn[]
  readonly rowCount: number
}

/** A sheet of a file and the names in its header; `sheet` is null where the format has none. */
export interface FileHead {
  readonly sheet: string | null
  readonly columns: readonly string[]
}

export type FileFormat = 'csv' | 'excel' | 'columnar'

/** The settings of an upload's form. */
export interface ReadOptions {
  readonly delimiter: string
  readonly decimalCharacter: string
  readonly dayFirst: boolean
  /** Row of the header after what is skipped, from 0. */
  readonly headerRow: number
  readonly skipRows: number
  readonly rowsToRead: number | null
  readonly skipBlankLines: boolean
  readonly skipInitialSpace: boolean
  /** Texts that mean nothing is there; null: those of `DEFAULT_NULLS`. */
  readonly nullValues: readonly string[] | null
  /** Names of the columns to take; none: all. */
  readonly columnsRead: readonly string[]
  /** Name → type, instead of the type that the cells suggest. */
  readonly columnTypes: Readonly<Record<string, string>>
  readonly columnDates: readonly string[]
  /** A column that labels the rows; it is only kept with `withIndex`. */
  readonly indexColumn: string | null
  readonly indexLabel: string | null
  readonly withIndex: boolean
  readonly sheetName: string | null
}

export const READ_DEFAULTS: ReadOptions = {
  delimiter: ',',
  decimalCharacter: '.',
  dayFirst: false,
  headerRow: 0,
  skipRows: 0,
  rowsToRead: null,
  skipBlankLines: false,
  skipInitialSpace: false,
  nullValues: null,
  columnsRead: [],
  columnTypes: {},
  columnDates: [],
  indexColumn: null,
  indexLabel: null,
  withIndex: false,
  sheetName: null,
}

/** What a file may grow to while it is read. */
export interface ReadLimits {
  readonly maxCells: number
  readonly maxColumns: number
  /** Of everything that a compressed file unpacks to. */
  readonly maxBytes: number
  /** Unpacked to packed, for parts above a megabyte. */
  readonly maxRatio: number
}

export const READ_LIMITS: ReadLimits = { maxCells: 20_000_000, maxColumns: 2_000, maxBytes: 1_000_000_000, maxRatio: 200 }

export interface ReadRequest {
  readonly format: FileFormat
  /** Of the file, for its ending. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly options: ReadOptions
  readonly limits: ReadLimits
}
