import { type Actor, can } from '@coset/access'
import type { UserChangePlan } from '@coset/contract'
import { Forbidden, Unprocessable } from '@coset/core'
import type { Context } from '../../context.ts'
import { refuseTaken } from '../../security/accounts.ts'
import { refuseAdministrators, refuseGrant } from '../../security/limits.ts'
import { BARE } from '../../security/users.ts'
import { type Account, type Change, linkedTo, relinked, standingNow, unlinked } from './standing.ts'
import { refuseUnknown } from './unknown.ts'

/** Stands for somebody who has no account yet: no row has this id. */
const NEW: Account = { id: 0, username: '', firstName: '', lastName: '', email: '', active: true, isService: false }

/** An account as it is and as it would be. Throws Unprocessable, and Forbidden as saving it would. */
export const plannedUser = async (ctx: Context, actor: Actor, { user_id: user, ...wanted }: UserChangePlan): Promise<Change> => {
  const { db } = ctx.metadata
  if (user === null && !can(actor, { verb: 'can_post', view: 'User' })) throw new Forbidden()
  const before = await standingNow(ctx)
  if (user !== null) refuseUnknown(before.accounts, 'user_id', 'User', [user])
  const known = user === null ? { ...NEW, username: wanted.username ?? '' } : (before.accounts.get(user) ?? NEW)
  const { roles = linkedTo(before.userRoles, 0, known.id), groups = linkedTo(before.groupUsers, 1, known.id) } = wanted
  refuseUnknown(before.roles, 'roles', 'Role', roles)
  refuseUnknown(before.groups, 'groups', 'Group', groups)
  if (user !== null) await refuseAdministrators(db, actor, [user])
  await refuseGrant(db, actor, wanted.roles ?? [], wanted.groups ?? [])
  const isTold = user === null || wanted.roles !== undefined || wanted.groups !== undefined
  if (isTold && roles.length + groups.length === 0) throw new Unprocessable(BARE, { fields: { roles: [BARE] } })
  await refuseTaken(db, wanted, user)
  const after = {
    ...before,
    accounts: new Map([...before.accounts, [known.id, { ...known, active: wanted.active ?? known.active }] as const]),
    userRoles: relinked(before.userRoles, 0, known.id, roles),
    groupUsers: relinked(before.groupUsers, 1, known.id, groups),
  }
  return { before, after }
}

/** The site without some accounts. Throws Unprocessable, and Forbidden as deleting them would. */
export const withoutUsers = async (ctx: Context, actor: Actor, userIds: readonly number[]): Promise<Change> => {
  const before = await standingNow(ctx)
  refuseUnknown(before.accounts, 'user_ids', 'User', userIds)
  await refuseAdministrators(ctx.metadata.db, actor, userIds)
  const gone = new Set(userIds)
  const accounts = new Map([...before.accounts].filter(([id]) => !gone.has(id)))
  return { before, after: { ...before, accounts, userRoles: unlinked(before.userRoles, 0, gone), groupUsers: unlinked(before.groupUsers, 1, gone) } }
}
