import { headOfColumnar, readColumnar } from './columnar.ts'
import { headOfCsv, readCsv } from './csv.ts'
import { headsOfExcel, readExcel } from './excel.ts'
import type { FileFormat, FileHead, FileTable, ReadRequest } from './table.ts'

interface Format {
  readonly table: (request: ReadRequest) => Promise<FileTable>
  readonly heads: (request: ReadRequest) => Promise<readonly FileHead[]>
}

const FORMATS: Readonly<Record<FileFormat, Format>> = {
  csv: { table: readCsv, heads: ({ bytes, options, limits }) => headOfCsv(bytes, options, limits) },
  excel: { table: readExcel, heads: ({ bytes, options, limits }) => headsOfExcel(bytes, options, limits) },
  columnar: { table: readColumnar, heads: ({ bytes, limits }) => headOfColumnar(bytes, limits) },
}

/** Reads where it is called; for files of strangers see `createFileReader`. */
export const readTable = (request: ReadRequest): Promise<FileTable> => FORMATS[request.format].table(request)
export const readHeads = (request: ReadRequest): Promise<readonly FileHead[]> => FORMATS[request.format].heads(request)
