import type { Actor } from '@coset/access'
import { contract } from '@coset/contract'
import { Unprocessable } from '@coset/core'
import { updateChart } from '../chart/save.ts'
import type { Context } from '../context.ts'
import { chartsInLayout, updateDashboard } from '../dashboard/save.ts'
import { updateDataset } from '../dataset/save.ts'
import { readArray, readObject } from '../json-text.ts'
import { updateReport } from '../report/save.ts'
import { updateSavedQuery } from '../saved-query/save.ts'
import { rewriteRole } from '../security/roles.ts'
import { permissionIds, permissionName } from './grants.ts'
import { existing, idsIn, namedRef, nameOf, type Ref } from './parts.ts'
import type { LeftOut, Snapshot, Values, VersionedKind } from './snapshot.ts'

interface Back {
  readonly ctx: Context
  readonly actor: Actor
  readonly id: number
  readonly snapshot: Snapshot
  readonly leftOut: LeftOut[]
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const whole = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const flag = (value: unknown): boolean => value === true

/** Ids of a part that are still there; the others are named. */
const kept = async ({ ctx, snapshot, leftOut }: Back, part: string, column: string, kind: Ref): Promise<readonly number[]> => {
  const ids = idsIn(snapshot, part, column)
  const there = await existing(ctx.metadata.db, kind, ids)
  for (const id of ids) if (!there.has(id)) leftOut.push(namedRef(snapshot, kind, id))
  return ids.filter((id) => there.has(id))
}

/** An id of the row that is still there, else null, and named. */
const keptRef = async ({ ctx, snapshot, leftOut }: Back, column: string, kind: Ref): Promise<number | null> => {
  const id = whole(snapshot.row[column])
  if (id === null || (await existing(ctx.metadata.db, kind, [id])).has(id)) return id
  leftOut.push(namedRef(snapshot, kind, id))
  return null
}

const marks = async (back: Back) => ({ owners: await kept(back, 'owners', 'user_id', 'user'), tags: await kept(back, 'tags', 'tag_id', 'tag') })

/** Charts of the layout that are gone, or that the actor may not lend to the dashboard's people. */
const nameUnplaced = async ({ ctx, id, snapshot, leftOut }: Back): Promise<void> => {
  const { db } = ctx.metadata
  const wanted = chartsInLayout(readObject(text(snapshot.row['position_json'])))
  const links = await db.selectFrom('dashboard_charts').select('chart_id').where('dashboard_id', '=', id).execute()
  const linked = new Set(links.map((row) => row.chart_id))
  for (const chart of wanted) if (!linked.has(chart)) leftOut.push(namedRef(snapshot, 'chart', chart))
}

const dashboard = async (back: Back): Promise<void> => {
  const { row } = back.snapshot
  await updateDashboard(back.ctx, back.actor, back.id, {
    ...(await marks(back)),
    dashboard_title: text(row['dashboard_title']),
    slug: text(row['slug']),
    roles: await kept(back, 'roles', 'role_id', 'role'),
    position_json: text(row['position_json']),
    json_metadata: text(row['json_metadata']),
    css: text(row['css']),
    theme_id: await keptRef(back, 'theme_id', 'theme'),
    published: flag(row['published']),
    certified_by: text(row['certified_by']),
    certification_details: text(row['certification_details']),
    is_managed_externally: flag(row['is_managed_externally']),
    external_url: text(row['external_url']),
  })
  await nameUnplaced(back)
}

const chart = async (back: Back): Promise<void> => {
  const { row } = back.snapshot
  await updateChart(back.ctx, back.actor, back.id, {
    ...(await marks(back)),
    slice_name: text(row['slice_name']) ?? '',
    viz_type: text(row['viz_type']) ?? 'table',
    datasource_id: whole(row['datasource_id']),
    params: text(row['params']),
    query_context: text(row['query_context']),
    description: text(row['description']),
    cache_timeout: whole(row['cache_timeout']),
    certified_by: text(row['certified_by']),
    certification_details: text(row['certification_details']),
    is_managed_externally: flag(row['is_managed_externally']),
    external_url: text(row['external_url']),
  })
}

/** Columns and metrics that are still there keep their ids. */
const members = async ({ ctx, id, snapshot }: Back, part: 'columns' | 'metrics'): Promise<readonly Values[]> => {
  const table = part === 'columns' ? 'dataset_columns' : 'dataset_metrics'
  const rows = await ctx.metadata.db.selectFrom(table).select('id').where('dataset_id', '=', id).execute()
  const there = new Set<unknown>(rows.map((row) => row.id))
  return (snapshot.parts[part] ?? []).map((row) => ({ ...row, id: there.has(row['id']) ? row['id'] : undefined }))
}

const pick = (row: Values, keys: readonly string[]): Values => Object.fromEntries(keys.map((key) => [key, row[key]]))

const COLUMN_KEYS = [
  ...['id', 'uuid', 'column_name', 'type', 'advanced_data_type', 'verbose_name', 'description', 'expression', 'extra'],
  ...['filterable', 'groupby', 'is_active', 'is_dttm', 'python_date_format', 'datetime_format'],
]
const METRIC_KEYS = ['id', 'uuid', 'metric_name', 'expression', 'metric_type', 'verbose_name', 'description', 'd3format', 'warning_text', 'extra']
const DATASET_KEYS = [
  ...['table_name', 'catalog', 'schema', 'sql', 'description', 'main_dttm_col', 'offset', 'default_endpoint', 'cache_timeout', 'fetch_values_predicate'],
  ...['is_sqllab_view', 'filter_select_enabled', 'normalize_columns', 'always_filter_main_dttm', 'extra', 'template_params', 'currency_code_column'],
  ...['is_managed_externally', 'external_url'],
]

/** A body as clients send it, checked as theirs are. Throws Unprocessable. */
const checked = <T>(schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } } }, value: unknown): T => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Unprocessable('This version does not fit what can be saved now', { details: { reason: parsed.error.message } })
}

