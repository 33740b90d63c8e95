import { ErrorState, Page as Frame } from '@coset/ui'
import { ActionIcon, Button, Card, Checkbox, Group, Skeleton, Table, Tabs, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useParams } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { type Outcome, saveOver } from '../../shared/history/conflict.tsx'
import { HistoryButton } from '../../shared/history/history-button.tsx'
import { rowWords } from '../../shared/history/mine.ts'
import { type DatasetSettings, Settings } from './settings.tsx'

interface Column {
  readonly id?: number
  readonly column_name: string
  readonly verbose_name: string | null
  readonly type: string | null
  readonly expression: string | null
  readonly is_dttm: boolean
  readonly groupby: boolean
  readonly filterable: boolean
}

interface Metric {
  readonly id?: number
  readonly metric_name: string
  readonly verbose_name: string | null
  readonly expression: string
  readonly d3format: string | null
}

interface Dataset extends DatasetSettings {
  readonly table_name: string
  readonly sql: string | null
  readonly database: { readonly database_name: string }
  readonly owners: readonly { readonly id: number }[]
  readonly columns: readonly (Column & Readonly<Record<string, unknown>>)[]
  readonly metrics: readonly (Metric & Readonly<Record<string, unknown>>)[]
}

interface Uses {
  readonly charts: { readonly count: number }
  readonly dashboards: { readonly count: number }
}

const COLUMN_KEYS = [
  'id',
  'column_name',
  'verbose_name',
  'type',
  'expression',
  'is_dttm',
  'groupby',
  'filterable',
  'description',
  'extra',
  'is_active',
  'python_date_format',
  'datetime_format',
  'advanced_data_type',
] as const
const METRIC_KEYS = ['id', 'metric_name', 'verbose_name', 'expression', 'd3format', 'description', 'extra', 'currency', 'metric_type', 'warning_text'] as const

const pick = (row: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]]])))

const saveFields = (loaded: Dataset, columns: Dataset['columns'], metrics: Dataset['metrics']): Promise<Outcome<unknown>> => {
  const body = { columns: columns.map((row) => pick(row, COLUMN_KEYS)), metrics: metrics.map((row) => pick(row, METRIC_KEYS)) }
  const mine = (): readonly string[] => [
    ...rowWords(t('Column'), 'column_name', loaded.columns, columns),
    ...rowWords(t('Metric'), 'metric_name', loaded.metrics, metrics),
  ]
  return saveOver({ kind: 'dataset', id: loaded.id, readOn: loaded.changed_on_ms, mine }, (expected) =>
    api.put(`/api/v1/dataset/${loaded.id}`, { body: { ...body, ...expected } }),
  )
}

