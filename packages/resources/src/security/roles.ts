import { type Actor, DEFAULT_ROLES, type Permission } from '@coset/access'
import { Forbidden, NotFound, Unprocessable } from '@coset/core'
import { insertRow } from '@coset/metadata'
import type { Context } from '../context.ts'
import { keepBefore, keepVersion, lastSavedOn, refuseNewerVersion } from '../history/keep.ts'
import { moveToTrash } from '../history/trash.ts'
import { ADMIN, changeAccess, type Db } from './access-change.ts'
import { changedOf, holds, refuseAdministrators, refuseGrant } from './limits.ts'
import { touch, touchHolders } from './memberships.ts'
import { namedPermissions } from './permissions.ts'

type NamedPermission = Permission & { readonly id: number }

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

export const isBuiltIn = (role: Pick<Role, 'name'>): boolean => DEFAULT_ROLES.some((name) => name === role.name)

const refuseName = async (db: Db, name: string, except: number | null): Promise<void> => {
  const taken = await db.selectFrom('roles').select('id').where('name', '=', name).executeTakeFirst()
  if (taken !== undefined && taken.id !== except) throw new Unprocessable('The name is taken', { fields: { name: ['Already exists.'] } })
}

export const createRole = async (ctx: Context, actor: Actor, name: string): Promise<number> =>
  changeAccess(ctx, async (db) => {
    await refuseName(db, name, null)
    const id = await insertRow(db, ctx.metadata.kind, 'roles', { name })
    await keepVersion(ctx, db, 'role', id, actor)
    return id
  })

/** Who changes which role. */
export interface RoleWriter {
  readonly actor: Actor
  readonly id: number
  /** The role's `changed_on_ms` as it was read; undefined: whatever it is now. */
  readonly expected?: number | undefined
}

/** A change of one role, which keeps a version; gives the role's `changed_on_ms`. Throws Conflict when somebody saved since the writer read it. */
const changeRole = (ctx: Context, { actor, id, expected }: RoleWriter, work: (db: Db, role: Role) => Promise<void>): Promise<number> =>
  changeAccess(ctx, async (db) => {
    const role = await findRole(db, id)
    await refuseNewerVersion(ctx, db, 'role', id, expected)
    await keepBefore(ctx, db, 'role', id)
    await work(db, role)
    await keepVersion(ctx, db, 'role', id, actor)
    return lastSavedOn(db, 'role', id)
  })

const writeName = async (db: Db, role: Role, name: string): Promise<void> => {
  if (name === role.name) return
  if (isBuiltIn(role)) throw new Unprocessable(`The role ${role.name} keeps its name`, { fields: { name: [`The role ${role.name} keeps its name`] } })
  await refuseName(db, name, role.id)
  await db.updateTable('roles').set({ name }).where('id', '=', role.id).execute()
}

/** Renames a role; without a name it stays as it is. Gives the name. */
export const renameRole = async (
  ctx: Context,
  writer: RoleWriter,
  name: string | undefined,
): Promise<{ readonly name: string; readonly changed_on_ms: number }> => {
  let called = name ?? ''
  const changed_on_ms = await changeRole(ctx, writer, async (db, role) => {
    called = name ?? role.name
    await writeName(db, role, called)
  })
  return { name: called, changed_on_ms }
}

export const deleteRole = async (ctx: Context, actor: Actor, id: number): Promise<void> =>
  changeAccess(ctx, async (db) => {
    const role = await findRole(db, id)
    if (isBuiltIn(role)) throw new Unprocessable(`The role ${role.name} cannot be deleted`)
    await refuseGrant(db, actor, [id], [])
    await moveToTrash(ctx, db, actor, 'role', [id])
    await touchHolders(ctx, db, id, actor)
    await db.deleteFrom('roles').where('id', '=', id).execute()
  })

/** The permissions of these ids, when this person may give them to the role. Throws Unprocessable, Forbidden. */
export const checkedPermissions = async (db: Db, actor: Actor, role: Role, permissionIds: readonly number[]): Promise<readonly NamedPermission[]> => {
  const wanted = new Set(permissionIds)
  const known = (await namedPermissions(db)).filter((permission) => wanted.has(permission.id))
  if (known.length !== wanted.size)
    throw new Unprocessable('Some permissions do not exist', { fields: { permission_view_menu_ids: ['Some permissions do not exist'] } })
  const before = new Set(
    (await db.selectFrom('role_permissions').select('permission_id').where('role_id', '=', role.id).execute()).map((row) => row.permission_id),
  )
  if (role.name === ADMIN && [...before].some((id) => !wanted.has(id))) throw new Unprocessable('The role Admin keeps its permissions')
  if (!actor.isAdmin && known.some((permission) => !before.has(permission.id) && !holds(actor, permission)))
    throw new Forbidden('Only permissions that you hold can be given')
  return known
}

