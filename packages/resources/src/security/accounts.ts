import { BadRequest, Unprocessable } from '@coset/core'
import { insertRow, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { touch } from './memberships.ts'

export interface NewAccount {
  readonly username: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  /** A hash for {@link insertAccount}, else plain. */
  readonly password: string
  readonly active: boolean
  /** An account of a program. */
  readonly isService?: boolean
  readonly roleIds: readonly number[]
  readonly groupIds: readonly number[]
}

const taken = async (db: Kysely<Tables>, column: 'username' | 'email', value: string, except: number | null): Promise<boolean> => {
  const found = await db.selectFrom('users').select('id').where(column, '=', value).executeTakeFirst()
  return found !== undefined && found.id !== except
}

/** Throws Unprocessable naming the field that another account already has. */
export const refuseTaken = async (
  db: Kysely<Tables>,
  account: { readonly username?: string | undefined; readonly email?: string | undefined },
  except: number | null,
): Promise<void> => {
  for (const column of ['username', 'email'] as const) {
    const value = account[column]
    if (value !== undefined && (await taken(db, column, value, except)))
      throw new Unprocessable(`The ${column} is taken`, { fields: { [column]: ['Already taken'] } })
  }
}

const unknown = (field: 'roles' | 'groups'): BadRequest => new BadRequest(`Some ${field} do not exist`, { fields: { [field]: [`Some ${field} do not exist`] } })

/** Replaces the roles and groups of a user. Throws BadRequest when one is unknown. */
export const setMemberships = async (
  db: Kysely<Tables>,
  userId: number,
  roleIds: readonly number[] | undefined,
  groupIds: readonly number[] | undefined,
): Promise<void> => {
  if (roleIds !== undefined) {
    const known =
      roleIds.length === 0
        ? []
        : await db
            .selectFrom('roles')
            .select('id')
            .where('id', 'in', [...roleIds])
            .execute()
    if (known.length !== new Set(roleIds).size) throw unknown('roles')
    await db.deleteFrom('user_roles').where('user_id', '=', userId).execute()
    if (known.length > 0)
      await db
        .insertInto('user_roles')
        .values(known.map(({ id }) => ({ user_id: userId, role_id: id })))
        .execute()
  }
  if (groupIds !== undefined) {
    const known =
      groupIds.length === 0
        ? []
        : await db
            .selectFrom('groups')
            .select('id')
            .where('id', 'in', [...groupIds])
            .execute()
    if (known.length !== new Set(groupIds).size) throw unknown('groups')
    await db.deleteFrom('group_users').where('user_id', '=', userId).execute()
    if (known.length > 0)
      await db
        .insertInto('group_users')
        .values(known.map(({ id }) => ({ user_id: userId, group_id: id })))
        .execute()
  }
}

/** Adds an account whose password is hashed already. Throws BadRequest, Unprocessable. */
export const insertAccount = async (ctx: Context, db: Kysely<Tables>, account: NewAccount, by: number | null): Promise<number> => {
  const now = ctx.clock.now()
  await refuseTaken(db, account, null)
  const id = await insertRow(db, ctx.metadata.kind, 'users', {
    uuid: crypto.randomUUID(),
    username: account.username,
    email: account.email,
    first_name: account.firstName,
    last_name: account.lastName,
    password: account.password,
    active: account.active,
    is_service: account.isService ?? false,
    last_login: null,
    login_count: 0,
    fail_login_count: 0,
    created_on: now,
    changed_on: now,
    created_by: by,
    changed_by: by,
  })
  await setMemberships(db, id, account.roleIds, account.groupIds)
  await touch(ctx, db, 'groups', account.groupIds, { id: by })
  return id
}

/** Adds an account with a plain password, or none, and gives its id. Throws BadRequest, Unprocessable. */
export const createAccount = async (ctx: Context, account: NewAccount, by: number | null): Promise<number> => {
  const password = account.password === '' ? '' : await ctx.credentials.hashPassword(account.password)
  return ctx.metadata.db.transaction().execute((db) => insertAccount(ctx, db, { ...account, password }, by))
}
