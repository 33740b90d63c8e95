import { type Actor, OBJECT_VERBS, type Permission, permissionKey } from '@coset/access'
import { BadRequest, Forbidden, NotFound, Unprocessable } from '@coset/core'
import { insertRow, type RowPatch, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { createAccount, refuseTaken, setMemberships } from './accounts.ts'
import { rolesOf } from './actors.ts'

const ADMIN = 'Admin'

export interface UserFields {
  readonly username?: string | undefined
  readonly email?: string | undefined
  readonly first_name?: string | undefined
  readonly last_name?: string | undefined
  readonly active?: boolean | undefined
  readonly password?: string | undefined
  readonly roles?: readonly number[] | undefined
  readonly groups?: readonly number[] | undefined
}

type Required = 'username' | 'email' | 'first_name' | 'last_name' | 'password'

/** People who are no administrators give only roles that they hold themselves. Throws Forbidden. */
const refuseGrant = async (ctx: Context, actor: Actor, roleIds: readonly number[], groupIds: readonly number[]): Promise<void> => {
  if (actor.isAdmin) return
  const held = new Set(actor.roles.map((role) => role.id))
  const grouped =
    groupIds.length === 0
      ? []
      : await ctx.metadata.db
          .selectFrom('group_roles')
          .select('role_id')
          .where('group_id', 'in', [...groupIds])
          .execute()
  if ([...roleIds, ...grouped.map((row) => row.role_id)].some((id) => !held.has(id))) throw new Forbidden('Only roles that you hold can be given')
}

/** Administrators are changed by administrators, and by themselves. Throws Forbidden. */
const refuseAdministrator = async (ctx: Context, actor: Actor, id: number): Promise<void> => {
  if (actor.isAdmin || actor.id === id) return
  if ((await rolesOf(ctx.metadata, id)).some((role) => role.name === ADMIN)) throw new Forbidden('Only administrators change administrators')
}

/** Adds a user through the API. At least one role or group. */
export const createUser = async (ctx: Context, actor: Actor, body: UserFields & { readonly [K in Required]: string }): Promise<number> => {
  const roleIds = body.roles ?? []
  const groupIds = body.groups ?? []
  if (roleIds.length === 0 && groupIds.length === 0)
    throw new BadRequest('A user needs a role or a group', { fields: { roles: ['A user needs a role or a group'] } })
  await refuseGrant(ctx, actor, roleIds, groupIds)
  const id = await createAccount(
    ctx,
    {
      username: body.username,
      email: body.email,
      firstName: body.first_name,
      lastName: body.last_name,
      password: body.password,
      active: body.active ?? true,
      roleIds,
      groupIds,
    },
    actor.id,
  )
  ctx.actors.forget()
  return id
}

/** Throws Unprocessable when nobody else would be left. Two who remove each other wait for one another. */
const keepOneAdmin = async (ctx: Context, db: Kysely<Tables>, leaving: number): Promise<void> => {
  const role = db.selectFrom('roles').select('id').where('name', '=', ADMIN)
  // SQLite's transactions wait in line anyway
  await (ctx.metadata.kind === 'sqlite' ? role : role.forUpdate()).execute()
  const admins = await db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .innerJoin('users', 'users.id', 'user_roles.user_id')
    .select(['users.id', 'users.active'])
    .where('roles.name', '=', ADMIN)
    .execute()
  const active = admins.filter((row) => row.active)
  if (active.length === 1 && active[0]?.id === leaving) throw new Unprocessable('The last administrator cannot be removed')
}

const adminRoleId = async (ctx: Context): Promise<number | undefined> =>
  (await ctx.metadata.db.selectFrom('roles').select('id').where('name', '=', ADMIN).executeTakeFirst())?.id

/** Changes a user; absent fields stay. */
export const updateUser = async (ctx: Context, actor: Actor, id: number, body: UserFields): Promise<void> => {
  const exists = await ctx.metadata.db.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst()
  if (exists === undefined) throw new NotFound()
  await refuseAdministrator(ctx, actor, id)
  await refuseGrant(ctx, actor, body.roles ?? [], body.groups ?? [])
  const losesAdmin = body.roles !== undefined && !body.roles.includes((await adminRoleId(ctx)) ?? -1)
  const password = body.password === undefined ? undefined : await ctx.credentials.hashPassword(body.password)
  await ctx.metadata.db.transaction().execute(async (db) => {
    if (body.active === false || losesAdmin) await keepOneAdmin(ctx, db, id)
    await refuseTaken(db, body, id)
    const patch: RowPatch<'users'> = { changed_on: ctx.clock.now(), changed_by: actor.id }
    if (body.username !== undefined) patch.username = body.username
    if (body.email !== undefined) patch.email = body.email
    if (body.first_name !== undefined) patch.first_name = body.first_name
    if (body.last_name !== undefined) patch.last_name = body.last_name
    if (body.active !== undefined) patch.active = body.active
    if (password !== undefined) patch.password = password
    await db.updateTable('users').set(patch).where('id', '=', id).execute()
    await setMemberships(db, id, body.roles, body.groups)
  })
  ctx.actors.forget()
}

/** Deletes a user. The last administrator stays. */
export const deleteUser = async (ctx: Context, actor: Actor, id: number): Promise<void> => {
  await refuseAdministrator(ctx, actor, id)
  await ctx.metadata.db.transaction().execute(async (db) => {
    await keepOneAdmin(ctx, db, id)
    const { numDeletedRows } = await db.deleteFrom('users').where('id', '=', id).executeTakeFirstOrThrow()
    if (numDeletedRows === 0n) throw new NotFound()
  })
  ctx.actors.forget()
}

/** A role by id. Throws NotFound. */
export const findRole = async (ctx: Context, id: number): Promise<{ readonly id: number; readonly name: string }> => {
  const role = await ctx.metadata.db.selectFrom('roles').selectAll().where('id', '=', id).executeTakeFirst()
  if (role === undefined) throw new NotFound()
  return role
}

const refuseName = async (ctx: Context, name: string, except: number | null): Promise<void> => {
  const taken = await ctx.metadata.db.selectFrom('roles').select('id').where('name', '=', name).executeTakeFirst()
  if (taken !== undefined && taken.id !== except) throw new Unprocessable('The name is taken', { fields: { name: ['Already exists.'] } })
}

export const createRole = async (ctx: Context, name: string): Promise<number> => {
  await refuseName(ctx, name, null)
  return insertRow(ctx.metadata.db, ctx.metadata.kind, 'roles', { name })
}

export const renameRole = async (ctx: Context, id: number, name: string): Promise<void> => {
  const role = await findRole(ctx, id)
  if (role.name === ADMIN && name !== ADMIN) throw new Unprocessable('The role Admin keeps its name')
  await refuseName(ctx, name, id)
  await ctx.metadata.db.updateTable('roles').set({ name }).where('id', '=', id).execute()
  ctx.actors.forget()
}

export const deleteRole = async (ctx: Context, id: number): Promise<void> => {
  const role = await findRole(ctx, id)
  if (role.name === ADMIN) throw new Unprocessable('The role Admin cannot be deleted')
  await ctx.metadata.db.deleteFrom('roles').where('id', '=', id).execute()
  ctx.actors.forget()
}

const holds = (actor: Actor, { verb, view }: Permission): boolean =>
  actor.permissions.has(permissionKey(verb, view)) || OBJECT_VERBS.some((object) => object === verb && actor.objects[object].has(view))

/** Replaces what a role may do. Throws Unprocessable on an unknown id, Forbidden when somebody would give more than is theirs. */
export const setRolePermissions = async (ctx: Context, actor: Actor, roleId: number, permissionIds: readonly number[]): Promise<void> => {
  const wanted = new Set(permissionIds)
  const role = await findRole(ctx, roleId)
  await ctx.metadata.db.transaction().execute(async (db) => {
    const all = await db
      .selectFrom('permissions')
      .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .select(['permissions.id', 'permission_names.name as verb', 'permission_views.name as view'])
      .execute()
    const known = all.filter((permission) => wanted.has(permission.id))
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
  ctx.actors.forget()
}