const writePermissions = async (db: Db, actor: Actor, role: Role, permissionIds: readonly number[]): Promise<void> => {
  const known = await checkedPermissions(db, actor, role, permissionIds)
  await db.deleteFrom('role_permissions').where('role_id', '=', role.id).execute()
  for (let i = 0; i < known.length; i += 200)
    await db
      .insertInto('role_permissions')
      .values(known.slice(i, i + 200).map(({ id }) => ({ role_id: role.id, permission_id: id })))
      .execute()
}

/** Replaces what a role may do. Throws Unprocessable on an unknown id, Forbidden when somebody would give more than is theirs. */
export const setRolePermissions = async (ctx: Context, writer: RoleWriter, permissionIds: readonly number[]): Promise<number> =>
  changeRole(ctx, writer, (db, role) => writePermissions(db, writer.actor, role, permissionIds))

const refuseUnknown = async (db: Db, table: 'users' | 'groups', ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return
  const known = await db.selectFrom(table).select('id').where('id', 'in', ids).execute()
  if (known.length !== ids.length) throw new NotFound()
}

const usersWith = async (db: Db, roleId: number): Promise<readonly number[]> =>
  (await db.selectFrom('user_roles').select('user_id').where('role_id', '=', roleId).execute()).map((row) => row.user_id)

const groupsWith = async (db: Db, roleId: number): Promise<readonly number[]> =>
  (await db.selectFrom('group_roles').select('group_id').where('role_id', '=', roleId).execute()).map((row) => row.group_id)

/** These people, when the role may be given to them and taken from the others. Throws NotFound, Forbidden. */
export const checkedUsers = async (db: Db, actor: Actor, roleId: number, userIds: readonly number[]): Promise<readonly number[]> => {
  const after = [...new Set(userIds)]
  await refuseUnknown(db, 'users', after)
  await refuseGrant(db, actor, [roleId], [])
  await refuseAdministrators(db, actor, changedOf(await usersWith(db, roleId), after))
  return after
}

const writeUsers = async (ctx: Context, db: Db, actor: Actor, roleId: number, userIds: readonly number[]): Promise<void> => {
  const after = await checkedUsers(db, actor, roleId, userIds)
  await touch(ctx, db, 'users', changedOf(await usersWith(db, roleId), after), actor)
  await db.deleteFrom('user_roles').where('role_id', '=', roleId).execute()
  if (after.length > 0)
    await db
      .insertInto('user_roles')
      .values(after.map((user_id) => ({ user_id, role_id: roleId })))
      .execute()
}

/** Replaces who holds a role themselves; who has it through a group keeps it. Throws NotFound on an unknown user. */
export const setRoleUsers = async (ctx: Context, writer: RoleWriter, userIds: readonly number[]): Promise<number> =>
  changeRole(ctx, writer, (db) => writeUsers(ctx, db, writer.actor, writer.id, userIds))

/** The people of groups. */
export const membersOf = async (db: Db, groupIds: readonly number[]): Promise<number[]> =>
  groupIds.length === 0 ? [] : (await db.selectFrom('group_users').select('user_id').where('group_id', 'in', groupIds).execute()).map((row) => row.user_id)

/** These groups, when the role may be given to them and taken from the others. Throws NotFound, Forbidden. */
export const checkedGroups = async (db: Db, actor: Actor, roleId: number, groupIds: readonly number[]): Promise<readonly number[]> => {
  const after = [...new Set(groupIds)]
  await refuseUnknown(db, 'groups', after)
  await refuseGrant(db, actor, [roleId], [])
  await refuseAdministrators(db, actor, await membersOf(db, changedOf(await groupsWith(db, roleId), after)))
  return after
}

const writeGroups = async (ctx: Context, db: Db, actor: Actor, roleId: number, groupIds: readonly number[]): Promise<void> => {
  const after = await checkedGroups(db, actor, roleId, groupIds)
  await touch(ctx, db, 'groups', changedOf(await groupsWith(db, roleId), after), actor)
  await db.deleteFrom('group_roles').where('role_id', '=', roleId).execute()
  if (after.length > 0)
    await db
      .insertInto('group_roles')
      .values(after.map((group_id) => ({ group_id, role_id: roleId })))
      .execute()
}

/** Replaces the groups that carry a role. Throws NotFound on an unknown group. */
export const setRoleGroups = async (ctx: Context, writer: RoleWriter, groupIds: readonly number[]): Promise<number> =>
  changeRole(ctx, writer, (db) => writeGroups(ctx, db, writer.actor, writer.id, groupIds))

/** All of a role at once, under the rules of each part. */
export interface WholeRole {
  readonly name: string
  readonly permissionIds: readonly number[]
  readonly userIds: readonly number[]
  readonly groupIds: readonly number[]
}

/** Makes a role what it was: name, permissions, people and groups, all or nothing. */
export const rewriteRole = async (ctx: Context, actor: Actor, id: number, whole: WholeRole): Promise<number> =>
  changeRole(ctx, { actor, id }, async (db, role) => {
    await writeName(db, role, whole.name)
    await writePermissions(db, actor, role, whole.permissionIds)
    await writeUsers(ctx, db, actor, id, whole.userIds)
    await writeGroups(ctx, db, actor, id, whole.groupIds)
  })
