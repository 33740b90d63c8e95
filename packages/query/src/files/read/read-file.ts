import { headOfColumnar, readColumnar } from './columnar.ts'
import { headOfCsv, readCsv } from './csv.ts'
import { headsOfExcel, readExcel } from './excel.ts'
import type { FileFormat, FileHead, FileTable, ReadRequest } from './table.ts'

interface Format {
  readonly endings: readonly string[]
  readonly table: (request: ReadRequest) => Promise<FileTable>
  readonly heads: (request: ReadRequest) => Promise<readonly FileHead[]>
}

const FORMATS: Readonly<Record<FileFormat, Format>> = {
  csv: { endings: ['csv', 'tsv', 'txt'], table: readCsv, heads: ({ bytes, options, limits }) => headOfCsv(bytes, options, limits) },
  excel: { endings: ['xlsx', 'xls', 'ods'], table: readExcel, heads: ({ bytes, options, limits }) => headsOfExcel(bytes, options, limits) },
  columnar: { endings: ['parquet', 'zip'], table: readColumnar, heads: ({ bytes, limits }) => headOfColumnar(bytes, limits) },
}

/** Files whose names end otherwise are not of the format. */
export const fitsFormat = (format: FileFormat, name: string): boolean => FORMATS[format].endings.includes(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '')

/** Reads where it is called; for files of strangers see `createFileReader`. */
export const readTable = (request: ReadRequest): Promise<FileTable> => FORMATS[request.format].table(request)
export const readHeads = (request: ReadRequest): Promise<readonly FileHead[]> => FORMATS[request.format].heads(request)
