import { Page as Frame } from '@coset/ui'
import { Alert, Button, Card, Group, ScrollArea, SegmentedControl, Select, Skeleton, Stack, Table, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'

interface Databases {
  readonly result: readonly { readonly id: number; readonly database_name: string }[]
}

interface Metadata {
  readonly columns: readonly { readonly name: string; readonly longType: string }[]
}

const Columns = ({ databaseId, schema, table }: { readonly databaseId: string; readonly schema: string; readonly table: string }) => {
  const { data, error } = useQuery({
    queryKey: ['table', databaseId, schema, table],
    queryFn: ({ signal }) =>
      api.get<Metadata>(`/api/v1/database/${databaseId}/table_metadata/`, { query: { name: table, schema: schema === '' ? undefined : schema }, signal }),
    retry: false,
  })
  if (error !== null) return <Alert color="red">{error.message}</Alert>
  if (data === undefined) return <Skeleton height={200} />
  return (
    <ScrollArea.Autosize mah={420}>
      <Table aria-label={t('Columns')} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('Column')}</Table.Th>
            <Table.Th>{t('Type')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.columns.map((column) => (
            <Table.Tr key={column.name}>
              <Table.Td>{column.name}</Table.Td>
              <Table.Td>
                <Text size="xs" c="dimmed">
                  {column.longType}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  )
}

/** Makes a dataset of a table or of SQL, then goes on to draw it. An existing dataset of the table is opened instead. */
export const Page = () => {
  const navigate = useNavigate()
  const [parameters] = useSearchParams()
  const [databaseId, setDatabaseId] = useState<string | null>(parameters.get('database'))
  const [schema, setSchema] = useState<string | null>(null)
  const [table, setTable] = useState<string | null>(null)
  const [kind, setKind] = useState<'table' | 'sql'>('table')
  const [sql, setSql] = useState('')
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const databases = useQuery({
    queryKey: ['databases', 'all'],
    queryFn: () =>
      api.get<Databases>('/api/v1/database/', {
        q: { columns: ['id', 'database_name'], page_size: 100, order_column: 'database_name', order_direction: 'asc' },
      }),
  })
  const schemas = useQuery({
    queryKey: ['schemas', databaseId],
    queryFn: ({ signal }) => api.get<{ result: readonly string[] }>(`/api/v1/database/${databaseId}/schemas/`, { signal }),
    enabled: databaseId !== null,
    retry: false,
  })
  const withoutSchemas = schemas.data !== undefined && schemas.data.result.length === 0
  const chosenSchema = schema ?? (withoutSchemas ? '' : (schemas.data?.result.find((one) => one === 'public' || one === 'main') ?? null))
  const tables = useQuery({
    queryKey: ['tables', databaseId, chosenSchema],
    queryFn: ({ signal }) =>
      api.get<{ result: readonly { value: string; type: string }[] }>(`/api/v1/database/${databaseId}/tables/`, {
        q: { schema_name: chosenSchema ?? '' },
        signal,
      }),
    enabled: databaseId !== null && chosenSchema !== null,
    retry: false,
  })
  const existing = useQuery({
    queryKey: ['dataset-of', databaseId, chosenSchema, table],
    queryFn: ({ signal }) =>
      api.get<{ result: readonly { id: number; schema: string | null }[] }>('/api/v1/dataset/', {
        q: {
          columns: ['id', 'schema'],
          filters: [
            { col: 'table_name', opr: 'eq', value: table },
            { col: 'database', opr: 'rel_o_m', value: Number(databaseId) },
          ],
        },
        signal,
      }),
    enabled: table !== null && databaseId !== null,
  })
  const known = existing.data?.result.find((row) => (row.schema ?? '') === (chosenSchema ?? ''))
  const ready = databaseId !== null && (kind === 'table' ? table !== null : sql.trim() !== '' && name.trim() !== '')
  const create = async (): Promise<void> => {
    if (known !== undefined && kind === 'table') {
      void navigate(`/explore/?datasource_type=table&datasource_id=${known.id}`)
      return
    }
    setBusy(true)
    setProblem(null)
    try {
      const body = {
        database: Number(databaseId),
        schema: chosenSchema === '' ? null : chosenSchema,
        ...(kind === 'table' ? { table_name: table } : { table_name: name.trim(), sql }),
      }
      const { id } = await api.post<{ id: number }>('/api/v1/dataset/', { body })
      void navigate(`/explore/?datasource_type=table&datasource_id=${id}`)
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : String(error))
      setBusy(false)
    }
  }
  const failure = schemas.error ?? tables.error
  return (
    <Frame title={t('Draw a table')}>
      <Group align="flex-start" gap="lg">
        <Card withBorder radius="10px" w={{ base: '100%', sm: 380 }}>
          <Stack>
            <Select
              label={t('Database')}
              searchable
              data={(databases.data?.result ?? []).map((row) => ({ value: String(row.id), label: row.database_name }))}
              value={databaseId}
              onChange={(value) => {
                setDatabaseId(value)
                setSchema(null)
                setTable(null)
              }}
            />
            {!withoutSchemas && (
              <Select
                label={t('Schema')}
                searchable
                disabled={databaseId === null}
                data={[...(schemas.data?.result ?? [])]}
                value={chosenSchema}
                onChange={(value) => {
                  setSchema(value)
                  setTable(null)
                }}
              />
            )}
            <SegmentedControl
              data={[
                { value: 'table', label: t('A table') },
                { value: 'sql', label: t('SQL') },
              ]}
              value={kind}
              onChange={(value) => setKind(value === 'sql' ? 'sql' : 'table')}
            />
            {kind === 'table' ? (
              <Select
                label={t('Table')}
                searchable
                limit={200}
                disabled={chosenSchema === null}
                data={(tables.data?.result ?? []).map((row) => row.value)}
                value={table}
                onChange={setTable}
                nothingFoundMessage={t('No such table')}
              />
            ) : (
              <>
                <TextInput label={t('Name of the dataset')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
                <Textarea
                  label={t('SQL (one SELECT)')}
                  autosize
                  minRows={6}
                  maxRows={20}
                  value={sql}
                  onChange={(event) => setSql(event.currentTarget.value)}
                  styles={{ input: { fontFamily: 'var(--coset-mono)' } }}
                />
              </>
            )}
            {failure !== null && <Alert color="red">{failure.message}</Alert>}
            {known !== undefined && kind === 'table' && <Alert color="indigo">{t('There is a dataset of this table already. It will be opened.')}</Alert>}
            {problem !== null && (
              <Alert color="red" role="alert">
                {problem}
              </Alert>
            )}
            <Button disabled={!ready} loading={busy} onClick={() => void create()}>
              {t('Go on to the chart')}
            </Button>
          </Stack>
        </Card>
        {kind === 'table' && table !== null && databaseId !== null && (
          <Card withBorder radius="10px" flex={1} miw={280}>
            <Columns databaseId={databaseId} schema={chosenSchema ?? ''} table={table} />
          </Card>
        )}
      </Group>
    </Frame>
  )
}
