import { definitionFor, definitions } from '@coset/charts'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { Favourite } from '../../shared/favourite/index.tsx'
import { ImportDialog } from '../../shared/import-dialog/index.tsx'
import { ChartProperties } from '../../shared/properties/chart-dialog.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { TagChips } from '../../shared/tags/chips.tsx'
import { TagDialog } from '../../shared/tags/dialog.tsx'
import { customTags, type Tag } from '../../shared/tags/tags.ts'

interface Chart {
  readonly id: number
  readonly slice_name: string
  readonly url: string
  readonly viz_type: string
  readonly thumbnail_url: string
  readonly owners: readonly { readonly id: number; readonly first_name: string; readonly last_name: string }[]
  readonly datasource_name_text: string | null
  readonly datasource_url: string | null
  readonly dashboards: readonly { readonly id: number; readonly dashboard_title: string }[]
  readonly tags: readonly Tag[]
  readonly changed_on_delta_humanized: string
  readonly changed_by_name: string
}

const typeOf = (row: Chart): string => definitionFor(row.viz_type)?.name ?? row.viz_type
const changedOf = (row: Chart): string => `${row.changed_on_delta_humanized}${row.changed_by_name === '' ? '' : ` · ${row.changed_by_name}`}`

/** All charts that one may see. */
export const Page = () => {
  const session = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [importing, setImporting] = useState(false)
  const [tagging, setTagging] = useState<Chart | null>(null)
  const [describing, setDescribing] = useState<Chart | null>(null)
  const writes = session.allows('can_write', 'Chart')
  const tags = session.allows('can_write', 'Tag')
  const isOwn = (row: Chart): boolean => session.user?.is_admin === true || row.owners.some((owner) => owner.id === session.user?.id)
  const spec: ListSpec<Chart> = {
    title: t('Charts'),
    api: '/api/v1/chart',
    search: { col: 'slice_name', opr: 'chart_all_text', label: t('Search charts') },
    defaultSort: { column: 'changed_on_delta_humanized', direction: 'desc' },
    nameOf: (row) => row.slice_name,
    canDelete: writes,
    canExport: session.allows('can_export', 'Chart'),
    bulkDelete: true,
    deleteWarning: t('The chart disappears from every dashboard that shows it. Its dataset stays.'),
    facets: [
      {
        key: 'type',
        label: t('Type'),
        choices: definitions.map((definition) => ({ value: definition.vizType, label: definition.name })),
        toFilter: (value) => ({ col: 'viz_type', opr: 'eq', value }),
      },
      {
        key: 'favourite',
        label: t('Favourites'),
        choices: [{ value: 'true', label: t('My favourites') }],
        toFilter: () => ({ col: 'id', opr: 'chart_is_favorite', value: true }),
      },
      {
        key: 'owner',
        label: t('Owner'),
        choices: [{ value: String(session.user?.id ?? 0), label: t('Me') }],
        toFilter: (value) => ({ col: 'owners', opr: 'rel_m_m', value: Number(value) }),
      },
    ],
    columns: [
      { key: 'favourite', label: '', render: (row) => <Favourite kind="chart" id={row.id} name={row.slice_name} /> },
      { key: 'name', label: t('Name'), sort: 'slice_name', render: (row) => <Link to={row.url}>{row.slice_name}</Link> },
      { key: 'type', label: t('Type'), sort: 'viz_type', render: typeOf },
      {
        key: 'dataset',
        label: t('Dataset'),
        sort: 'datasource_name',
        wide: true,
        render: (row) => (row.datasource_url === null ? '' : <Link to={row.datasource_url}>{row.datasource_name_text}</Link>),
      },
      { key: 'dashboards', label: t('On dashboards'), wide: true, render: (row) => row.dashboards.map((d) => d.dashboard_title).join(', ') },
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
        kind: 'chart',
        id: row.id,
        title: row.slice_name,
        href: row.url,
        thumbnailUrl: row.thumbnail_url,
        badge: typeOf(row),
        owners: row.owners.map((owner) => `${owner.first_name} ${owner.last_name}`).join(', '),
        changed: changedOf(row),
        ...(customTags(row.tags).length === 0 ? {} : { tags: <TagChips tags={row.tags} /> }),
      }),
      nameColumn: 'slice_name',
      changedColumn: 'changed_on_delta_humanized',
    },
    rowActions: [
      { label: t('Properties…'), onClick: setDescribing, visible: (row) => writes && isOwn(row) },
      { label: t('Tags…'), onClick: setTagging, visible: (row) => tags && isOwn(row) },
    ],
    headerActions: writes && (
      <>
        <Button variant="default" onClick={() => setImporting(true)}>
          {t('Import')}
        </Button>
        <Button onClick={() => void navigate('/chart/add')}>{t('New chart')}</Button>
      </>
    ),
    emptyAction: writes && (
      <Button variant="light" onClick={() => void navigate('/chart/add')}>
        {t('Make the first one')}
      </Button>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {tagging !== null && <TagDialog of={{ kind: 'chart', id: tagging.id, name: tagging.slice_name, tags: tagging.tags }} onClose={() => setTagging(null)} />}
      {describing !== null && <ChartProperties id={describing.id} onClose={() => setDescribing(null)} onSaved={() => setDescribing(null)} />}
      {importing && (
        <ImportDialog
          kind="chart"
          title={t('Import charts')}
          onClose={() => setImporting(false)}
          onDone={() => void client.invalidateQueries({ queryKey: ['list', '/api/v1/chart'] })}
        />
      )}
    </>
  )
}
