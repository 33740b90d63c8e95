import { Badge, Button, Modal, Stack, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { Favourite } from '../../shared/favourite/index.tsx'
import { publishOver } from '../../shared/history/publish.ts'
import { ImportDialog } from '../../shared/import-dialog/index.tsx'
import { DashboardProperties } from '../../shared/properties/dashboard-dialog.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { TagChips } from '../../shared/tags/chips.tsx'
import { TagDialog } from '../../shared/tags/dialog.tsx'
import { customTags, type Tag } from '../../shared/tags/tags.ts'

interface Dashboard {
  readonly id: number
  readonly dashboard_title: string
  readonly url: string
  readonly published: boolean
  readonly changed_on_ms: number
  readonly thumbnail_url: string
  readonly owners: readonly { readonly id: number; readonly first_name: string; readonly last_name: string }[]
  readonly tags: readonly Tag[]
  readonly changed_on_delta_humanized: string
  readonly changed_by_name: string
}

const NewDashboard = ({ onClose }: { readonly onClose: () => void }) => {
  const navigate = useNavigate()
  const [title, setTitle] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      const { id } = await api.post<{ id: number }>('/api/v1/dashboard/', { body: { dashboard_title: title } })
      void navigate(`/superset/dashboard/${id}/?edit=true`)
    } catch (error) {
      setBusy(false)
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
    }
  }
  return (
    <Modal opened onClose={onClose} title={t('New dashboard')}>
      <Stack component="form" onSubmit={(event: FormEvent) => void submit(event)}>
        <TextInput label={t('Title')} data-autofocus required value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        <Button type="submit" loading={busy}>
          {t('Create and arrange')}
        </Button>
      </Stack>
    </Modal>
  )
}

const namesOf = ({ owners }: Dashboard): string => owners.map((owner) => `${owner.first_name} ${owner.last_name}`).join(', ')
const changedOf = (row: Dashboard): string => `${row.changed_on_delta_humanized}${row.changed_by_name === '' ? '' : ` · ${row.changed_by_name}`}`

