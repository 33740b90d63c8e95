import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { Names } from '../../shared/form-dialog/names.tsx'
import { useEditing } from '../../shared/form-dialog/use-editing.ts'
import { Ago, momentOf } from '../../shared/moment/index.tsx'
import { type ListSpec, ResourceList } from '../../shared/resource-list/index.tsx'
import { DeletionReview } from '../../shared/rights-review/deletion.tsx'
import { mayViewAs, ViewAsDialog } from '../../shared/view-as/index.tsx'
import { AccessDialog } from './access.tsx'
import { KeysDialog } from './keys.tsx'
import type { User } from './model.ts'
import { UserForm } from './user-form.tsx'

const API = '/api/v1/security/users'
const COLUMNS = ['id', 'username', 'first_name', 'last_name', 'email', 'active', 'is_service', 'last_login', 'roles', 'groups', 'changed_on_ms']

const stateOf = (row: User): string => {
  if (!row.active) return t('Switched off')
  return row.is_service ? t('A program') : t('May sign in')
}

const MoreMenu = ({ onViewAsNobody }: { readonly onViewAsNobody: () => void }) => (
  <Menu position="bottom-end">
    <Menu.Target>
      <ActionIcon variant="default" size="input-sm" aria-label={t('More of users')}>
        <IconDots size={18} stroke={1.5} />
      </ActionIcon>
    </Menu.Target>
    <Menu.Dropdown>
      <Menu.Item onClick={onViewAsNobody}>{t('View as nobody…')}</Menu.Item>
    </Menu.Dropdown>
  </Menu>
)

/** Who may sign in, and what roles and groups they have. */
export const Page = () => {
  const session = useSession()
  const { editing, edit, add, close, saved } = useEditing<User>(API)
  const [asked, setAsked] = useState<User | null>(null)
  const [viewed, setViewed] = useState<User | 'nobody' | null>(null)
  const [keysOf, setKeysOf] = useState<User | null>(null)
  const adds = session.allows('can_post', 'User')
  const spec: ListSpec<User> = {
    title: t('Users'),
    api: API,
    asks: COLUMNS,
    search: { col: 'username', opr: 'ct', label: t('Search user names') },
    defaultSort: { column: 'username', direction: 'asc' },
    nameOf: (row) => row.username,
    canDelete: session.allows('can_delete', 'User'),
    canExport: false,
    bulkDelete: false,
    deleteWarning: t('The account goes; what it made stays, without an owner. To keep somebody out for a while, switch the account off instead.'),
    deleteReview: (ids) => <DeletionReview kind="user" ids={ids} />,
    facets: [
      {
        key: 'active',
        label: t('State'),
        choices: [
          { value: 'on', label: t('May sign in') },
          { value: 'off', label: t('Switched off') },
        ],
        toFilter: (value) => ({ col: 'active', opr: 'eq', value: value === 'on' }),
      },
    ],
    columns: [
      { key: 'username', label: t('User name'), sort: 'username', render: (row) => row.username },
      { key: 'name', label: t('Name'), sort: 'first_name', render: (row) => `${row.first_name} ${row.last_name}` },
      { key: 'email', label: t('E-mail'), sort: 'email', wide: true, render: (row) => row.email },
      { key: 'roles', label: t('Roles'), wide: true, render: (row) => <Names of={row.roles} /> },
      { key: 'groups', label: t('Groups'), wide: true, render: (row) => <Names of={row.groups} /> },
      {
        key: 'active',
        label: t('State'),
        sort: 'active',
        wide: true,
        render: stateOf,
      },
      {
        key: 'last',
        label: t('Last signed in'),
        sort: 'last_login',
        wide: true,
        render: (row) => <Ago at={momentOf(row.last_login)} />,
      },
    ],
    rowActions: [
      ...(session.allows('can_put', 'User') ? [{ label: t('Edit'), onClick: edit }] : []),
      { label: t('What may they do?'), onClick: setAsked },
      ...(mayViewAs(session) ? [{ label: t('View as…'), visible: (row: User) => row.active && row.id !== session.user?.id, onClick: setViewed }] : []),
      ...(session.allows('can_put', 'User') ? [{ label: t('Keys'), visible: (row: User) => row.is_service, onClick: setKeysOf }] : []),
    ],
    headerActions: (
      <>
        {mayViewAs(session) && <MoreMenu onViewAsNobody={() => setViewed('nobody')} />}
        {adds && <Button onClick={add}>{t('Add a user')}</Button>}
      </>
    ),
  }
  return (
    <>
      <ResourceList spec={spec} />
      {editing !== null && <UserForm user={editing.row} onClose={close} onSaved={saved} />}
      {keysOf !== null && <KeysDialog user={keysOf} onClose={() => setKeysOf(null)} />}
      {viewed !== null && <ViewAsDialog person={viewed === 'nobody' ? viewed : { id: viewed.id, name: viewed.username }} onClose={() => setViewed(null)} />}
      {asked !== null && <AccessDialog user={asked} onClose={() => setAsked(null)} />}
    </>
  )
}
