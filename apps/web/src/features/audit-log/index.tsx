import { Badge, Button, UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { LogTabs } from '../../shared/log-tabs/index.tsx'
import { absoluteText, momentOf } from '../../shared/moment/index.tsx'
import { resourceSource } from '../../shared/remote-select/index.tsx'
import { type Facet, type Filter, type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { remoteFacet } from '../../shared/resource-list/remote-facet.tsx'
import { Details } from './details.tsx'
import { API, type AuditEvent, objectText, sinceFilter } from './model.ts'

const users = resourceSource('/api/v1/security/users/', 'username', 'ct')

const facets = (): readonly Facet[] => [
  {
    key: 'what',
    label: t('What'),
    choices: [
      { value: 'view', label: t('Seen') },
      { value: 'change', label: t('Changed') },
      { value: 'export', label: t('Exported') },
      { value: 'refusal', label: t('Refused') },
      { value: 'sign-in', label: t('Signed in and out') },
    ],
    toFilter: (value) => ({ col: 'what', opr: 'eq', value }),
  },
  {
    key: 'kind',
    label: t('On what'),
    choices: ['dashboard', 'chart', 'dataset', 'database', 'saved query', 'report', 'user', 'role', 'group', 'rule', 'tag', 'theme'].map((value) => ({
      value,
      label: t(value),
    })),
    toFilter: (value) => ({ col: 'object_kind', opr: 'eq', value }),
  },
  {
    key: 'since',
    label: t('Time'),
    choices: [
      { value: 'hour', label: t('Last hour') },
      { value: 'day', label: t('Last day') },
      { value: 'week', label: t('Last 7 days') },
      { value: 'month', label: t('Last 30 days') },
    ],
    toFilter: (value) => sinceFilter(value, Date.now()),
  },
]

const When = ({ at }: AuditEvent) => {
  const moment = momentOf(at)
  return moment === null ? <span>{at}</span> : <time dateTime={new Date(moment).toISOString()}>{absoluteText(moment)}</time>
}

/** The filters that the list on the page has. */
const useFilters = (): (() => readonly Filter[]) => {
  const client = useQueryClient()
  return () => {
    const shown = client.getQueriesData({ queryKey: ['list', API], type: 'active' }).at(-1)
    const asked = shown?.[0][2] as { readonly filters: readonly Filter[] } | undefined
    return asked?.filters ?? []
  }
}

/** Who saw, changed, exported something, or was refused. */
export const Page = () => {
  const session = useSession()
  const filters = useFilters()
  const [busy, setBusy] = useState(false)
  const [opened, setOpened] = useState<AuditEvent | null>(null)
  const download = async (): Promise<void> => {
    setBusy(true)
    try {
      await api.download('GET', `${API}/export/`, { q: { filters: filters() } })
    } catch (error) {
      notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) })
    } finally {
      setBusy(false)
    }
  }
  const spec: ListSpec<AuditEvent> = {
    title: t('Audit log'),
    api: API,
    tabs: <LogTabs at="audit" />,
    search: { col: 'text', opr: 'ct', label: t('Search people, objects and details') },
    defaultSort: { column: 'at', direction: 'desc' },
    nameOf: (row) => row.action,
    canDelete: false,
    canExport: false,
    bulkDelete: false,
    deleteWarning: '',
    facets: session.allows('can_get', 'User') ? [remoteFacet('person', t('Person'), users, { col: 'user', opr: 'rel_o_m' }), ...facets()] : facets(),
    columns: [
      { key: 'when', label: t('When'), sort: 'at', render: (row) => <When {...row} /> },
      { key: 'who', label: t('Who'), sort: 'user_name', render: (row) => row.user_name },
      {
        key: 'what',
        label: t('Action'),
        sort: 'action',
        render: (row) => (
          <UnstyledButton c="var(--mantine-color-anchor)" onClick={() => setOpened(row)}>
            {row.action}
          </UnstyledButton>
        ),
      },
      { key: 'object', label: t('On what'), sort: 'object_name', wide: true, render: objectText },
      { key: 'status', label: t('Status'), sort: 'status', wide: true, render: (row) => row.status >= 400 && <Badge color="red">{row.status}</Badge> },
      { key: 'via', label: t('Known by'), sort: 'via', wide: true, render: (row) => row.via },
    ],
    rowActions: [{ label: t('Details'), onClick: setOpened }],
    headerActions: (
      <Button variant="default" loading={busy} onClick={() => void download()} title={t('All that the filters leave')}>
        {t('Export as CSV')}
      </Button>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {opened !== null && <Details event={opened} onClose={() => setOpened(null)} />}
    </>
  )
}
