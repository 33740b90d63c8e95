import { audit, type Kind, LeftOut, type Move, note, ref } from '../move.ts'
import type { SourceRow } from '../source.ts'
import { setOwnersFrom } from './links.ts'

const FORMATS = new Set(['PNG', 'PDF', 'CSV', 'TEXT', 'XLSX'])
const RECIPIENTS = new Set(['Email', 'Slack', 'SlackV2', 'Webhook'])

const recipientsOf = async (move: Move, id: number, row: SourceRow): Promise<void> => {
  await move.db.deleteFrom('report_recipients').where('report_schedule_id', '=', id).execute()
  for (const recipient of await move.source.linked('report_recipient', 'report_schedule_id', row.id)) {
    const type = recipient.text('type') ?? ''
    if (!RECIPIENTS.has(type)) {
      note(move, 'report', row.text('name') ?? '', 'note', `its recipient of the kind ${type} did not come`)
      continue
    }
    const config = recipient.text('recipient_config_json') ?? '{}'
    await move.db
      .insertInto('report_recipients')
      .values({ report_schedule_id: id, type, recipient_config_json: config, ...audit(move, recipient) })
      .execute()
  }
}

/** They come switched off, so that nobody hears of the same twice; what was on is told. */
export const reports: Kind = {
  kind: 'report',
  from: 'report_schedule',
  to: 'report_schedules',
  name: (row) => row.text('name') ?? '',
  values: (row, move) => {
    const chart_id = ref(move, 'chart', row.int('chart_id'))
    const dashboard_id = ref(move, 'dashboard', row.int('dashboard_id'))
    if (chart_id === null && dashboard_id === null) return new LeftOut('what it is about did not come')
    const format = row.text('report_format') ?? 'PNG'
    if (row.flag('active')) note(move, 'report', row.text('name') ?? '', 'note', 'came switched off: switch it on when the other site is off')
    return {
      type: row.text('type') ?? 'Report',
      name: row.text('name') ?? '',
      description: row.text('description'),
      context_markdown: row.text('context_markdown'),
      crontab: row.text('crontab') ?? '0 0 * * *',
      timezone: row.text('timezone') ?? 'UTC',
      sql: row.text('sql'),
      chart_id,
      dashboard_id,
      database_id: ref(move, 'database', row.int('database_id')),
      creation_method: row.text('creation_method') ?? 'alerts_reports',
      report_format: FORMATS.has(format) ? format : 'PNG',
      validator_type: row.text('validator_type'),
      validator_config_json: row.text('validator_config_json'),
      log_retention: row.int('log_retention'),
      grace_period: row.int('grace_period'),
      working_timeout: row.int('working_timeout'),
      extra_json: row.text('extra_json') ?? '{}',
      force_screenshot: row.flag('force_screenshot'),
      custom_width: row.int('custom_width'),
      custom_height: row.int('custom_height'),
      email_subject: row.text('email_subject'),
      ...audit(move, row),
    }
  },
  fresh: () => ({
    uuid: crypto.randomUUID(),
    active: false,
    per_recipient: false,
    last_eval_dttm: null,
    last_state: 'Not triggered',
    last_value: null,
    last_value_row_json: null,
  }),
  twins: ({ type, name }) => [{ type: type ?? null, name: name ?? null }],
  after: async (move, id, row) => {
    await recipientsOf(move, id, row)
    await setOwnersFrom(move, 'report', id, 'report_schedule_user', 'report_schedule_id', row.id)
  },
}
