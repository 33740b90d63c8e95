import { z } from 'zod'
import { idNumber, listRoutes, resultAnswer } from '../conventions.ts'
import { route } from '../route.ts'

export const logRoutes = {
  ...listRoutes('log', '/api/v1/log', 'Log'),
  recentActivity: route({
    name: 'log.recentActivity',
    method: 'GET',
    path: '/api/v1/log/recent_activity/',
    summary: 'What the asker opened last',
    guard: { verb: 'can_recent_activity', view: 'Log' },
    q: z.strictObject({
      actions: z.array(z.string()).optional(),
      distinct: z.boolean().optional(),
      page: z.int32().optional(),
      page_size: z.int32().optional(),
    }),
    output: resultAnswer,
  }),
  events: route({
    name: 'log.events',
    method: 'POST',
    path: '/superset/log/',
    summary: 'Events of the client',
    guard: { verb: 'can_log', view: 'Superset' },
    query: z.looseObject({ explode: z.string().optional(), dashboard_id: idNumber.optional(), slice_id: idNumber.optional() }),
    body: z.unknown(),
    csrf: false,
    output: z.unknown(),
  }),
} as const
