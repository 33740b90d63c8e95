import { z } from 'zod'
import { route } from '../route.ts'

export const queueRoutes = {
  place: route({
    name: 'queue.place',
    method: 'GET',
    path: '/api/v1/queue/:id',
    summary: 'Where a query of yours stands in the line of its database; the id is what its request sent as X-Query-Id',
    guard: 'public',
    params: z.object({ id: z.string().regex(/^[\w-]{1,64}$/) }),
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
