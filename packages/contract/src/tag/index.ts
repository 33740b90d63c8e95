import { z } from 'zod'
import { getQuery, idParams, listRoutes, messageAnswer, savedAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/tag'
const body = z.strictObject({
  name: z.string().min(1).max(250),
  description: z.string().nullish(),
  objects_to_tag: z.array(z.tuple([z.enum(['dashboard', 'chart', 'dataset', 'query']), z.int32()])).optional(),
})

export const tagRoutes = {
  ...listRoutes('tag', base, 'Tag'),
  get: route({
    name: 'tag.get',
    method: 'GET',
    path: `${base}/:id`,
    summary: 'One tag',
    guard: { verb: 'can_read', view: 'Tag' },
    params: idParams,
    q: getQuery,
    output: savedAnswer,
  }),
  create: route({
    name: 'tag.create',
    method: 'POST',
    path: `${base}/`,
    summary: 'Add a tag',
    guard: { verb: 'can_write', view: 'Tag' },
    body,
    status: 201,
    output: z.looseObject({}),
  }),
  delete: route({
    name: 'tag.delete',
    method: 'DELETE',
    path: `${base}/:id`,
    summary: 'Delete a tag',
    guard: { verb: 'can_write', view: 'Tag' },
    params: idParams,
    output: messageAnswer,
  }),
} as const
