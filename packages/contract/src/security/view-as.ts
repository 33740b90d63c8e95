import { z } from 'zod'
import { messageAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const path = '/api/v1/security/view_as/'

export const viewAsRoutes = {
  viewAs: route({
    name: 'security.viewAs',
    method: 'POST',
    path,
    summary: 'See the site as somebody else, or as nobody who is signed in, for an hour, read-only',
    guard: { verb: 'can_view_as', view: 'User' },
    /** `user_id` null: as somebody who is not signed in. */
    body: z.strictObject({ user_id: z.int32().nullable() }),
    /** `name`: the role whose eyes they are, where they are nobody's. */
    output: z.object({ result: z.object({ user_id: z.int32().nullable(), username: z.string(), name: z.string().optional(), until: z.string() }) }),
  }),
  endViewAs: route({
    name: 'security.endViewAs',
    method: 'DELETE',
    path,
    summary: 'See the site as oneself again',
    guard: 'signed-in',
    output: messageAnswer,
  }),
} as const
