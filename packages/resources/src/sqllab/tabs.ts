import type { Actor } from '@coset/access'
import { BadRequest, Forbidden, NotAuthenticated, NotFound } from '@coset/core'
import { insertRow, type NewRow, type Row, type RowPatch } from '@coset/metadata'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { readObject } from '../json-text.ts'
import { presentFacts } from '../query-history/present.ts'
import { forgetResult } from './kept-results.ts'
import { forgetOpened } from './results-page.ts'

export type TabRow = Row<'tab_states'>

const text = (length: number) => z.string().max(length).nullable()
const whole = z.int32().nullable()
const jsonObject = z.union([z.record(z.string(), z.unknown()), z.string()]).nullable()

/** Fields of a tab as forms send them: each a JSON value. */
const FIELDS = {
  label: z.string().max(256),
  active: z.boolean(),
  database_id: whole,
  catalog: text(256),
  schema: text(256),
  sql: z.string().nullable(),
  query_limit: whole,
  latest_query_id: text(64),
  autorun: z.boolean(),
  template_params: z.union([z.string(), z.record(z.string(), z.unknown())]).nullable(),
  hide_left_bar: z.boolean(),
  saved_query_id: whole,
  extra_json: jsonObject,
} as const

/** JSON of a form field. Throws BadRequest naming the field. */
export const jsonField = (name: string, raw: string): unknown => {
  try {
    return JSON.parse(raw)
  } catch (error) {
    throw new BadRequest(`${name} is not valid JSON`, { fields: { [name]: ['Not valid JSON.'] }, cause: error })
  }
}

const me = (actor: Actor): number => {
  if (actor.id === null) throw new NotAuthenticated()
  return actor.id
}

/** The person's own tab. Throws NotFound, and Forbidden when it is another's. */
export const ownTab = async (ctx: Context, actor: Actor, id: number): Promise<TabRow> => {
  const row = await ctx.metadata.db.selectFrom('tab_states').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  if (row.user_id !== me(actor)) throw new Forbidden()
  return row
}

const asText = (value: unknown): string | null => (value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value))

const readField = (name: keyof typeof FIELDS, value: unknown): unknown => {
  const parsed = FIELDS[name].safeParse(value)
  if (!parsed.success) throw new BadRequest(`${name} is wrong`, { fields: { [name]: parsed.error.issues.map((issue) => issue.message) } })
  return name === 'extra_json' || name === 'template_params' ? asText(parsed.data) : parsed.data
}

const patchOf = (values: Readonly<Record<string, unknown>>): RowPatch<'tab_states'> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (name in FIELDS && value !== undefined ? [[name, readField(name as keyof typeof FIELDS, value)]] : [])),
  )

const presentTable = (row: Row<'table_schemas'>): Record<string, unknown> => ({
  id: row.id,
  tab_state_id: row.tab_state_id,
  database_id: row.database_id,
  catalog: row.catalog,
  schema: row.schema,
  table: row.table_name,
  description: readObject(row.description),
  expanded: row.expanded,
})

/** A tab with its tables, its last run and the saved query behind it. */
export const presentTab = async (ctx: Context, row: TabRow): Promise<Record<string, unknown>> => {
  const { db } = ctx.metadata
  const tables = await db.selectFrom('table_schemas').selectAll().where('tab_state_id', '=', row.id).orderBy('id').execute()
  const latest =
    row.latest_query_id === null
      ? undefined
      : await db.selectFrom('queries').selectAll().where('client_id', '=', row.latest_query_id).where('user_id', '=', row.user_id).executeTakeFirst()
  const saved =
    row.saved_query_id === null
      ? undefined
      : await db
          .selectFrom('saved_queries')
          .select(['id', 'label', 'description', 'sql', 'schema', 'catalog', 'db_id'])
          .where('id', '=', row.saved_query_id)
          .where('created_by', '=', row.user_id)
          .executeTakeFirst()
  return {
    id: row.id,
    user_id: row.user_id,
    label: row.label,
    active: row.active,
    database_id: row.database_id,
    catalog: row.catalog,
    schema: row.schema,
    table_schemas: tables.map(presentTable),
    sql: row.sql,
    query_limit: row.query_limit,
    latest_query: latest === undefined ? null : (await presentFacts(ctx, [latest]))[0],
    autorun: row.autorun,
    template_params: row.template_params,
    hide_left_bar: row.hide_left_bar,
    saved_query: saved ?? null,
    extra_json: readObject(row.extra_json),
  }
}

/** Ids and labels of the person's tabs, oldest first. */
export const tabsOf = (ctx: Context, actor: Actor): Promise<readonly { readonly id: number; readonly label: string }[]> =>
  ctx.metadata.db
    .selectFrom('tab_states')
    .select(['id', 'label'])
    .where('user_id', '=', actor.id ?? 0)
    .orderBy('id')
    .execute()

export const activeTab = async (ctx: Context, actor: Actor): Promise<Record<string, unknown> | null> => {
  const rows = ctx.metadata.db
    .selectFrom('tab_states')
    .selectAll()
    .where('user_id', '=', actor.id ?? 0)
  const row = await rows.where('active', '=', true).orderBy('id', 'desc').executeTakeFirst()
  return row === undefined ? null : presentTab(ctx, row)
}

const EDITOR = z.looseObject({
  name: z.unknown().optional(),
  title: z.unknown().optional(),
  dbId: z.unknown().optional(),
  catalog: z.unknown().optional(),
  schema: z.unknown().optional(),
  sql: z.unknown().optional(),
  queryLimit: z.unknown().optional(),
  latestQueryId: z.unknown().optional(),
  autorun: z.unknown().optional(),
  templateParams: z.unknown().optional(),
  hideLeftBar: z.unknown().optional(),
  extra: z.unknown().optional(),
})

