export type UploadFormat = 'csv' | 'excel' | 'columnar'

/** What is uploaded, under the words of the menu. */
export const FORMATS: Readonly<Record<UploadFormat, { readonly title: string; readonly accept: string }>> = {
  csv: { title: 'Upload CSV', accept: '.csv,.tsv,.txt' },
  excel: { title: 'Upload Excel', accept: '.xlsx,.xls,.ods' },
  columnar: { title: 'Upload columnar file', accept: '.parquet,.zip' },
}

export const uploadFormat = (text: string | null): UploadFormat | null => (text === 'csv' || text === 'excel' || text === 'columnar' ? text : null)

/** Names are those of the API's form. */
export interface UploadValues {
  readonly file: File | null
  readonly database: string | null
  readonly schema: string | null
  readonly table_name: string
  readonly already_exists: string
  readonly sheet_name: string | null
  readonly delimiter: string
  readonly decimal_character: string
  readonly header_row: number
  readonly skip_rows: number
  readonly rows_to_read: number | ''
  readonly null_values: string
  readonly columns_read: readonly string[]
  readonly column_dates: readonly string[]
  readonly day_first: boolean
  readonly skip_blank_lines: boolean
  readonly skip_initial_space: boolean
  readonly dataframe_index: boolean
  readonly index_column: string | null
  readonly index_label: string
}

export const EMPTY_UPLOAD: UploadValues = {
  file: null,
  database: null,
  schema: null,
  table_name: '',
  already_exists: 'fail',
  sheet_name: null,
  delimiter: ',',
  decimal_character: '.',
  header_row: 0,
  skip_rows: 0,
  rows_to_read: '',
  null_values: '',
  columns_read: [],
  column_dates: [],
  day_first: false,
  skip_blank_lines: true,
  skip_initial_space: false,
  dataframe_index: false,
  index_column: null,
  index_label: '',
}

/** The form as the API takes it: what is empty is left out. */
export const formOf = (format: UploadFormat, { file, database: _, ...values }: UploadValues): FormData => {
  const form = new FormData()
  form.set('type', format)
  for (const [name, value] of Object.entries(values)) {
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '')
    if (text !== '') form.set(name, text)
  }
  if (file !== null) form.set('file', file)
  return form
}
