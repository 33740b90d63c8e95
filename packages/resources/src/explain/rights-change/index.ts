import { contract } from '@coset/contract'
import { type Handler, handle } from '../../resource.ts'
import { rightsChange, roleChange } from './calculate.ts'
import { plannedGroup, withoutGroups } from './group-plan.ts'
import { plannedRole, withoutRoles } from './role-plan.ts'
import { plannedUser, withoutUsers } from './user-plan.ts'

const routes = contract.explain

/** What changes of roles, groups and accounts would open and close: one calculation over who holds what before and after. Nothing is saved. */
export const rightsChangeHandlers: readonly Handler[] = [
  handle(routes.roleChange, async ({ ctx, actor, body }) => {
    const { change, ...role } = await plannedRole(ctx, actor, body)
    return { result: await roleChange(ctx, actor, change, role) }
  }),
  handle(routes.roleDeletion, async ({ ctx, actor, body }) => ({ result: await rightsChange(ctx, actor, await withoutRoles(ctx, actor, body.role_ids)) })),
  handle(routes.groupChange, async ({ ctx, actor, body }) => ({ result: await rightsChange(ctx, actor, await plannedGroup(ctx, actor, body)) })),
  handle(routes.groupDeletion, async ({ ctx, actor, body }) => ({ result: await rightsChange(ctx, actor, await withoutGroups(ctx, actor, body.group_ids)) })),
  handle(routes.userChange, async ({ ctx, actor, body }) => ({ result: await rightsChange(ctx, actor, await plannedUser(ctx, actor, body)) })),
  handle(routes.userDeletion, async ({ ctx, actor, body }) => ({ result: await rightsChange(ctx, actor, await withoutUsers(ctx, actor, body.user_ids)) })),
]
