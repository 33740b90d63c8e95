import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { choicesOf, idsOf } from '../../shared/form-dialog/names.tsx'
import { RemoteMultiSelect, resourceSource } from '../../shared/remote-select/index.tsx'

export interface Group {
  readonly id: number
  readonly name: string
  readonly label: string | null
  readonly description: string | null
  readonly roles: readonly { readonly id: number; readonly name: string }[]
  readonly users: readonly { readonly id: number; readonly username: string }[]
}

const roles = resourceSource('/api/v1/security/roles/', 'name', 'ct')
const users = resourceSource('/api/v1/security/users/', 'username', 'ct')
const FIELDS = ['name', 'label', 'description', 'roles', 'users']

const valuesOf = (group: Group | null) => ({
  name: group?.name ?? '',
  label: group?.label ?? '',
  description: group?.description ?? '',
  roles: choicesOf(group?.roles ?? []),
  users: choicesOf((group?.users ?? []).map(({ id, username }) => ({ id, name: username }))),
})

/** Adds a group (`group` null), or changes one. */
export const GroupForm = ({ group, onClose, onSaved }: { readonly group: Group | null; readonly onClose: () => void; readonly onSaved: () => void }) => {
  const [values, setValues] = useState(() => valuesOf(group))
  const set = (change: Partial<typeof values>): void => setValues({ ...values, ...change })
  const save = (): Promise<unknown> => {
    const body = { ...values, roles: idsOf(values.roles), users: idsOf(values.users) }
    return group === null ? api.post('/api/v1/security/groups/', { body }) : api.put(`/api/v1/security/groups/${group.id}`, { body })
  }
  return (
    <FormDialog
      title={group === null ? t('Add a group') : t('Edit {{name}}', { name: group.name })}
      fields={FIELDS}
      save={save}
      onClose={onClose}
      onSaved={onSaved}
    >
      {(errors) => (
        <>
          <TextInput
            label={t('Name')}
            required
            data-autofocus
            maxLength={100}
            value={values.name}
            error={errors['name']}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('Label')}
            description={t('How people call it, if not by its name.')}
            maxLength={150}
            value={values.label}
            error={errors['label']}
            onChange={(event) => set({ label: event.currentTarget.value })}
          />
          <Textarea
            label={t('Description')}
            autosize
            maxLength={512}
            value={values.description}
            error={errors['description']}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
          <RemoteMultiSelect
            label={t('Roles')}
            description={t('What everybody in the group may do.')}
            source={roles}
            value={values.roles}
            error={errors['roles']}
            onChange={(next) => set({ roles: next })}
          />
          <RemoteMultiSelect label={t('People')} source={users} value={values.users} error={errors['users']} onChange={(next) => set({ users: next })} />
        </>
      )}
    </FormDialog>
  )
}
