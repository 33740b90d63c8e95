import type { Actor } from '@coset/access'
import type { RoleChangePlan } from '@coset/contract'
import { Unprocessable } from '@coset/core'
import type { Context } from '../../context.ts'
import { permissionsOf } from '../../security/actors.ts'
import { refuseGrant } from '../../security/limits.ts'
import { checkedGroups, checkedPermissions, checkedUsers, findRole, isBuiltIn } from '../../security/roles.ts'
import { type Difference, permissionDifference } from './difference.ts'
import { type Change, linkedTo, relinked, standingNow, unlinked } from './standing.ts'
import { refuseUnknown } from './unknown.ts'

interface Planned {
  readonly id: number
  readonly change: Change
  readonly permissions: Difference<string>
}

/** Stands for a role that is not there yet: no row has this id. */
const NEW = { id: 0, name: '' } as const

/** A role as it is and as it would be. Throws what saving it would: NotFound, Unprocessable, Forbidden. */
export const plannedRole = async (ctx: Context, actor: Actor, plan: RoleChangePlan): Promise<Planned> => {
  const { db } = ctx.metadata
  const role = plan.role_id === null ? NEW : await findRole(db, plan.role_id)
  const before = await standingNow(ctx)
  const held = await permissionsOf(ctx.metadata, [role.id])
  const wanted = plan.permission_view_menu_ids === undefined ? held : await checkedPermissions(db, actor, role, plan.permission_view_menu_ids)
  const users = plan.user_ids === undefined ? linkedTo(before.userRoles, 1, role.id) : await checkedUsers(db, actor, role.id, plan.user_ids)
  const groups = plan.group_ids === undefined ? linkedTo(before.groupRoles, 1, role.id) : await checkedGroups(db, actor, role.id, plan.group_ids)
  const after = {
    ...before,
    roles: new Map([...before.roles, [role.id, role.name] as const]),
    userRoles: relinked(before.userRoles, 1, role.id, users),
    groupRoles: relinked(before.groupRoles, 1, role.id, groups),
    permissions: new Map([[role.id, wanted]]),
  }
  return { id: role.id, change: { before, after }, permissions: permissionDifference(held, wanted) }
}

/** The site without some roles. Throws Unprocessable, and Forbidden as deleting them would. */
export const withoutRoles = async (ctx: Context, actor: Actor, roleIds: readonly number[]): Promise<Change> => {
  const before = await standingNow(ctx)
  refuseUnknown(before.roles, 'role_ids', 'Role', roleIds)
  const gone = new Set(roleIds)
  const kept = [...before.roles].filter(([id]) => !gone.has(id))
  const fixed = [...before.roles].find(([id, name]) => gone.has(id) && isBuiltIn({ name }))
  if (fixed !== undefined) {
    const told = `The role ${fixed[1]} cannot be deleted`
    throw new Unprocessable(told, { fields: { role_ids: [told] } })
  }
  await refuseGrant(ctx.metadata.db, actor, roleIds, [])
  const after = { ...before, roles: new Map(kept), userRoles: unlinked(before.userRoles, 1, gone), groupRoles: unlinked(before.groupRoles, 1, gone) }
  return { before, after }
}
