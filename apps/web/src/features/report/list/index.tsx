import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation, useNavigate } from 'react-router'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import { ImportButton } from '../../../shared/import-dialog/button.tsx'
import { type ListSpec, ResourceList } from '../../../shared/resource-list/index.tsx'
import { API, editPath, kindOfPath, logPath, newPath } from '../model/kind.ts'
import { runNow, sendTest } from '../model/run.ts'
import type { ReportRow } from '../model/types.ts'
import { columnsOf } from './columns.tsx'
import { facets } from './facets.tsx'
import { KindTabs } from './kind-tabs.tsx'

const REFRESH_MS = 15_000

/** Alerts, or reports: what is sent to whom, when, and what became of it last. */
export const Page = () => {
  const session = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const kind = kindOfPath(useLocation().pathname)
  const writes = session.allows('can_write', 'ReportSchedule')
  const email = session.user?.email ?? ''
  const add = (): void => void navigate(newPath(kind))
  const spec: ListSpec<ReportRow> = {
    title: t('Alerts and reports'),
    api: API,
    search: { col: 'name', opr: 'report_all_text', label: kind === 'Alert' ? t('Search alerts') : t('Search reports') },
    always: [{ col: 'type', opr: 'eq', value: kind }],
    refreshMs: REFRESH_MS,
    tabs: <KindTabs kind={kind} />,
    defaultSort: { column: 'name', direction: 'asc' },
    nameOf: (row) => row.name,
    canDelete: writes,
    canExport: true,
    bulkDelete: true,
    deleteWarning: t('Recipients and log go with it, and nothing more is sent. The dashboard or chart stays.'),
    facets: facets(),
    columns: columnsOf(writes),
    rowActions: [
      ...(writes
        ? [
            { label: t('Edit'), onClick: (row: ReportRow) => void navigate(editPath(row.type, row.id)) },
            {
              label: t('Run now'),
              onClick: (row: ReportRow) => void runNow(row.id, row.name).then(() => client.invalidateQueries({ queryKey: ['list', API] })),
            },
            { label: t('Send a test to me'), visible: () => email !== '', onClick: (row: ReportRow) => void sendTest(row.id, row.name, email) },
          ]
        : []),
      { label: t('Log'), onClick: (row) => void navigate(logPath(row.type, row.id)) },
    ],
    headerActions: writes && (
      <>
        <ImportButton kind="report" title={t('Import alerts and reports')} api={API} />
        <Button onClick={add}>{kind === 'Alert' ? t('New alert') : t('New report')}</Button>
      </>
    ),
    emptyAction: writes && (
      <Button variant="light" onClick={add}>
        {kind === 'Alert' ? t('Make the first alert') : t('Make the first report')}
      </Button>
    ),
  }
  return <ResourceList spec={spec} />
}
