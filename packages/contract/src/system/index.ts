import { z } from 'zod'
import { resultAnswer } from '../conventions.ts'
import { route } from '../route.ts'

export const systemRoutes = {
  openApi: route({
    name: 'system.openApi',
    method: 'GET',
    path: '/api/:version/_openapi',
    summary: 'This document',
    guard: { verb: 'can_get', view: 'OpenApi' },
    params: z.object({ version: z.string() }),
    output: z.looseObject({}),
  }),
  availableDomains: route({
    name: 'system.availableDomains',
    method: 'GET',
    path: '/api/v1/available_domains/',
    summary: 'Further host names of this site',
    guard: { verb: 'can_read', view: 'AvailableDomains' },
    output: resultAnswer,
  }),
  timeRange: route({
    name: 'system.timeRange',
    method: 'GET',
    path: '/api/v1/time_range/',
    summary: 'The moments that a time range text means',
    guard: { verb: 'can_time_range', view: 'Api' },
    bearer: false,
    q: z.union([z.string(), z.array(z.looseObject({ timeRange: z.string(), shift: z.string().optional() }))]),
    output: resultAnswer,
  }),
  invalidateCache: route({
    name: 'system.invalidateCache',
    method: 'POST',
    path: '/api/v1/cachekey/invalidate',
    summary: 'Forget cached answers of datasets',
    guard: { verb: 'can_invalidate', view: 'CacheRestApi' },
    body: z.strictObject({
      datasource_uids: z.array(z.string()).optional(),
      datasources: z
        .array(
          z.strictObject({
            database_name: z.string(),
            datasource_name: z.string(),
            datasource_type: z.string().optional(),
            schema: z.string().nullish(),
            catalog: z.string().nullish(),
          }),
        )
        .optional(),
    }),
    status: 201,
    output: z.unknown(),
  }),
  bootstrap: route({
    name: 'system.bootstrap',
    method: 'GET',
    path: '/api/v1/coset/bootstrap',
    summary: 'What the client needs at start',
    guard: 'public',
    output: z.looseObject({}),
  }),
} as const
