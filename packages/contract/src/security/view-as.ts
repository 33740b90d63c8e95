import { z } from 'zod'
import { messageAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const path = '/api/v1/security/view_as/'

export const viewAsRoutes = {
  viewAs: route({
    name: 'security.viewAs',
    method: 'POST',
    path,
    summary: 'See the site as somebody else, for an hour, read-only',
    guard: { verb: 'can_view_as', view: 'User' },
    body: z.strictObject({ user_id: z.int32() }),
    output: z.object({ result: z.object({ user_id: z.int32(), username: z.string(), until: z.string() }) }),
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
