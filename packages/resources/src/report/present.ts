import type { Listing } from '../listing/index.ts'
import { deltaText, isoText } from '../moments.ts'
import { ownerRef, peopleById, personRef } from '../people/index.ts'
import { cronWords } from './cron-words.ts'
import type { ReportRow } from './repository.ts'

type Db = Parameters<Listing['present']>[0]['metadata']['db']

const byId = <R extends { readonly id: number }>(rows: readonly R[]): ReadonlyMap<number, R> => new Map(rows.map((row) => [row.id, row]))

/** Charts, dashboards and databases that schedules are about, as far as lists name them. */
const subjectsOf = async (db: Db, rows: readonly ReportRow[]) => {
  const charts = rows.flatMap((row) => row.chart_id ?? [])
  const dashboards = rows.flatMap((row) => row.dashboard_id ?? [])
  const databases = rows.flatMap((row) => row.database_id ?? [])
  return {
    charts: byId(charts.length === 0 ? [] : await db.selectFrom('charts').select(['id', 'slice_name', 'viz_type']).where('id', 'in', charts).execute()),
    dashboards: byId(
      dashboards.length === 0 ? [] : await db.selectFrom('dashboards').select(['id', 'dashboard_title']).where('id', 'in', dashboards).execute(),
    ),
    databases: byId(databases.length === 0 ? [] : await db.selectFrom('databases').select(['id', 'database_name']).where('id', 'in', databases).execute()),
  }
}

/** Whole rows, as lists and single reads show them. */
export const presentReports: Listing['present'] = async (ctx, ids, actor) => {
  const { db } = ctx.metadata
  const some = [...ids]
  const rows = await db.selectFrom('report_schedules').selectAll().where('id', 'in', some).execute()
  const recipients = await db.selectFrom('report_recipients').selectAll().where('report_schedule_id', 'in', some).orderBy('id').execute()
  const owners = await db.selectFrom('owners').selectAll().where('object_type', '=', 'report').where('object_id', 'in', some).execute()
  const people = await peopleById(ctx, [...rows.flatMap((row) => [row.created_by, row.changed_by]), ...owners.map((one) => one.user_id)])
  const { charts, dashboards, databases } = await subjectsOf(db, rows)
  const now = ctx.clock.now()
  return rows.map((row) => ({
    ...row,
    changed_on: isoText(row.changed_on),
    created_on: isoText(row.created_on),
    changed_on_delta_humanized: deltaText(row.changed_on, now),
    changed_by: personRef(people, row.changed_by),
    created_by: personRef(people, row.created_by),
    last_eval_dttm: row.last_eval_dttm === null ? null : isoText(row.last_eval_dttm),
    last_state: row.last_state ?? 'Not triggered',
    crontab_humanized: cronWords(row.crontab),
    extra: JSON.parse(row.extra_json) as unknown,
    chart: charts.get(row.chart_id ?? 0) ?? null,
    dashboard: dashboards.get(row.dashboard_id ?? 0) ?? null,
    database: databases.get(row.database_id ?? 0) ?? null,
    owners: owners.filter((one) => one.object_id === row.id).flatMap((one) => ownerRef(people, one.user_id, actor) ?? []),
    recipients: recipients
      .filter((one) => one.report_schedule_id === row.id)
      .map((one) => ({ id: one.id, type: one.type, recipient_config_json: one.recipient_config_json })),
  }))
}
