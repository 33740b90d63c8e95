import { z } from 'zod'
import { route } from '../route.ts'

/** All of them counted, the first 25 by name that the asker may know. */
const some = z.object({ count: z.int(), names: z.array(z.string()) })

const permission = z.object({
  verb: z.string(),
  view: z.string(),
  /** Who gets it, or loses it, when all of their roles are looked at together. */
  people: some,
  /** What it opens that is worth a second look, in words; null: nothing of the kind. */
  danger: z.string().nullable(),
})

const objects = z.object({ count: z.int(), names: z.array(z.string()), people: some })
const page = z.object({ name: z.string(), people: some })

const change = z.object({
  /** Who holds the role, and did not; and who no longer does. Groups are resolved, accounts that are switched off left out. */
  people: z.object({ gained: some, lost: some }),
  /** Who may do, see or open something else than before. */
  affected: some,
  administrators: z.object({ gained: some, lost: some }),
  permissions: z.object({ gained: z.array(permission), lost: z.array(permission) }),
  objects: z.array(z.object({ kind: z.enum(['dashboard', 'chart', 'dataset', 'database']), gained: objects, lost: objects })),
  pages: z.object({ gained: z.array(page), lost: z.array(page) }),
  /** What people without an account may do changes too. */
  anonymous: z.boolean(),
  /** False: more kinds of people are touched than were looked at. */
  complete: z.boolean(),
})

const ids = z.array(z.int32()).max(100_000)

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
