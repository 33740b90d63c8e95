import type { Context } from '../context.ts'
import type { Db } from '../security/access-change.ts'

/** Word → what stands behind it and is never shown; it only tells whether it changed. */
type Words = ReadonlyMap<string, string>
type Word = string | readonly [word: string, behind: string]

const flags = (facts: Readonly<Record<string, boolean>>): readonly string[] => Object.entries(facts).flatMap(([word, holds]) => (holds ? [word] : []))

const userWords = async (db: Db, id: number): Promise<readonly Word[]> => {
  const user = await db.selectFrom('users').select(['username', 'email', 'active', 'is_service', 'password']).where('id', '=', id).executeTakeFirst()
  if (user === undefined) return []
  const roles = await db.selectFrom('user_roles').innerJoin('roles', 'roles.id', 'user_roles.role_id').select('roles.name').where('user_id', '=', id).execute()
  const groups = await db
    .selectFrom('group_users')
    .innerJoin('groups', 'groups.id', 'group_users.group_id')
    .select('groups.name')
    .where('user_id', '=', id)
    .execute()
  return [
    ...flags({ active: user.active, 'account of a program': user.is_service }),
    ...roles.map(({ name }) => `role ${name}`),
    ...groups.map(({ name }) => `group ${name}`),
    `name ${user.username}`,
    `address ${user.email}`,
    ['password', user.password],
  ]
}

const roleWords = async (db: Db, id: number): Promise<readonly Word[]> => {
  const permissions = await db
    .selectFrom('role_permissions')
    .innerJoin('permissions', 'permissions.id', 'role_permissions.permission_id')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permission_names.name as verb', 'permission_views.name as view'])
    .where('role_id', '=', id)
    .execute()
  const users = await db
    .selectFrom('user_roles')
    .innerJoin('users', 'users.id', 'user_roles.user_id')
    .select('users.username')
    .where('role_id', '=', id)
    .execute()
  const groups = await db
    .selectFrom('group_roles')
    .innerJoin('groups', 'groups.id', 'group_roles.group_id')
    .select('groups.name')
    .where('role_id', '=', id)
    .execute()
  return [
    ...permissions.map(({ verb, view }) => `${verb} on ${view}`),
    ...users.map(({ username }) => `user ${username}`),
    ...groups.map(({ name }) => `group ${name}`),
  ]
}

const groupWords = async (db: Db, id: number): Promise<readonly Word[]> => {
  const users = await db
    .selectFrom('group_users')
    .innerJoin('users', 'users.id', 'group_users.user_id')
    .select('users.username')
    .where('group_id', '=', id)
    .execute()
  const roles = await db
    .selectFrom('group_roles')
    .innerJoin('roles', 'roles.id', 'group_roles.role_id')
    .select('roles.name')
    .where('group_id', '=', id)
    .execute()
  return [...users.map(({ username }) => `user ${username}`), ...roles.map(({ name }) => `role ${name}`)]
}

const ruleWords = async (db: Db, id: number): Promise<readonly Word[]> => {
  const rule = await db.selectFrom('rls_rules').select(['filter_type', 'clause', 'group_key']).where('id', '=', id).executeTakeFirst()
  if (rule === undefined) return []
  const roles = await db
    .selectFrom('rls_rule_roles')
    .innerJoin('roles', 'roles.id', 'rls_rule_roles.role_id')
    .select('roles.name')
    .where('rule_id', '=', id)
    .execute()
  const datasets = await db
    .selectFrom('rls_rule_datasets')
    .innerJoin('datasets', 'datasets.id', 'rls_rule_datasets.dataset_id')
    .select('datasets.table_name')
    .where('rule_id', '=', id)
    .execute()
  return [
    `type ${rule.filter_type}`,
    ['condition', `${rule.group_key ?? ''}\n${rule.clause}`],
    ...roles.map(({ name }) => `role ${name}`),
    ...datasets.map(({ table_name: name }) => `dataset ${name}`),
  ]
}

const READERS: Readonly<Record<string, (db: Db, id: number) => Promise<readonly Word[]>>> = {
  user: userWords,
  role: roleWords,
  group: groupWords,
  rule: ruleWords,
}

/** What a user, role, group or rule holds, in words; of other kinds nothing. */
export const accessWords = async (ctx: Context, kind: string, id: string): Promise<Words> => {
  const reader = Object.hasOwn(READERS, kind) ? READERS[kind] : undefined
  const words = reader === undefined || !/^[1-9]\d{0,9}$/.test(id) ? [] : await reader(ctx.metadata.db, Number(id))
  return new Map(words.map((word) => (typeof word === 'string' ? [word, ''] : word)))
}

const SHOWN = 25

const some = (label: string, words: readonly string[]): readonly string[] =>
  words.length === 0 ? [] : [`${label}: ${words.slice(0, SHOWN).join(', ')}${words.length > SHOWN ? ` and ${words.length - SHOWN} more` : ''}`]

/** What was given, what was taken, and what is another now. */
export const difference = (before: Words, after: Words): string =>
  [
    ...some(
      'given',
      [...after.keys()].filter((word) => !before.has(word)),
    ),
    ...some(
      'taken',
      [...before.keys()].filter((word) => !after.has(word)),
    ),
    ...some(
      'changed',
      [...after].flatMap(([word, behind]) => (before.has(word) && before.get(word) !== behind ? [word] : [])),
    ),
  ].join('; ')
