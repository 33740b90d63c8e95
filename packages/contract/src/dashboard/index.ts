import { z } from 'zod'
import {
  expectedChangedOn,
  favouriteRoutes,
  fileAnswer,
  getQuery,
  idNumber,
  idParams,
  jsonText,
  listRoutes,
  messageAnswer,
  refParams,
  removeRoutes,
  resultAnswer,
  savedAnswer,
  transferRoutes,
} from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/dashboard'
const read = { verb: 'can_read', view: 'Dashboard' } as const
const write = { verb: 'can_write', view: 'Dashboard' } as const

/** Keys that `json_metadata` may hold; others are refused. */
export const DASHBOARD_METADATA_KEYS = [
  'native_filter_configuration',
  'chart_configuration',
  'global_chart_configuration',
  'chart_customization_config',
  'timed_refresh_immune_slices',
  'filter_scopes',
  'expanded_slices',
  'refresh_frequency',
  'default_filters',
  'stagger_refresh',
  'stagger_time',
  'color_scheme',
  'color_namespace',
  'positions',
  'label_colors',
  'shared_label_colors',
  'map_label_colors',
  'color_scheme_domain',
  'cross_filters_enabled',
  'show_chart_timestamps',
  'import_time',
  'remote_id',
  'filter_bar_orientation',
  'native_filter_migration',
  'show_native_filters',
] as const

const metadataText = jsonText.superRefine((text, context) => {
  if (text === null || text === '') return
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return // reported by jsonText
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return context.addIssue({ code: 'custom', message: 'must be a JSON object' })
  for (const key of Object.keys(value))
    if (!(DASHBOARD_METADATA_KEYS as readonly string[]).includes(key)) context.addIssue({ code: 'custom', path: [key], message: 'Unknown field.' })
})

const settings = {
  dashboard_title: z.string().max(500).nullish(),
  slug: z.string().max(255).nullish(),
  owners: z.array(z.int32()).optional(),
  roles: z.array(z.int32()).optional(),
  position_json: jsonText.optional(),
  json_metadata: metadataText.optional(),
  css: z.string().nullish(),
  theme_id: z.int32().nullish(),
  published: z.boolean().nullish(),
  certified_by: z.string().nullish(),
  certification_details: z.string().nullish(),
  is_managed_externally: z.boolean().nullish(),
  external_url: z.string().nullish(),
  uuid: z.guid().nullish(),
}

export const dashboardBody = z.strictObject(settings)
/** `expected_changed_on` (epoch ms): the state that the writer last read; a newer one is a 409. */
export const dashboardPatch = z.strictObject({ ...settings, tags: z.array(z.int32()).optional(), expected_changed_on: z.number().optional() })

const stateValue = z.strictObject({ value: z.string() })
const keyParams = idParams.extend({ key: z.string().min(1).max(128) })
const tab = z.looseObject({ tab_id: z.coerce.number().optional() })
const changes = z.strictObject({
  deleted: z.array(z.string()).default([]),
  modified: z.array(z.looseObject({ id: z.string() })).default([]),
  reordered: z.array(z.string()).default([]),
  expected_changed_on: expectedChangedOn,
})

export const permalinkState = z.strictObject({
  dataMask: z.looseObject({}).nullish(),
  activeTabs: z.array(z.string()).nullish(),
  urlParams: z.array(z.tuple([z.string().nullable(), z.string().nullable()])).nullish(),
  anchor: z.string().nullish(),
  chartStates: z.looseObject({}).nullish(),
})

