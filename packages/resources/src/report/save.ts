import type { Actor } from '@coset/access'
import { type NewReport, type ReportFields, reportRecipients } from '@coset/contract'
import { Conflict } from '@coset/core'
import { insertRow, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { conflictOf, keepBefore, keepVersion } from '../history/keep.ts'
import { moveToTrash } from '../history/trash.ts'
import { readObject } from '../json-text.ts'
import { firstOwners, forgetMarks, setOwners } from '../people/owners.ts'
import { checkReport, type Wanted } from './check.ts'
import { ownReport, type ReportRow } from './repository.ts'

type Db = Kysely<Tables>
type Recipients = NonNullable<ReportFields['recipients']>

const DEFAULTS = { log_retention: 90, grace_period: 14_400, working_timeout: 3600 }

/** Reports that are made from a chart or a dashboard go to the maker alone. */
const ownRecipient = (actor: Actor): Recipients => [{ type: 'Email', recipient_config_json: { target: actor.email } }]

const isOwnKind = (method: string): boolean => method === 'charts' || method === 'dashboards'

const wantedOf = (fields: ReportFields, before: ReportRow | null, recipients: Recipients): Wanted => ({
  type: fields.type ?? before?.type ?? 'Report',
  name: fields.name ?? before?.name ?? '',
  crontab: fields.crontab ?? before?.crontab ?? '',
  timezone: fields.timezone ?? before?.timezone ?? 'UTC',
  sql: fields.sql === undefined ? (before?.sql ?? null) : fields.sql,
  chart: fields.chart === undefined ? (before?.chart_id ?? null) : fields.chart,
  dashboard: fields.dashboard === undefined ? (before?.dashboard_id ?? null) : fields.dashboard,
  database: fields.database === undefined ? (before?.database_id ?? null) : fields.database,
  creation_method: fields.creation_method ?? before?.creation_method ?? 'alerts_reports',
  validator_type: fields.validator_type === undefined ? (before?.validator_type ?? null) : fields.validator_type,
  validator_config_json: fields.validator_config_json ?? readObject(before?.validator_config_json),
  recipients,
  extra: fields.extra ?? (readObject(before?.extra_json) as Wanted['extra']),
  custom_width: fields.custom_width === undefined ? (before?.custom_width ?? null) : fields.custom_width,
})

const columnsOf = (wanted: Wanted) => ({
  type: wanted.type,
  name: wanted.name,
  crontab: wanted.crontab,
  timezone: wanted.timezone,
  sql: wanted.sql,
  chart_id: wanted.chart,
  dashboard_id: wanted.dashboard,
  database_id: wanted.database,
  creation_method: wanted.creation_method,
  validator_type: wanted.validator_type,
  validator_config_json: JSON.stringify(wanted.validator_config_json),
  extra_json: JSON.stringify(wanted.extra),
  custom_width: wanted.custom_width,
})

/** Members that are stored as they come. */
const plainOf = (fields: ReportFields, before: ReportRow | null) => ({
  description: fields.description === undefined ? (before?.description ?? null) : fields.description,
  context_markdown: fields.context_markdown === undefined ? (before?.context_markdown ?? null) : fields.context_markdown,
  email_subject: fields.email_subject === undefined ? (before?.email_subject ?? null) : fields.email_subject,
  active: fields.active ?? before?.active ?? true,
  log_retention: fields.log_retention === undefined ? (before === null ? DEFAULTS.log_retention : before.log_retention) : fields.log_retention,
  grace_period: fields.grace_period === undefined ? (before === null ? DEFAULTS.grace_period : before.grace_period) : fields.grace_period,
  working_timeout: fields.working_timeout ?? before?.working_timeout ?? DEFAULTS.working_timeout,
  report_format: fields.report_format ?? before?.report_format ?? 'PNG',
  force_screenshot: fields.force_screenshot ?? before?.force_screenshot ?? false,
  custom_height: fields.custom_height === undefined ? (before?.custom_height ?? null) : fields.custom_height,
  per_recipient: fields.per_recipient ?? before?.per_recipient ?? false,
})

const setRecipients = async (db: Db, ctx: Context, actor: Actor, id: number, recipients: Recipients): Promise<void> => {
  const now = ctx.clock.now()
  await db.deleteFrom('report_recipients').where('report_schedule_id', '=', id).execute()
  if (recipients.length === 0) return
  await db
    .insertInto('report_recipients')
    .values(
      recipients.map((one) => ({
        report_schedule_id: id,
        type: one.type,
        recipient_config_json: JSON.stringify(one.recipient_config_json),
        ...{ created_on: now, changed_on: now, created_by: actor.id, changed_by: actor.id },
      })),
    )
    .execute()
}

const refuseSecond = async (ctx: Context, actor: Actor, wanted: Wanted): Promise<void> => {
  if (!isOwnKind(wanted.creation_method)) return
  const same = await ctx.metadata.db
    .selectFrom('report_schedules')
    .select('id')
    .where('creation_method', '=', wanted.creation_method)
    .where('created_by', '=', actor.id)
    .where(wanted.chart === null ? 'dashboard_id' : 'chart_id', '=', wanted.chart ?? wanted.dashboard)
    .executeTakeFirst()
  if (same !== undefined) throw new Conflict('Resource already has an attached report.')
}

/** Makes a schedule; its id. */
export const createReport = async (ctx: Context, actor: Actor, fields: NewReport): Promise<number> => {
  const own = isOwnKind(fields.creation_method ?? '')
  const recipients = own ? ownRecipient(actor) : (fields.recipients ?? [])
  const wanted = wantedOf(fields, null, recipients)
  await checkReport(ctx, actor, wanted, null)
  await refuseSecond(ctx, actor, wanted)
  const now = ctx.clock.now()
  return ctx.metadata.db.transaction().execute(async (db) => {
    const id = await insertRow(db, ctx.metadata.kind, 'report_schedules', {
      uuid: crypto.randomUUID(),
      ...columnsOf(wanted),
      ...plainOf(fields, null),
      ...{ last_eval_dttm: null, last_state: 'Not triggered', last_value: null, last_value_row_json: null },
      ...{ created_on: now, changed_on: now, created_by: actor.id, changed_by: actor.id },
    })
    await setRecipients(db, ctx, actor, id, recipients)
    await setOwners(db, 'report', id, firstOwners(fields.owners, actor), actor)
    await keepVersion(ctx, db, 'report', id, actor)
    return id
  })
}

/** Changes a schedule of the actor's own; gives when. One that works and is switched off counts as not triggered. */
export const updateReport = async (ctx: Context, actor: Actor, id: number, fields: ReportFields): Promise<number> => {
  const before = await ownReport(ctx, actor, id)
  const stored = await ctx.metadata.db.selectFrom('report_recipients').selectAll().where('report_schedule_id', '=', id).execute()
  const kept = reportRecipients.parse(stored.map((one) => ({ type: one.type, recipient_config_json: readObject(one.recipient_config_json) })))
  const wanted = wantedOf(fields, before, fields.recipients ?? kept)
  await checkReport(ctx, actor, wanted, id)
  const ended = fields.active === false && before.last_state === 'Working'
  const expected = fields.expected_changed_on
  const now = Math.max(ctx.clock.now(), before.changed_on + 1)
  await ctx.metadata.db.transaction().execute(async (db) => {
    await keepBefore(ctx, db, 'report', id)
    const { numUpdatedRows } = await db
      .updateTable('report_schedules')
      .set({
        ...columnsOf(wanted),
        ...plainOf(fields, before),
        ...(ended ? { last_state: 'Not triggered' } : {}),
        changed_on: now,
        changed_by: actor.id,
      })
      .where('id', '=', id)
      .$if(expected !== undefined, (query) => query.where('changed_on', '=', expected ?? 0))
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) throw await conflictOf(ctx, db, 'report', id)
    if (fields.recipients !== undefined) await setRecipients(db, ctx, actor, id, fields.recipients)
    if (fields.owners !== undefined) await setOwners(db, 'report', id, fields.owners, actor)
    await keepVersion(ctx, db, 'report', id, actor)
  })
  return now
}

/** Deletes schedules of the actor's own, with recipients and log. Throws NotFound or Forbidden before anything is deleted. */
export const deleteReports = async (ctx: Context, actor: Actor, ids: readonly number[]): Promise<void> => {
  for (const id of ids) await ownReport(ctx, actor, id)
  await ctx.metadata.db.transaction().execute(async (db) => {
    await moveToTrash(ctx, db, actor, 'report', ids)
    await forgetMarks(db, 'report', ids)
    for (const table of ['report_recipients', 'report_execution_logs'] as const)
      await db
        .deleteFrom(table)
        .where('report_schedule_id', 'in', [...ids])
        .execute()
    await db
      .deleteFrom('report_schedules')
      .where('id', 'in', [...ids])
      .execute()
    await db
      .deleteFrom('schedule_cursors')
      .where(
        'name',
        'in',
        ids.map((id) => `report:${id}`),
      )
      .execute()
  })
}