/** Only one tab of a person is active. */
const activateOnly = async (ctx: Context, userId: number, id: number): Promise<void> => {
  await ctx.metadata.db.transaction().execute(async (db) => {
    await db.updateTable('tab_states').set({ active: false }).where('user_id', '=', userId).where('id', '<>', id).execute()
    await db.updateTable('tab_states').set({ active: true }).where('id', '=', id).execute()
  })
}

/** Opens a tab from what the editor knows of it. Throws BadRequest naming the field. */
export const createTab = async (ctx: Context, actor: Actor, queryEditor: string): Promise<number> => {
  const parsed = EDITOR.safeParse(jsonField('queryEditor', queryEditor))
  if (!parsed.success) throw new BadRequest('queryEditor must be a JSON object', { fields: { queryEditor: ['Must be a JSON object.'] } })
  const editor = parsed.data
  const now = ctx.clock.now()
  const patch = patchOf({
    label: editor.name ?? editor.title ?? 'Untitled Query',
    database_id: editor.dbId,
    catalog: editor.catalog,
    schema: editor.schema,
    sql: editor.sql,
    query_limit: editor.queryLimit,
    latest_query_id: editor.latestQueryId,
    autorun: editor.autorun ?? false,
    template_params: editor.templateParams,
    hide_left_bar: editor.hideLeftBar ?? false,
    extra_json: editor.extra,
  })
  const id = await insertRow(ctx.metadata.db, ctx.metadata.kind, 'tab_states', {
    database_id: null,
    catalog: null,
    schema: null,
    sql: null,
    query_limit: null,
    latest_query_id: null,
    template_params: null,
    saved_query_id: null,
    extra_json: null,
    label: 'Untitled Query',
    active: true,
    autorun: false,
    hide_left_bar: false,
    ...patch,
    user_id: me(actor),
    created_on: now,
    changed_on: now,
    created_by: actor.id,
    changed_by: actor.id,
  } as NewRow<'tab_states'>)
  await activateOnly(ctx, me(actor), id)
  return id
}

/** Changes the fields that the form carries. Throws BadRequest naming the field. */
export const updateTab = async (ctx: Context, actor: Actor, id: number, form: Readonly<Record<string, string | undefined>>): Promise<void> => {
  const row = await ownTab(ctx, actor, id)
  const values = Object.fromEntries(
    Object.entries(form).flatMap(([name, raw]) => (raw === undefined || !(name in FIELDS) ? [] : [[name, jsonField(name, raw)]])),
  )
  const patch = patchOf(values)
  if (typeof patch.saved_query_id === 'number') await refuseForeignQuery(ctx, actor, patch.saved_query_id)
  await ctx.metadata.db
    .updateTable('tab_states')
    .set({ ...patch, changed_on: ctx.clock.now(), changed_by: actor.id })
    .where('id', '=', row.id)
    .execute()
  if (patch.active === true) await activateOnly(ctx, row.user_id, row.id)
}

const refuseForeignQuery = async (ctx: Context, actor: Actor, id: number): Promise<void> => {
  const row = await ctx.metadata.db.selectFrom('saved_queries').select('created_by').where('id', '=', id).executeTakeFirst()
  if (row === undefined || row.created_by !== actor.id)
    throw new BadRequest('There is no saved query with this id', { fields: { saved_query_id: ['Unknown saved query.'] } })
}

export const activateTab = async (ctx: Context, actor: Actor, id: number): Promise<void> => {
  const row = await ownTab(ctx, actor, id)
  await activateOnly(ctx, row.user_id, row.id)
}

export const deleteTab = async (ctx: Context, actor: Actor, id: number): Promise<void> => {
  const row = await ownTab(ctx, actor, id)
  await ctx.metadata.db.deleteFrom('tab_states').where('id', '=', row.id).execute()
}

/** Binds a run of the person to a tab. */
export const migrateQuery = async (ctx: Context, actor: Actor, id: number, clientId: unknown): Promise<void> => {
  const row = await ownTab(ctx, actor, id)
  if (typeof clientId !== 'string') throw new BadRequest('queryId must be a text', { fields: { queryId: ['Not a valid string.'] } })
  await ctx.metadata.db
    .updateTable('queries')
    .set({ sql_editor_id: String(row.id) })
    .where('client_id', '=', clientId)
    .where('user_id', '=', row.user_id)
    .execute()
}

/** Takes a run of the person out of the history of a tab, its rows included. */
export const deleteQuery = async (ctx: Context, actor: Actor, id: number, clientId: string): Promise<void> => {
  const row = await ownTab(ctx, actor, id)
  const { db } = ctx.metadata
  const run = await db
    .selectFrom('queries')
    .select(['id', 'results_key'])
    .where('client_id', '=', clientId)
    .where('user_id', '=', row.user_id)
    .where('sql_editor_id', '=', String(row.id))
    .executeTakeFirst()
  if (run === undefined) return
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('queries').where('id', '=', run.id).execute()
    const before = await trx
      .selectFrom('queries')
      .select('client_id')
      .where('sql_editor_id', '=', String(row.id))
      .where('user_id', '=', row.user_id)
      .orderBy('id', 'desc')
      .executeTakeFirst()
    if (row.latest_query_id === clientId)
      await trx
        .updateTable('tab_states')
        .set({ latest_query_id: before?.client_id ?? null })
        .where('id', '=', row.id)
        .execute()
  })
  if (run.results_key === null) return
  await forgetResult(ctx, run.results_key)
  forgetOpened(ctx, run.results_key)
}
