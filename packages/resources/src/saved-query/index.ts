import type { Actor } from '@coset/access'
import { contract, type SavedQueryFields } from '@coset/contract'
import { NotFound, Unprocessable } from '@coset/core'
import { insertRow, type Row, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { visibleDatabase } from '../database/index.ts'
import { findPage, listHandlers } from '../listing/index.ts'
import { labelsOf, project } from '../listing/project.ts'
import { type Handler, handle } from '../resource.ts'
import { presentSavedQueries, savedQueryListing } from './listing.ts'

const routes = contract.savedQuery

const SHOWN = [
  'changed_on',
  'changed_on_delta_humanized',
  'changed_by.first_name',
  'changed_by.id',
  'changed_by.last_name',
  'created_by.first_name',
  'created_by.id',
  'created_by.last_name',
  'database.database_name',
  'database.id',
  'description',
  'id',
  'label',
  'catalog',
  'schema',
  'sql',
  'sql_tables',
  'template_parameters',
]

/** The actor's own saved query. Throws NotFound for those of others too. */
export const ownSavedQuery = async (ctx: Context, actor: Actor, id: number): Promise<Row<'saved_queries'>> => {
  const row = await ctx.metadata.db.selectFrom('saved_queries').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined || actor.id === null || row.created_by !== actor.id) throw new NotFound()
  return row
}

/** A saved query belongs to whoever made it. */
export const savedQueryOwners = async (db: Kysely<Tables>, id: number): Promise<readonly number[]> =>
  (await db.selectFrom('saved_queries').select('created_by').where('id', '=', id).execute()).flatMap((row) => row.created_by ?? [])

/** Fields of a row that clients wrote, as they read them back. */
const echo = (row: Pick<Row<'saved_queries'>, 'label' | 'sql'> & Partial<Row<'saved_queries'>>): Record<string, unknown> => ({
  catalog: row.catalog ?? null,
  db_id: row.db_id ?? null,
  description: row.description ?? null,
  extra_json: row.extra_json ?? '{}',
  label: row.label,
  schema: row.schema ?? null,
  sql: row.sql,
  template_parameters: row.template_parameters ?? null,
})

/** What the body sets; a text that is required at rest is never null. */
const columnsOf = (body: SavedQueryFields) => ({
  ...(body.label === undefined ? {} : { label: body.label ?? '' }),
  ...(body.sql === undefined ? {} : { sql: body.sql ?? '' }),
  ...(body.db_id === undefined ? {} : { db_id: body.db_id }),
  ...(body.schema === undefined ? {} : { schema: body.schema }),
  ...(body.catalog === undefined ? {} : { catalog: body.catalog }),
  ...(body.description === undefined ? {} : { description: body.description }),
  ...(body.template_parameters === undefined ? {} : { template_parameters: body.template_parameters }),
  ...(body.extra_json === undefined ? {} : { extra_json: body.extra_json }),
})

/** A query may only name a database that the actor sees: its address travels along in exports. Throws 422. */
const refuseHiddenDatabase = async (ctx: Context, actor: Actor, id: number | null | undefined): Promise<void> => {
  if (id === null || id === undefined) return
  await visibleDatabase({ ctx, actor }, id).catch((error: unknown) => {
    throw error instanceof NotFound ? new Unprocessable('There is no such database', { fields: { db_id: ['Database does not exist'] }, cause: error }) : error
  })
}

const remove = async (ctx: Context, actor: Actor, ids: readonly number[]): Promise<void> => {
  const { count } = await findPage(ctx, savedQueryListing, { filters: [{ col: 'id', opr: 'in', value: [...ids] }] }, actor)
  if (count !== new Set(ids).size) throw new NotFound()
  await ctx.metadata.db.transaction().execute(async (db) => {
    for (const table of ['favourites', 'tagged_objects'] as const)
      await db
        .deleteFrom(table)
        .where('object_type', '=', 'query')
        .where('object_id', 'in', [...ids])
        .execute()
    await db
      .deleteFrom('saved_queries')
      .where('id', 'in', [...ids])
      .execute()
  })
}

export const savedQueryHandlers: readonly Handler[] = [
  ...listHandlers(routes, savedQueryListing),
  handle(routes.get, async ({ ctx, actor, params }) => {
    const { id } = await ownSavedQuery(ctx, actor, params.id)
    const [row] = await presentSavedQueries(ctx, [id], actor)
    return {
      id,
      result: row === undefined ? null : project(row, SHOWN),
      description_columns: {},
      label_columns: labelsOf(SHOWN),
      show_columns: SHOWN,
      show_title: 'Show Saved Query',
    }
  }),
  handle(routes.create, async ({ ctx, actor, body }) => {
    await refuseHiddenDatabase(ctx, actor, body.db_id)
    const now = ctx.clock.now()
    const row = {
      catalog: null,
      schema: null,
      db_id: null,
      description: null,
      template_parameters: null,
      extra_json: null,
      label: '',
      sql: '',
      ...columnsOf(body),
      user_id: actor.id ?? 0,
      uuid: crypto.randomUUID(),
      last_run: null,
      rows: null,
      created_on: now,
      changed_on: now,
      created_by: actor.id,
      changed_by: actor.id,
    }
    return { id: await insertRow(ctx.metadata.db, ctx.metadata.kind, 'saved_queries', row), result: echo(row) }
  }),
  handle(routes.update, async ({ ctx, actor, params, body }) => {
    const before = await ownSavedQuery(ctx, actor, params.id)
    await refuseHiddenDatabase(ctx, actor, body.db_id)
    const changed = columnsOf(body)
    await ctx.metadata.db
      .updateTable('saved_queries')
      .set({ ...changed, changed_on: ctx.clock.now(), changed_by: actor.id })
      .where('id', '=', before.id)
      .execute()
    return { id: before.id, result: echo({ ...before, ...changed }) }
  }),
  handle(routes.delete, async ({ ctx, actor, params }) => {
    await remove(ctx, actor, [params.id])
    return { message: 'OK' }
  }),
  handle(routes.bulkDelete, async ({ ctx, actor, q }) => {
    await remove(ctx, actor, q)
    return { message: `Deleted ${q.length} saved ${q.length === 1 ? 'query' : 'queries'}` }
  }),
]
export { savedQueryListing } from './listing.ts'
