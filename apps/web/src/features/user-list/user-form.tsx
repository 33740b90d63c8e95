import { Checkbox, PasswordInput, SimpleGrid, Switch, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { choicesOf, idsOf, sameIds } from '../../shared/form-dialog/names.tsx'
import { saveRowOver } from '../../shared/history/form.ts'
import { namesOf, namesOfPart } from '../../shared/history/names.ts'
import type { Snapshot } from '../../shared/history/types.ts'
import { RemoteMultiSelect, resourceSource } from '../../shared/remote-select/index.tsx'
import { reviewOf } from '../../shared/rights-review/review.tsx'
import type { User } from './model.ts'

const roles = resourceSource('/api/v1/security/roles/', 'name', 'ct')
const groups = resourceSource('/api/v1/security/groups/', 'name', 'ct')
const FIELDS = ['first_name', 'last_name', 'username', 'email', 'password', 'roles', 'groups', 'active', 'is_service']

const valuesOf = (user: User | null) => ({
  first_name: user?.first_name ?? '',
  last_name: user?.last_name ?? '',
  username: user?.username ?? '',
  email: user?.email ?? '',
  password: '',
  active: user?.active ?? true,
  is_service: user?.is_service ?? false,
  roles: choicesOf(user?.roles ?? []),
  groups: choicesOf(user?.groups ?? []),
})

type Values = ReturnType<typeof valuesOf>

const yesOrNo = (value: unknown): string => (value === true ? t('yes') : t('no'))

const toldOf = ({ password, ...values }: Values) => ({
  ...values,
  password: password === '' ? '' : t('a new one'),
  active: yesOrNo(values.active),
  is_service: yesOrNo(values.is_service),
  roles: namesOf(values.roles),
  groups: namesOf(values.groups),
})

/** What the server keeps of an account, as the form tells it. */
const keptOf = (current: Snapshot) => ({
  ...current.row,
  active: yesOrNo(current.row['active']),
  is_service: yesOrNo(current.row['is_service']),
  roles: namesOfPart(current, 'roles', 'role_id', 'role'),
  groups: namesOfPart(current, 'groups', 'group_id', 'group'),
})

const labelsOf = (): Readonly<Record<string, string>> => ({
  first_name: t('First name'),
  last_name: t('Last name'),
  username: t('User name'),
  email: t('E-mail'),
  password: t('Password'),
  is_service: t('Account of a program'),
  roles: t('Roles'),
  groups: t('Groups'),
  active: t('May sign in'),
})

/** Adds somebody (`user` null), or changes an account. */
export const UserForm = ({ user, onClose, onSaved }: { readonly user: User | null; readonly onClose: () => void; readonly onSaved: () => void }) => {
  const session = useSession()
  const [values, setValues] = useState(() => valuesOf(user))
  const set = (change: Partial<Values>): void => setValues({ ...values, ...change })
  const save = (): Promise<unknown> => {
    const { password, ...rest } = values
    const body = { ...rest, roles: idsOf(values.roles), groups: idsOf(values.groups), ...(password === '' || values.is_service ? {} : { password }) }
    if (user === null) return api.post('/api/v1/security/users/', { body })
    const { id, changed_on_ms: readOn } = user
    const [before, after] = [toldOf(valuesOf(user)), toldOf(values)]
    return saveRowOver({ kind: 'user', id, readOn, before, after, labels: labelsOf(), fieldsOf: keptOf }, (expected) =>
      api.put(`/api/v1/security/users/${id}`, { body: { ...body, ...expected } }),
    )
  }
  const review = async (): Promise<ReactNode> => {
    const before = valuesOf(user)
    const same = sameIds(values.roles, before.roles) && sameIds(values.groups, before.groups)
    if (user !== null && same && values.active === before.active) return null
    const { username, email, active } = values
    return reviewOf('user_change', { user_id: user?.id ?? null, roles: idsOf(values.roles), groups: idsOf(values.groups), active, username, email })
  }
  return (
    <FormDialog
      title={user === null ? t('Add a user') : t('Edit {{name}}', { name: user.username })}
      fields={FIELDS}
      save={save}
      {...(session.allows('can_put', 'User') ? { review } : {})}
      onClose={onClose}
      onSaved={onSaved}
    >
      {(errors) => (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={t('First name')}
              required
              data-autofocus
              value={values.first_name}
              error={errors['first_name']}
              onChange={(event) => set({ first_name: event.currentTarget.value })}
            />
            <TextInput
              label={t('Last name')}
              required
              value={values.last_name}
              error={errors['last_name']}
              onChange={(event) => set({ last_name: event.currentTarget.value })}
            />
            <TextInput
              label={t('User name')}
              required
              autoComplete="off"
              value={values.username}
              error={errors['username']}
              onChange={(event) => set({ username: event.currentTarget.value })}
            />
            <TextInput
              label={t('E-mail')}
              type="email"
              required
              autoComplete="off"
              value={values.email}
              error={errors['email']}
              onChange={(event) => set({ email: event.currentTarget.value })}
            />
          </SimpleGrid>
          <Switch
            label={t('Account of a program')}
            description={t('Nobody signs in with it. Administrators make keys for it.')}
            checked={values.is_service}
            onChange={(event) => set({ is_service: event.currentTarget.checked })}
          />
          {!values.is_service && (
            <PasswordInput
              label={t('Password')}
              description={user === null ? undefined : t('Empty: it stays as it is.')}
              required={user === null}
              autoComplete="new-password"
              value={values.password}
              error={errors['password']}
              onChange={(event) => set({ password: event.currentTarget.value })}
            />
          )}
          <RemoteMultiSelect
            label={t('Roles')}
            description={t('What this person may do. At least one role or group.')}
            source={roles}
            value={values.roles}
            error={errors['roles']}
            onChange={(next) => set({ roles: next })}
          />
          <RemoteMultiSelect
            label={t('Groups')}
            description={t('A group brings its roles along.')}
            source={groups}
            value={values.groups}
            error={errors['groups']}
            onChange={(next) => set({ groups: next })}
          />
          <Checkbox
            label={values.is_service ? t('Its keys open the site') : t('May sign in')}
            checked={values.active}
            error={errors['active']}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
        </>
      )}
    </FormDialog>
  )
}
