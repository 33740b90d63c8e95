import { Button, UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { absoluteText, durationText } from '../../shared/moment/index.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { useLookedAt } from '../../shared/resource-list/use-looked-at.ts'
import { SqlPreview } from '../../shared/sql-preview/index.tsx'
import { firstLine, SqlText } from '../../shared/sql-text/index.tsx'
import { useFacets } from './facets.tsx'
import { API, isOpen, labPath, type Run, tablesOf, tookMs } from './model.ts'
import classes from './query-history.module.css'
import { State } from './state.tsx'

const REFRESH_MS = 2000

const When = ({ start_time: at }: Run) => (
  <time className="coset-figures" dateTime={new Date(at).toISOString()} title={absoluteText(at)}>
    {new Date(at).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' })}
  </time>
)

const tookOf = (run: Run): string => {
  const ms = tookMs(run, Date.now())
  return ms === null ? '' : durationText(ms)
}

const personOf = ({ user }: Run): string => (user === null ? '' : `${user.first_name} ${user.last_name}`)
const rowsOf = ({ rows, status }: Run): string => (rows === null || status !== 'success' ? '' : rows.toLocaleString('en'))
const nameOf = ({ id, tab_name: tab }: Run): string => (tab === null || tab === '' ? t('Run {{id}}', { id }) : t('Run {{id}} of {{tab}}', { id, tab }))

/** What was run in SQL Lab: one's own, or everybody's for whom may see that. */
export const Page = () => {
  const session = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const facets = useFacets()
  const preview = useLookedAt<Run>(API)
  const { row: shown } = preview
  const runs = session.allows('can_read', 'SQLLab')
  const stop = async (run: Run): Promise<void> => {
    try {
      await api.post(`${API}/stop`, { body: { client_id: run.client_id } })
      await client.invalidateQueries({ queryKey: ['list', API] })
    } catch (error) {
      notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) })
    }
  }
  const spec: ListSpec<Run> = {
    title: t('Query history'),
    api: API,
    search: { col: 'sql', opr: 'ct', label: t('Search in the SQL') },
    defaultSort: { column: 'start_time', direction: 'desc' },
    refreshMs: REFRESH_MS,
    refreshWhile: isOpen,
    nameOf,
    canDelete: false,
    canExport: false,
    bulkDelete: false,
    deleteWarning: '',
    facets,
    columns: [
      { key: 'state', label: t('State'), render: (row) => <State status={row.status} /> },
      { key: 'time', label: t('Time'), sort: 'start_time', render: (row) => <When {...row} /> },
      { key: 'took', label: t('Took'), sort: 'duration', wide: true, render: (row) => <span className="coset-figures">{tookOf(row)}</span> },
      { key: 'tab', label: t('Tab'), sort: 'tab_name', wide: true, render: (row) => row.tab_name },
      { key: 'database', label: t('Database'), sort: 'database.database_name', wide: true, render: (row) => row.database.database_name },
      { key: 'schema', label: t('Schema'), sort: 'schema', wide: true, render: (row) => row.schema },
      { key: 'tables', label: t('Tables'), wide: true, render: tablesOf },
      { key: 'user', label: t('Person'), sort: 'user.first_name', wide: true, render: personOf },
      { key: 'rows', label: t('Rows'), sort: 'rows', wide: true, render: (row) => <span className="coset-figures">{rowsOf(row)}</span> },
      {
        key: 'sql',
        label: t('SQL'),
        sort: 'sql',
        render: (row) => (
          <UnstyledButton className={classes['sql'] ?? ''} title={t('Show the whole query')} onClick={() => preview.look(row)}>
            <SqlText sql={firstLine(row.sql)} />
          </UnstyledButton>
        ),
      },
    ],
    rowActions: [
      { label: t('Preview'), onClick: preview.look },
      { label: t('Open in SQL Lab'), onClick: (row) => void navigate(labPath(row.id)), visible: () => runs },
      { label: t('Stop'), onClick: (row) => void stop(row), visible: isOpen },
    ],
    emptyText: t('What is run in SQL Lab stands here afterwards.'),
    emptyAction: runs && (
      <Button variant="light" component={Link} to="/sqllab/">
        {t('Go to SQL Lab')}
      </Button>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {shown !== null && (
        <SqlPreview
          title={nameOf(shown)}
          facts={
            <>
              <State status={shown.status} />
              <When {...shown} />
              <span>{tookOf(shown)}</span>
              <span>{shown.database.database_name}</span>
              {shown.schema !== null && <span>{shown.schema}</span>}
              <span>{personOf(shown)}</span>
              {rowsOf(shown) !== '' && <span>{t('{{rows}} rows', { rows: rowsOf(shown) })}</span>}
            </>
          }
          sql={shown.sql}
          error={shown.error_message}
          href={runs ? labPath(shown.id) : null}
          previous={preview.previous}
          next={preview.next}
          onClose={preview.close}
        />
      )}
    </>
  )
}
