import { type Actor, can } from '@coset/access'
import { contract, reportRecipients } from '@coset/contract'
import type { z } from 'zod'
import { z as zod } from 'zod'
import type { Context } from '../../context.ts'
import { PASSWORD_MASK } from '../../database/index.ts'
import { readObject } from '../../json-text.ts'
import { findPage } from '../../listing/index.ts'
import { ownerIds } from '../../people/owners.ts'
import { reportListing } from '../../report/listing.ts'
import { visibleReport } from '../../report/repository.ts'
import { createReport, updateReport } from '../../report/save.ts'
import { uuid, version } from '../schema.ts'
import { byText, type Db, denied, type Kind, misfit, VERSION, type Work } from './kind.ts'

const schema = contract.report.create.body.omit({ chart: true, dashboard: true, database: true, owners: true, selected_tabs: true }).extend({
  chart_uuid: uuid.nullish(),
  dashboard_uuid: uuid.nullish(),
  database_uuid: uuid.nullish(),
  owners: zod.array(zod.string().min(1).max(250)).max(1000),
  uuid,
  version,
})
type File = z.output<typeof schema>
type Recipient = z.output<typeof reportRecipients>[number]

/** The address of a webhook is a secret as a whole: whoever knows it may post there. */
const isSecret = (one: Recipient): boolean => one.type === 'Webhook'

const written = (one: Recipient) => {
  const { target, ccTarget, bccTarget } = one.recipient_config_json
  const config = isSecret(one)
    ? { target: PASSWORD_MASK, ccTarget: null, bccTarget: null }
    : { target, ccTarget: ccTarget ?? null, bccTarget: bccTarget ?? null }
  return { type: one.type, recipient_config_json: config }
}

const recipientsOf = async (db: Db, id: number): Promise<readonly Recipient[]> => {
  const rows = await db.selectFrom('report_recipients').selectAll().where('report_schedule_id', '=', id).orderBy('id').execute()
  return reportRecipients.parse(rows.map((row) => ({ type: row.type, recipient_config_json: readObject(row.recipient_config_json) })))
}

/** Masks as the addresses that are stored here, in order, or that were given along. */
const revealed = async (work: Work, file: File, existing: number | null): Promise<Recipient[]> => {
  const stored = existing === null ? [] : (await recipientsOf(work.db, existing)).filter(isSecret)
  let n = 0
  return (file.recipients ?? []).map((one) => {
    if (!isSecret(one)) return one
    const place = n++
    if (one.recipient_config_json.target !== PASSWORD_MASK) return one
    const target = work.secrets[`${work.file}#${place + 1}`] ?? work.secrets[work.file] ?? stored[place]?.recipient_config_json.target
    if (target === undefined) throw misfit('_schema', `Must provide a password for the webhook: its address, under ${work.file}#${place + 1}`)
    return { type: one.type, recipient_config_json: { target } }
  })
}

/** A report runs in the name of an owner: people who are no administrators bring their own, and those that it has already. */
const ownersHere = async ({ db, actor }: Work, file: File, existing: number | null): Promise<number[]> => {
  const before = existing === null ? [] : await ownerIds(db, 'report', existing)
  const ids: number[] = []
  for (const [i, name] of file.owners.entries()) {
    const user = await db.selectFrom('users').select('id').where('username', '=', name).executeTakeFirst()
    const allowed = user !== undefined && (user.id === actor.id || before.includes(user.id))
    if (!actor.isAdmin && !allowed) throw denied(`The report “${file.name}” would run in the name of somebody else`)
    if (user === undefined) throw misfit(`owners.${i}`, `There is no user “${name}” here`)
    ids.push(user.id)
  }
  return ids
}

const refer = async (work: Work, kind: 'chart' | 'dashboard' | 'database', own: string | null | undefined): Promise<number | null> => {
  if (own === null || own === undefined) return null
  const id = await work.idOf(kind, own)
  if (id === null) throw misfit(`${kind}_uuid`, `There is no ${kind} ${own} here`)
  return id
}

