import { type Actor, can } from '@coset/access'
import type { GroupChangePlan } from '@coset/contract'
import { Forbidden } from '@coset/core'
import type { Context } from '../../context.ts'
import { refuseGroup } from '../../security/groups.ts'
import { type Change, linkedTo, relinked, type Standing, standingNow, unlinked } from './standing.ts'
import { refuseUnknown } from './unknown.ts'

const NEW = 0

const membersIn = ({ groupUsers, groupRoles }: Standing, id: number) => ({ users: linkedTo(groupUsers, 0, id), roles: linkedTo(groupRoles, 0, id) })

/** A group as it is and as it would be. Throws Unprocessable, and Forbidden as saving it would. */
export const plannedGroup = async (ctx: Context, actor: Actor, { group_id: group, ...wanted }: GroupChangePlan): Promise<Change> => {
  if (group === null && !can(actor, { verb: 'can_post', view: 'Group' })) throw new Forbidden()
  const before = await standingNow(ctx)
  if (group !== null) refuseUnknown(before.groups, 'group_id', 'Group', [group])
  const id = group ?? NEW
  const held = membersIn(before, id)
  const { users = held.users, roles = held.roles } = wanted
  refuseUnknown(before.accounts, 'users', 'User', users)
  refuseUnknown(before.roles, 'roles', 'Role', roles)
  await refuseGroup(ctx.metadata.db, actor, group === null ? null : held, { users, roles })
  return { before, after: { ...before, groupUsers: relinked(before.groupUsers, 0, id, users), groupRoles: relinked(before.groupRoles, 0, id, roles) } }
}

/** The site without some groups. Throws Unprocessable, and Forbidden as deleting them would. */
export const withoutGroups = async (ctx: Context, actor: Actor, groupIds: readonly number[]): Promise<Change> => {
  const before = await standingNow(ctx)
  refuseUnknown(before.groups, 'group_ids', 'Group', groupIds)
  for (const id of new Set(groupIds)) await refuseGroup(ctx.metadata.db, actor, membersIn(before, id), { users: [], roles: [] })
  const gone = new Set(groupIds)
  return { before, after: { ...before, groupUsers: unlinked(before.groupUsers, 0, gone), groupRoles: unlinked(before.groupRoles, 0, gone) } }
}
