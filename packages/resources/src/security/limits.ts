import { type Actor, OBJECT_VERBS, type Permission, permissionKey } from '@coset/access'
import { Forbidden } from '@coset/core'
import { ADMIN, type Db } from './access-change.ts'

/** Does the actor hold a permission, one on an object included? */
export const holds = (actor: Actor, { verb, view }: Permission): boolean =>
  actor.permissions.has(permissionKey(verb, view)) || OBJECT_VERBS.some((object) => object === verb && actor.objects[object].has(view))

export const rolesOfGroups = async (db: Db, groupIds: readonly number[]): Promise<readonly number[]> =>
  groupIds.length === 0
    ? []
    : (
        await db
          .selectFrom('group_roles')
          .select('role_id')
          .where('group_id', 'in', [...groupIds])
          .execute()
      ).map((row) => row.role_id)

/** People who are no administrators give, and take, only roles that they hold themselves. Throws Forbidden. */
export const refuseGrant = async (db: Db, actor: Actor, roleIds: readonly number[], groupIds: readonly number[]): Promise<void> => {
  if (actor.isAdmin) return
  const held = new Set(actor.roles.map((role) => role.id))
  if ([...roleIds, ...(await rolesOfGroups(db, groupIds))].some((id) => !held.has(id))) throw new Forbidden('Only roles that you hold can be given')
}

/** Is one of them an administrator? */
export const isAdministrator = async (db: Db, userIds: readonly number[]): Promise<boolean> => {
  const own = await db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .select('user_id')
    .where('roles.name', '=', ADMIN)
    .where('user_id', 'in', [...userIds])
    .executeTakeFirst()
  if (own !== undefined) return true
  const grouped = await db
    .selectFrom('group_users')
    .innerJoin('group_roles', 'group_roles.group_id', 'group_users.group_id')
    .innerJoin('roles', 'roles.id', 'group_roles.role_id')
    .select('user_id')
    .where('roles.name', '=', ADMIN)
    .where('user_id', 'in', [...userIds])
    .executeTakeFirst()
  return grouped !== undefined
}

/** Administrators are changed by administrators, and by themselves. Throws Forbidden. */
export const refuseAdministrators = async (db: Db, actor: Actor, userIds: readonly number[]): Promise<void> => {
  const others = userIds.filter((id) => id !== actor.id)
  if (actor.isAdmin || others.length === 0) return
  if (await isAdministrator(db, others)) throw new Forbidden('Only administrators change administrators')
}

/** Those that stand in one list only. */
export const changedOf = (before: readonly number[], after: readonly number[]): number[] => [
  ...before.filter((id) => !after.includes(id)),
  ...after.filter((id) => !before.includes(id)),
]
