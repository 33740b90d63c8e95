import { z } from 'zod'
import { idParams } from '../conventions.ts'
import { route } from '../route.ts'
import { queryFacts } from './answers.ts'

const tab = (verb: string) => ({ verb, view: 'TabStateView' }) as const
const table = (verb: string) => ({ verb, view: 'TableSchemaView' }) as const
const token = { csrf_token: z.string().optional() }

/** A JSON value as text in a form field. */
const field = z.string().max(2_000_000).optional()

/** A table shown beside the editor; `description` is whatever the page keeps of it. */
export const tableSchema = z.looseObject({
  id: z.int32(),
  tab_state_id: z.int32(),
  database_id: z.int32(),
  catalog: z.string().nullable(),
  schema: z.string().nullable(),
  table: z.string(),
  description: z.unknown(),
  expanded: z.boolean(),
})

export const tabState = z.looseObject({
  id: z.int32(),
  user_id: z.int32(),
  label: z.string(),
  active: z.boolean(),
  database_id: z.int32().nullable(),
  catalog: z.string().nullable(),
  schema: z.string().nullable(),
  sql: z.string().nullable(),
  query_limit: z.int32().nullable(),
  autorun: z.boolean(),
  hide_left_bar: z.boolean(),
  template_params: z.string().nullable(),
  latest_query: queryFacts.nullable(),
  saved_query: z.unknown(),
  table_schemas: z.array(tableSchema),
  extra_json: z.looseObject({}),
})
export type TabState = z.output<typeof tabState>

/** Tabs of the editor, kept on the server. Forms: each field is a JSON value as text. */
export const tabStateRoutes = {
  create: route({
    name: 'tab_state.create',
    method: 'POST',
    path: '/tabstateview/',
    summary: 'Open a tab; it becomes the active one',
    guard: tab('can_post'),
    bodyKind: 'form',
    body: z.strictObject({ queryEditor: z.string().max(2_000_000), ...token }),
    output: z.object({ id: z.int32() }),
  }),
  get: route({
    name: 'tab_state.get',
    method: 'GET',
    path: '/tabstateview/:id',
    summary: 'One tab with its tables and last run',
    guard: tab('can_get'),
    params: idParams,
    output: tabState,
  }),
  update: route({
    name: 'tab_state.update',
    method: 'PUT',
    path: '/tabstateview/:id',
    summary: 'Change fields of a tab',
    guard: tab('can_put'),
    params: idParams,
    bodyKind: 'form',
    body: z.strictObject({
      label: field,
      active: field,
      database_id: field,
      catalog: field,
      schema: field,
      sql: field,
      query_limit: field,
      latest_query_id: field,
      autorun: field,
      template_params: field,
      hide_left_bar: field,
      saved_query_id: field,
      extra_json: field,
      ...token,
    }),
    output: z.int32(),
  }),
  delete: route({
    name: 'tab_state.delete',
    method: 'DELETE',
    path: '/tabstateview/:id',
    summary: 'Close a tab',
    guard: tab('can_delete'),
    params: idParams,
    output: z.string(),
  }),
  activate: route({
    name: 'tab_state.activate',
    method: 'POST',
    path: '/tabstateview/:id/activate',
    summary: 'Make a tab the active one',
    guard: tab('can_activate'),
    params: idParams,
    output: z.int32(),
  }),
  migrateQuery: route({
    name: 'tab_state.migrateQuery',
    method: 'POST',
    path: '/tabstateview/:id/migrate_query',
    summary: 'Bind a run of the browser’s own tab to a kept tab',
    guard: tab('can_migrate_query'),
    params: idParams,
    bodyKind: 'form',
    body: z.strictObject({ queryId: z.string().max(64), ...token }),
    output: z.int32(),
  }),
  deleteQuery: route({
    name: 'tab_state.deleteQuery',
    method: 'DELETE',
    path: '/tabstateview/:id/query/:client_id',
    summary: 'Remove a run from the history of a tab',
    guard: tab('can_delete_query'),
    params: idParams.extend({ client_id: z.string().min(1).max(64) }),
    output: z.string(),
  }),
} as const

export const tableSchemaRoutes = {
  create: route({
    name: 'table_schema.create',
    method: 'POST',
    path: '/tableschemaview/',
    summary: 'Show a table beside a tab',
    guard: table('can_post'),
    bodyKind: 'form',
    body: z.strictObject({ table: z.string().max(2_000_000), ...token }),
    output: z.object({ id: z.int32() }),
  }),
  delete: route({
    name: 'table_schema.delete',
    method: 'DELETE',
    path: '/tableschemaview/:id',
    summary: 'Hide a table',
    guard: table('can_delete'),
    params: idParams,
    output: z.string(),
  }),
  expanded: route({
    name: 'table_schema.expanded',
    method: 'POST',
    path: '/tableschemaview/:id/expanded',
    summary: 'Fold or unfold a table',
    guard: table('can_expanded'),
    params: idParams,
    bodyKind: 'form',
    body: z.strictObject({ expanded: z.string().max(10), ...token }),
    output: z.object({ id: z.int32(), expanded: z.boolean() }),
  }),
} as const
