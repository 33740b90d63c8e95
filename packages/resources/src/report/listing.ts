import { sql } from 'kysely'
import { chartListing } from '../chart/index.ts'
import { dashboardListing } from '../dashboard/index.ts'
import { databaseListing } from '../database/index.ts'
import { createdByColumn, type Listing, likeText, ownersColumn, relatedRows } from '../listing/index.ts'
import { relatedPeople } from '../people/related.ts'
import { presentReports } from './present.ts'

const FIELDS = [
  'active',
  'chart',
  'context_markdown',
  'creation_method',
  'crontab',
  'custom_width',
  'dashboard',
  'database',
  'description',
  'email_subject',
  'extra',
  'force_screenshot',
  'grace_period',
  'log_retention',
  'name',
  'owners',
  'recipients',
  'report_format',
  'sql',
  'timezone',
  'type',
  'validator_config_json',
  'validator_type',
  'working_timeout',
]

const allText = (value: unknown) => {
  const like = `%${likeText(value)}%`
  return value === '' || value === null || value === undefined
    ? null
    : sql`(lower(report_schedules.name) like ${like} or lower(report_schedules.description) like ${like} or lower(report_schedules.sql) like ${like})`
}

export const reportListing: Listing = {
  table: 'report_schedules',
  view: 'ReportSchedule',
  listTitle: 'List Report Schedule',
  addTitle: 'Add Report Schedule',
  editTitle: 'Edit Report Schedule',
  maxPageSize: 100,
  addColumns: FIELDS,
  editColumns: FIELDS,
  listColumns: [
    'active',
    'changed_by.first_name',
    'changed_by.last_name',
    'changed_on',
    'changed_on_delta_humanized',
    'chart_id',
    'created_by.first_name',
    'created_by.last_name',
    'created_on',
    'creation_method',
    'crontab',
    'crontab_humanized',
    'dashboard_id',
    'description',
    'extra',
    'id',
    'last_eval_dttm',
    'last_state',
    'name',
    'owners.first_name',
    'owners.id',
    'owners.last_name',
    'owners.email',
    'recipients.id',
    'recipients.type',
    'timezone',
    'type',
  ],
  orderColumns: {
    active: 'report_schedules.active',
    description: 'report_schedules.description',
    'created_by.first_name': 'report_makers.first_name',
    'changed_by.first_name': 'report_changers.first_name',
    changed_on: 'report_schedules.changed_on',
    changed_on_delta_humanized: 'report_schedules.changed_on',
    created_on: 'report_schedules.created_on',
    crontab: 'report_schedules.crontab',
    last_eval_dttm: 'report_schedules.last_eval_dttm',
    name: 'report_schedules.name',
    type: 'report_schedules.type',
    crontab_humanized: 'report_schedules.crontab',
  },
  joins: sql`left join users as report_makers on report_makers.id = report_schedules.created_by left join users as report_changers on report_changers.id = report_schedules.changed_by`,
  search: {
    name: { kind: 'text', ref: 'report_schedules.name', operators: { report_all_text: allText } },
    active: { kind: 'flag', ref: 'report_schedules.active' },
    created_by: createdByColumn('report_schedules', { has: 'report_has_created_by', me: 'report_created_by_me' }),
    changed_by: { kind: 'to-one', ref: 'report_schedules.changed_by' },
    owners: ownersColumn('report_schedules', 'report'),
    type: { kind: 'text', ref: 'report_schedules.type' },
    last_state: { kind: 'text', ref: 'report_schedules.last_state' },
    creation_method: { kind: 'text', ref: 'report_schedules.creation_method' },
    dashboard_id: { kind: 'number', ref: 'report_schedules.dashboard_id' },
    chart_id: { kind: 'number', ref: 'report_schedules.chart_id' },
  },
  visible: async (_ctx, actor) =>
    actor.isAdmin
      ? null
      : sql`exists (select 1 from owners where owners.object_type = 'report' and owners.object_id = report_schedules.id and owners.user_id = ${actor.id ?? 0})`,
  present: presentReports,
  related: {
    owners: relatedPeople,
    created_by: relatedPeople,
    changed_by: relatedPeople,
    chart: relatedRows(() => chartListing, 'slice_name'),
    dashboard: relatedRows(() => dashboardListing, 'dashboard_title'),
    database: relatedRows(() => databaseListing, 'database_name'),
  },
}
