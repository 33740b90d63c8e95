import { EmptyState, ErrorState, Page } from '@coset/ui'
import { ActionIcon, Button, Checkbox, Chip, Group, Menu, Pagination, Select, Skeleton, Table, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { modals } from '@mantine/modals'
import { notifications } from '@mantine/notifications'
import { IconArrowDown, IconArrowUp, IconDots, IconSearch } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import classes from './resource-list.module.css'
import type { ListRow, ListSpec } from './types.ts'
import { useList } from './use-list.ts'

export type { Facet, Filter, ListAnswer, ListColumn, ListRow, ListSpec, RowAction } from './types.ts'

const told = (error: unknown): void => {
  notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) })
}

/** A list page: search, filters as chips, sorting, pages, selection with a bulk bar, actions on each row. */
export const ResourceList = <Row extends ListRow>({ spec }: { readonly spec: ListSpec<Row> }) => {
  const { state, change, query, pageSize, reload } = useList(spec)
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [typed, setTyped] = useState(state.search)
  const search = useDebouncedCallback((text: string) => change({ search: text }), 200)
  const rows = query.data?.result ?? []
  const remove = (doomed: readonly Row[]): void => {
    modals.openConfirmModal({
      title:
        doomed.length === 1
          ? t('Delete “{{name}}”?', { name: doomed[0] === undefined ? '' : spec.nameOf(doomed[0]) })
          : t('Delete {{count}} items?', { count: doomed.length }),
      children: <Text size="sm">{spec.deleteWarning}</Text>,
      labels: { confirm: t('Delete'), cancel: t('Keep') },
      confirmProps: { color: 'red' },
      onConfirm: () => {
        const ids = doomed.map((row) => row.id)
        const done = spec.bulkDelete ? api.delete(`${spec.api}/`, { q: ids }) : Promise.all(ids.map((id) => api.delete(`${spec.api}/${id}`)))
        done.then(() => {
          setChosen(new Set())
          notifications.show({ message: t('Deleted') })
          return reload()
        }, told)
      },
    })
  }
  const exportAll = (ids: readonly number[]): void => void api.download('GET', `${spec.api}/export/`, { q: ids }).catch(told)
  const selected = rows.filter((row) => chosen.has(row.id))
  const toggle = (id: number): void => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const selectable = spec.canDelete || spec.canExport
  return (
    <Page title={spec.title} meta={query.data === undefined ? undefined : t('{{count}} in all', { count: query.data.count })} actions={spec.headerActions}>
      {spec.tabs}
      <Group gap="xs" className={classes['tools'] ?? ''}>
        <TextInput
          className={classes['search'] ?? ''}
          aria-label={spec.search.label}
          placeholder={spec.search.label}
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            search(event.currentTarget.value)
          }}
        />
        {spec.facets.map((facet) =>
          facet.control === undefined ? (
            <Select
              key={facet.key}
              aria-label={facet.label}
              placeholder={facet.label}
              data={[...facet.choices]}
              value={state.facets[facet.key] ?? null}
              onChange={(value) => change({ [facet.key]: value })}
              clearable
              searchable={facet.choices.length > 8}
              w={170}
            />
          ) : (
            <Fragment key={facet.key}>{facet.control(state.facets[facet.key] ?? null, (value) => change({ [facet.key]: value }))}</Fragment>
          ),
        )}
      </Group>
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
            <Button size="xs" color="red" variant="light" onClick={() => remove(selected)}>
              {t('Delete')}
            </Button>
          )}
        </Group>
      )}
      {query.error !== null && query.data === undefined ? (
        <ErrorState message={query.error.message} onRetry={() => void query.refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
      ) : query.data !== undefined && rows.length === 0 ? (
        <EmptyState
          title={state.search === '' && Object.keys(state.facets).length === 0 ? t('Nothing here yet') : t('Nothing fits this search')}
          action={spec.emptyAction}
        />
      ) : (
        <div className={classes['scroll']}>
          <Table highlightOnHover verticalSpacing="xs" aria-label={spec.title} aria-busy={query.isFetching}>
            <Table.Thead>
              <Table.Tr>
                {selectable && (
                  <Table.Th w={36}>
                    <Checkbox
                      aria-label={t('Select all')}
                      checked={selected.length > 0 && selected.length === rows.length}
                      indeterminate={selected.length > 0 && selected.length < rows.length}
                      onChange={() => setChosen(selected.length === rows.length ? new Set() : new Set(rows.map((row) => row.id)))}
                    />
                  </Table.Th>
                )}
                {spec.columns.map((column) => (
                  <Table.Th
                    key={column.key}
                    className={column.wide === true ? (classes['wide'] ?? '') : ''}
                    aria-sort={column.sort === state.sort ? (state.direction === 'asc' ? 'ascending' : 'descending') : undefined}
                  >
                    {column.sort === undefined ? (
                      column.label
                    ) : (
                      <UnstyledButton
                        className={classes['sort'] ?? ''}
                        onClick={() => change({ sort: column.sort ?? null, order: column.sort === state.sort && state.direction === 'asc' ? 'desc' : 'asc' })}
                      >
                        {column.label}
                        {column.sort === state.sort &&
                          (state.direction === 'asc' ? <IconArrowUp size={14} aria-hidden /> : <IconArrowDown size={14} aria-hidden />)}
                      </UnstyledButton>
                    )}
                  </Table.Th>
                ))}
                <Table.Th w={48}>
                  <span className="coset-visually-hidden">{t('Actions')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {query.data === undefined
                ? Array.from({ length: 8 }, (_, i) => (
                    <Table.Tr key={i}>
                      <Table.Td colSpan={spec.columns.length + 2}>
                        <Skeleton height={20} />
                      </Table.Td>
                    </Table.Tr>
                  ))
                : rows.map((row) => (
                    <Table.Tr key={row.id} data-selected={chosen.has(row.id) || undefined}>
                      {selectable && (
                        <Table.Td>
                          <Checkbox
                            aria-label={t('Select {{name}}', { name: spec.nameOf(row) })}
                            checked={chosen.has(row.id)}
                            onChange={() => toggle(row.id)}
                          />
                        </Table.Td>
                      )}
                      {spec.columns.map((column) => (
                        <Table.Td key={column.key} className={column.wide === true ? (classes['wide'] ?? '') : ''}>
                          {column.render(row)}
                        </Table.Td>
                      ))}
                      <Table.Td>
                        <RowMenu spec={spec} row={row} onDelete={() => remove([row])} onExport={() => exportAll([row.id])} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {query.data !== undefined && query.data.count > pageSize && (
        <Pagination
          total={Math.ceil(query.data.count / pageSize)}
          value={state.page + 1}
          onChange={(page) => change({ page: page - 1 })}
          getControlProps={(control) => ({ 'aria-label': t(control) })}
        />
      )}
    </Page>
  )
}

const RowMenu = <Row extends ListRow>({
  spec,
  row,
  onDelete,
  onExport,
}: {
  readonly spec: ListSpec<Row>
  readonly row: Row
  readonly onDelete: () => void
  readonly onExport: () => void
}) => {
  const actions = spec.rowActions.filter((action) => action.visible?.(row) !== false)
  if (actions.length === 0 && !spec.canDelete && !spec.canExport) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('Actions for {{name}}', { name: spec.nameOf(row) })}>
          <IconDots size={18} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item key={action.label} leftSection={action.icon} onClick={() => action.onClick(row)}>
            {action.label}
          </Menu.Item>
        ))}
        {spec.canExport && <Menu.Item onClick={onExport}>{t('Export')}</Menu.Item>}
        {spec.canDelete && (
          <Menu.Item color="red" onClick={onDelete}>
            {t('Delete…')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
