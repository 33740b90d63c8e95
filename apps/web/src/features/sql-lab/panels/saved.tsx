import { EmptyState, ErrorState } from '@coset/ui'
import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconHistory, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Link } from 'react-router'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { tellDeleted } from '../../../shared/history/undo.tsx'
import type { TabPatch } from '../model/types.ts'
import { ofSavedQuery } from '../model/use-asked.ts'
import classes from '../sql-lab.module.css'

const HistoryDrawer = lazy(async () => ({ default: (await import('../../../shared/history/drawer.tsx')).HistoryDrawer }))

interface SavedRow {
  readonly id: number
  readonly label: string
  readonly description: string | null
  readonly sql: string
  readonly schema: string | null
  readonly database: { readonly database_name: string } | null
}

/** Queries that one has kept; each opens in a tab of its own. */
export const Saved = ({ onOpen }: { readonly onOpen: (tab: TabPatch) => void }) => {
  const client = useQueryClient()
  const [remembered, setRemembered] = useState<SavedRow | null>(null)
  const query = useQuery({
    queryKey: ['sql-lab', 'saved'],
    queryFn: ({ signal }) =>
      api.get<{ result: readonly SavedRow[] }>('/api/v1/saved_query/', {
        q: { page: 0, page_size: 100, order_column: 'changed_on_delta_humanized', order_direction: 'desc' },
        signal,
      }),
    retry: false,
  })
  const open = async ({ id }: SavedRow): Promise<void> => {
    try {
      onOpen(await ofSavedQuery(id))
    } catch (error) {
      notifications.show({ color: 'red', title: t('That could not be opened'), message: error instanceof Error ? error.message : String(error) })
    }
  }
  const remove = async (row: SavedRow): Promise<void> => {
    try {
      await api.delete(`/api/v1/saved_query/${row.id}`)
      tellDeleted({ kind: 'saved_query', items: [{ id: row.id, name: row.label }] }, client)
      await client.invalidateQueries({ queryKey: ['sql-lab', 'saved'] })
    } catch (error) {
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
    }
  }
  if (query.error !== null)
    return <ErrorState compact message={query.error.message} onRetry={() => void query.refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
  if (query.data === undefined) return <Skeleton height={120} m="md" />
  if (query.data.result.length === 0) return <EmptyState compact title={t('Nothing is kept yet. Save the query of a tab to find it here.')} />
  return (
    <>
      {remembered !== null && (
        <Suspense fallback={null}>
          <HistoryDrawer
            kind="saved_query"
            id={remembered.id}
            name={remembered.label}
            onClose={() => setRemembered(null)}
            onRestored={() => client.invalidateQueries({ queryKey: ['sql-lab', 'saved'] })}
          />
        </Suspense>
      )}
      <Link className={classes['whole'] ?? ''} to="/savedqueryview/list/">
        {t('All saved queries')}
      </Link>
      <ul className={classes['history']}>
        {query.data.result.map((row) => (
          <li key={row.id}>
            <div className={classes['facts']}>
              <strong>{row.label}</strong>
              <span>
                {row.database?.database_name ?? ''}
                {row.schema === null ? '' : ` · ${row.schema}`}
              </span>
              {row.description !== null && row.description !== '' && <span>{row.description}</span>}
              <span className={classes['spring']} />
              <Button size="compact-xs" variant="subtle" onClick={() => void open(row)}>
                {t('Open')}
              </Button>
              <Tooltip label={t('History')}>
                <ActionIcon
                  size={24}
                  variant="subtle"
                  color="gray"
                  aria-label={t('History of {{name}}', { name: row.label })}
                  onClick={() => setRemembered(row)}
                >
                  <IconHistory size={16} stroke={1.5} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={t('Delete')}>
                <ActionIcon size={24} variant="subtle" color="red" aria-label={t('Delete {{name}}', { name: row.label })} onClick={() => void remove(row)}>
                  <IconTrash size={16} stroke={1.5} />
                </ActionIcon>
              </Tooltip>
            </div>
            <pre className={classes['code']}>{row.sql}</pre>
          </li>
        ))}
      </ul>
    </>
  )
}
