import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { keepBefore, keepVersion } from '../history/keep.ts'
import type { Db } from './access-change.ts'

interface By {
  readonly id: number | null
}

const PORTION = 500

/** Users or groups whose roles, groups or people were changed elsewhere: forms of them that were opened before are told when they save. */
export const touch = async ({ clock }: Pick<Context, 'clock'>, db: Db, table: 'users' | 'groups', ids: readonly number[], by: By): Promise<void> => {
  const now = clock.now()
  const some = [...new Set(ids)]
  for (let i = 0; i < some.length; i += PORTION)
    await db
      .updateTable(table)
      .set({ changed_on: sql<number>`case when changed_on >= ${now} then changed_on + 1 else ${now} end`, changed_by: by.id })
      .where('id', 'in', some.slice(i, i + PORTION))
      .execute()
}

/** A change of who holds roles: each of these roles keeps a version when it is another after it. */
export const keepingRoles = async <T>(ctx: Context, db: Db, roleIds: readonly number[], by: By, work: () => Promise<T>): Promise<T> => {
  const ids = [...new Set(roleIds)]
  for (const id of ids) await keepBefore(ctx, db, 'role', id)
  const made = await work()
  for (const id of ids) await keepVersion(ctx, db, 'role', id, by)
  return made
}

interface Memberships {
  readonly roles: readonly number[]
  readonly groups: readonly number[]
}

/** The roles that somebody holds by themselves, and their groups. */
export const membershipsOf = async (db: Db, userId: number): Promise<Memberships> => ({
  roles: (await db.selectFrom('user_roles').select('role_id').where('user_id', '=', userId).execute()).map((row) => row.role_id),
  groups: (await db.selectFrom('group_users').select('group_id').where('user_id', '=', userId).execute()).map((row) => row.group_id),
})

/** The same for everybody and every group that holds a role. */
export const touchHolders = async (ctx: Pick<Context, 'clock'>, db: Db, roleId: number, by: By): Promise<void> => {
  const users = await db.selectFrom('user_roles').select('user_id').where('role_id', '=', roleId).execute()
  const groups = await db.selectFrom('group_roles').select('group_id').where('role_id', '=', roleId).execute()
  await touch(
    ctx,
    db,
    'users',
    users.map((row) => row.user_id),
    by,
  )
  await touch(
    ctx,
    db,
    'groups',
    groups.map((row) => row.group_id),
    by,
  )
}
