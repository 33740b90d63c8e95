import { z } from 'zod'
import { type Guard, route } from '../route.ts'
import { changeFacts, ids, some } from './change-facts.ts'

/** A role that people hold and did not, or no longer do, groups resolved. `name` null: the asker may not know it. */
const role = z.object({ name: z.string().nullable(), people: some })

const change = z.object({
  roles: z.object({ gained: z.array(role), lost: z.array(role) }),
  /** Whose account opens the site, and did not; and whose no longer does. */
  accounts: z.object({ gained: some, lost: some }),
  ...changeFacts,
})

const preview = <const N extends string, B extends z.ZodObject>(name: N, address: string, summary: string, guard: Guard, body: B) =>
  route({
    name: `explain.${name}`,
    method: 'POST',
    path: `/api/v1/explain/${address}`,
    summary: `${summary}, for whom. Nothing is saved`,
    guard,
    body,
    invalidBodyStatus: 422,
    output: z.object({ result: change }),
  })

/** Those that one deletion takes together. */
const doomed = z.array(z.int32()).min(1).max(1000)

const groupPlan = z.strictObject({
  /** Null: a group that is not there yet. */
  group_id: z.int32().nullable(),
  /** Whom it would hold; absent: as it is. */
  users: ids.optional(),
  roles: ids.optional(),
})

const userPlan = z.strictObject({
  /** Null: somebody who has no account yet. */
  user_id: z.int32().nullable(),
  /** What they would hold; absent: as it is. */
  roles: ids.optional(),
  groups: ids.optional(),
  active: z.boolean().optional(),
  /** What the answer calls somebody who has no account yet. A name or an e-mail that another account has is refused, as saving refuses it. */
  username: z.string().max(128).optional(),
  email: z.string().max(255).optional(),
})

export const rightsChangeRoutes = {
  roleDeletion: preview(
    'roleDeletion',
    'role_deletion',
    'What deleting roles would open and close',
    { verb: 'can_delete', view: 'Role' },
    z.strictObject({ role_ids: doomed }),
  ),
  groupChange: preview('groupChange', 'group_change', 'What a change of a group would open and close', { verb: 'can_put', view: 'Group' }, groupPlan),
  groupDeletion: preview(
    'groupDeletion',
    'group_deletion',
    'What deleting groups would open and close',
    { verb: 'can_delete', view: 'Group' },
    z.strictObject({ group_ids: doomed }),
  ),
  userChange: preview('userChange', 'user_change', 'What a change of an account would open and close', { verb: 'can_put', view: 'User' }, userPlan),
  userDeletion: preview(
    'userDeletion',
    'user_deletion',
    'What deleting accounts would open and close',
    { verb: 'can_delete', view: 'User' },
    z.strictObject({ user_ids: doomed }),
  ),
} as const

export type RightsChange = z.output<typeof change>
export type GroupChangePlan = z.output<typeof groupPlan>
export type UserChangePlan = z.output<typeof userPlan>
