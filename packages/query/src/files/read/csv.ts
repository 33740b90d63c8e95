import { CsvError, parse } from 'csv-parse'
import { arrangeRows, columnNames, type RawRow } from './arrange.ts'
import { textOf } from './encoding.ts'
import { refused } from './refusals.ts'
import type { FileHead, FileTable, ReadLimits, ReadOptions, ReadRequest } from './table.ts'

const LONGEST_DELIMITER = 20
const PIECE = 1 << 16

const delimiterOf = (text: string): string => {
  const delimiter = text === '\\t' ? '\t' : text
  if (delimiter === '' || delimiter.length > LONGEST_DELIMITER || /["\r\n]/.test(delimiter)) throw refused('delimiter', 'This text cannot part fields')
  return delimiter
}

const told = (error: unknown): unknown => (error instanceof CsvError ? refused('file', `The file is not CSV: ${error.message}`, error) : error)

interface ParsedRow {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

const rowsOf = async function* (bytes: Uint8Array, options: ReadOptions): AsyncGenerator<RawRow> {
  const text = textOf(bytes)
  const parser = parse({
    delimiter: delimiterOf(options.delimiter),
    relax_column_count: true,
    skip_empty_lines: options.skipBlankLines,
    ltrim: options.skipInitialSpace,
    from_line: options.skipRows + 1,
    info: true,
  })
  const feed = async (): Promise<void> => {
    for (let at = 0; at < text.length; at += PIECE)
      if (!parser.write(text.slice(at, at + PIECE))) await new Promise<void>((resolve) => parser.once('drain', resolve))
    parser.end()
  }
  void feed()
  try {
    for await (const row of parser) {
      const { record, info } = row as ParsedRow
      yield { line: info.lines, cells: record }
    }
  } catch (error) {
    throw told(error)
  } finally {
    parser.destroy()
  }
}

/** A CSV file as a table. Throws Unprocessable with the line that is wrong. */
export const readCsv = ({ bytes, options, limits }: ReadRequest): Promise<FileTable> => arrangeRows(rowsOf(bytes, options), options, limits)

/** The names in the header of a CSV file. */
export const headOfCsv = async (bytes: Uint8Array, options: ReadOptions, limits: ReadLimits): Promise<readonly FileHead[]> => {
  let before = options.headerRow
  for await (const row of rowsOf(bytes, options)) if (before-- <= 0) return [{ sheet: null, columns: columnNames(row.cells, limits) }]
  throw refused('file', options.headerRow === 0 ? 'The file is empty' : `The file has no row ${options.headerRow} for a header`)
}
