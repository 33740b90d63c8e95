import { type Actor, DEFAULT_ROLES } from '@coset/access'
import { Forbidden, NotFound, Unprocessable } from '@coset/core'
import { insertRow } from '@coset/metadata'
import type { Context } from '../context.ts'
import { ADMIN, changeAccess, type Db } from './access-change.ts'
import { changedOf, holds, refuseAdministrators, refuseGrant } from './limits.ts'
import { namedPermissions } from './permissions.ts'

interface Role {
  readonly id: number
  readonly name: string
}

/** A role by id. Throws NotFound. */
export const findRole = async (db: Db, id: number): Promise<Role> => {
  const role = await db.selectFrom('roles').selectAll().where('id', '=', id).executeTakeFirst()
  if (role === undefined) throw new NotFound()
  return role
}

const isBuiltIn = (role: Role): boolean => DEFAULT_ROLES.some((name) => name === role.name)

const refuseName = async (db: Db, name: string, except: number | null): Promise<void> => {
  const taken = await db.selectFrom('roles').select('id').where('name', '=', name).executeTakeFirst()
  if (taken !== undefined && taken.id !== except) throw new Unprocessable('The name is taken', { fields: { name: ['Already exists.'] } })
}

export const createRole = async (ctx: Context, name: string): Promise<number> =>
  changeAccess(ctx, async (db) => {
    await refuseName(db, name, null)
    return insertRow(db, ctx.metadata.kind, 'roles', { name })
  })

/** Renames a role; without a name it stays as it is. Gives the name. */
export const renameRole = async (ctx: Context, id: number, name: string | undefined): Promise<string> =>
  changeAccess(ctx, async (db) => {
    const role = await findRole(db, id)
    if (name === undefined || name === role.name) return role.name
    if (isBuiltIn(role)) throw new Unprocessable(`The role ${role.name} keeps its name`, { fields: { name: [`The role ${role.name} keeps its name`] } })
    await refuseName(db, name, id)
    await db.updateTable('roles').set({ name }).where('id', '=', id).execute()
    return name
  })

export const deleteRole = async (ctx: Context, actor: Actor, id: number): Promise<void> =>
  changeAccess(ctx, async (db) => {
    const role = await findRole(db, id)
    if (isBuiltIn(role)) throw new Unprocessable(`The role ${role.name} cannot be deleted`)
    await refuseGrant(db, actor, [id], [])
    await db.deleteFrom('roles').where('id', '=', id).execute()
  })

/** Replaces what a role may do. Throws Unprocessable on an unknown id, Forbidden when somebody would give more than is theirs. */
export const setRolePermissions = async (ctx: Context, actor: Actor, roleId: number, permissionIds: readonly number[]): Promise<void> =>
  changeAccess(ctx, async (db) => {
    const wanted = new Set(permissionIds)
    const role = await findRole(db, roleId)
    const known = (await namedPermissions(db)).filter((permission) => wanted.has(permission.id))
    if (known.length !== wanted.size)
      throw new Unprocessable('Some permissions do not exist', { fields: { permission_view_menu_ids: ['Some permissions do not exist'] } })
    const before = new Set(
      (await db.selectFrom('role_permissions').select('permission_id').where('role_id', '=', roleId).execute()).map((row) => row.permission_id),
    )
    if (role.name === ADMIN && [...before].some((id) => !wanted.has(id))) throw new Unprocessable('The role Admin keeps its permissions')
    if (!actor.isAdmin && known.some((permission) => !before.has(permission.id) && !holds(actor, permission)))
      throw new Forbidden('Only permissions that you hold can be given')
    await db.deleteFrom('role_permissions').where('role_id', '=', roleId).execute()
    for (let i = 0; i < known.length; i += 200)
      await db
        .insertInto('role_permissions')
        .values(known.slice(i, i + 200).map(({ id }) => ({ role_id: roleId, permission_id: id })))
        .execute()
  })

const refuseUnknown = async (db: Db, table: 'users' | 'groups', ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return
  const known = await db.selectFrom(table).select('id').where('id', 'in', ids).execute()
  if (known.length !== ids.length) throw new NotFound()
}

/** Replaces who holds a role themselves; who has it through a group keeps it. Throws NotFound on an unknown user. */
export const setRoleUsers = async (ctx: Context, actor: Actor, roleId: number, userIds: readonly number[]): Promise<void> =>
  changeAccess(ctx, async (db) => {
    await findRole(db, roleId)
    const after = [...new Set(userIds)]
    await refuseUnknown(db, 'users', after)
    await refuseGrant(db, actor, [roleId], [])
    const before = (await db.selectFrom('user_roles').select('user_id').where('role_id', '=', roleId).execute()).map((row) => row.user_id)
    await refuseAdministrators(db, actor, changedOf(before, after))
    await db.deleteFrom('user_roles').where('role_id', '=', roleId).execute()
    if (after.length > 0)
      await db
        .insertInto('user_roles')
        .values(after.map((user_id) => ({ user_id, role_id: roleId })))
        .execute()
  })

const membersOf = async (db: Db, groupIds: readonly number[]): Promise<number[]> =>
  groupIds.length === 0 ? [] : (await db.selectFrom('group_users').select('user_id').where('group_id', 'in', groupIds).execute()).map((row) => row.user_id)

/** Replaces the groups that carry a role. Throws NotFound on an unknown group. */
export const setRoleGroups = async (ctx: Context, actor: Actor, roleId: number, groupIds: readonly number[]): Promise<void> =>
  changeAccess(ctx, async (db) => {
    await findRole(db, roleId)
    const after = [...new Set(groupIds)]
    await refuseUnknown(db, 'groups', after)
    await refuseGrant(db, actor, [roleId], [])
    const before = (await db.selectFrom('group_roles').select('group_id').where('role_id', '=', roleId).execute()).map((row) => row.group_id)
    await refuseAdministrators(db, actor, await membersOf(db, changedOf(before, after)))
    await db.deleteFrom('group_roles').where('role_id', '=', roleId).execute()
    if (after.length > 0)
      await db
        .insertInto('group_roles')
        .values(after.map((group_id) => ({ group_id, role_id: roleId })))
        .execute()
  })
