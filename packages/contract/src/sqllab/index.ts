import { z } from 'zod'
import { fileAnswer } from '../conventions.ts'
import { route } from '../route.ts'
import { executeAnswer, partialRows, resultsPage } from './answers.ts'

export * from './answers.ts'

const base = '/api/v1/sqllab'
const read = { verb: 'can_read', view: 'SQLLab' } as const

/** A JSON object as text, as editors send template parameters. Empty text and null mean none. */
const templateText = z.string().max(1_000_000).nullish()
const names = { schema: z.string().max(256).nullish(), catalog: z.string().max(256).nullish() }

const executeBody = z.strictObject({
  database_id: z.int32(),
  sql: z.string(),
  ...names,
  /** The editor's own name of the run, for polling, stopping and downloads; made up when absent. */
  client_id: z.string().max(11).nullish(),
  sql_editor_id: z.string().max(256).nullish(),
  tab: z.string().max(256).nullish(),
  /** Most rows; absent or below 1 means the server's most. */
  queryLimit: z.int32().nullish(),
  /** True: a smaller LIMIT of the SQL holds; else `queryLimit` stands in its place, as clients of the field know it. */
  keepLimit: z.boolean().optional(),
  runAsync: z.boolean().nullish(),
  select_as_cta: z.boolean().nullish(),
  ctas_method: z.enum(['TABLE', 'VIEW', 'table', 'view']).nullish(),
  tmp_table_name: z.string().max(256).nullish(),
  templateParams: templateText,
  expand_data: z.boolean().nullish(),
  /** Rows that the answer itself carries; the page route has the others. */
  previewRows: z.int32().min(0).nullish(),
})

/** Operators of a column filter on a kept result: text is compared without case, numbers and moments by value. */
export const RESULT_FILTERS = ['eq', 'neq', 'contains', 'not_contains', 'starts_with', 'ends_with', 'gt', 'gte', 'lt', 'lte', 'is_null', 'not_null'] as const

const pageQuery = z.strictObject({
  key: z.string().min(1).max(64),
  offset: z.int32().min(0).optional(),
  /** At most 5,000; 200 when absent. */
  limit: z.int32().min(1).max(5_000).optional(),
  /** Sorted by the first, then the second, …; nulls last. Stable. */
  order: z
    .array(z.strictObject({ column: z.string(), desc: z.boolean().optional() }))
    .max(10)
    .optional(),
  filters: z
    .array(z.strictObject({ column: z.string(), op: z.enum(RESULT_FILTERS), value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional() }))
    .max(50)
    .optional(),
  /** Text that any cell of a row holds. */
  search: z.coerce.string().max(1_000).optional(),
})

export const sqllabRoutes = {
  bootstrap: route({
    name: 'sqllab.bootstrap',
    method: 'GET',
    path: `${base}/`,
    summary: 'Tabs, the active tab and the databases of SQL Lab',
    guard: read,
    output: z.object({
      result: z.looseObject({
        tab_state_ids: z.array(z.object({ id: z.int32(), label: z.string() })),
        active_tab: z.unknown(),
        databases: z.record(z.string(), z.unknown()),
      }),
    }),
  }),
  execute: route({
    name: 'sqllab.execute',
    method: 'POST',
    path: `${base}/execute/`,
    summary: 'Run a script; the rows of its last statement',
    guard: { verb: 'can_execute_sql_query', view: 'SQLLab' },
    body: executeBody,
    output: executeAnswer,
  }),
  estimate: route({
    name: 'sqllab.estimate',
    method: 'POST',
    path: `${base}/estimate/`,
    summary: 'What each statement would cost, in the engine’s words',
    guard: { verb: 'can_estimate_query_cost', view: 'SQLLab' },
    body: z.strictObject({
      database_id: z.int32(),
      sql: z.string(),
      ...names,
      template_params: z.looseObject({}).nullish(),
    }),
    output: z.object({ result: z.array(z.record(z.string(), z.string())) }),
  }),
  formatSql: route({
    name: 'sqllab.formatSql',
    method: 'POST',
    path: `${base}/format_sql/`,
    summary: 'The script laid out',
    guard: read,
    body: z.strictObject({ sql: z.string(), engine: z.string().nullish(), database_id: z.int32().nullish(), template_params: templateText }),
    output: z.object({ result: z.string() }),
  }),
  results: route({
    name: 'sqllab.results',
    method: 'GET',
    path: `${base}/results/`,
    summary: 'A kept result by its key',
    guard: { verb: 'can_get_results', view: 'SQLLab' },
    q: z.strictObject({ key: z.string().min(1).max(64), rows: z.int32().nullish() }),
    output: executeAnswer,
  }),
  resultsPage: route({
    name: 'sqllab.resultsPage',
    method: 'GET',
    path: `${base}/results/page/`,
    summary: 'A window of a kept result, sorted and filtered by the server',
    guard: { verb: 'can_get_results', view: 'SQLLab' },
    q: pageQuery,
    output: resultsPage,
  }),
  partialRows: route({
    name: 'sqllab.partialRows',
    method: 'GET',
    path: `${base}/results/partial/`,
    summary: 'The first rows of a run that a worker still reads',
    guard: { verb: 'can_get_results', view: 'SQLLab' },
    q: z.strictObject({ client_id: z.string().min(1).max(64) }),
    output: partialRows,
  }),
  export: route({
    name: 'sqllab.export',
    method: 'GET',
    path: `${base}/export/:client_id/`,
    summary: 'The rows of a run as CSV',
    guard: { verb: 'can_export_csv', view: 'SQLLab' },
    params: z.object({ client_id: z.string().min(1).max(64) }),
    output: fileAnswer,
  }),
  exportStreaming: route({
    name: 'sqllab.exportStreaming',
    method: 'POST',
    path: `${base}/export_streaming/`,
    summary: 'All rows of a query as CSV, streamed from its database without the editor’s limit',
    guard: read,
    bodyKind: 'form',
    body: z.strictObject({
      client_id: z.string().max(64).optional(),
      filename: z.string().max(255).optional(),
      expected_rows: z.string().max(20).optional(),
      csrf_token: z.string().optional(),
    }),
    output: fileAnswer,
  }),
  createPermalink: route({
    name: 'sqllab.createPermalink',
    method: 'POST',
    path: `${base}/permalink`,
    summary: 'A lasting link to a script',
    guard: { verb: 'can_write', view: 'SqlLabPermalinkRestApi' },
    body: z.strictObject({
      dbId: z.int32(),
      name: z.string().max(256),
      sql: z.string(),
      ...names,
      autorun: z.boolean().optional(),
      templateParams: templateText,
    }),
    status: 201,
    output: z.object({ key: z.string(), url: z.string() }),
  }),
  getPermalink: route({
    name: 'sqllab.getPermalink',
    method: 'GET',
    path: `${base}/permalink/:key`,
    summary: 'The script behind a link',
    guard: { verb: 'can_read', view: 'SqlLabPermalinkRestApi' },
    params: z.object({ key: z.string().min(1).max(128) }),
    output: z.looseObject({ dbId: z.int32(), name: z.string(), sql: z.string() }),
  }),
} as const
