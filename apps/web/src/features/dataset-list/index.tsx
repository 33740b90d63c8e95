import { Badge, Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { ImportDialog } from '../../shared/import-dialog/index.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'

interface Dataset {
  readonly id: number
  readonly table_name: string
  readonly schema: string | null
  readonly kind: string
  readonly explore_url: string
  readonly database: { readonly id: number; readonly database_name: string }
  readonly owners: readonly { readonly id: number; readonly first_name: string; readonly last_name: string }[]
  readonly changed_on_delta_humanized: string
}

interface Choices {
  readonly result: readonly { readonly value: number | string; readonly text: string }[]
}

/** All datasets that one may read. */
export const Page = () => {
  const session = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [importing, setImporting] = useState(false)
  const databases = useQuery({
    queryKey: ['dataset', 'databases'],
    queryFn: () => api.get<Choices>('/api/v1/dataset/related/database', { q: { page: 0, page_size: 100 } }),
  })
  const writes = session.allows('can_write', 'Dataset')
  const reload = (): void => void client.invalidateQueries({ queryKey: ['list', '/api/v1/dataset'] })
  const refresh = (row: Dataset): void => {
    api.put(`/api/v1/dataset/${row.id}/refresh`).then(
      () => notifications.show({ message: t('Columns of {{name}} are up to date', { name: row.table_name }) }),
      (error: Error) => notifications.show({ color: 'red', message: error.message }),
    )
  }
  const spec: ListSpec<Dataset> = {
    title: t('Datasets'),
    api: '/api/v1/dataset',
    search: { col: 'table_name', opr: 'ct', label: t('Search datasets') },
    defaultSort: { column: 'changed_on_delta_humanized', direction: 'desc' },
    nameOf: (row) => row.table_name,
    canDelete: writes,
    canExport: session.allows('can_export', 'Dataset'),
    bulkDelete: true,
    deleteWarning: t('Charts over this dataset stop working. The table in the database stays.'),
    facets: [
      {
        key: 'kind',
        label: t('Kind'),
        choices: [
          { value: 'physical', label: t('Table') },
          { value: 'virtual', label: t('SQL') },
        ],
        toFilter: (value) => ({ col: 'sql', opr: 'dataset_is_null_or_empty', value: value === 'physical' }),
      },
      {
        key: 'database',
        label: t('Database'),
        choices: (databases.data?.result ?? []).map((row) => ({ value: String(row.value), label: row.text })),
        toFilter: (value) => ({ col: 'database', opr: 'rel_o_m', value: Number(value) }),
      },
      {
        key: 'owner',
        label: t('Owner'),
        choices: [{ value: String(session.user?.id ?? 0), label: t('Me') }],
        toFilter: (value) => ({ col: 'owners', opr: 'rel_m_m', value: Number(value) }),
      },
    ],
    columns: [
      { key: 'name', label: t('Name'), sort: 'table_name', render: (row) => <Link to={row.explore_url}>{row.table_name}</Link> },
      {
        key: 'kind',
        label: t('Kind'),
        render: (row) => (
          <Badge variant="light" color={row.kind === 'virtual' ? 'violet' : 'gray'}>
            {row.kind === 'virtual' ? t('SQL') : t('Table')}
          </Badge>
        ),
      },
      { key: 'database', label: t('Database'), sort: 'database.database_name', render: (row) => row.database.database_name },
      { key: 'schema', label: t('Schema'), sort: 'schema', wide: true, render: (row) => row.schema ?? '' },
      { key: 'owners', label: t('Owners'), wide: true, render: (row) => row.owners.map((owner) => `${owner.first_name} ${owner.last_name}`).join(', ') },
      { key: 'changed', label: t('Changed'), sort: 'changed_on_delta_humanized', wide: true, render: (row) => row.changed_on_delta_humanized },
    ],
    rowActions: [
      { label: t('Columns and metrics'), onClick: (row) => void navigate(`/dataset/${row.id}`) },
      ...(writes ? [{ label: t('Read the columns again'), onClick: refresh }] : []),
    ],
    headerActions: writes && (
      <>
        <Button variant="default" onClick={() => setImporting(true)}>
          {t('Import')}
        </Button>
        <Button onClick={() => void navigate('/dataset/add/')}>{t('New dataset')}</Button>
      </>
    ),
    emptyAction: writes && (
      <Button variant="light" onClick={() => void navigate('/dataset/add/')}>
        {t('Make one from a table')}
      </Button>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {importing && <ImportDialog kind="dataset" title={t('Import datasets')} onClose={() => setImporting(false)} onDone={reload} />}
    </>
  )
}
