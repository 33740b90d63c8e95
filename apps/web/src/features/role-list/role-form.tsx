import { ErrorState } from '@coset/ui'
import { Modal, Skeleton, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { choicesOf, idsOf } from '../../shared/form-dialog/names.tsx'
import { saveOver } from '../../shared/history/conflict.tsx'
import { ownWords } from '../../shared/history/mine.ts'
import { RemoteMultiSelect, resourceSource } from '../../shared/remote-select/index.tsx'
import { reviewOf } from '../../shared/rights-review/review.tsx'
import { allPermissions, type Holders, holdersOf, isBuiltIn, NOBODY, type Permission, type Role } from './model.ts'
import { PermissionPicker } from './permission-picker.tsx'

const users = resourceSource('/api/v1/security/users/', 'username', 'ct')
const groups = resourceSource('/api/v1/security/groups/', 'name', 'ct')
const FIELDS = ['name', 'permission_view_menu_ids', 'user_ids', 'group_ids']
const API = '/api/v1/security/roles'

interface Props {
  readonly role: Role | null
  readonly onClose: () => void
  readonly onSaved: () => void
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((id) => b.includes(id))

/** Adds a role (`role` null), or changes what one allows and who holds it. */
export const RoleForm = (props: Props) => {
  const { role, onClose } = props
  const { data, error, refetch } = useQuery({
    queryKey: ['role', role?.id ?? null],
    queryFn: async ({ signal }) => ({ all: await allPermissions(signal), before: role === null ? NOBODY : await holdersOf(role.id, signal) }),
    gcTime: 0,
  })
  if (data !== undefined) return <Fields {...props} all={data.all} before={data.before} />
  return (
    <Modal opened onClose={onClose} title={role === null ? t('Add a role') : t('Edit {{name}}', { name: role.name })} size="lg">
      {error === null ? (
        <Skeleton height={320} />
      ) : (
        <ErrorState message={error.message} onRetry={() => void refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
      )}
    </Modal>
  )
}

const Fields = ({ role, all, before, onClose, onSaved }: Props & { readonly all: readonly Permission[]; readonly before: Holders }) => {
  const session = useSession()
  const [name, setName] = useState(role?.name ?? '')
  const [permissions, setPermissions] = useState<ReadonlySet<number>>(() => new Set(before.permissions))
  const [people, setPeople] = useState(() => choicesOf(before.users))
  const [teams, setTeams] = useState(() => choicesOf(before.groups))
  // A role that was added stays the one to save when a later step is refused
  const saved = useRef(role)
  const kept = useRef(before)
  const mine = (): readonly string[] => {
    const labels = { name: t('Name'), permissions: t('Permissions'), people: t('People'), groups: t('Groups') }
    const told = (all: readonly { readonly label: string }[]): string => all.map((one) => one.label).join(', ')
    const [users, held] = [choicesOf(before.users), choicesOf(before.groups)]
    const was = { name: role?.name, permissions: before.permissions.length, people: told(users), groups: told(held) }
    return ownWords(was, { name, permissions: permissions.size, people: told(people), groups: told(teams) }, labels)
  }
  /** One step over what the one before it left; false: the person took what somebody else saved. */
  const step = async (id: number, method: 'put' | 'post', path: string, body: object): Promise<boolean> => {
    const outcome = await saveOver({ kind: 'role', id, readOn: kept.current.readOn, mine }, (expected) =>
      api[method]<{ result: { readonly changed_on_ms: number } }>(`${API}/${id}${path}`, { body: { ...body, ...expected } }),
    )
    if (outcome.kind === 'cancelled') throw new Error(t('Nothing was saved.'))
    if (outcome.kind === 'saved') kept.current = { ...kept.current, readOn: outcome.answer.result.changed_on_ms }
    return outcome.kind === 'saved'
  }
  const save = async (): Promise<'saved' | 'theirs'> => {
    saved.current ??= { id: (await api.post<{ id: number }>(`${API}/`, { body: { name } })).id, name }
    const { id } = saved.current
    if (saved.current.name !== name && !(await step(id, 'put', '', { name }))) return 'theirs'
    saved.current = { id, name }
    const wanted = [...permissions]
    if (!same(wanted, kept.current.permissions) && !(await step(id, 'post', '/permissions', { permission_view_menu_ids: wanted }))) return 'theirs'
    kept.current = { ...kept.current, permissions: wanted }
    if (!same(idsOf(people), idsOf(choicesOf(kept.current.users))) && !(await step(id, 'put', '/users', { user_ids: idsOf(people) }))) return 'theirs'
    if (!same(idsOf(teams), idsOf(choicesOf(kept.current.groups))) && !(await step(id, 'put', '/groups', { group_ids: idsOf(teams) }))) return 'theirs'
    return 'saved'
  }
  const review = (): Promise<ReactNode> => {
    const id = saved.current?.id ?? null
    const [wanted, users, groupIds] = [[...permissions], idsOf(people), idsOf(teams)]
    const held = kept.current
    const plan = {
      ...(same(wanted, held.permissions) ? {} : { permission_view_menu_ids: wanted }),
      ...(same(users, idsOf(choicesOf(held.users))) ? {} : { user_ids: users }),
      ...(same(groupIds, idsOf(choicesOf(held.groups))) ? {} : { group_ids: groupIds }),
    }
    return Object.keys(plan).length === 0 ? Promise.resolve(null) : reviewOf('role_change', { role_id: id, ...plan })
  }
  const builtIn = role !== null && isBuiltIn(role)
  return (
    <FormDialog
      title={role === null ? t('Add a role') : t('Edit {{name}}', { name: role.name })}
      fields={FIELDS}
      save={save}
      {...(session.allows('can_put', 'Role') ? { review } : {})}
      onClose={onClose}
      onSaved={onSaved}
    >
      {(errors) => (
        <>
          <TextInput
            label={t('Name')}
            required
            data-autofocus
            maxLength={64}
            readOnly={builtIn}
            description={builtIn ? t('Built-in roles keep their names.') : undefined}
            value={name}
            error={errors['name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <PermissionPicker all={all} chosen={permissions} error={errors['permission_view_menu_ids']} onChange={setPermissions} />
          <RemoteMultiSelect label={t('People')} source={users} value={people} error={errors['user_ids']} onChange={setPeople} />
          <RemoteMultiSelect label={t('Groups')} source={groups} value={teams} error={errors['group_ids']} onChange={setTeams} />
        </>
      )}
    </FormDialog>
  )
}
