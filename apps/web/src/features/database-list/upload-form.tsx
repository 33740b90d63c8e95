import { Accordion, Alert, Badge, Button, FileInput, Group, Modal, Progress, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { NO_REFUSAL, refusalOf } from '../../shared/form-dialog/refusal.ts'
import { MoreOptions } from './upload-options.tsx'
import { EMPTY_UPLOAD, FORMATS, formOf, type UploadFormat, type UploadValues } from './upload-values.ts'

interface Databases {
  readonly result: readonly { readonly id: number; readonly database_name: string }[]
}

interface Sheets {
  readonly result: { readonly items: readonly { readonly sheet_name: string | null; readonly column_names: readonly string[] }[] }
}

const SHOWN_FIELDS = [
  'file',
  'table_name',
  'schema',
  'sheet_name',
  'delimiter',
  'header_row',
  'skip_rows',
  'rows_to_read',
  'decimal_character',
  'null_values',
  'columns_read',
  'column_dates',
  'index_column',
  'index_label',
]

const useSheets = (format: UploadFormat, { file, delimiter, header_row }: UploadValues) =>
  useQuery({
    queryKey: ['upload-metadata', format, file?.name, file?.size, file?.lastModified, delimiter, header_row],
    queryFn: ({ signal }) => {
      const form = new FormData()
      form.set('type', format)
      form.set('delimiter', delimiter)
      form.set('header_row', String(header_row))
      if (file !== null) form.set('file', file)
      return api.post<Sheets>('/api/v1/database/upload_metadata/', { form, signal })
    },
    enabled: file !== null,
    retry: false,
    staleTime: 60_000,
  })

const Preview = ({ query, sheet }: { readonly query: ReturnType<typeof useSheets>; readonly sheet: string | null }) => {
  if (query.error !== null)
    return (
      <Alert color="red" role="alert">
        {query.error.message}
      </Alert>
    )
  if (query.isFetching) return <Skeleton height={40} />
  const names = (query.data?.result.items.find((item) => item.sheet_name === sheet) ?? query.data?.result.items[0])?.column_names
  if (names === undefined) return null
  return (
    <Stack gap={4}>
      <Text size="sm">{t('{{count}} columns', { count: names.length })}</Text>
      <Group component="section" gap={4} mah={120} style={{ overflowY: 'auto' }} tabIndex={0} aria-label={t('Columns')}>
        {names.map((name) => (
          <Badge key={name} variant="default" tt="none">
            {name}
          </Badge>
        ))}
      </Group>
    </Stack>
  )
}

/** `My sales 2024.csv` → `My sales 2024`. */
const tableOf = (file: File): string => file.name.replace(/\.[^.]+$/, '')

/** Makes a table of a file, and a dataset of the table. */
export const UploadForm = ({ format, onClose, onSaved }: { readonly format: UploadFormat; readonly onClose: () => void; readonly onSaved: () => void }) => {
  const [values, setValues] = useState<UploadValues>(EMPTY_UPLOAD)
  const [refusal, setRefusal] = useState(NO_REFUSAL)
  const [busy, setBusy] = useState(false)
  const set = (change: Partial<UploadValues>): void => setValues({ ...values, ...change })
  const databases = useQuery({
    queryKey: ['databases', 'uploads'],
    queryFn: () =>
      api.get<Databases>('/api/v1/database/', {
        q: { columns: ['id', 'database_name'], filters: [{ col: 'allow_file_upload', opr: 'eq', value: true }], page_size: 100 },
      }),
  })
  const only = databases.data?.result.length === 1 ? String(databases.data.result[0]?.id) : null
  const database = values.database ?? only
  const schemas = useQuery({
    queryKey: ['schemas', 'uploads', database],
    queryFn: ({ signal }) => api.get<{ result: readonly string[] }>(`/api/v1/database/${database}/schemas/`, { q: { upload_allowed: true }, signal }),
    enabled: database !== null,
    retry: false,
  })
  const sheets = useSheets(format, values)
  const items = sheets.data?.result.items ?? []
  const columns = (items.find((item) => item.sheet_name === values.sheet_name) ?? items[0])?.column_names ?? []
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setRefusal(NO_REFUSAL)
    try {
      await api.post(`/api/v1/database/${database}/upload/`, { form: formOf(format, values) })
      notifications.show({ color: 'green', message: t('Uploaded into {{name}}', { name: values.table_name }) })
      onSaved()
    } catch (error) {
      setRefusal(refusalOf(error, SHOWN_FIELDS))
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={t(FORMATS[format].title)} size="lg">
      {databases.data?.result.length === 0 ? (
        <Text>{t('No database takes files yet. Whoever administers a database can allow it in its settings.')}</Text>
      ) : (
        <Stack component="form" onSubmit={(event: FormEvent) => void submit(event)}>
          <FileInput
            label={t('File')}
            description={FORMATS[format].accept}
            accept={FORMATS[format].accept}
            placeholder={t('Choose a file')}
            required
            clearable
            data-autofocus
            value={values.file}
            error={refusal.errors['file']}
            onChange={(file) => {
              setRefusal(NO_REFUSAL)
              set({ file, sheet_name: null, table_name: file === null || values.table_name !== '' ? values.table_name : tableOf(file) })
            }}
          />
          {items.length > 1 && (
            <Select
              label={t('Sheet')}
              data={items.flatMap((item) => (item.sheet_name === null ? [] : [item.sheet_name]))}
              value={values.sheet_name ?? items[0]?.sheet_name ?? null}
              allowDeselect={false}
              error={refusal.errors['sheet_name']}
              onChange={(sheet_name) => set({ sheet_name })}
            />
          )}
          <Preview query={sheets} sheet={values.sheet_name} />
          <Group grow align="flex-start">
            <Select
              label={t('Database')}
              required
              searchable
              data={(databases.data?.result ?? []).map((row) => ({ value: String(row.id), label: row.database_name }))}
              value={database}
              allowDeselect={false}
              onChange={(chosen) => set({ database: chosen, schema: null })}
            />
            <Select
              label={t('Schema')}
              placeholder={t('The usual one')}
              clearable
              searchable
              data={[...(schemas.data?.result ?? [])]}
              value={values.schema}
              error={refusal.errors['schema'] ?? schemas.error?.message}
              onChange={(schema) => set({ schema })}
            />
          </Group>
          <TextInput
            label={t('Table')}
            required
            value={values.table_name}
            error={refusal.errors['table_name']}
            onChange={(event) => set({ table_name: event.currentTarget.value })}
          />
          <Select
            label={t('If the table exists')}
            data={[
              { value: 'fail', label: t('Stop') },
              { value: 'replace', label: t('Replace it') },
              { value: 'append', label: t('Add the rows to it') },
            ]}
            value={values.already_exists}
            allowDeselect={false}
            onChange={(already_exists) => set({ already_exists: already_exists ?? 'fail' })}
          />
          <Accordion variant="separated">
            <Accordion.Item value="more">
              <Accordion.Control>{t('How the file is read')}</Accordion.Control>
              <Accordion.Panel>
                <MoreOptions format={format} values={values} columns={columns} errors={refusal.errors} onChange={set} />
              </Accordion.Panel>
            </Accordion.Item>
          </Accordion>
          {refusal.rest !== '' && (
            <Alert color="red" role="alert">
              {refusal.rest}
            </Alert>
          )}
          {busy && <Progress value={100} animated aria-label={t('The file is being uploaded')} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <Button
              type="submit"
              loading={busy}
              disabled={values.file === null || database === null || values.table_name.trim() === '' || sheets.error !== null}
            >
              {t('Upload')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
