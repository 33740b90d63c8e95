import { Button } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { Names } from '../../shared/form-dialog/names.tsx'
import { useEditing } from '../../shared/form-dialog/use-editing.ts'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { DeletionReview } from '../../shared/rights-review/deletion.tsx'
import { type Group, GroupForm } from './group-form.tsx'

const API = '/api/v1/security/groups'
const COLUMNS = ['id', 'name', 'label', 'description', 'roles', 'users', 'changed_on_ms']

/** Groups of people, and the roles that they bring along. */
export const Page = () => {
  const session = useSession()
  const { editing, edit, add, close, saved } = useEditing<Group>(API)
  const adds = session.allows('can_post', 'Group')
  const spec: ListSpec<Group> = {
    title: t('Groups'),
    api: API,
    asks: COLUMNS,
    search: { col: 'name', opr: 'ct', label: t('Search groups') },
    defaultSort: { column: 'name', direction: 'asc' },
    nameOf: (row) => row.name,
    canDelete: session.allows('can_delete', 'Group'),
    canExport: false,
    bulkDelete: false,
    deleteWarning: t('Its people stay, but lose the roles that the group brought along.'),
    deleteReview: (ids) => <DeletionReview kind="group" ids={ids} />,
    facets: [],
    columns: [
      { key: 'name', label: t('Name'), sort: 'name', render: (row) => row.name },
      { key: 'label', label: t('Label'), sort: 'label', wide: true, render: (row) => row.label ?? '' },
      { key: 'description', label: t('Description'), sort: 'description', wide: true, render: (row) => row.description ?? '' },
      { key: 'roles', label: t('Roles'), wide: true, render: (row) => <Names of={row.roles} /> },
      { key: 'users', label: t('People'), render: (row) => row.users.length },
    ],
    rowActions: session.allows('can_put', 'Group') ? [{ label: t('Edit'), onClick: edit }] : [],
    headerActions: adds && <Button onClick={add}>{t('Add a group')}</Button>,
    emptyAction: adds && (
      <Button variant="light" onClick={add}>
        {t('Add the first one')}
      </Button>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {editing !== null && <GroupForm group={editing.row} onClose={close} onSaved={saved} />}
    </>
  )
}
