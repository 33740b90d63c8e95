import { z } from 'zod'
import { route } from '../route.ts'

export const queueRoutes = {
  place: route({
    name: 'queue.place',
    method: 'GET',
    path: '/api/v1/queue/',
    summary: 'Where a query of yours stands in the line of its database; query_id is what its request sent as X-Query-Id, or the job_id of an asynchronous one',
    guard: 'public',
    query: z.object({ query_id: z.string().regex(/^[\w:-]{1,64}$/, 'Letters, digits, _, : and -, at most 64') }),
    output: z.object({
      result: z.object({
        /** `unknown`: ended, never begun, or answered together with somebody else's. */
        state: z.enum(['waiting', 'running', 'unknown']),
        ahead: z.int32(),
        since_ms: z.int32(),
      }),
    }),
  }),
} as const
