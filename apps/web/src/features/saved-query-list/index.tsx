import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { useEditing } from '../../shared/form-dialog/use-editing.ts'
import { ImportButton } from '../../shared/import-dialog/button.tsx'
import { Ago } from '../../shared/moment/index.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { useLookedAt } from '../../shared/resource-list/use-looked-at.ts'
import { SqlPreview } from '../../shared/sql-preview/index.tsx'
import { TagChips } from '../../shared/tags/chips.tsx'
import { TagDialog } from '../../shared/tags/dialog.tsx'
import { useFacets } from './facets.tsx'
import { SavedQueryForm } from './form.tsx'
import { API, labPath, type SavedQuery } from './model.ts'

const HistoryDrawer = lazy(async () => ({ default: (await import('../../shared/history/drawer.tsx')).HistoryDrawer }))

const tablesOf = ({ sql_tables: tables }: SavedQuery): string =>
  [...new Set(tables.map(({ schema, table }) => (schema === null ? table : `${schema}.${table}`)))].join(', ')

const personOf = ({ changed_by: person }: SavedQuery): string => (person === null ? '' : ` · ${person.first_name} ${person.last_name}`)

/** Others see no saved query of one's own: what they are sent holds the SQL as it is now. */
const linkOf = async ({ id, label, sql, schema, database }: SavedQuery, shares: boolean): Promise<{ readonly path: string; readonly told: string }> => {
  if (!shares || database === null) return { path: labPath(id), told: t('The link is copied. It opens the query for you alone.') }
  const { result } = await api.get<{ result: { readonly template_parameters: string | null } }>(`${API}/${id}`)
  const body = { dbId: database.id, name: label, sql, schema, templateParams: result.template_parameters }
  const { url } = await api.post<{ url: string }>('/api/v1/sqllab/permalink', { body })
  return { path: url, told: t('The link is copied. It opens the SQL as it is now, for everybody who may use SQL Lab.') }
}

/** Queries that one keeps. */
export const Page = () => {
  const session = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const facets = useFacets()
  const preview = useLookedAt<SavedQuery>(API)
  const { editing, edit, close, saved } = useEditing<SavedQuery>(API)
  const [tagging, setTagging] = useState<SavedQuery | null>(null)
  const [remembered, setRemembered] = useState<SavedQuery | null>(null)
  const writes = session.allows('can_write', 'SavedQuery')
  const runs = session.allows('can_read', 'SQLLab')
  const copyLink = async (row: SavedQuery): Promise<void> => {
    try {
      const { path, told } = await linkOf(row, session.allows('can_write', 'SqlLabPermalinkRestApi'))
      await navigator.clipboard.writeText(new URL(path, window.location.origin).href)
      notifications.show({ message: told })
    } catch (error) {
      notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) })
    }
  }
  const begin = runs && (
    <Button variant="light" component={Link} to="/sqllab/">
      {t('Write one in SQL Lab')}
    </Button>
  )
  const spec: ListSpec<SavedQuery> = {
    title: t('Saved queries'),
    api: API,
    search: { col: 'label', opr: 'all_text', label: t('Search saved queries') },
    defaultSort: { column: 'changed_on_delta_humanized', direction: 'desc' },
    nameOf: (row) => row.label,
    canDelete: writes,
    canExport: session.allows('can_export', 'SavedQuery'),
    bulkDelete: true,
    deleteWarning: t('Tabs and charts that were begun from it stay.'),
    facets,
    columns: [
      { key: 'name', label: t('Name'), sort: 'label', render: (row) => (runs ? <Link to={labPath(row.id)}>{row.label}</Link> : row.label) },
      { key: 'description', label: t('Description'), wide: true, sort: 'description', render: (row) => row.description },
      { key: 'database', label: t('Database'), sort: 'database.database_name', render: (row) => row.database?.database_name ?? '' },
      { key: 'schema', label: t('Schema'), sort: 'schema', wide: true, render: (row) => row.schema },
      { key: 'tables', label: t('Tables'), wide: true, render: tablesOf },
      { key: 'tags', label: t('Tags'), wide: true, render: (row) => <TagChips tags={row.tags} /> },
      {
        key: 'changed',
        label: t('Changed'),
        sort: 'changed_on_delta_humanized',
        wide: true,
        render: (row) => (
          <>
            <Ago at={row.changed_on_ms} />
            {personOf(row)}
          </>
        ),
      },
    ],
    rowActions: [
      { label: t('Open in SQL Lab'), onClick: (row) => void navigate(labPath(row.id)), visible: () => runs },
      { label: t('Preview'), onClick: preview.look },
      { label: t('Copy link'), onClick: (row) => void copyLink(row) },
      { label: t('Edit'), onClick: edit, visible: () => writes },
      { label: t('Tags…'), onClick: setTagging, visible: () => session.allows('can_write', 'Tag') },
      { label: t('History'), onClick: setRemembered, visible: () => writes },
    ],
    headerActions: writes && <ImportButton kind="saved_query" title={t('Import saved queries')} api={API} />,
    emptyText: t('What you save in SQL Lab stands here, for you alone.'),
    emptyAction: begin,
  }
  return (
    <>
      <ResourceList spec={spec} />
      {preview.row !== null && (
        <SqlPreview
          title={preview.row.label}
          facts={
            <>
              {preview.row.database !== null && <span>{preview.row.database.database_name}</span>}
              {preview.row.schema !== null && <span>{preview.row.schema}</span>}
              {preview.row.description !== null && <span>{preview.row.description}</span>}
            </>
          }
          sql={preview.row.sql}
          href={runs ? labPath(preview.row.id) : null}
          previous={preview.previous}
          next={preview.next}
          onClose={preview.close}
        />
      )}
      {editing?.row != null && <SavedQueryForm query={editing.row} onClose={close} onSaved={saved} />}
      {tagging !== null && <TagDialog of={{ kind: 'query', id: tagging.id, name: tagging.label, tags: tagging.tags }} onClose={() => setTagging(null)} />}
      {remembered !== null && (
        <Suspense fallback={null}>
          <HistoryDrawer
            kind="saved_query"
            id={remembered.id}
            name={remembered.label}
            onClose={() => setRemembered(null)}
            onRestored={() => client.invalidateQueries({ queryKey: ['list', API] })}
          />
        </Suspense>
      )}
    </>
  )
}
