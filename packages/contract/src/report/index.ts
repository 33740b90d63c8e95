import { z } from 'zod'
import { countedAnswer, getQuery, idParams, listQuery, listRoutes, removeRoutes, resultAnswer, savedAnswer, transferRoutes } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/report'
const view = 'ReportSchedule'

export const REPORT_TYPES = ['Alert', 'Report'] as const
export const REPORT_FORMATS = ['PNG', 'PDF', 'CSV', 'XLSX', 'TEXT'] as const
export const REPORT_STATES = ['Success', 'Working', 'Error', 'Not triggered', 'On Grace'] as const
export const RECIPIENT_TYPES = ['Email', 'Slack', 'SlackV2', 'Webhook'] as const
export const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='] as const

const recipient = z.strictObject({
  type: z.enum(RECIPIENT_TYPES),
  recipient_config_json: z.strictObject({
    target: z.string().max(4000).default(''),
    ccTarget: z.string().max(4000).nullish(),
    bccTarget: z.string().max(4000).nullish(),
  }),
})

export const reportRecipients = z.array(recipient).max(100)

const nativeFilter = z.looseObject({
  nativeFilterId: z.string(),
  filterType: z.string().nullish(),
  columnName: z.string().nullish(),
  columnLabel: z.string().nullish(),
  filterValues: z.array(z.unknown()).nullish(),
})

const extra = z.looseObject({
  dashboard: z
    .looseObject({
      anchor: z.string().max(10_000).nullish(),
      activeTabs: z.array(z.string()).nullish(),
      urlParams: z.array(z.tuple([z.string(), z.string()])).nullish(),
      dataMask: z.record(z.string(), z.unknown()).nullish(),
      nativeFilters: z.array(nativeFilter).nullish(),
    })
    .optional(),
})

/** Every member of a schedule that clients write. */
const fields = {
  type: z.enum(REPORT_TYPES),
  name: z.string().min(1).max(150),
  description: z.string().nullish(),
  context_markdown: z.string().nullish(),
  email_subject: z.string().max(255).nullish(),
  active: z.boolean(),
  crontab: z.string().min(1).max(1000),
  timezone: z.string().min(1).max(100),
  sql: z.string().nullish(),
  chart: z.int32().nullish(),
  dashboard: z.int32().nullish(),
  database: z.int32().nullish(),
  owners: z.array(z.int32()),
  creation_method: z.enum(['charts', 'dashboards', 'alerts_reports']),
  selected_tabs: z.array(z.int32()).nullish(),
  validator_type: z.enum(['not null', 'operator']).nullish(),
  validator_config_json: z.looseObject({ op: z.enum(COMPARISONS).optional(), threshold: z.number().optional() }).nullish(),
  log_retention: z.int32().min(1).nullish(),
  grace_period: z.int32().min(1).nullish(),
  working_timeout: z.int32().min(1),
  recipients: reportRecipients,
  report_format: z.enum(REPORT_FORMATS),
  extra,
  force_screenshot: z.boolean(),
  custom_width: z.int32().nullish(),
  custom_height: z.int32().nullish(),
  /** Ours: every recipient who has an account gets what that account may see. */
  per_recipient: z.boolean(),
}
const part = z.strictObject(fields).partial()
const created = part.required({ type: true, name: true, crontab: true })
const changed = part.extend({
  log_retention: z.int32().min(0).nullish(),
  expected_changed_on: z.number().optional().describe('epoch milliseconds: the state that the writer last read; a newer one is a 409'),
})
export type ReportFields = z.output<typeof changed>
export type NewReport = z.output<typeof created>

const logParams = z.object({ id: idParams.shape.id, log_id: idParams.shape.id })
const read = { verb: 'can_read', view } as const
const write = { verb: 'can_write', view } as const

/** Alerts and reports: what is sent to whom, when, and what became of it. */
export const reportRoutes = {
  ...listRoutes('report', base, view),
  ...removeRoutes('report', base, view),
  transfer: transferRoutes('report', base, view, { export: 'can_read', import: 'can_write' }),
  slackChannels: route({
    name: 'report.slackChannels',
    method: 'GET',
    path: `${base}/slack_channels/`,
    summary: 'Channels of the connected Slack',
    guard: read,
    q: z.strictObject({
      search_string: z.coerce.string().optional(),
      types: z.array(z.enum(['public_channel', 'private_channel'])).optional(),
      exact_match: z.boolean().optional(),
      force: z.boolean().optional(),
    }),
    output: resultAnswer,
  }),
  channels: route({
    name: 'report.channels',
    method: 'GET',
    path: `${base}/channels/`,
    summary: 'Kinds of recipients, and why one cannot be used',
    guard: read,
    output: z.object({ result: z.array(z.object({ types: z.array(z.string()), label: z.string(), missing: z.string().nullable() })) }),
  }),
  preview: route({
    name: 'report.preview',
    method: 'GET',
    path: `${base}/preview/`,
    summary: 'The next runs of a schedule, epoch milliseconds',
    guard: read,
    q: z.strictObject({ crontab: z.string().max(1000), timezone: z.string().max(100), count: z.int32().min(1).max(50).optional() }),
    output: z.object({ result: z.array(z.number()) }),
  }),
  get: route({
    name: 'report.get',
    method: 'GET',
    path: `${base}/:id`,
    summary: 'One alert or report',
    guard: read,
    params: idParams,
    q: getQuery,
    output: savedAnswer,
  }),
  create: route({
    name: 'report.create',
    method: 'POST',
    path: `${base}/`,
    summary: 'Make an alert or report',
    guard: write,
    body: created,
    status: 201,
    output: savedAnswer,
  }),
  update: route({
    name: 'report.update',
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Change an alert or report',
    guard: write,
    params: idParams,
    body: changed,
    output: savedAnswer,
  }),
  run: route({
    name: 'report.run',
    method: 'POST',
    path: `${base}/:id/run`,
    summary: 'Run it now: to everybody, or as a test to the asker alone',
    guard: write,
    params: idParams,
    body: z.strictObject({ test: z.boolean().default(false) }),
    status: 202,
    output: z.object({ result: z.object({ execution_id: z.string() }) }),
  }),
  logs: route({
    name: 'report.logs',
    method: 'GET',
    path: `${base}/:id/log/`,
    summary: 'What became of the runs of an alert or report',
    guard: read,
    params: idParams,
    q: listQuery,
    output: countedAnswer.loose(),
  }),
  log: route({
    name: 'report.log',
    method: 'GET',
    path: `${base}/:id/log/:log_id`,
    summary: 'One step of a run',
    guard: read,
    params: logParams,
    q: getQuery,
    output: savedAnswer,
  }),
} as const
