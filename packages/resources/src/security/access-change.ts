import { Unprocessable } from '@coset/core'
import type { Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'

export type Db = Kysely<Tables>

export const ADMIN = 'Admin'

export const lastAdministrator = (): Unprocessable => new Unprocessable('The last administrator cannot be removed')

/** Is there somebody active who administers? Programs cannot sign in to help. */
export const hasAdministrator = async (db: Db): Promise<boolean> => {
  const own = await db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .innerJoin('users', 'users.id', 'user_roles.user_id')
    .select('users.active')
    .where('roles.name', '=', ADMIN)
    .where('users.is_service', '=', false)
    .execute()
  if (own.some((user) => user.active)) return true
  const grouped = await db
    .selectFrom('group_roles')
    .innerJoin('roles', 'roles.id', 'group_roles.role_id')
    .innerJoin('group_users', 'group_users.group_id', 'group_roles.group_id')
    .innerJoin('users', 'users.id', 'group_users.user_id')
    .select('users.active')
    .where('roles.name', '=', ADMIN)
    .where('users.is_service', '=', false)
    .execute()
  return grouped.some((user) => user.active)
}

/**
 * Changes users, roles, groups or permissions. Such changes wait for one another, every server sees them with its next request, and one active
 * administrator stays: throws Unprocessable, with nothing changed, when nobody would be left.
 */
export const changeAccess = async <T>(ctx: Context, work: (db: Db) => Promise<T>): Promise<T> => {
  const result = await ctx.metadata.db.transaction().execute(async (db) => {
    // The first statement: its row is held until the end, and MySQL takes its view of the data after it
    await db.updateTable('settings').set({ value: crypto.randomUUID() }).where('name', '=', 'access_version').execute()
    const before = await hasAdministrator(db)
    const made = await work(db)
    if (before && !(await hasAdministrator(db))) throw lastAdministrator()
    return made
  })
  ctx.actors.forget()
  return result
}

/** Marks that differ after every change of rights, and after every sign-out, on every server. */
export const accessMarks = async (db: Db): Promise<{ readonly rights: string; readonly sessions: string }> => {
  const rows = await db.selectFrom('settings').select(['name', 'value']).where('name', 'in', ['access_version', 'sessions_version']).execute()
  const value = (name: string): string => rows.find((row) => row.name === name)?.value ?? ''
  return { rights: value('access_version'), sessions: value('sessions_version') }
}
