import { z } from 'zod'
import { expectedChangedOn, getQuery, idList, idParams, jsonText, listAnswer, listQuery, messageAnswer, savedAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/annotation_layer/:id/annotation'
const read = { verb: 'can_read', view: 'Annotation' } as const
const write = { verb: 'can_write', view: 'Annotation' } as const
const oneParams = idParams.extend({ annotation_id: idParams.shape.id })

/** ISO 8601 with a time; without a zone it is UTC. Epoch milliseconds. */
const moment = z.string().transform((text, context) => {
  const ms = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text) ? Date.parse(/(?:z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`) : Number.NaN
  if (!Number.isNaN(ms)) return ms
  context.addIssue({ code: 'custom', message: 'Not a valid datetime.' })
  return z.NEVER
})

const body = z.strictObject({
  short_descr: z.string().min(1, 'Length must be between 1 and 500.').max(500, 'Length must be between 1 and 500.'),
  long_descr: z.string().nullish(),
  start_dttm: moment,
  end_dttm: moment,
  json_metadata: jsonText.nullish(),
})
const change = body.partial().extend({ expected_changed_on: expectedChangedOn })
export type AnnotationFields = z.output<typeof body>
export type AnnotationChange = z.output<typeof change>

export const annotationRoutes = {
  ofLayer: route({
    name: 'annotation.ofLayer',
    method: 'GET',
    path: `${base}/`,
    summary: 'A page of a layer’s annotations',
    guard: read,
    params: idParams,
    q: listQuery,
    output: listAnswer,
  }),
  get: route({
    name: 'annotation.get',
    method: 'GET',
    path: `${base}/:annotation_id`,
    summary: 'One annotation',
    guard: read,
    params: oneParams,
    q: getQuery,
    output: savedAnswer,
  }),
  create: route({
    name: 'annotation.create',
    method: 'POST',
    path: `${base}/`,
    summary: 'Add an annotation',
    guard: write,
    params: idParams,
    body,
    status: 201,
    output: savedAnswer,
  }),
  update: route({
    name: 'annotation.update',
    method: 'PUT',
    path: `${base}/:annotation_id`,
    summary: 'Change an annotation',
    guard: write,
    params: oneParams,
    body: change,
    output: savedAnswer,
  }),
  delete: route({
    name: 'annotation.delete',
    method: 'DELETE',
    path: `${base}/:annotation_id`,
    summary: 'Delete an annotation',
    guard: write,
    params: oneParams,
    output: messageAnswer,
  }),
  bulkDelete: route({
    name: 'annotation.bulkDelete',
    method: 'DELETE',
    path: `${base}/`,
    summary: 'Delete several annotations of a layer',
    guard: write,
    params: idParams,
    q: idList,
    output: messageAnswer,
  }),
} as const
