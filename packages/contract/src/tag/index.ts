import { z } from 'zod'
import { favouriteRoutes, getQuery, idNumber, idParams, listRoutes, messageAnswer, resultAnswer, savedAnswer, transferRoutes } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/tag'

/** Kinds of objects that carry tags, by the numbers that clients know them by. */
const OBJECT_NUMBERS = { query: 1, chart: 2, dashboard: 3, dataset: 4 } as const
type ObjectKind = keyof typeof OBJECT_NUMBERS

const objectKind = z.enum(['dashboard', 'chart', 'dataset', 'query'])
const tagged = z.tuple([objectKind, z.int32()])
export type TaggedObject = readonly [ObjectKind, number]

const name = z.string().min(1, 'Shorter than minimum length 1.').max(250)
const body = z.strictObject({ name, description: z.string().nullish(), objects_to_tag: z.array(tagged).max(10_000).optional() })
const change = body.partial()
export type TagFields = z.output<typeof body>
export type TagChange = z.output<typeof change>

/** A kind by its name or its number. */
const kindInPath = z.string().transform((text, context): ObjectKind => {
  const kind = (Object.keys(OBJECT_NUMBERS) as ObjectKind[]).find((one) => one === text || String(OBJECT_NUMBERS[one]) === text)
  if (kind !== undefined) return kind
  context.addIssue({ code: 'custom', message: 'must be query, chart, dashboard or dataset' })
  return z.NEVER
})
const objectParams = z.object({ object_type: kindInPath, object_id: idNumber })

const write = { verb: 'can_write', view: 'Tag' } as const

export const tagRoutes = {
  ...listRoutes('tag', base, 'Tag'),
  ...favouriteRoutes('tag', base, 'Tag'),
  transfer: transferRoutes('tag', base, 'Tag', { export: 'can_read', import: 'can_write' }),
  favouriteStatus: route({ ...favouriteRoutes('tag', base, 'Tag').favouriteStatus, q: z.array(z.int32()) }),
  objects: route({
    name: 'tag.objects',
    method: 'GET',
    path: `${base}/get_objects/`,
    summary: 'What carries tags, by names or ids of tags and kinds of objects',
    guard: { verb: 'can_read', view: 'Tag' },
    query: z.object({ tags: z.string().optional(), tagIds: z.string().optional(), types: z.string().optional() }),
    output: resultAnswer,
  }),
  bulkCreate: route({
    name: 'tag.bulkCreate',
    method: 'POST',
    path: `${base}/bulk_create`,
    summary: 'Put several tags on many objects',
    guard: { verb: 'can_bulk_create', view: 'Tag' },
    body: z.strictObject({ tags: z.array(body).max(1000) }),
    output: resultAnswer,
  }),
  addToObject: route({
    name: 'tag.addToObject',
    method: 'POST',
    path: `${base}/:object_type/:object_id/`,
    summary: 'Put tags on an object',
    guard: write,
    params: objectParams,
    body: z.strictObject({ properties: z.strictObject({ tags: z.array(name).max(1000) }) }),
    status: 201,
    output: z.looseObject({}),
  }),
  removeFromObject: route({
    name: 'tag.removeFromObject',
    method: 'DELETE',
    path: `${base}/:object_type/:object_id/:tag/`,
    summary: 'Take a tag off an object',
    guard: write,
    params: objectParams.extend({ tag: z.string() }),
    output: messageAnswer,
  }),
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
    guard: write,
    body,
    status: 201,
    output: z.looseObject({}),
  }),
  update: route({
    name: 'tag.update',
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Change a tag',
    guard: write,
    params: idParams,
    body: change,
    output: savedAnswer,
  }),
  bulkDelete: route({
    name: 'tag.bulkDelete',
    method: 'DELETE',
    path: `${base}/`,
    summary: 'Delete tags by their names',
    guard: write,
    q: z.array(z.string()),
    output: messageAnswer,
  }),
  delete: route({
    name: 'tag.delete',
    method: 'DELETE',
    path: `${base}/:id`,
    summary: 'Delete a tag',
    guard: write,
    params: idParams,
    output: messageAnswer,
  }),
} as const
