import { z } from 'zod'
import {
  favouriteRoutes,
  getQuery,
  idParams,
  jsonText,
  listRoutes,
  refParams,
  removeRoutes,
  resultAnswer,
  savedAnswer,
  transferRoutes,
} from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/chart'
const read = { verb: 'can_read', view: 'Chart' } as const
const write = { verb: 'can_write', view: 'Chart' } as const

const settings = {
  slice_name: z.string().min(1).max(250),
  viz_type: z.string().max(250).optional(),
  description: z.string().nullish(),
  params: jsonText.optional(),
  query_context: jsonText.optional(),
  query_context_generation: z.boolean().nullish(),
  cache_timeout: z.int32().nullish(),
  owners: z.array(z.int32()).optional(),
  dashboards: z.array(z.int32()).optional(),
  certified_by: z.string().nullish(),
  certification_details: z.string().nullish(),
  is_managed_externally: z.boolean().nullish(),
  external_url: z.string().nullish(),
  uuid: z.guid().nullish(),
}
const source = {
  datasource_id: z.int32(),
  datasource_type: z.enum(['table', 'dataset', 'query', 'saved_query', 'view']),
  datasource_name: z.string().nullish(),
}

export const chartBody = z.strictObject({ ...settings, ...source })
export const chartPatch = z
  .strictObject({
    ...settings,
    datasource_id: z.int32().nullable(),
    datasource_type: source.datasource_type.nullable(),
    datasource_name: z.string().nullish(),
    tags: z.array(z.int32()),
    expected_changed_on: z.number().describe('epoch milliseconds: the state that the writer last read; a newer one is a 409'),
  })
  .partial()

export const chartRoutes = {
  ...listRoutes('chart', base, 'Chart'),
  ...favouriteRoutes('chart', base, 'Chart'),
  ...transferRoutes('chart', base, 'Chart'),
  ...removeRoutes('chart', base, 'Chart'),
  get: route({
    name: 'chart.get',
    method: 'GET',
    path: `${base}/:id`,
    summary: 'One chart',
    guard: read,
    params: refParams,
    q: getQuery,
    output: resultAnswer,
  }),
  create: route({
    name: 'chart.create',
    method: 'POST',
    path: `${base}/`,
    summary: 'Save a new chart',
    guard: write,
    body: chartBody,
    status: 201,
    output: savedAnswer,
  }),
  update: route({
    name: 'chart.update',
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Change a chart',
    guard: write,
    params: idParams,
    body: chartPatch,
    output: savedAnswer,
  }),
  data: route({
    name: 'chart.data',
    method: 'POST',
    path: `${base}/data`,
    summary: 'Run a query context',
    guard: read,
    body: z.unknown(),
    csrf: false,
    output: resultAnswer,
  }),
  asyncData: route({
    name: 'chart.asyncData',
    method: 'GET',
    path: `${base}/data/:cache_key`,
    summary: 'The answer of a request that the workers carried out',
    guard: read,
    params: z.object({ cache_key: z.string().regex(/^qc-[a-f0-9]{32}$/) }),
    output: resultAnswer,
  }),
  savedData: route({
    name: 'chart.savedData',
    method: 'GET',
    path: `${base}/:id/data/`,
    summary: 'Run a saved chart',
    guard: read,
    params: idParams,
    query: z.looseObject({ format: z.string().optional(), type: z.string().optional(), force: z.string().optional() }),
    output: resultAnswer,
  }),
  warmUpCache: route({
    name: 'chart.warmUpCache',
    method: 'PUT',
    path: `${base}/warm_up_cache`,
    summary: 'Run a chart so that its answer is cached',
    guard: { verb: 'can_warm_up_cache', view: 'Chart' },
    body: z.strictObject({ chart_id: z.int32(), dashboard_id: z.int32().nullish(), extra_filters: z.string().nullish() }),
    output: resultAnswer,
  }),
} as const
