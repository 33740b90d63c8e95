import type { FileFormat } from './table.ts'

const ENDINGS: Readonly<Record<FileFormat, readonly string[]>> = {
  csv: ['csv', 'tsv', 'txt'],
  excel: ['xlsx', 'xls', 'ods'],
  columnar: ['parquet', 'zip'],
}

/** Files whose names end otherwise are not of the format. */
export const fitsFormat = (format: FileFormat, name: string): boolean => ENDINGS[format].includes(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '')