const dataset = async (back: Back): Promise<void> => {
  const { row } = back.snapshot
  const { db } = back.ctx.metadata
  const now = await db.selectFrom('datasets').select('database_id').where('id', '=', back.id).executeTakeFirst()
  const other = row['database_id'] === now?.database_id ? undefined : Number(row['database_id'])
  if (other !== undefined && (await nameOf(db, 'database', other)) === null)
    throw new Unprocessable('The database of this version is not there', { fields: { database: ['Database does not exist'] } })
  const columns = (await members(back, 'columns')).map((one) => pick(one, COLUMN_KEYS))
  const metrics = (await members(back, 'metrics')).map((one) => ({
    ...pick(one, METRIC_KEYS),
    currency: text(one['currency']) === null ? null : readObject(text(one['currency'])),
  }))
  const body = checked(contract.dataset.update.body, {
    ...pick(row, DATASET_KEYS),
    folders: text(row['folders']) === null ? null : readArray(text(row['folders'])),
    owners: await kept(back, 'owners', 'user_id', 'user'),
    columns,
    metrics,
    database_id: other,
  })
  await updateDataset(back.ctx, back.actor, back.id, body, false)
}

const savedQuery = async (back: Back): Promise<void> => {
  const keys = ['label', 'sql', 'schema', 'catalog', 'description', 'template_parameters', 'extra_json']
  const body = checked(contract.savedQuery.update.body, { ...pick(back.snapshot.row, keys), db_id: await keptRef(back, 'db_id', 'database') })
  await updateSavedQuery(back.ctx, back.actor, back.id, body)
}

const REPORT_KEYS = [
  ...['type', 'name', 'description', 'context_markdown', 'email_subject', 'active', 'crontab', 'timezone', 'sql', 'creation_method', 'validator_type'],
  ...['log_retention', 'grace_period', 'working_timeout', 'report_format', 'force_screenshot', 'custom_width', 'custom_height', 'per_recipient'],
]

const report = async (back: Back): Promise<void> => {
  const { row, parts } = back.snapshot
  const body = checked(contract.report.update.body, {
    ...pick(row, REPORT_KEYS),
    chart: row['chart_id'],
    dashboard: row['dashboard_id'],
    database: row['database_id'],
    validator_config_json: readObject(text(row['validator_config_json'])),
    extra: readObject(text(row['extra_json'])),
    recipients: (parts['recipients'] ?? []).map((one) => ({
      type: one['type'],
      recipient_config_json: readObject(text(one['recipient_config_json'])),
    })),
    owners: await kept(back, 'owners', 'user_id', 'user'),
  })
  await updateReport(back.ctx, back.actor, back.id, body)
}

const role = async (back: Back): Promise<void> => {
  const { ids, missing } = await permissionIds(back.ctx.metadata.db, back.snapshot.parts['permissions'] ?? [])
  for (const row of missing) back.leftOut.push({ kind: 'permission', id: null, name: permissionName(row) })
  await rewriteRole(back.ctx, back.actor, back.id, {
    name: text(back.snapshot.row['name']) ?? '',
    permissionIds: ids,
    userIds: await kept(back, 'users', 'user_id', 'user'),
    groupIds: await kept(back, 'groups', 'group_id', 'group'),
  })
}

const WAYS: Readonly<Record<VersionedKind, (back: Back) => Promise<void>>> = { dashboard, chart, dataset, saved_query: savedQuery, report, role }

/** Makes an object what a version has, by the same way as a save of the actor's: same rights, same checks. Gives what is gone and was left out. */
export const goBack = async (ctx: Context, actor: Actor, kind: VersionedKind, id: number, snapshot: Snapshot): Promise<readonly LeftOut[]> => {
  const leftOut: LeftOut[] = []
  await WAYS[kind]({ ctx, actor, id, snapshot, leftOut })
  return leftOut
}
