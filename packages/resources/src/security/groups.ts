import type { Actor } from '@coset/access'
import { BadRequest, NotFound, Unprocessable } from '@coset/core'
import { insertRow, type RowPatch } from '@coset/metadata'
import type { Context } from '../context.ts'
import { changeAccess, type Db } from './access-change.ts'
import { refuseAdministrators, refuseGrant } from './limits.ts'

export interface GroupFields {
  readonly name?: string | undefined
  readonly label?: string | null | undefined
  readonly description?: string | null | undefined
  readonly users?: readonly number[] | undefined
  readonly roles?: readonly number[] | undefined
}

const refuseName = async (db: Db, name: string, except: number | null): Promise<void> => {
  const taken = await db.selectFrom('groups').select('id').where('name', '=', name).executeTakeFirst()
  if (taken !== undefined && taken.id !== except) throw new Unprocessable('The name is taken', { fields: { name: ['Already exists.'] } })
}

const NOUNS = { users: 'User', roles: 'Role' } as const

const refuseUnknown = async (db: Db, table: 'users' | 'roles', ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return
  const known = new Set((await db.selectFrom(table).select('id').where('id', 'in', ids).execute()).map((row) => row.id))
  const missing = ids.filter((id) => !known.has(id))
  if (missing.length === 0) return
  const text = `${NOUNS[table]}(s) with ID(s) [${missing.join(', ')}] do not exist.`
  throw new BadRequest(text, { fields: { [table]: [text] } })
}

interface Members {
  readonly users: readonly number[]
  readonly roles: readonly number[]
}

const membersOf = async (db: Db, id: number): Promise<Members> => ({
  users: (await db.selectFrom('group_users').select('user_id').where('group_id', '=', id).execute()).map((row) => row.user_id),
  roles: (await db.selectFrom('group_roles').select('role_id').where('group_id', '=', id).execute()).map((row) => row.role_id),
})

const setMembers = async (db: Db, id: number, { users, roles }: Members): Promise<void> => {
  await db.deleteFrom('group_users').where('group_id', '=', id).execute()
  if (users.length > 0)
    await db
      .insertInto('group_users')
      .values(users.map((user_id) => ({ group_id: id, user_id })))
      .execute()
  await db.deleteFrom('group_roles').where('group_id', '=', id).execute()
  if (roles.length > 0)
    await db
      .insertInto('group_roles')
      .values(roles.map((role_id) => ({ group_id: id, role_id })))
      .execute()
}

const wantedOf = async (db: Db, body: GroupFields, before: Members): Promise<Members> => {
  const after = { users: [...new Set(body.users ?? before.users)], roles: [...new Set(body.roles ?? before.roles)] }
  await refuseUnknown(db, 'users', after.users)
  await refuseUnknown(db, 'roles', after.roles)
  return after
}

/** Throws BadRequest on unknown users and roles, Unprocessable on a taken name, Forbidden when somebody would give more than is theirs. */
export const createGroup = async (ctx: Context, actor: Actor, body: GroupFields & { readonly name: string }): Promise<number> =>
  changeAccess(ctx, async (db) => {
    const members = await wantedOf(db, body, { users: [], roles: [] })
    await refuseGrant(db, actor, members.roles, [])
    await refuseName(db, body.name, null)
    const row = { name: body.name, label: body.label ?? null, description: body.description ?? null }
    const id = await insertRow(db, ctx.metadata.kind, 'groups', row)
    await setMembers(db, id, members)
    return id
  })

const refuseMissing = async (db: Db, id: number): Promise<void> => {
  if ((await db.selectFrom('groups').select('id').where('id', '=', id).executeTakeFirst()) === undefined) throw new NotFound()
}

/** Changes a group by what it is now. Throws as {@link createGroup}, and NotFound. */
export const changeGroup = async (ctx: Context, actor: Actor, id: number, bodyOf: (db: Db, before: Members) => Promise<GroupFields>): Promise<void> =>
  changeAccess(ctx, async (db) => {
    await refuseMissing(db, id)
    const before = await membersOf(db, id)
    const body = await bodyOf(db, before)
    const after = await wantedOf(db, body, before)
    await refuseGrant(db, actor, [...before.roles, ...after.roles], [])
    await refuseAdministrators(db, actor, [...before.users, ...after.users])
    if (body.name !== undefined) await refuseName(db, body.name, id)
    const patch: RowPatch<'groups'> = {}
    if (body.name !== undefined) patch.name = body.name
    if (body.label !== undefined) patch.label = body.label
    if (body.description !== undefined) patch.description = body.description
    if (Object.keys(patch).length > 0) await db.updateTable('groups').set(patch).where('id', '=', id).execute()
    await setMembers(db, id, after)
  })

/** Changes a group; absent fields stay. Throws as {@link createGroup}, and NotFound. */
export const updateGroup = async (ctx: Context, actor: Actor, id: number, body: GroupFields): Promise<void> => changeGroup(ctx, actor, id, async () => body)

export const deleteGroup = async (ctx: Context, actor: Actor, id: number): Promise<void> =>
  changeAccess(ctx, async (db) => {
    await refuseMissing(db, id)
    const members = await membersOf(db, id)
    await refuseGrant(db, actor, members.roles, [])
    await refuseAdministrators(db, actor, members.users)
    await db.deleteFrom('groups').where('id', '=', id).execute()
  })