/** Columns and metrics of a dataset as editable tables. */
export const Page = () => {
  const { id } = useParams()
  const session = useSession()
  const client = useQueryClient()
  const dataset = useQuery({
    queryKey: ['dataset', id],
    queryFn: ({ signal }) => api.get<{ result: Dataset }>(`/api/v1/dataset/${id}`, { signal }),
    retry: false,
  })
  const uses = useQuery({ queryKey: ['dataset-uses', id], queryFn: ({ signal }) => api.get<Uses>(`/api/v1/dataset/${id}/related_objects`, { signal }) })
  const [columns, setColumns] = useState<Dataset['columns']>([])
  const [metrics, setMetrics] = useState<Dataset['metrics']>([])
  const [busy, setBusy] = useState(false)
  /** How often it was taken as others have it: each time the settings begin again. */
  const [round, setRound] = useState(0)
  const loaded = dataset.data?.result
  useEffect(() => {
    setColumns(loaded?.columns ?? [])
    setMetrics(loaded?.metrics ?? [])
  }, [loaded])
  if (dataset.error !== null)
    return <ErrorState message={dataset.error.message} onRetry={() => void dataset.refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
  if (loaded === undefined) return <Skeleton height={400} m="lg" />
  const mayEdit = session.allows('can_write', 'Dataset') && (session.user?.is_admin === true || loaded.owners.some((owner) => owner.id === session.user?.id))
  const changed = columns !== loaded.columns || metrics !== loaded.metrics
  const setColumn = (at: number, change: Partial<Column>): void => setColumns(columns.map((row, i) => (i === at ? { ...row, ...change } : row)))
  const setMetric = (at: number, change: Partial<Metric>): void => setMetrics(metrics.map((row, i) => (i === at ? { ...row, ...change } : row)))
  const reload = (): Promise<unknown> => client.invalidateQueries({ queryKey: ['dataset', id] })
  const begin = async (): Promise<void> => {
    await reload()
    setRound((before) => before + 1)
  }
  const save = async (): Promise<void> => {
    setBusy(true)
    try {
      const outcome = await saveFields(loaded, columns, metrics)
      if (outcome.kind === 'cancelled') return
      await (outcome.kind === 'theirs' ? begin() : reload())
      notifications.show(outcome.kind === 'saved' ? { color: 'green', message: t('Saved') } : { message: t('This is their version now') })
    } catch (error) {
      notifications.show({ color: 'red', title: t('Not saved'), message: error instanceof Error ? error.message : String(error) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Frame
      title={loaded.table_name}
      meta={`${loaded.database.database_name}${uses.data === undefined ? '' : ` · ${t('{{charts}} charts on {{dashboards}} dashboards use this', { charts: uses.data.charts.count, dashboards: uses.data.dashboards.count })}`}`}
      actions={
        <>
          <Button variant="default" component={Link} to={`/explore/?datasource_type=table&datasource_id=${loaded.id}`}>
            {t('Draw it')}
          </Button>
          {mayEdit && <HistoryButton kind="dataset" id={loaded.id} name={loaded.table_name} unsaved={changed} onRestored={begin} />}
          {mayEdit && (
            <Button disabled={!changed} loading={busy} onClick={() => void save()}>
              {t('Save')}
            </Button>
          )}
        </>
      }
    >
      <Card withBorder radius="10px">
        <Tabs defaultValue="columns">
          <Tabs.List>
            <Tabs.Tab value="columns">{t('Columns ({{count}})', { count: columns.length })}</Tabs.Tab>
            <Tabs.Tab value="metrics">{t('Metrics ({{count}})', { count: metrics.length })}</Tabs.Tab>
            <Tabs.Tab value="settings">{t('Settings')}</Tabs.Tab>
            {loaded.sql !== null && loaded.sql !== '' && <Tabs.Tab value="sql">{t('SQL')}</Tabs.Tab>}
          </Tabs.List>
          <Tabs.Panel value="columns" pt="sm">
            <Table.ScrollContainer minWidth={760}>
              <Table verticalSpacing={4}>
                <Table.Thead>
                  <Table.Tr>
                    {[t('Column'), t('Shown as'), t('Type'), t('SQL'), t('Time'), t('Group by'), t('Filter')].map((label) => (
                      <Table.Th key={label}>{label}</Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {columns.map((row, i) => (
                    <Table.Tr key={row.id ?? `new-${i}`}>
                      <Table.Td>{row.column_name}</Table.Td>
                      <Table.Td>
                        <TextInput
                          size="xs"
                          disabled={!mayEdit}
                          aria-label={t('{{name}} shown as', { name: row.column_name })}
                          value={row.verbose_name ?? ''}
                          onChange={(event) => setColumn(i, { verbose_name: event.currentTarget.value === '' ? null : event.currentTarget.value })}
                        />
                      </Table.Td>
                      <Table.Td>
                        <Text size="xs" c="dimmed">
                          {row.type}
                        </Text>
                      </Table.Td>
                      <Table.Td>{row.expression}</Table.Td>
                      {(['is_dttm', 'groupby', 'filterable'] as const).map((key) => (
                        <Table.Td key={key}>
                          <Checkbox
                            disabled={!mayEdit}
                            aria-label={`${row.column_name} ${key}`}
                            checked={row[key]}
                            onChange={(event) => setColumn(i, { [key]: event.currentTarget.checked })}
                          />
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Tabs.Panel>
          <Tabs.Panel value="metrics" pt="sm">
            <Table.ScrollContainer minWidth={640}>
              <Table verticalSpacing={4}>
                <Table.Thead>
                  <Table.Tr>
                    {[t('Metric'), t('Shown as'), t('SQL'), t('Format'), ''].map((label) => (
                      <Table.Th key={label}>{label}</Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {metrics.map((row, i) => (
                    <Table.Tr key={row.id ?? `new-${i}`}>
                      <Table.Td>
                        <TextInput
                          size="xs"
                          disabled={!mayEdit}
                          aria-label={t('Name of metric {{number}}', { number: i + 1 })}
                          value={row.metric_name}
                          onChange={(event) => setMetric(i, { metric_name: event.currentTarget.value })}
                        />
                      </Table.Td>
                      <Table.Td>
                        <TextInput
                          size="xs"
                          disabled={!mayEdit}
                          aria-label={t('{{name}} shown as', { name: row.metric_name })}
                          value={row.verbose_name ?? ''}
                          onChange={(event) => setMetric(i, { verbose_name: event.currentTarget.value === '' ? null : event.currentTarget.value })}
                        />
                      </Table.Td>
                      <Table.Td>
                        <TextInput
                          size="xs"
                          disabled={!mayEdit}
                          aria-label={t('SQL of {{name}}', { name: row.metric_name })}
                          value={row.expression}
                          onChange={(event) => setMetric(i, { expression: event.currentTarget.value })}
                          styles={{ input: { fontFamily: 'var(--coset-mono)' } }}
                        />
                      </Table.Td>
                      <Table.Td>
                        <TextInput
                          size="xs"
                          w={110}
                          disabled={!mayEdit}
                          aria-label={t('Format of {{name}}', { name: row.metric_name })}
                          value={row.d3format ?? ''}
                          onChange={(event) => setMetric(i, { d3format: event.currentTarget.value === '' ? null : event.currentTarget.value })}
                        />
                      </Table.Td>
                      <Table.Td>
                        {mayEdit && (
                          <ActionIcon
                            variant="subtle"
                            color="red"
                            aria-label={t('Remove {{name}}', { name: row.metric_name })}
                            onClick={() => setMetrics(metrics.filter((_, at) => at !== i))}
                          >
                            <IconTrash size={16} />
                          </ActionIcon>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            {mayEdit && (
              <Group mt="sm">
                <Button
                  size="xs"
                  variant="light"
                  leftSection={<IconPlus size={14} />}
                  onClick={() => setMetrics([...metrics, { metric_name: '', verbose_name: null, expression: '', d3format: null }])}
                >
                  {t('Add a metric')}
                </Button>
              </Group>
            )}
          </Tabs.Panel>
          <Tabs.Panel value="settings" pt="sm">
            <Settings
              key={round}
              dataset={loaded}
              timeColumns={loaded.columns.flatMap((row) => (row.is_dttm ? [row.column_name] : []))}
              mayEdit={mayEdit}
              onSaved={reload}
              onTheirs={begin}
            />
          </Tabs.Panel>
          <Tabs.Panel value="sql" pt="sm">
            <Text component="pre" ff="monospace" size="sm">
              {loaded.sql}
            </Text>
          </Tabs.Panel>
        </Tabs>
      </Card>
    </Frame>
  )
}
