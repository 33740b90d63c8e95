import { Textarea, TextInput } from '@mantine/core'
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

export interface Group {
  readonly id: number
  readonly name: string
  readonly label: string | null
  readonly description: string | null
  readonly roles: readonly { readonly id: number; readonly name: string }[]
  readonly users: readonly { readonly id: number; readonly username: string }[]
  readonly changed_on_ms: number
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

type Values = ReturnType<typeof valuesOf>

const toldOf = (values: Values) => ({ ...values, roles: namesOf(values.roles), users: namesOf(values.users) })

/** What the server keeps of a group, as the form tells it. */
const keptOf = (current: Snapshot) => ({
  ...current.row,
  roles: namesOfPart(current, 'roles', 'role_id', 'role'),
  users: namesOfPart(current, 'users', 'user_id', 'user'),
})

const labelsOf = (): Readonly<Record<string, string>> => ({
  name: t('Name'),
  label: t('Label'),
  description: t('Description'),
  roles: t('Roles'),
  users: t('People'),
})

/** Adds a group (`group` null), or changes one. */
export const GroupForm = ({ group, onClose, onSaved }: { readonly group: Group | null; readonly onClose: () => void; readonly onSaved: () => void }) => {
  const session = useSession()
  const [values, setValues] = useState(() => valuesOf(group))
  const set = (change: Partial<Values>): void => setValues({ ...values, ...change })
  const save = (): Promise<unknown> => {
    const body = { ...values, roles: idsOf(values.roles), users: idsOf(values.users) }
    if (group === null) return api.post('/api/v1/security/groups/', { body })
    const { id, changed_on_ms: readOn } = group
    const [before, after] = [toldOf(valuesOf(group)), toldOf(values)]
    return saveRowOver({ kind: 'group', id, readOn, before, after, labels: labelsOf(), fieldsOf: keptOf }, (expected) =>
      api.put(`/api/v1/security/groups/${id}`, { body: { ...body, ...expected } }),
    )
  }
  const review = async (): Promise<ReactNode> => {
    const before = valuesOf(group)
    if (sameIds(values.roles, before.roles) && sameIds(values.users, before.users)) return null
    return reviewOf('group_change', { group_id: group?.id ?? null, users: idsOf(values.users), roles: idsOf(values.roles) })
  }
  return (
    <FormDialog
      title={group === null ? t('Add a group') : t('Edit {{name}}', { name: group.name })}
      fields={FIELDS}
      save={save}
      {...(session.allows('can_put', 'Group') ? { review } : {})}
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
