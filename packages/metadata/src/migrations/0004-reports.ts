import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataKind } from '../open.ts'
import { audit, columnKinds } from './column-kinds.ts'

/** Alerts and reports, who receives them, and what became of each run. */
export const reports = (kind: MetadataKind): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const k = columnKinds(kind)
    let s = k.text(k.text(k.uuid(k.id(k.table(db, 'report_schedules'))), 'type', 50), 'name', 150)
    s = k.long(k.long(k.long(s, 'description'), 'context_markdown'), 'sql')
    for (const name of ['active', 'force_screenshot', 'per_recipient']) s = k.flag(s, name)
    s = k.text(k.text(s, 'crontab', 1000), 'timezone', 100)
    s = k.link(s, 'chart_id', 'charts', 'restrict', false)
    s = k.link(s, 'dashboard_id', 'dashboards', 'restrict', false)
    s = k.link(s, 'database_id', 'databases', 'restrict', false)
    s = k.text(k.text(k.text(s, 'creation_method', 255), 'report_format', 50), 'validator_type', 100, false)
    s = k.long(s, 'validator_config_json')
    for (const name of ['log_retention', 'grace_period', 'working_timeout', 'custom_width', 'custom_height']) s = k.int(s, name)
    s = k.text(k.moment(s, 'last_eval_dttm'), 'last_state', 50, false)
    s = k.long(s.addColumn('last_value', kind === 'mysql' ? 'double precision' : 'float8'), 'last_value_row_json')
    s = k.text(k.long(s, 'extra_json', true), 'email_subject', 255, false)
    await audit(k, s).addUniqueConstraint('uq_report_schedules_name', ['name', 'type']).execute()

    let r = k.link(k.id(k.table(db, 'report_recipients')), 'report_schedule_id', 'report_schedules', 'cascade')
    r = k.long(k.text(r, 'type', 50), 'recipient_config_json', true)
    await audit(k, r).execute()

    let l = k.link(k.text(k.id(k.table(db, 'report_execution_logs')), 'uuid', 36), 'report_schedule_id', 'report_schedules', 'cascade')
    l = k.moment(k.moment(k.moment(l, 'scheduled_dttm', true), 'start_dttm'), 'end_dttm')
    l = k.long(l.addColumn('value', kind === 'mysql' ? 'double precision' : 'float8'), 'value_row_json')
    await k.long(k.text(l, 'state', 50), 'error_message').execute()
    await db.schema.createIndex('ix_report_logs').on('report_execution_logs').columns(['report_schedule_id', 'id']).execute()
    await db.schema.createIndex('ix_report_logs_uuid').on('report_execution_logs').column('uuid').execute()
  },
})
