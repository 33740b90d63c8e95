import { Checkbox, Group, MultiSelect, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import type { UploadFormat, UploadValues } from './upload-values.ts'

interface Props {
  readonly format: UploadFormat
  readonly values: UploadValues
  /** Of the file; none before it is known. */
  readonly columns: readonly string[]
  readonly errors: Readonly<Record<string, string>>
  readonly onChange: (change: Partial<UploadValues>) => void
}

const whole = (value: number | string): number => (typeof value === 'number' ? value : 0)

const Delimiters = ({ values, errors, onChange }: Props) => (
  <>
    <Group grow align="flex-start">
      <TextInput
        label={t('Between fields')}
        description={t('\\t is a tabulator.')}
        value={values.delimiter}
        error={errors['delimiter']}
        onChange={(event) => onChange({ delimiter: event.currentTarget.value })}
      />
      <TextInput
        label={t('Decimal character')}
        description={t('A point or a comma.')}
        maxLength={1}
        value={values.decimal_character}
        error={errors['decimal_character']}
        onChange={(event) => onChange({ decimal_character: event.currentTarget.value })}
      />
    </Group>
    <Checkbox
      label={t('Ignore blanks after the delimiter')}
      checked={values.skip_initial_space}
      onChange={(event) => onChange({ skip_initial_space: event.currentTarget.checked })}
    />
  </>
)

const Rows = ({ values, errors, onChange }: Props) => (
  <>
    <Group grow align="flex-start">
      <NumberInput
        label={t('Header row')}
        min={0}
        value={values.header_row}
        error={errors['header_row']}
        onChange={(value) => onChange({ header_row: whole(value) })}
      />
      <NumberInput
        label={t('Lines to skip')}
        min={0}
        value={values.skip_rows}
        error={errors['skip_rows']}
        onChange={(value) => onChange({ skip_rows: whole(value) })}
      />
    </Group>
    <TextInput
      label={t('Texts that mean nothing')}
      description={t('Parted by commas; empty: NA, null, NaN and their like.')}
      value={values.null_values}
      error={errors['null_values']}
      onChange={(event) => onChange({ null_values: event.currentTarget.value })}
    />
    <Checkbox
      label={t('Skip blank lines')}
      checked={values.skip_blank_lines}
      onChange={(event) => onChange({ skip_blank_lines: event.currentTarget.checked })}
    />
    <Checkbox label={t('Days come before months')} checked={values.day_first} onChange={(event) => onChange({ day_first: event.currentTarget.checked })} />
  </>
)

const Columns = ({ format, values, columns, errors, onChange }: Props) => (
  <>
    <MultiSelect
      label={t('Columns')}
      placeholder={values.columns_read.length === 0 ? t('All') : undefined}
      searchable
      data={[...columns]}
      value={[...values.columns_read]}
      error={errors['columns_read']}
      onChange={(columns_read) => onChange({ columns_read })}
    />
    {format !== 'columnar' && (
      <MultiSelect
        label={t('Columns of dates')}
        searchable
        data={[...columns]}
        value={[...values.column_dates]}
        error={errors['column_dates']}
        onChange={(column_dates) => onChange({ column_dates })}
      />
    )}
    <NumberInput
      label={t('Rows to read')}
      placeholder={t('All')}
      min={1}
      value={values.rows_to_read}
      error={errors['rows_to_read']}
      onChange={(value) => onChange({ rows_to_read: typeof value === 'number' ? value : '' })}
    />
    <Checkbox label={t('Number the rows')} checked={values.dataframe_index} onChange={(event) => onChange({ dataframe_index: event.currentTarget.checked })} />
    {values.dataframe_index && (
      <Group grow align="flex-start">
        <Select
          label={t('Column of row labels')}
          clearable
          data={[...columns]}
          value={values.index_column}
          error={errors['index_column']}
          onChange={(index_column) => onChange({ index_column })}
        />
        <TextInput
          label={t('Name of the labels')}
          value={values.index_label}
          error={errors['index_label']}
          onChange={(event) => onChange({ index_label: event.currentTarget.value })}
        />
      </Group>
    )}
  </>
)

/** How a file is read; each format shows what applies to it. */
export const MoreOptions = (props: Props) => (
  <Stack>
    {props.format === 'csv' && <Delimiters {...props} />}
    {props.format !== 'columnar' && <Rows {...props} />}
    <Columns {...props} />
  </Stack>
)
