import { Checkbox, PasswordInput, SimpleGrid, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { choicesOf, idsOf } from '../../shared/form-dialog/names.tsx'
import { RemoteMultiSelect, resourceSource } from '../../shared/remote-select/index.tsx'
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

/** Adds somebody (`user` null), or changes an account. */
export const UserForm = ({ user, onClose, onSaved }: { readonly user: User | null; readonly onClose: () => void; readonly onSaved: () => void }) => {
  const [values, setValues] = useState(() => valuesOf(user))
  const set = (change: Partial<typeof values>): void => setValues({ ...values, ...change })
  const save = (): Promise<unknown> => {
    const { password, ...rest } = values
    const body = { ...rest, roles: idsOf(values.roles), groups: idsOf(values.groups), ...(password === '' || values.is_service ? {} : { password }) }
    return user === null ? api.post('/api/v1/security/users/', { body }) : api.put(`/api/v1/security/users/${user.id}`, { body })
  }
  return (
    <FormDialog
      title={user === null ? t('Add a user') : t('Edit {{name}}', { name: user.username })}
      fields={FIELDS}
      save={save}
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
