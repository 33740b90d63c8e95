import { type Actor, createActor, type Permission } from '@coset/access'
import type { Metadata } from '@coset/metadata'

/** The permissions of all of the roles together. */
export const permissionsOf = async (metadata: Metadata, roleIds: readonly number[]): Promise<readonly Permission[]> => {
  if (roleIds.length === 0) return []
  return metadata.db
    .selectFrom('role_permissions')
    .innerJoin('permissions', 'permissions.id', 'role_permissions.permission_id')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permission_names.name as verb', 'permission_views.name as view'])
    .where('role_permissions.role_id', 'in', [...roleIds])
    .distinct()
    .execute()
}

/** Roles of a user, those of the user's groups included. */
export const rolesOf = async (metadata: Metadata, userId: number): Promise<readonly { readonly id: number; readonly name: string }[]> => {
  const own = await metadata.db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .select(['roles.id', 'roles.name'])
    .where('user_roles.user_id', '=', userId)
    .execute()
  const grouped = await metadata.db
    .selectFrom('group_users')
    .innerJoin('group_roles', 'group_roles.group_id', 'group_users.group_id')
    .innerJoin('roles', 'roles.id', 'group_roles.role_id')
    .select(['roles.id', 'roles.name'])
    .where('group_users.user_id', '=', userId)
    .execute()
  return [...new Map([...own, ...grouped].map((role) => [role.id, role])).values()]
}

/** An active account, and the moment before which its tokens are worth nothing. */
export interface Account {
  readonly actor: Actor
  readonly tokensFrom: number
}

/** The actor of an active account, or null. */
export const loadActor = async (metadata: Metadata, userId: number): Promise<Actor | null> => (await loadAccount(metadata, userId))?.actor ?? null

/** An active account, or null. */
export const loadAccount = async (metadata: Metadata, userId: number): Promise<Account | null> => {
  const user = await metadata.db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst()
  if (user === undefined || !user.active) return null
  const roles = await rolesOf(metadata, userId)
  const permissions = await permissionsOf(
    metadata,
    roles.map((role) => role.id),
  )
  const actor = createActor(
    { kind: 'user', id: user.id, username: user.username, firstName: user.first_name, lastName: user.last_name, email: user.email, roles },
    permissions,
  )
  return { actor, tokensFrom: user.tokens_from ?? 0 }
}

/** The actor of people who are not signed in: the Public role. */
export const loadAnonymous = async (metadata: Metadata): Promise<Actor> => {
  const role = await metadata.db.selectFrom('roles').selectAll().where('name', '=', 'Public').executeTakeFirst()
  const roles = role === undefined ? [] : [role]
  const permissions = await permissionsOf(
    metadata,
    roles.map((r) => r.id),
  )
  return createActor({ kind: 'anonymous', id: null, username: '', firstName: '', lastName: '', email: '', roles }, permissions)
}
