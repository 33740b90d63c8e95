import type { Actor } from '@coset/access'
import { BadRequest, NotFound } from '@coset/core'
import type { RowPatch } from '@coset/metadata'
import type { Context } from '../context.ts'
import { endOldSignIns } from '../sign-in/sessions.ts'
import { changeAccess, type Db } from './access-change.ts'
import { insertAccount, refuseTaken, setMemberships } from './accounts.ts'
import { guardedUser, refuseNewerForm } from './guarded.ts'
import { changedOf, refuseAdministrators, refuseGrant } from './limits.ts'
import { keepingRoles, membershipsOf, touch } from './memberships.ts'

export interface UserFields {
  readonly username?: string | undefined
  readonly email?: string | undefined
  readonly first_name?: string | undefined
  readonly last_name?: string | undefined
  readonly active?: boolean | undefined
  readonly password?: string | undefined
  readonly roles?: readonly number[] | undefined
  readonly groups?: readonly number[] | undefined
  /** An account of a program: it has keys and no password. */
  readonly is_service?: boolean | undefined
  /** The account's `changed_on_ms` as it was read; undefined: whatever it is now. */
  readonly expected_changed_on?: number | undefined
}

type Required = 'username' | 'email' | 'first_name' | 'last_name'

export const BARE = 'A user needs a role or a group'

const needsOne = (): BadRequest => new BadRequest(BARE, { fields: { roles: [BARE] } })

/** Adds a user through the API. At least one role or group. */
export const createUser = async (ctx: Context, actor: Actor, body: UserFields & { readonly [K in Required]: string }): Promise<number> => {
  const roleIds = body.roles ?? []
  const groupIds = body.groups ?? []
  if (roleIds.length === 0 && groupIds.length === 0) throw needsOne()
  const isService = body.is_service ?? false
  // Of an account without a password nobody guesses one
  const password = isService || body.password === undefined ? '' : await ctx.credentials.hashPassword(body.password)
  const { username, email, first_name: firstName, last_name: lastName } = body
  return changeAccess(ctx, async (db) => {
    await refuseGrant(db, actor, roleIds, groupIds)
    const account = { username, email, firstName, lastName, password, active: body.active ?? true, isService, roleIds, groupIds }
    return keepingRoles(ctx, db, roleIds, actor, () => insertAccount(ctx, db, account, actor.id))
  })
}

/** Somebody without a role and a group could not be told from an account that was forgotten. */
const refuseBare = async (db: Db, id: number): Promise<void> => {
  const role = await db.selectFrom('user_roles').select('role_id').where('user_id', '=', id).executeTakeFirst()
  if (role !== undefined) return
  const group = await db.selectFrom('group_users').select('group_id').where('user_id', '=', id).executeTakeFirst()
  if (group === undefined) throw needsOne()
}

/** What an account of a person leaves behind for one of a program, and the other way round: ways in. */
const changeNature = async (ctx: Context, db: Db, id: number, isService: boolean): Promise<void> => {
  const now = ctx.clock.now()
  await endOldSignIns(db, id, now, null)
  await db
    .updateTable('users')
    .set(isService ? { is_service: true, password: '' } : { is_service: false })
    .where('id', '=', id)
    .execute()
  // Administrators made these, and know them
  if (!isService) await db.updateTable('api_keys').set({ revoked_on: now }).where('user_id', '=', id).where('revoked_on', 'is', null).execute()
}

const refusePasswordOfProgram = (isService: boolean, body: UserFields): void => {
  if (!isService || body.password === undefined) return
  const text = 'The account of a program has keys, and no password.'
  throw new BadRequest(text, { fields: { password: [text] } })
}

const patchOf = (actor: Actor, body: UserFields, password: string | undefined, changed_on: number): RowPatch<'users'> => {
  const patch: RowPatch<'users'> = { changed_on, changed_by: actor.id }
  if (body.username !== undefined) patch.username = body.username
  if (body.email !== undefined) patch.email = body.email
  if (body.first_name !== undefined) patch.first_name = body.first_name
  if (body.last_name !== undefined) patch.last_name = body.last_name
  if (body.active !== undefined) patch.active = body.active
  if (password !== undefined) patch.password = password
  return patch
}

/** Replaces somebody's roles and groups where they are given. */
const changeMemberships = async (ctx: Context, db: Db, actor: Actor, id: number, { roles, groups }: UserFields): Promise<void> => {
  if (roles === undefined && groups === undefined) return
  const before = await membershipsOf(db, id)
  await keepingRoles(ctx, db, changedOf(before.roles, roles ?? before.roles), actor, () => setMemberships(db, id, roles, groups))
  await touch(ctx, db, 'groups', changedOf(before.groups, groups ?? before.groups), actor)
  await refuseBare(db, id)
}

/**
 * Changes a user; absent fields stay. A new password signs them out everywhere but in the session of `keepSeed`. Gives the `changed_on_ms` from then on.
 * Throws Conflict when somebody saved since the writer read.
 */
export const updateUser = async (ctx: Context, actor: Actor, id: number, body: UserFields, keepSeed: string | null = null): Promise<number> => {
  const password = body.password === undefined ? undefined : await ctx.credentials.hashPassword(body.password)
  return changeAccess(ctx, async (db) => {
    const exists = await db.selectFrom('users').select(['is_service', 'changed_on']).where('id', '=', id).executeTakeFirst()
    if (exists === undefined) throw new NotFound()
    const isService = body.is_service ?? exists.is_service
    refusePasswordOfProgram(isService, body)
    await refuseAdministrators(db, actor, [id])
    await refuseNewerForm(ctx, db, actor, guardedUser, id, body.expected_changed_on)
    await refuseGrant(db, actor, body.roles ?? [], body.groups ?? [])
    await refuseTaken(db, body, id)
    const changedOn = Math.max(ctx.clock.now(), exists.changed_on + 1)
    await db
      .updateTable('users')
      .set(patchOf(actor, body, password, changedOn))
      .where('id', '=', id)
      .execute()
    if (isService !== exists.is_service) await changeNature(ctx, db, id, isService)
    if (password !== undefined) await endOldSignIns(db, id, ctx.clock.now(), keepSeed)
    await changeMemberships(ctx, db, actor, id, body)
    return changedOn
  })
}

export const deleteUser = async (ctx: Context, actor: Actor, id: number): Promise<void> =>
  changeAccess(ctx, async (db) => {
    await refuseAdministrators(db, actor, [id])
    const { roles, groups } = await membershipsOf(db, id)
    const { numDeletedRows } = await keepingRoles(ctx, db, roles, actor, () => db.deleteFrom('users').where('id', '=', id).executeTakeFirstOrThrow())
    if (numDeletedRows === 0n) throw new NotFound()
    await touch(ctx, db, 'groups', groups, actor)
  })
