import { z } from 'zod'
import { getQuery, idNumber, idParams, listRoutes, resultAnswer, savedAnswer } from '../conventions.ts'
import { route } from '../route.ts'

export const logRoutes = {
  ...listRoutes('log', '/api/v1/log', 'Log'),
  get: route({
    name: 'log.get',
    method: 'GET',
    path: '/api/v1/log/:id',
    summary: 'One entry of the log',
    guard: { verb: 'can_read', view: 'Log' },
    params: idParams,
    q: getQuery,
    output: savedAnswer,
  }),
  create: route({
    name: 'log.create',
    method: 'POST',
    path: '/api/v1/log/',
    summary: 'Mark this moment in the log; what happened is told by events',
    guard: { verb: 'can_write', view: 'Log' },
    body: z.strictObject({}),
    invalidBodyStatus: 422,
    status: 201,
    output: savedAnswer,
  }),
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
