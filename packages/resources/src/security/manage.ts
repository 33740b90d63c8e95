import { BadRequest, NotFound, Unprocessable } from '@coset/core'
import { insertRow, type RowPatch } from '@coset/metadata'
import type { Context } from '../context.ts'
import { createAccount, refuseTaken, setMemberships } from './accounts.ts'

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

/** Adds a user through the API. At least one role or group. */
export const createUser = async (ctx: Context, body: UserFields & { readonly [K in Required]: string }, by: number | null): Promise<number> => {
  const roleIds = body.roles ?? []
  const groupIds = body.groups ?? []
  if (roleIds.length === 0 && groupIds.length === 0)
    throw new BadRequest('A user needs a role or a group', { fields: { roles: ['A user needs a role or a group'] } })
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
    by,
  )
  ctx.actors.forget()
  return id
}

const adminIds = async (ctx: Context): Promise<readonly number[]> => {
  const rows = await ctx.metadata.db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .innerJoin('users', 'users.id', 'user_roles.user_id')
    .select(['users.id', 'users.active'])
    .where('roles.name', '=', 'Admin')
    .execute()
  return rows.filter((row) => row.active).map((row) => row.id)
}

const keepOneAdmin = async (ctx: Context, leaving: number): Promise<void> => {
  const admins = await adminIds(ctx)
  if (admins.length === 1 && admins[0] === leaving) throw new Unprocessable('The last administrator cannot be removed')
}

const adminRoleId = async (ctx: Context): Promise<number | undefined> =>
  (await ctx.metadata.db.selectFrom('roles').select('id').where('name', '=', 'Admin').executeTakeFirst())?.id

/** Changes a user; absent fields stay. */
export const updateUser = async (ctx: Context, id: number, body: UserFields, by: number | null): Promise<void> => {
  const exists = await ctx.metadata.db.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst()
  if (exists === undefined) throw new NotFound()
  const losesAdmin = body.roles !== undefined && !body.roles.includes((await adminRoleId(ctx)) ?? -1)
  if (body.active === false || losesAdmin) await keepOneAdmin(ctx, id)
  const password = body.password === undefined ? undefined : await ctx.credentials.hashPassword(body.password)
  await ctx.metadata.db.transaction().execute(async (db) => {
    await refuseTaken(db, body, id)
    const patch: RowPatch<'users'> = { changed_on: ctx.clock.now(), changed_by: by }
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

export const deleteUser = async (ctx: Context, id: number): Promise<void> => {
  await keepOneAdmin(ctx, id)
  const { numDeletedRows } = await ctx.metadata.db.deleteFrom('users').where('id', '=', id).executeTakeFirstOrThrow()
  if (numDeletedRows === 0n) throw new NotFound()
  ctx.actors.forget()
}

export const createRole = async (ctx: Context, name: string): Promise<number> => {
  const taken = await ctx.metadata.db.selectFrom('roles').select('id').where('name', '=', name).executeTakeFirst()
  if (taken !== undefined) throw new Unprocessable('The name is taken', { fields: { name: ['Already exists.'] } })
  return insertRow(ctx.metadata.db, ctx.metadata.kind, 'roles', { name })
}

export const renameRole = async (ctx: Context, id: number, name: string): Promise<void> => {
  const { numUpdatedRows } = await ctx.metadata.db.updateTable('roles').set({ name }).where('id', '=', id).executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) throw new NotFound()
  ctx.actors.forget()
}

export const deleteRole = async (ctx: Context, id: number): Promise<void> => {
  const role = await ctx.metadata.db.selectFrom('roles').select('name').where('id', '=', id).executeTakeFirst()
  if (role === undefined) throw new NotFound()
  if (role.name === 'Admin') throw new Unprocessable('The role Admin cannot be deleted')
  await ctx.metadata.db.deleteFrom('roles').where('id', '=', id).execute()
  ctx.actors.forget()
}

/** Replaces what a role may do. Throws Unprocessable on an unknown id. */
export const setRolePermissions = async (ctx: Context, roleId: number, permissionIds: readonly number[]): Promise<void> => {
  await ctx.metadata.db.transaction().execute(async (db) => {
    const role = await db.selectFrom('roles').select('id').where('id', '=', roleId).executeTakeFirst()
    if (role === undefined) throw new NotFound()
    const known =
      permissionIds.length === 0
        ? []
        : await db
            .selectFrom('permissions')
            .select('id')
            .where('id', 'in', [...permissionIds])
            .execute()
    if (known.length !== new Set(permissionIds).size)
      throw new Unprocessable('Some permissions do not exist', { fields: { permission_view_menu_ids: ['Some permissions do not exist'] } })
    await db.deleteFrom('role_permissions').where('role_id', '=', roleId).execute()
    for (let i = 0; i < known.length; i += 200)
      await db
        .insertInto('role_permissions')
        .values(known.slice(i, i + 200).map(({ id }) => ({ role_id: roleId, permission_id: id })))
        .execute()
  })
  ctx.actors.forget()
}
