import { EmptyState, ErrorState, Page } from '@coset/ui'
import { Button, Chip, Group, Pagination } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { DeleteDialog } from '../history/delete-dialog.tsx'
import { kindOfApi } from '../history/kinds.ts'
import { ListCards } from './cards.tsx'
import type { ListedProps } from './listed.ts'
import { removeAll } from './remove.ts'
import classes from './resource-list.module.css'
import { ListTable } from './table.tsx'
import { Tools } from './tools.tsx'
import type { ListRow, ListSpec } from './types.ts'
import { useList } from './use-list.ts'
import { useView } from './use-view.ts'

export type { Facet, Filter, ListAnswer, ListColumn, ListRow, ListSpec, RowAction } from './types.ts'

const told = (error: unknown): void => {
  notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) })
}

/** A list page: search, filters as chips, sorting, pages, selection with a bulk bar, actions on each row. */
export const ResourceList = <Row extends ListRow>({ spec }: { readonly spec: ListSpec<Row> }) => {
  const { state, change, query, pageSize } = useList(spec)
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [view, setView] = useView(spec.api, spec.cards !== undefined)
  const rows = query.data?.result ?? []
  const [doomed, setDoomed] = useState<readonly Row[]>([])
  const exportAll = (ids: readonly number[]): void => void api.download('GET', `${spec.api}/export/`, { q: ids }).catch(told)
  const selected = rows.filter((row) => chosen.has(row.id))
  const toggle = (id: number): void => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const listed: ListedProps<Row> = {
    spec,
    state,
    rows: query.data?.result,
    isFetching: query.isFetching,
    chosen,
    onChoose: setChosen,
    onToggle: toggle,
    change,
    onDelete: (row) => setDoomed([row]),
    onExport: (row) => exportAll([row.id]),
  }
  const isUnsearched = state.search === '' && Object.keys(state.facets).length === 0
  const Shown = view === 'cards' && spec.cards !== undefined ? ListCards : ListTable
  return (
    <Page title={spec.title} meta={query.data === undefined ? undefined : t('{{count}} in all', { count: query.data.count })} actions={spec.headerActions}>
      {spec.tabs}
      <Tools spec={spec} state={state} change={change} view={view} onView={setView} />
      {selected.length > 0 && (
        <Group className={classes['bulk'] ?? ''} gap="sm" role="toolbar" aria-label={t('Selected')}>
          <Chip checked size="xs" onChange={() => setChosen(new Set())}>
            {t('{{count}} selected', { count: selected.length })}
          </Chip>
          {spec.canExport && (
            <Button size="xs" variant="default" onClick={() => exportAll(selected.map((row) => row.id))}>
              {t('Export')}
            </Button>
          )}
          {spec.canDelete && (
            <Button size="xs" color="red" variant="light" onClick={() => setDoomed(selected)}>
              {t('Delete')}
            </Button>
          )}
        </Group>
      )}
      {query.error !== null && query.data === undefined ? (
        <ErrorState message={query.error.message} onRetry={() => void query.refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
      ) : query.data !== undefined && rows.length === 0 ? (
        <EmptyState title={isUnsearched ? t('Nothing here yet') : t('Nothing fits this search')} action={spec.emptyAction}>
          {isUnsearched && spec.emptyText}
        </EmptyState>
      ) : (
        <Shown {...listed} />
      )}
      {query.data !== undefined && query.data.count > pageSize && (
        <Pagination
          total={Math.ceil(query.data.count / pageSize)}
          value={state.page + 1}
          onChange={(page) => change({ page: page - 1 })}
          getControlProps={(control) => ({ 'aria-label': t(control) })}
        />
      )}
      {doomed.length > 0 && (
        <DeleteDialog
          kind={kindOfApi(spec.api)}
          items={doomed.map((row) => ({ id: row.id, name: spec.nameOf(row) }))}
          warning={spec.deleteWarning}
          review={spec.deleteReview?.(doomed.map((row) => row.id))}
          run={(items) => removeAll(spec, items)}
          onClose={() => setDoomed([])}
          onDone={() => setChosen(new Set())}
        />
      )}
    </Page>
  )
}
