import type { Actor } from '@coset/access'
import { BadRequest, NotFound, Unprocessable } from '@coset/core'
import { insertRow, type RowPatch } from '@coset/metadata'
import type { Context } from '../context.ts'
import { changeAccess, type Db } from './access-change.ts'
import { guardedGroup, refuseNewerForm } from './guarded.ts'
import { changedOf, refuseAdministrators, refuseGrant } from './limits.ts'
import { keepingRoles, touch } from './memberships.ts'

export interface GroupFields {
  readonly name?: string | undefined
  readonly label?: string | null | undefined
  readonly description?: string | null | undefined
  readonly users?: readonly number[] | undefined
  readonly roles?: readonly number[] | undefined
  /** The group's `changed_on_ms` as it was read; undefined: whatever it is now. */
  readonly expected_changed_on?: number | undefined
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

const NOBODY: Members = { users: [], roles: [] }

/** Throws Forbidden when somebody would give or take more than is theirs, or change administrators. `before` null: a group that is not there yet. */
export const refuseGroup = async (db: Db, actor: Actor, before: Members | null, after: Members): Promise<void> => {
  await refuseGrant(db, actor, [...(before?.roles ?? []), ...after.roles], [])
  if (before !== null) await refuseAdministrators(db, actor, [...before.users, ...after.users])
}

const writeMembers = async (db: Db, id: number, { users, roles }: Members): Promise<void> => {
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

/** Replaces people and roles of a group: roles that it gets or loses keep a version, and forms of the people are told. */
const setMembers = async (ctx: Context, db: Db, actor: Actor, id: number, before: Members, after: Members): Promise<void> => {
  await keepingRoles(ctx, db, changedOf(before.roles, after.roles), actor, () => writeMembers(db, id, after))
  await touch(ctx, db, 'users', changedOf(before.users, after.users), actor)
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
    const members = await wantedOf(db, body, NOBODY)
    await refuseGroup(db, actor, null, members)
    await refuseName(db, body.name, null)
    const stamp = { changed_on: ctx.clock.now(), changed_by: actor.id }
    const row = { name: body.name, label: body.label ?? null, description: body.description ?? null, ...stamp }
    const id = await insertRow(db, ctx.metadata.kind, 'groups', row)
    await setMembers(ctx, db, actor, id, NOBODY, members)
    return id
  })

const changedOnOf = async (db: Db, id: number): Promise<number> => {
  const row = await db.selectFrom('groups').select('changed_on').where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  return row.changed_on
}

/** Changes a group by what it is now; gives its `changed_on_ms` from then on. Throws as {@link createGroup}, NotFound, and Conflict when somebody saved since. */
export const changeGroup = async (ctx: Context, actor: Actor, id: number, bodyOf: (db: Db, before: Members) => Promise<GroupFields>): Promise<number> =>
  changeAccess(ctx, async (db) => {
    const changedOn = Math.max(ctx.clock.now(), (await changedOnOf(db, id)) + 1)
    const before = await membersOf(db, id)
    const body = await bodyOf(db, before)
    const after = await wantedOf(db, body, before)
    await refuseGroup(db, actor, before, after)
    await refuseNewerForm(ctx, db, actor, guardedGroup, id, body.expected_changed_on)
    if (body.name !== undefined) await refuseName(db, body.name, id)
    const patch: RowPatch<'groups'> = { changed_on: changedOn, changed_by: actor.id }
    if (body.name !== undefined) patch.name = body.name
    if (body.label !== undefined) patch.label = body.label
    if (body.description !== undefined) patch.description = body.description
    await db.updateTable('groups').set(patch).where('id', '=', id).execute()
    await setMembers(ctx, db, actor, id, before, after)
    return changedOn
  })

/** Changes a group; absent fields stay. Gives and throws as {@link changeGroup}. */
export const updateGroup = async (ctx: Context, actor: Actor, id: number, body: GroupFields): Promise<number> => changeGroup(ctx, actor, id, async () => body)

export const deleteGroup = async (ctx: Context, actor: Actor, id: number): Promise<void> =>
  changeAccess(ctx, async (db) => {
    await changedOnOf(db, id)
    const before = await membersOf(db, id)
    await refuseGroup(db, actor, before, NOBODY)
    await setMembers(ctx, db, actor, id, before, NOBODY)
    await db.deleteFrom('groups').where('id', '=', id).execute()
  })
