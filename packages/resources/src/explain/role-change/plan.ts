import type { Actor } from '@coset/access'
import type { RoleChangePlan } from '@coset/contract'
import type { Context } from '../../context.ts'
import { permissionsOf } from '../../security/actors.ts'
import { checkedGroups, checkedPermissions, checkedUsers, findRole, membersOf } from '../../security/roles.ts'
import type { RoleState } from './people.ts'

interface Planned {
  readonly role: { readonly id: number; readonly name: string }
  readonly before: RoleState
  readonly after: RoleState
}

/** Stands for a role that is not there yet: no row has this id. */
const NEW = { id: 0, name: '' } as const

const columnOf = async (ctx: Context, role: number) => ({
  users: (await ctx.metadata.db.selectFrom('user_roles').select('user_id').where('role_id', '=', role).execute()).map((row) => row.user_id),
  groups: (await ctx.metadata.db.selectFrom('group_roles').select('group_id').where('role_id', '=', role).execute()).map((row) => row.group_id),
})

/** A role as it is and as it would be. Throws what saving it would: NotFound, Unprocessable, Forbidden. */
export const plannedRole = async (ctx: Context, actor: Actor, plan: RoleChangePlan): Promise<Planned> => {
  const { db } = ctx.metadata
  const role = plan.role_id === null ? NEW : await findRole(db, plan.role_id)
  const held = await columnOf(ctx, role.id)
  const permissions = await permissionsOf(ctx.metadata, [role.id])
  const wanted = plan.permission_view_menu_ids === undefined ? permissions : await checkedPermissions(db, actor, role, plan.permission_view_menu_ids)
  const users = plan.user_ids === undefined ? held.users : await checkedUsers(db, actor, role.id, plan.user_ids)
  const groups = plan.group_ids === undefined ? held.groups : await checkedGroups(db, actor, role.id, plan.group_ids)
  return {
    role,
    before: { permissions, holders: new Set([...held.users, ...(await membersOf(db, held.groups))]) },
    after: { permissions: wanted, holders: new Set([...users, ...(await membersOf(db, groups))]) },
  }
}
