import type { Actor } from '@coset/access'
import type { contract, RisonOf } from '@coset/contract'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { type Condition, findPage, type Listing, type SearchColumn } from '../listing/index.ts'
import { roleListing } from './listings.ts'

const related = (condition: (id: number) => Condition): SearchColumn => {
  const has = (value: unknown): Condition => {
    const ids = (Array.isArray(value) ? value : [value]).map(Number).filter((id) => Number.isInteger(id) && Math.abs(id) <= 2_147_483_647)
    return ids.length === 0 ? sql`1 = 0` : sql`(${sql.join(ids.map(condition), sql` or `)})`
  }
  return { kind: 'custom', operators: { eq: has, in: has, rel_m_m: has } }
}

const search: Listing = {
  ...roleListing,
  search: {
    ...roleListing.search,
    user_ids: related((id) => sql`exists (select 1 from user_roles where user_roles.role_id = roles.id and user_roles.user_id = ${id})`),
    group_ids: related((id) => sql`exists (select 1 from group_roles where group_roles.role_id = roles.id and group_roles.group_id = ${id})`),
    permission_ids: related((id) => sql`exists (select 1 from role_permissions where role_permissions.role_id = roles.id and permission_id = ${id})`),
  },
}

/** Roles of one page with the ids of their users, groups and permissions. */
export const searchRoles = async (ctx: Context, actor: Actor, q: RisonOf<typeof contract.security.searchRoles>): Promise<unknown> => {
  const { count, ids } = await findPage(ctx, search, { page_size: 10, ...q }, actor)
  if (ids.length === 0) return { count, ids, result: [] }
  const { db } = ctx.metadata
  const roles = await db.selectFrom('roles').selectAll().where('id', 'in', ids).execute()
  const users = await db.selectFrom('user_roles').selectAll().where('role_id', 'in', ids).orderBy('user_id').execute()
  const groups = await db.selectFrom('group_roles').selectAll().where('role_id', 'in', ids).orderBy('group_id').execute()
  const permissions = await db.selectFrom('role_permissions').selectAll().where('role_id', 'in', ids).orderBy('permission_id').execute()
  const result = ids
    .flatMap((id) => roles.filter((role) => role.id === id))
    .map(({ id, name }) => ({
      id,
      name,
      user_ids: users.filter((row) => row.role_id === id).map((row) => row.user_id),
      permission_ids: permissions.filter((row) => row.role_id === id).map((row) => row.permission_id),
      group_ids: groups.filter((row) => row.role_id === id).map((row) => row.group_id),
    }))
  return { count, ids, result }
}
