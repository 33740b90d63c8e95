import { AppError, BadRequest, type FieldMessages } from '@coset/core'
import { type FileFormat, fitsFormat, READ_DEFAULTS, type ReadOptions, type WhenThere } from '@coset/query'
import type { UploadedFile } from '../resource.ts'

export interface UploadForm {
  readonly format: FileFormat
  readonly file: UploadedFile
  readonly table: string
  readonly schema: string | null
  readonly whenThere: WhenThere
  readonly options: ReadOptions
}

type Fields = Readonly<Record<string, string>>

const FORMATS: readonly FileFormat[] = ['csv', 'excel', 'columnar']
const WHEN_THERE: readonly WhenThere[] = ['fail', 'replace', 'append']
const HEAD_FIELDS = ['type', 'delimiter', 'header_row']
const TABLE_FIELDS = [
  ...HEAD_FIELDS,
  'table_name',
  'schema',
  'already_exists',
  'columns_read',
  'column_data_types',
  'column_dates',
  'day_first',
  'decimal_character',
  'index_column',
  'index_label',
  'dataframe_index',
  'null_values',
  'rows_to_read',
  'skip_rows',
  'skip_blank_lines',
  'skip_initial_space',
  'sheet_name',
]
const MOST_NAME = 10_000
const MOST_ROWS = 2_147_483_647
const TRUTHS = new Map([
  ...['true', 't', '1', 'on', 'yes', 'y'].map((word) => [word, true] as const),
  ...['false', 'f', '0', 'off', 'no', 'n', ''].map((word) => [word, false] as const),
])

/** Reads a form field by field and keeps what is wrong with each. */
class Reader {
  readonly problems: Record<string, readonly string[]> = {}
  private readonly fields: Fields

  constructor(fields: Fields) {
    this.fields = fields
  }

  wrong(field: string, sentence: string): void {
    this.problems[field] ??= [sentence]
  }

  /** An empty field says nothing, as browsers send those that nobody filled in. */
  text(field: string): string | null {
    const value = Object.hasOwn(this.fields, field) ? this.fields[field] : undefined
    return value === undefined || value === '' ? null : value
  }

  list(field: string): readonly string[] {
    return (
      this.text(field)
        ?.split(',')
        .map((part) => part.trim()) ?? []
    )
  }

  flag(field: string): boolean {
    const flag = TRUTHS.get((this.text(field) ?? '').toLowerCase())
    if (flag === undefined) this.wrong(field, 'Not a valid boolean.')
    return flag ?? false
  }

  whole(field: string, least: number): number | null {
    const text = this.text(field)
    if (text === null) return null
    if (!/^-?\d{1,15}$/.test(text) || Number(text) > MOST_ROWS) this.wrong(field, 'Not a valid integer.')
    else if (Number(text) < least) this.wrong(field, `Must be greater than or equal to ${least}.`)
    return Number(text)
  }

  choice<T extends string>(field: string, choices: readonly T[], fallback: T | null): T {
    const text = this.text(field)
    const [first] = choices
    const chosen = text === null ? fallback : choices.find((choice) => choice === text)
    if (text === null && fallback === null) this.wrong(field, 'Missing data for required field.')
    else if (chosen === undefined || chosen === null) this.wrong(field, `Must be one of: ${choices.join(', ')}.`)
    return chosen ?? fallback ?? (first as T)
  }

  types(field: string): Readonly<Record<string, string>> {
    const text = this.text(field)
    if (text === null) return {}
    const types = parsed(text)
    if (types !== null) return types
    this.wrong('_schema', `Invalid JSON format for ${field}`)
    return {}
  }

  refuseUnknown(known: readonly string[]): void {
    for (const field of Object.keys(this.fields)) if (!known.includes(field) && field !== 'csrf_token') this.wrong(field, 'Unknown field.')
  }

  finish(): void {
    if (Object.keys(this.problems).length === 0) return
    const fields: FieldMessages = this.problems
    throw new AppError(`wrong fields: ${Object.keys(this.problems).join(', ')}`, { code: 'MARSHMALLOW_ERROR', status: 400, fields })
  }
}

const parsed = (text: string): Readonly<Record<string, string>> | null => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return Object.values(value).every((type) => typeof type === 'string') ? (value as Record<string, string>) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

const fileOf = (reader: Reader, files: readonly UploadedFile[], format: FileFormat): UploadedFile => {
  const [file] = files.filter(({ field }) => field === 'file')
  if (file === undefined) reader.wrong('file', 'Missing data for required field.')
  else if (!fitsFormat(format, file.name)) reader.wrong('file', 'File extension is not allowed.')
  reader.finish()
  if (file === undefined) throw new BadRequest('The file is missing')
  return file
}

const headOptions = (reader: Reader): ReadOptions => ({
  ...READ_DEFAULTS,
  delimiter: reader.text('delimiter') ?? READ_DEFAULTS.delimiter,
  headerRow: reader.whole('header_row', 0) ?? 0,
})

const tableOptions = (reader: Reader): ReadOptions => {
  const nulls = reader.list('null_values')
  return {
    ...headOptions(reader),
    decimalCharacter: reader.text('decimal_character') ?? READ_DEFAULTS.decimalCharacter,
    dayFirst: reader.flag('day_first'),
    skipRows: reader.whole('skip_rows', 0) ?? 0,
    rowsToRead: reader.whole('rows_to_read', 1),
    skipBlankLines: reader.flag('skip_blank_lines'),
    skipInitialSpace: reader.flag('skip_initial_space'),
    nullValues: nulls.length === 0 ? null : nulls,
    columnsRead: reader.list('columns_read'),
    columnTypes: reader.types('column_data_types'),
    columnDates: reader.list('column_dates'),
    indexColumn: reader.text('index_column'),
    indexLabel: reader.text('index_label'),
    withIndex: reader.flag('dataframe_index'),
    sheetName: reader.text('sheet_name'),
  }
}

const tableName = (reader: Reader, fields: Fields): string => {
  const name = reader.text('table_name')
  if (name === null) reader.wrong('table_name', 'table_name' in fields ? `Length must be between 1 and ${MOST_NAME}.` : 'Missing data for required field.')
  else if (name.length > MOST_NAME) reader.wrong('table_name', `Length must be between 1 and ${MOST_NAME}.`)
  return name ?? ''
}

/** The form of an upload. Throws 400 naming each field that is wrong. */
export const uploadForm = (fields: Fields, files: readonly UploadedFile[]): UploadForm => {
  const reader = new Reader(fields)
  reader.refuseUnknown(TABLE_FIELDS)
  const format = reader.choice('type', FORMATS, null)
  const form = {
    format,
    table: tableName(reader, fields),
    schema: reader.text('schema'),
    whenThere: reader.choice('already_exists', WHEN_THERE, 'fail'),
    options: tableOptions(reader),
  }
  return { ...form, file: fileOf(reader, files, format) }
}

/** The form that asks what a file holds. Throws 400 naming each field that is wrong. */
export const headForm = (fields: Fields, files: readonly UploadedFile[]): Pick<UploadForm, 'format' | 'file' | 'options'> => {
  const reader = new Reader(fields)
  reader.refuseUnknown(HEAD_FIELDS)
  const format = reader.choice('type', FORMATS, null)
  const options = headOptions(reader)
  return { format, options, file: fileOf(reader, files, format) }
}
