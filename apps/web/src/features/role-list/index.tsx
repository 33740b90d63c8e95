import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { useEditing } from '../../shared/form-dialog/use-editing.ts'
import { ImportButton } from '../../shared/import-dialog/button.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { DeletionReview } from '../../shared/rights-review/deletion.tsx'
import { mayViewAs, ViewAsDialog } from '../../shared/view-as/index.tsx'
import { isBuiltIn, type Role } from './model.ts'
import { RoleForm } from './role-form.tsx'

const HistoryDrawer = lazy(async () => ({ default: (await import('../../shared/history/drawer.tsx')).HistoryDrawer }))
const API = '/api/v1/security/roles'

/** Roles: what people may do. */
export const Page = () => {
  const session = useSession()
  const { editing, edit, add, saved } = useEditing<Role>(API)
  const client = useQueryClient()
  const [remembered, setRemembered] = useState<Role | null>(null)
  const [asNobody, setAsNobody] = useState(false)
  const adds = session.allows('can_post', 'Role')
  const spec: ListSpec<Role> = {
    title: t('Roles'),
    api: API,
    search: { col: 'name', opr: 'ct', label: t('Search roles') },
    defaultSort: { column: 'name', direction: 'asc' },
    nameOf: (row) => row.name,
    canDelete: session.allows('can_delete', 'Role'),
    canExport: session.allows('can_list_role_permissions', 'Role'),
    bulkDelete: false,
    deleteWarning: t('Its people lose what it allows, dashboards that name it are no longer kept for them, and rules no longer bind or spare them.'),
    deleteReview: (ids) => <DeletionReview kind="role" ids={ids} />,
    facets: [],
    columns: [
      { key: 'name', label: t('Name'), sort: 'name', render: (row) => row.name },
      { key: 'kind', label: t('Kind'), render: (row) => (isBuiltIn(row) ? t('Built in') : t('Own')) },
    ],
    rowActions: [
      ...(session.allows('can_list_role_permissions', 'Role') ? [{ label: t('Edit'), onClick: edit }] : []),
      ...(session.allows('can_put', 'Role') ? [{ label: t('History'), onClick: setRemembered }] : []),
      ...(mayViewAs(session) ? [{ label: t('View as nobody…'), visible: (row: Role) => row.name === 'Public', onClick: () => setAsNobody(true) }] : []),
    ],
    headerActions: adds && (
      <>
        <ImportButton kind="security/roles" title={t('Import roles')} api={API} />
        <Button onClick={add}>{t('Add a role')}</Button>
      </>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {remembered !== null && (
        <Suspense fallback={null}>
          <HistoryDrawer
            kind="role"
            id={remembered.id}
            name={remembered.name}
            onClose={() => setRemembered(null)}
            onRestored={() => client.invalidateQueries({ queryKey: ['role'] })}
          />
        </Suspense>
      )}
      {asNobody && <ViewAsDialog person="nobody" onClose={() => setAsNobody(false)} />}
      {editing !== null && <RoleForm role={editing.row} onClose={saved} onSaved={saved} />}
    </>
  )
}
