import { z } from 'zod'
import { getQuery, idParams, listRoutes, okAnswer, savedAnswer } from '../conventions.ts'
import { route } from '../route.ts'
import { queryFacts } from '../sqllab/answers.ts'

const base = '/api/v1/query'
const read = { verb: 'can_read', view: 'Query' } as const

/** Runs of SQL Lab: one's own, or everybody's with `all_query_access`. */
export const queryRoutes = {
  ...listRoutes('query', base, 'Query'),
  get: route({ name: 'query.get', method: 'GET', path: `${base}/:id`, summary: 'One run', guard: read, params: idParams, q: getQuery, output: savedAnswer }),
  updatedSince: route({
    name: 'query.updatedSince',
    method: 'GET',
    path: `${base}/updated_since`,
    summary: 'The asker’s runs that changed since a moment',
    guard: read,
    q: z.strictObject({ last_updated_ms: z.number() }),
    output: z.object({ result: z.array(queryFacts) }),
  }),
  stop: route({
    name: 'query.stop',
    method: 'POST',
    path: `${base}/stop`,
    summary: 'Stop a run at its database',
    guard: read,
    body: z.strictObject({ client_id: z.string().max(64) }),
    output: okAnswer,
  }),
} as const
