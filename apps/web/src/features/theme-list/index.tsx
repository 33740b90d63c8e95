import { Badge, Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { useEditing } from '../../shared/form-dialog/use-editing.ts'
import { ImportDialog } from '../../shared/import-dialog/index.tsx'
import { type ListSpec, ResourceList, type RowAction } from '../../shared/resource-list/index.tsx'
import { API, choose, isAt, type ListedTheme, type Place } from './model.ts'
import { ThemeForm } from './theme-form.tsx'

const Marks = ({ theme }: { readonly theme: ListedTheme }) => (
  <Group gap={4}>
    {theme.is_system_default && <Badge variant="default">{t('Light pages')}</Badge>}
    {theme.is_system_dark && <Badge variant="default">{t('Dark pages')}</Badge>}
    {theme.is_system && <Badge variant="default">{t('Built in')}</Badge>}
  </Group>
)

const PLACES: readonly { readonly place: Place; readonly use: string; readonly leave: string }[] = [
  { place: 'default', use: 'Use on light pages', leave: 'No longer use on light pages' },
  { place: 'dark', use: 'Use on dark pages', leave: 'No longer use on dark pages' },
]

/** Themes: colours, letters and corners of the site and of dashboards. */
export const Page = () => {
  const session = useSession()
  const client = useQueryClient()
  const { editing, edit, add, close, saved } = useEditing<ListedTheme>(API)
  const [importing, setImporting] = useState(false)
  const writes = session.allows('can_write', 'Theme')
  // The theme of the site, and of dashboards that are kept, may have changed with it
  const reload = (): Promise<unknown> => Promise.all([['list', API], ['bootstrap'], ['dashboard']].map((queryKey) => client.invalidateQueries({ queryKey })))
  const place = (theme: ListedTheme, at: Place): void => {
    choose(theme, at).then(reload, (error: unknown) =>
      notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) }),
    )
  }
  const placing = PLACES.flatMap(({ place: at, use, leave }): readonly RowAction<ListedTheme>[] => [
    { label: t(use), onClick: (row) => place(row, at), visible: (row) => !isAt(row, at) },
    { label: t(leave), onClick: (row) => place(row, at), visible: (row) => isAt(row, at) },
  ])
  const spec: ListSpec<ListedTheme> = {
    title: t('Themes'),
    api: API,
    search: { col: 'theme_name', opr: 'ct', label: t('Search themes') },
    defaultSort: { column: 'theme_name', direction: 'asc' },
    nameOf: (row) => row.theme_name,
    canDelete: writes,
    canExport: session.allows('can_export', 'Theme'),
    bulkDelete: true,
    deleteWarning: t('Dashboards that wear it look like the rest of the site again. A theme that the site wears has to be put off first.'),
    facets: [],
    columns: [
      { key: 'name', label: t('Name'), sort: 'theme_name', render: (row) => row.theme_name },
      { key: 'marks', label: t('Used on'), render: (row) => <Marks theme={row} /> },
      { key: 'by', label: t('Changed by'), wide: true, render: (row) => row.changed_by_name },
      { key: 'changed', label: t('Changed'), sort: 'changed_on_delta_humanized', wide: true, render: (row) => row.changed_on_delta_humanized },
    ],
    rowActions: writes ? [{ label: t('Edit'), onClick: edit, visible: (row) => !row.is_system }, ...(session.user?.is_admin === true ? placing : [])] : [],
    headerActions: writes && (
      <>
        <Button variant="default" onClick={() => setImporting(true)}>
          {t('Import')}
        </Button>
        <Button onClick={add}>{t('Add a theme')}</Button>
      </>
    ),
    emptyAction: writes && (
      <Button variant="light" onClick={add}>
        {t('Add the first one')}
      </Button>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {importing && <ImportDialog kind="theme" title={t('Import themes')} onClose={() => setImporting(false)} onDone={() => void reload()} />}
      {editing !== null && (
        <ThemeForm
          theme={editing.row}
          onClose={close}
          onSaved={() => {
            saved()
            void reload()
          }}
        />
      )}
    </>
  )
}
