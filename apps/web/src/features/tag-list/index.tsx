import { Button } from '@mantine/core'
import { Link } from 'react-router'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { Favourite } from '../../shared/favourite/index.tsx'
import { useEditing } from '../../shared/form-dialog/use-editing.ts'
import { ImportButton } from '../../shared/import-dialog/button.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { tagPath } from '../../shared/tags/tags.ts'
import { type ListedTag, TagForm } from './tag-form.tsx'

const API = '/api/v1/tag'

/** Tags that people made. */
export const Page = () => {
  const session = useSession()
  const { editing, edit, add, close, saved } = useEditing<ListedTag>(API)
  const writes = session.allows('can_write', 'Tag')
  const spec: ListSpec<ListedTag> = {
    title: t('Tags'),
    api: API,
    search: { col: 'name', opr: 'ct', label: t('Search tags') },
    defaultSort: { column: 'name', direction: 'asc' },
    always: [{ col: 'type', opr: 'custom_tag', value: true }],
    nameOf: (row) => row.name,
    canDelete: writes,
    canExport: true,
    // The server deletes many by their names, one by its number
    bulkDelete: false,
    deleteWarning: t('It is taken off everything that carries it; the things stay.'),
    facets: [
      {
        key: 'creator',
        label: t('Made by'),
        choices: [{ value: String(session.user?.id ?? 0), label: t('Me') }],
        toFilter: (value) => ({ col: 'created_by', opr: 'rel_o_m', value: Number(value) }),
      },
    ],
    columns: [
      { key: 'favourite', label: '', render: (row) => <Favourite kind="tag" id={row.id} name={row.name} /> },
      { key: 'name', label: t('Name'), sort: 'name', render: (row) => <Link to={tagPath(row.id)}>{row.name}</Link> },
      { key: 'description', label: t('Description'), wide: true, render: (row) => row.description },
      {
        key: 'creator',
        label: t('Made by'),
        wide: true,
        render: (row) => (row.created_by === null ? '' : `${row.created_by.first_name} ${row.created_by.last_name}`),
      },
      { key: 'changed', label: t('Changed'), sort: 'changed_on_delta_humanized', wide: true, render: (row) => row.changed_on_delta_humanized },
    ],
    rowActions: writes ? [{ label: t('Edit'), onClick: edit }] : [],
    headerActions: writes && (
      <>
        <ImportButton kind="tag" title={t('Import tags')} api={API} />
        <Button onClick={add}>{t('Add a tag')}</Button>
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
      {editing !== null && <TagForm tag={editing.row} onClose={close} onSaved={saved} />}
    </>
  )
}