/** All dashboards that one may see. */
export const Page = () => {
  const session = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [parameters, setParameters] = useSearchParams()
  const [importing, setImporting] = useState(false)
  const [tagging, setTagging] = useState<Dashboard | null>(null)
  const [describing, setDescribing] = useState<Dashboard | null>(null)
  const writes = session.allows('can_write', 'Dashboard')
  const tags = session.allows('can_write', 'Tag')
  const isOwn = (row: Dashboard): boolean => session.user?.is_admin === true || row.owners.some((owner) => owner.id === session.user?.id)
  const adding = parameters.get('new') === '1'
  const setAdding = (on: boolean): void => setParameters(on ? { new: '1' } : {}, { replace: true })
  const reload = (): void => void client.invalidateQueries({ queryKey: ['list', '/api/v1/dashboard'] })
  const publish = async (row: Dashboard, published: boolean): Promise<void> => {
    try {
      const { kind } = await publishOver(row, published)
      if (kind === 'cancelled') return
      const told = published ? t('“{{name}}” is published', { name: row.dashboard_title }) : t('“{{name}}” is a draft again', { name: row.dashboard_title })
      notifications.show({ message: kind === 'theirs' ? t('This is their version now') : told })
      reload()
    } catch (error) {
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
    }
  }
  const spec: ListSpec<Dashboard> = {
    title: t('Dashboards'),
    api: '/api/v1/dashboard',
    search: { col: 'dashboard_title', opr: 'title_or_slug', label: t('Search dashboards') },
    defaultSort: { column: 'changed_on_delta_humanized', direction: 'desc' },
    nameOf: (row) => row.dashboard_title,
    canDelete: writes,
    canExport: session.allows('can_export', 'Dashboard'),
    bulkDelete: true,
    deleteWarning: t('The arrangement is deleted for everybody. Its charts and data stay.'),
    facets: [
      {
        key: 'status',
        label: t('Status'),
        choices: [
          { value: 'true', label: t('Published') },
          { value: 'false', label: t('Draft') },
        ],
        toFilter: (value) => ({ col: 'published', opr: 'eq', value: value === 'true' }),
      },
      {
        key: 'favourite',
        label: t('Favourites'),
        choices: [
          { value: 'true', label: t('My favourites') },
          { value: 'false', label: t('Others') },
        ],
        toFilter: (value) => ({ col: 'id', opr: 'dashboard_is_favorite', value: value === 'true' }),
      },
      {
        key: 'owner',
        label: t('Owner'),
        choices: [{ value: String(session.user?.id ?? 0), label: t('Me') }],
        toFilter: (value) => ({ col: 'owners', opr: 'rel_m_m', value: Number(value) }),
      },
    ],
    columns: [
      { key: 'favourite', label: '', render: (row) => <Favourite kind="dashboard" id={row.id} name={row.dashboard_title} /> },
      {
        key: 'title',
        label: t('Title'),
        sort: 'dashboard_title',
        render: (row) => <Link to={row.url}>{row.dashboard_title === '' ? t('Untitled') : row.dashboard_title}</Link>,
      },
      {
        key: 'status',
        label: t('Status'),
        sort: 'published',
        render: (row) => <Badge variant="default">{row.published ? t('Published') : t('Draft')}</Badge>,
      },
      { key: 'owners', label: t('Owners'), wide: true, render: namesOf },
      { key: 'tags', label: t('Tags'), wide: true, render: (row) => <TagChips tags={row.tags} /> },
      {
        key: 'changed',
        label: t('Changed'),
        sort: 'changed_on_delta_humanized',
        wide: true,
        render: changedOf,
      },
    ],
    cards: {
      of: (row) => ({
        kind: 'dashboard',
        id: row.id,
        title: row.dashboard_title,
        href: row.url,
        thumbnailUrl: row.thumbnail_url,
        badge: <Badge variant="default">{row.published ? t('Published') : t('Draft')}</Badge>,
        owners: namesOf(row),
        changed: changedOf(row),
        ...(customTags(row.tags).length === 0 ? {} : { tags: <TagChips tags={row.tags} /> }),
      }),
      nameColumn: 'dashboard_title',
      changedColumn: 'changed_on_delta_humanized',
    },
    rowActions: [
      { label: t('Arrange'), onClick: (row) => void navigate(`${row.url}?edit=true`), visible: () => writes },
      { label: t('Properties…'), onClick: setDescribing, visible: (row) => writes && isOwn(row) },
      { label: t('Publish'), onClick: (row) => void publish(row, true), visible: (row) => writes && !row.published && isOwn(row) },
      { label: t('Back to draft'), onClick: (row) => void publish(row, false), visible: (row) => writes && row.published && isOwn(row) },
      { label: t('Tags…'), onClick: setTagging, visible: (row) => tags && isOwn(row) },
    ],
    headerActions: writes && (
      <>
        <Button variant="default" onClick={() => setImporting(true)}>
          {t('Import')}
        </Button>
        <Button onClick={() => setAdding(true)}>{t('New dashboard')}</Button>
      </>
    ),
    emptyAction: writes && (
      <Button variant="light" onClick={() => setAdding(true)}>
        {t('Make the first one')}
      </Button>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {tagging !== null && (
        <TagDialog of={{ kind: 'dashboard', id: tagging.id, name: tagging.dashboard_title, tags: tagging.tags }} onClose={() => setTagging(null)} />
      )}
      {describing !== null && <DashboardProperties id={describing.id} onClose={() => setDescribing(null)} onSaved={() => setDescribing(null)} />}
      {importing && <ImportDialog kind="dashboard" title={t('Import dashboards')} onClose={() => setImporting(false)} onDone={reload} />}
      {adding && <NewDashboard onClose={() => setAdding(false)} />}
    </>
  )
}
