import { z } from 'zod'
import { getQuery, idParams, jsonText, listRoutes, removeRoutes, savedAnswer, transferRoutes } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/saved_query'
const view = 'SavedQuery'

const body = z.strictObject({
  label: z.string().max(256).nullish(),
  sql: z.string().nullish(),
  db_id: z.int32().nullish(),
  schema: z.string().max(128).nullish(),
  catalog: z.string().max(256).nullish(),
  description: z.string().nullish(),
  template_parameters: jsonText.optional(),
  extra_json: jsonText.optional(),
})
const patch = body.extend({
  expected_changed_on: z.number().optional().describe('epoch milliseconds: the state that the writer last read; a newer one is a 409'),
})
export type SavedQueryPatch = z.output<typeof patch>
export type SavedQueryFields = z.output<typeof body>

/** Scripts that people keep; everybody sees their own. */
export const savedQueryRoutes = {
  ...listRoutes('saved_query', base, view),
  ...removeRoutes('saved_query', base, view),
  ...transferRoutes('saved_query', base, view),
  get: route({
    name: 'saved_query.get',
    method: 'GET',
    path: `${base}/:id`,
    summary: 'One saved query',
    guard: { verb: 'can_read', view },
    params: idParams,
    q: getQuery,
    output: savedAnswer,
  }),
  create: route({
    name: 'saved_query.create',
    method: 'POST',
    path: `${base}/`,
    summary: 'Keep a query',
    guard: { verb: 'can_write', view },
    body,
    status: 201,
    invalidBodyStatus: 422,
    output: savedAnswer,
  }),
  update: route({
    name: 'saved_query.update',
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Change a saved query',
    guard: { verb: 'can_write', view },
    params: idParams,
    body: patch,
    invalidBodyStatus: 422,
    output: savedAnswer,
  }),
} as const
