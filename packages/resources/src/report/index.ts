import { contract } from '@coset/contract'
import { cronSchedule, NotFound, newUuid, nextRuns, Unprocessable } from '@coset/core'
import { channelMembers, slackChannels } from '@coset/notify'
import { enqueue } from '../jobs/queue.ts'
import { listHandlers } from '../listing/index.ts'
import { labelsOf, project } from '../listing/project.ts'
import { isoText } from '../moments.ts'
import { type Handler, handle } from '../resource.ts'
import { reportListing } from './listing.ts'
import { presentReports } from './present.ts'
import { ownReport, visibleReport } from './repository.ts'
import { reportJob } from './run/job.ts'
import { createReport, deleteReports, updateReport } from './save.ts'

const routes = contract.report

const SHOWN = [
  'id',
  'active',
  'chart.id',
  'chart.slice_name',
  'chart.viz_type',
  'context_markdown',
  'creation_method',
  'crontab',
  'custom_width',
  'custom_height',
  'dashboard.dashboard_title',
  'dashboard.id',
  'database.database_name',
  'database.id',
  'description',
  'email_subject',
  'extra',
  'force_screenshot',
  'grace_period',
  'last_eval_dttm',
  'last_state',
  'last_value',
  'last_value_row_json',
  'log_retention',
  'name',
  'owners.email',
  'owners.first_name',
  'owners.id',
  'owners.last_name',
  'per_recipient',
  'recipients.id',
  'recipients.recipient_config_json',
  'recipients.type',
  'report_format',
  'sql',
  'timezone',
  'type',
  'validator_config_json',
  'validator_type',
  'working_timeout',
]

const LOG_COLUMNS = ['id', 'scheduled_dttm', 'end_dttm', 'start_dttm', 'value', 'value_row_json', 'state', 'error_message', 'uuid']
const MOST_LOGS = 100
const NEXT_RUNS = 5

const presentLog = (row: { scheduled_dttm: number; start_dttm: number | null; end_dttm: number | null } & Record<string, unknown>) => ({
  ...row,
  scheduled_dttm: isoText(row.scheduled_dttm),
  start_dttm: row.start_dttm === null ? null : isoText(row.start_dttm),
  end_dttm: row.end_dttm === null ? null : isoText(row.end_dttm),
})

const saved = <T extends object>(id: number, result: T): { id: number; result: T } => ({ id, result })

const reading: readonly Handler[] = [
  ...listHandlers(routes, reportListing),
  handle(routes.channels, async ({ ctx }) => ({
    result: channelMembers.map((member) => ({ types: [...member.types], label: member.label, missing: member.missing(ctx.settings.reports.channels) })),
  })),
  handle(routes.slackChannels, async ({ ctx, q, request }) => {
    if (ctx.settings.reports.channels.slack.token === '') throw new Unprocessable('Slack is not connected: the site has no Slack token')
    const search = {
      search: q?.search_string ?? '',
      types: q?.types ?? ['public_channel', 'private_channel'],
      exactMatch: q?.exact_match ?? false,
      force: q?.force ?? false,
    }
    return { result: await slackChannels(ctx.settings.reports.channels, search, request.signal) }
  }),
  handle(routes.preview, async ({ ctx, q }) => ({
    result: [...nextRuns(cronSchedule(q?.crontab ?? '', q?.timezone ?? 'UTC'), ctx.clock.now(), q?.count ?? NEXT_RUNS)],
  })),
  handle(routes.get, async ({ ctx, actor, params }) => {
    const { id, changed_on } = await visibleReport(ctx, actor, params.id)
    const [row] = await presentReports(ctx, [id], actor)
    return {
      ...saved(id, row === undefined ? {} : { ...project(row, SHOWN), changed_on_ms: changed_on }),
      description_columns: {},
      label_columns: labelsOf(SHOWN),
      show_columns: SHOWN,
      show_title: 'Show Report Schedule',
    }
  }),
  handle(routes.logs, async ({ ctx, actor, params, q }) => {
    const { id } = await visibleReport(ctx, actor, params.id)
    const size = Math.min(MOST_LOGS, Math.max(1, q?.page_size ?? 25))
    const own = ctx.metadata.db.selectFrom('report_execution_logs').where('report_schedule_id', '=', id)
    const { n } = await own.select((e) => e.fn.countAll().as('n')).executeTakeFirstOrThrow()
    const direction = q?.order_direction === 'asc' ? 'asc' : 'desc'
    const rows = await own
      .selectAll()
      .orderBy('id', direction)
      .limit(size)
      .offset(Math.max(0, q?.page ?? 0) * size)
      .execute()
    return { count: Number(n), ids: rows.map((row) => row.id), result: rows.map((row) => project(presentLog(row), LOG_COLUMNS)) }
  }),
  handle(routes.log, async ({ ctx, actor, params }) => {
    const { id } = await visibleReport(ctx, actor, params.id)
    const row = await ctx.metadata.db
      .selectFrom('report_execution_logs')
      .selectAll()
      .where('report_schedule_id', '=', id)
      .where('id', '=', params.log_id)
      .executeTakeFirst()
    if (row === undefined) throw new NotFound()
    return saved(row.id, project(presentLog(row), LOG_COLUMNS))
  }),
]

const writing: readonly Handler[] = [
  handle(routes.create, async ({ ctx, actor, body }) => saved(await createReport(ctx, actor, body), body)),
  handle(routes.update, async ({ ctx, actor, params, body }) => {
    const changed_on_ms = await updateReport(ctx, actor, params.id, body)
    return saved(params.id, { ...body, changed_on_ms })
  }),
  handle(routes.delete, async ({ ctx, actor, params }) => {
    await deleteReports(ctx, actor, [params.id])
    return { message: 'OK' }
  }),
  handle(routes.bulkDelete, async ({ ctx, actor, q }) => {
    await deleteReports(ctx, actor, q)
    return { message: `Deleted ${q.length} report schedule${q.length === 1 ? '' : 's'}` }
  }),
  handle(routes.run, async ({ ctx, actor, params, body }) => {
    const row = await ownReport(ctx, actor, params.id)
    const execution = newUuid()
    const job = { report_id: row.id, scheduled_at: ctx.clock.now(), execution_id: execution, by_hand: true, ...(body.test ? { test_to: actor.email } : {}) }
    await enqueue(ctx.broker, reportJob, job, { id: `report:${row.id}:hand:${execution}`, priority: 1 })
    return { result: { execution_id: execution } }
  }),
]

export const reportHandlers: readonly Handler[] = [...reading, ...writing]
export { closeChannels } from './run/channels.ts'
export { pruneReportLogs, reportJob, reportSchedules } from './run/job.ts'
export { switchedOffJob } from './subject.ts'