const uuidOf = async (db: Db, table: 'charts' | 'dashboards' | 'databases', id: number | null): Promise<string | null> =>
  id === null ? null : ((await db.selectFrom(table).select('uuid').where('id', '=', id).executeTakeFirst())?.uuid ?? null)

const ownersOf = async (db: Db, id: number): Promise<readonly string[]> =>
  (
    await db
      .selectFrom('owners')
      .innerJoin('users', 'users.id', 'owners.user_id')
      .select('users.username')
      .where('object_type', '=', 'report')
      .where('object_id', '=', id)
      .execute()
  )
    .map((row) => row.username)
    .sort(byText)

const everyId = async (ctx: Context, actor: Actor): Promise<readonly number[]> => {
  const ids: number[] = []
  for (let page = 0; ; page++) {
    const found = await findPage(ctx, reportListing, { order_column: 'name', order_direction: 'asc', page, page_size: 100 }, actor)
    ids.push(...found.ids)
    if (found.ids.length === 0 || ids.length >= found.count) return ids
  }
}

const fieldsOf = async ({ metadata: { db } }: Context, id: number) => {
  const row = await db.selectFrom('report_schedules').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return {
    type: row.type,
    name: row.name,
    description: row.description,
    context_markdown: row.context_markdown,
    email_subject: row.email_subject,
    active: row.active,
    crontab: row.crontab,
    timezone: row.timezone,
    sql: row.sql,
    creation_method: row.creation_method,
    validator_type: row.validator_type,
    validator_config_json: readObject(row.validator_config_json),
    log_retention: row.log_retention,
    grace_period: row.grace_period,
    working_timeout: row.working_timeout,
    report_format: row.report_format,
    extra: readObject(row.extra_json),
    force_screenshot: row.force_screenshot,
    custom_width: row.custom_width,
    custom_height: row.custom_height,
    per_recipient: row.per_recipient,
    recipients: (await recipientsOf(db, id)).map(written),
    owners: await ownersOf(db, id),
    chart_uuid: await uuidOf(db, 'charts', row.chart_id),
    dashboard_uuid: await uuidOf(db, 'dashboards', row.dashboard_id),
    database_uuid: await uuidOf(db, 'databases', row.database_id),
    uuid: row.uuid,
    version: VERSION,
  }
}

/** Alerts and reports: what they are about by UUID, owners by username, addresses of webhooks masked. */
export const reportKind: Kind<File> = {
  folder: 'reports',
  type: 'ReportSchedule',
  noun: 'Report',
  schema,
  all: async (ctx, actor) => (can(actor, { verb: 'can_read', view: 'ReportSchedule' }) ? everyId(ctx, actor) : []),
  visible: visibleReport,
  fields: fieldsOf,
  secrets: async (db, id) => ({ webhook_addresses: (await recipientsOf(db, id)).filter(isSecret).map((one) => one.recipient_config_json.target) }),
  nameOf: (file) => file.name,
  uuidOf: (file) => file.uuid,
  find: async (db, file) => (await db.selectFrom('report_schedules').select('id').where('uuid', '=', file.uuid).executeTakeFirst())?.id ?? null,
  store: async (work, file, existing) => {
    const { ctx, db, actor } = work
    if (!can(actor, { verb: 'can_write', view: 'ReportSchedule' })) throw denied(`The report “${file.name}” may not be stored by you`)
    const { chart_uuid, dashboard_uuid, database_uuid, uuid: own, version: _, owners: __, recipients: ___, creation_method: method, ...plain } = file
    const body = {
      ...plain,
      chart: await refer(work, 'chart', chart_uuid),
      dashboard: await refer(work, 'dashboard', dashboard_uuid),
      database: await refer(work, 'database', database_uuid),
      owners: await ownersHere(work, file, existing),
      recipients: await revealed(work, file, existing),
    }
    // Made as any other: reports from a menu send to their maker alone
    const id = existing ?? (await createReport(ctx, actor, { ...body, creation_method: 'alerts_reports' }))
    if (existing === null) await db.updateTable('report_schedules').set({ uuid: own }).where('id', '=', id).execute()
    await updateReport(ctx, actor, id, { ...body, creation_method: method ?? 'alerts_reports' })
    return id
  },
}
