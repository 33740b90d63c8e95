import { Button, Code } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { LogTabs } from '../../shared/log-tabs/index.tsx'
import { absoluteText, durationText, momentOf } from '../../shared/moment/index.tsx'
import { resourceSource } from '../../shared/remote-select/index.tsx'
import { type Facet, type ListAnswer, type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { remoteFacet } from '../../shared/resource-list/remote-facet.tsx'
import classes from './action-log.module.css'
import { API, type Asked, csvOf, type Entry, entriesOf, MOST, objectOf, personOf, sinceFilter } from './model.ts'

const users = resourceSource('/api/v1/security/users/', 'username', 'ct')

const time = (): Facet => ({
  key: 'since',
  label: t('Time'),
  choices: [
    { value: 'hour', label: t('Last hour') },
    { value: 'day', label: t('Last day') },
    { value: 'week', label: t('Last 7 days') },
    { value: 'month', label: t('Last 30 days') },
  ],
  toFilter: (value) => sinceFilter(value, Date.now()),
})

const When = ({ dttm }: Entry) => {
  const at = momentOf(dttm)
  return at === null ? <span>{dttm}</span> : <time dateTime={new Date(at).toISOString()}>{absoluteText(at)}</time>
}

const What = ({ entry }: { readonly entry: Entry }) => {
  const object = objectOf(entry)
  if (object === null) return null
  return <Link to={object.to}>{object.kind === 'chart' ? t('Chart {{id}}', { id: object.id }) : t('Dashboard {{id}}', { id: object.id })}</Link>
}

const Details = ({ json }: { readonly json: string | null }) =>
  json === null || json === '' || json === '{}' ? null : (
    <details className={classes['details']}>
      <summary>{t('Details')}</summary>
      <Code block>{json}</Code>
    </details>
  )

const save = (text: string): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = 'action-log.csv'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** What the list on the page asks for. */
const useAsked = (): (() => Asked | undefined) => {
  const client = useQueryClient()
  return () => {
    const shown = client.getQueriesData<ListAnswer<Entry>>({ queryKey: ['list', API], type: 'active' }).at(-1)
    return shown?.[0][2] as Asked | undefined
  }
}

/** Who did what, and when. */
export const Page = () => {
  const session = useSession()
  const asked = useAsked()
  const [busy, setBusy] = useState(false)
  const download = async (): Promise<void> => {
    const question = asked()
    if (question === undefined) return
    setBusy(true)
    try {
      save(csvOf(await entriesOf(question)))
    } catch (error) {
      notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) })
    } finally {
      setBusy(false)
    }
  }
  const spec: ListSpec<Entry> = {
    title: t('Action log'),
    api: API,
    tabs: <LogTabs at="actions" />,
    search: { col: 'action', opr: 'ct', label: t('Search actions') },
    defaultSort: { column: 'dttm', direction: 'desc' },
    nameOf: (row) => row.action,
    canDelete: false,
    canExport: false,
    bulkDelete: false,
    deleteWarning: '',
    facets: session.allows('can_get', 'User') ? [remoteFacet('person', t('Person'), users, { col: 'user', opr: 'rel_o_m' }), time()] : [time()],
    columns: [
      { key: 'when', label: t('When'), sort: 'dttm', render: (row) => <When {...row} /> },
      { key: 'who', label: t('Who'), sort: 'user_id', render: personOf },
      { key: 'what', label: t('Action'), sort: 'action', render: (row) => row.action },
      { key: 'object', label: t('On what'), wide: true, render: (row) => <What entry={row} /> },
      {
        key: 'duration',
        label: t('Took'),
        sort: 'duration_ms',
        wide: true,
        render: (row) => (row.duration_ms === null ? '' : <span className="coset-figures">{durationText(row.duration_ms)}</span>),
      },
      { key: 'details', label: t('Details'), wide: true, render: (row) => <Details json={row.json} /> },
    ],
    rowActions: [],
    headerActions: (
      <Button variant="default" loading={busy} onClick={() => void download()} title={t('All that the filters leave, at most {{count}}', { count: MOST })}>
        {t('Export as CSV')}
      </Button>
    ),
  }
  return <ResourceList spec={spec} />
}
