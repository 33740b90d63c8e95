import { z } from 'zod'
import { idNumber, messageAnswer, resultAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/explore'
const formData = { verb: 'can_write', view: 'ExploreFormDataRestApi' } as const
const body = z.strictObject({
  datasource_id: z.int32(),
  datasource_type: z.enum(['table', 'dataset', 'query', 'saved_query', 'view']),
  chart_id: z.int32().nullish(),
  form_data: z.string(),
})
const key = z.object({ key: z.string().min(1).max(128) })
const tab = z.looseObject({ tab_id: z.coerce.number().optional() })

export const exploreRoutes = {
  bootstrap: route({
    name: 'explore.bootstrap',
    method: 'GET',
    path: `${base}/`,
    summary: 'Chart, dataset and form data for Explore',
    guard: { verb: 'can_read', view: 'Explore' },
    query: z.looseObject({
      form_data_key: z.string().optional(),
      permalink_key: z.string().optional(),
      slice_id: idNumber.optional(),
      datasource_id: idNumber.optional(),
      datasource_type: z.string().optional(),
    }),
    output: resultAnswer,
  }),
  createFormData: route({
    name: 'explore.createFormData',
    method: 'POST',
    path: `${base}/form_data`,
    summary: 'Keep form data under a key',
    guard: formData,
    query: tab,
    body,
    status: 201,
    output: z.object({ key: z.string() }),
  }),
  updateFormData: route({
    name: 'explore.updateFormData',
    method: 'PUT',
    path: `${base}/form_data/:key`,
    summary: 'Change kept form data',
    guard: formData,
    params: key,
    query: tab,
    body,
    output: z.object({ key: z.string() }),
  }),
  getFormData: route({
    name: 'explore.getFormData',
    method: 'GET',
    path: `${base}/form_data/:key`,
    summary: 'Kept form data',
    guard: { verb: 'can_read', view: 'ExploreFormDataRestApi' },
    params: key,
    output: z.object({ form_data: z.string() }),
  }),
  deleteFormData: route({
    name: 'explore.deleteFormData',
    method: 'DELETE',
    path: `${base}/form_data/:key`,
    summary: 'Forget kept form data',
    guard: formData,
    params: key,
    output: messageAnswer,
  }),
  createPermalink: route({
    name: 'explore.createPermalink',
    method: 'POST',
    path: `${base}/permalink`,
    summary: 'A lasting link to a chart in a state',
    guard: { verb: 'can_write', view: 'ExplorePermalinkRestApi' },
    body: z.looseObject({ formData: z.looseObject({}), urlParams: z.array(z.unknown()).nullish(), chartState: z.unknown().optional() }),
    status: 201,
    output: z.object({ key: z.string(), url: z.string() }),
  }),
  getPermalink: route({
    name: 'explore.getPermalink',
    method: 'GET',
    path: `${base}/permalink/:key`,
    summary: 'The state behind a link',
    guard: { verb: 'can_read', view: 'ExplorePermalinkRestApi' },
    params: key,
    output: z.looseObject({}),
  }),
} as const