export const dashboardRoutes = {
  exportAsExample: route({
    name: 'dashboard.exportAsExample',
    method: 'GET',
    path: `${base}/:id/export_as_example/`,
    summary: 'A dashboard with its rows, in the form of an example',
    guard: { verb: 'can_export_as_example', view: 'Dashboard' },
    params: idParams,
    query: z.looseObject({
      export_data: z
        .string()
        .optional()
        .transform((text) => text === undefined || /^(?:true|1|yes)$/i.test(text)),
      sample_rows: idNumber.catch(0),
    }),
    output: fileAnswer,
  }),
  ...listRoutes('dashboard', base, 'Dashboard'),
  ...favouriteRoutes('dashboard', base, 'Dashboard'),
  ...transferRoutes('dashboard', base, 'Dashboard'),
  ...removeRoutes('dashboard', base, 'Dashboard'),
  get: route({
    name: 'dashboard.get',
    method: 'GET',
    path: `${base}/:id`,
    summary: 'One dashboard',
    guard: read,
    params: refParams,
    q: getQuery,
    output: resultAnswer,
  }),
  charts: route({
    name: 'dashboard.charts',
    method: 'GET',
    path: `${base}/:id/charts`,
    summary: 'Charts of a dashboard with their form data',
    guard: read,
    params: refParams,
    output: resultAnswer,
  }),
  datasets: route({
    name: 'dashboard.datasets',
    method: 'GET',
    path: `${base}/:id/datasets`,
    summary: 'What a dashboard needs of its datasets',
    guard: read,
    params: refParams,
    output: resultAnswer,
  }),
  tabs: route({
    name: 'dashboard.tabs',
    method: 'GET',
    path: `${base}/:id/tabs`,
    summary: 'The tree of tabs',
    guard: read,
    params: refParams,
    output: resultAnswer,
  }),
  create: route({
    name: 'dashboard.create',
    method: 'POST',
    path: `${base}/`,
    summary: 'Make a dashboard',
    guard: write,
    body: dashboardBody,
    status: 201,
    output: savedAnswer,
  }),
  update: route({
    name: 'dashboard.update',
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Change a dashboard',
    guard: write,
    params: idParams,
    body: dashboardPatch,
    output: savedAnswer,
  }),
  copy: route({
    name: 'dashboard.copy',
    method: 'POST',
    path: `${base}/:id/copy/`,
    summary: 'Save a dashboard under another name',
    guard: write,
    params: refParams,
    body: z.strictObject({
      dashboard_title: z.string().max(500).nullish(),
      json_metadata: jsonText,
      css: z.string().nullish(),
      duplicate_slices: z.boolean().nullish(),
    }),
    output: resultAnswer,
  }),
  updateFilters: route({
    name: 'dashboard.updateFilters',
    method: 'PUT',
    path: `${base}/:id/filters`,
    summary: 'Change native filters',
    guard: write,
    params: idParams,
    body: changes,
    output: resultAnswer,
  }),
  updateCustomizations: route({
    name: 'dashboard.updateCustomizations',
    method: 'PUT',
    path: `${base}/:id/chart_customizations`,
    summary: 'Change the controls that people may set on charts',
    guard: { verb: 'can_put_chart_customizations', view: 'Dashboard' },
    params: idParams,
    body: changes,
    output: resultAnswer,
  }),
  updateColors: route({
    name: 'dashboard.updateColors',
    method: 'PUT',
    path: `${base}/:id/colors`,
    summary: 'Change colours',
    guard: write,
    params: idParams,
    query: z.looseObject({ mark_updated: z.string().optional() }),
    body: z.strictObject({
      color_namespace: z.string().nullish(),
      color_scheme: z.string().nullish(),
      map_label_colors: z.looseObject({}).nullish(),
      shared_label_colors: z.unknown().optional(),
      label_colors: z.looseObject({}).nullish(),
      color_scheme_domain: z.array(z.string()).nullish(),
    }),
    output: resultAnswer,
  }),
  createState: route({
    name: 'dashboard.createState',
    method: 'POST',
    path: `${base}/:id/filter_state`,
    summary: 'Keep the state of the filters',
    guard: { verb: 'can_write', view: 'DashboardFilterStateRestApi' },
    bearer: false,
    params: idParams,
    query: tab,
    body: stateValue,
    status: 201,
    output: z.object({ key: z.string() }),
  }),
  updateState: route({
    name: 'dashboard.updateState',
    method: 'PUT',
    path: `${base}/:id/filter_state/:key`,
    summary: 'Change a kept state',
    guard: { verb: 'can_write', view: 'DashboardFilterStateRestApi' },
    bearer: false,
    params: keyParams,
    query: tab,
    body: stateValue,
    output: z.object({ key: z.string() }),
  }),
  getState: route({
    name: 'dashboard.getState',
    method: 'GET',
    path: `${base}/:id/filter_state/:key`,
    summary: 'A kept state',
    guard: { verb: 'can_read', view: 'DashboardFilterStateRestApi' },
    params: keyParams,
    output: z.object({ value: z.string() }),
  }),
  deleteState: route({
    name: 'dashboard.deleteState',
    method: 'DELETE',
    path: `${base}/:id/filter_state/:key`,
    summary: 'Forget a kept state',
    guard: { verb: 'can_write', view: 'DashboardFilterStateRestApi' },
    params: keyParams,
    output: messageAnswer,
  }),
  createPermalink: route({
    name: 'dashboard.createPermalink',
    method: 'POST',
    path: `${base}/:id/permalink`,
    summary: 'A lasting link to a dashboard in a state',
    guard: { verb: 'can_write', view: 'DashboardPermalinkRestApi' },
    params: refParams,
    body: permalinkState,
    status: 201,
    output: z.object({ key: z.string(), url: z.string() }),
  }),
  getPermalink: route({
    name: 'dashboard.getPermalink',
    method: 'GET',
    path: `${base}/permalink/:key`,
    summary: 'The state behind a link',
    guard: { verb: 'can_read', view: 'DashboardPermalinkRestApi' },
    params: z.object({ key: z.string().max(128) }),
    output: z.looseObject({}),
  }),
} as const
