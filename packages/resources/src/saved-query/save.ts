import type { Actor } from '@coset/access'
import type { SavedQueryFields, SavedQueryPatch } from '@coset/contract'
import { NotFound, Unprocessable } from '@coset/core'
import { insertRow, type Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { visibleDatabase } from '../database/index.ts'
import { conflictOf, keepBefore, keepVersion } from '../history/keep.ts'
import { moveToTrash } from '../history/trash.ts'
import { findPage } from '../listing/index.ts'
import { keepTagsOf } from '../people/site-tags.ts'
import { savedQueryListing } from './listing.ts'

/** The actor's own saved query. Throws NotFound for those of others too. */
export const ownSavedQuery = async (ctx: Context, actor: Actor, id: number): Promise<Row<'saved_queries'>> => {
  const row = await ctx.metadata.db.selectFrom('saved_queries').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined || actor.id === null || row.created_by !== actor.id) throw new NotFound()
  return row
}

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

/** Keeps a query of the actor's. Throws Unprocessable naming `db_id`. */
export const createSavedQuery = async (ctx: Context, actor: Actor, body: SavedQueryFields) => {
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
  const id = await ctx.metadata.db.transaction().execute(async (db) => {
    const made = await insertRow(db, ctx.metadata.kind, 'saved_queries', row)
    await keepTagsOf(ctx, db, 'query', actor.id === null ? [] : [actor.id])
    await keepVersion(ctx, db, 'saved_query', made, actor)
    return made
  })
  return { id, row }
}

/** Changes a saved query of the actor's own. Throws NotFound, and Conflict when somebody saved since the writer read it. */
export const updateSavedQuery = async (ctx: Context, actor: Actor, id: number, body: SavedQueryPatch): Promise<Row<'saved_queries'>> => {
  const before = await ownSavedQuery(ctx, actor, id)
  await refuseHiddenDatabase(ctx, actor, body.db_id)
  const expected = body.expected_changed_on
  const changed = { ...columnsOf(body), changed_on: Math.max(ctx.clock.now(), before.changed_on + 1), changed_by: actor.id }
  await ctx.metadata.db.transaction().execute(async (db) => {
    await keepBefore(ctx, db, 'saved_query', id)
    const { numUpdatedRows } = await db
      .updateTable('saved_queries')
      .set(changed)
      .where('id', '=', id)
      .$if(expected !== undefined, (query) => query.where('changed_on', '=', expected ?? 0))
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) throw await conflictOf(ctx, db, 'saved_query', id)
    await keepVersion(ctx, db, 'saved_query', id, actor)
  })
  return { ...before, ...changed }
}

/** Deletes saved queries of the actor's own, all together or not at all. */
export const deleteSavedQueries = async (ctx: Context, actor: Actor, ids: readonly number[]): Promise<void> => {
  const { count } = await findPage(ctx, savedQueryListing, { filters: [{ col: 'id', opr: 'in', value: [...ids] }] }, actor)
  if (count !== new Set(ids).size) throw new NotFound()
  await ctx.metadata.db.transaction().execute(async (db) => {
    await moveToTrash(ctx, db, actor, 'saved_query', ids)
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
