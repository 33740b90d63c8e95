import { z } from 'zod'
import { route } from '../route.ts'
import { changeFacts, ids, some } from './change-facts.ts'

const change = z.object({
  /** Who holds the role, and did not; and who no longer does. Groups are resolved, accounts that are switched off left out. */
  people: z.object({ gained: some, lost: some }),
  ...changeFacts,
})

export const roleChangeRoute = route({
  name: 'explain.roleChange',
  method: 'POST',
  path: '/api/v1/explain/role_change',
  summary: 'What a change of a role would open and close, for whom. Nothing is saved',
  guard: { verb: 'can_put', view: 'Role' },
  body: z.strictObject({
    /** Null: a role that is not there yet. */
    role_id: z.int32().nullable(),
    /** What the role would hold; absent: as it is. */
    permission_view_menu_ids: ids.optional(),
    user_ids: ids.optional(),
    group_ids: ids.optional(),
  }),
  invalidBodyStatus: 422,
  output: z.object({ result: change }),
})

export type RoleChange = z.output<typeof change>
export type RoleChangePlan = z.output<typeof roleChangeRoute.body>
