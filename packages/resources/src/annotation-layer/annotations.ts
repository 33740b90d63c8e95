import type { Actor } from '@coset/access'
import { type AnnotationChange, type AnnotationFields, contract } from '@coset/contract'
import { BadRequest, NotFound, Unprocessable } from '@coset/core'
import { insertRow, type Tables } from '@coset/metadata'
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import { refuseNewer } from '../history/keep.ts'
import { moveToTrash } from '../history/trash.ts'
import { type Listing, likeText, list } from '../listing/index.ts'
import { deltaText, shortIsoText } from '../moments.ts'
import { peopleById, personRef } from '../people/index.ts'
import { type Handler, handle } from '../resource.ts'

const routes = contract.annotation

const LIST_COLUMNS = [
  'changed_by.first_name',
  'changed_by.id',
  'changed_on_delta_humanized',
  'created_by.first_name',
  'created_by.id',
  'end_dttm',
  'id',
  'long_descr',
  'short_descr',
  'start_dttm',
]
const ORDER_COLUMNS = ['short_descr', 'long_descr', 'start_dttm', 'end_dttm', 'changed_on_delta_humanized']

const present: Listing['present'] = async (ctx, ids) => {
  const rows = await ctx.metadata.db
    .selectFrom('annotations')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const people = await peopleById(
    ctx,
    rows.flatMap((row) => [row.created_by, row.changed_by]),
  )
  const now = ctx.clock.now()
  return rows.map((row) => ({
    id: row.id,
    short_descr: row.short_descr,
    long_descr: row.long_descr,
    start_dttm: shortIsoText(row.start_dttm),
    end_dttm: shortIsoText(row.end_dttm),
    changed_on_delta_humanized: deltaText(row.changed_on, now),
    changed_by: personRef(people, row.changed_by),
    created_by: personRef(people, row.created_by),
  }))
}

/** The annotations of one layer. */
const listingOf = (layer: number): Listing => ({
  table: 'annotations',
  view: 'Annotation',
  listTitle: 'List Annotation',
  addTitle: 'Add Annotation',
  editTitle: 'Edit Annotation',
  maxPageSize: 100,
  addColumns: [],
  editColumns: [],
  listColumns: LIST_COLUMNS,
  orderColumns: Object.fromEntries(ORDER_COLUMNS.map((name) => [name, `annotations.${name === 'changed_on_delta_humanized' ? 'changed_on' : name}`])),
  search: {
    short_descr: {
      kind: 'text',
      ref: 'annotations.short_descr',
      operators: {
        annotation_all_text: (value) => {
          const like = `%${likeText(value)}%`
          return sql`(lower(annotations.short_descr) like ${like} or lower(annotations.long_descr) like ${like})`
        },
      },
    },
  },
  visible: async () => sql`annotations.layer_id = ${layer}`,
  present,
})

const find = async (db: Kysely<Tables>, layer: number, id: number) => {
  const row = await db.selectFrom('annotations').selectAll().where('id', '=', id).where('layer_id', '=', layer).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  return row
}

const check = async (db: Kysely<Tables>, layer: number, id: number | null, wanted: { short_descr: string; start_dttm: number; end_dttm: number }) => {
  if (wanted.end_dttm < wanted.start_dttm)
    throw new Unprocessable('End date must be after start date', { fields: { start_dttm: ['End date must be after start date'] } })
  const same = await db.selectFrom('annotations').select('id').where('layer_id', '=', layer).where('short_descr', '=', wanted.short_descr).execute()
  const told = 'Short description must be unique for this layer'
  if (same.some((row) => row.id !== id)) throw new Unprocessable(told, { fields: { short_descr: [told] } })
}

const httpDate = (ms: number): string => new Date(ms).toUTCString()

const echo = (layer: number, { start_dttm: start, end_dttm: end, expected_changed_on: _, ...rest }: AnnotationChange) => ({
  ...rest,
  ...(start === undefined ? {} : { start_dttm: httpDate(start) }),
  ...(end === undefined ? {} : { end_dttm: httpDate(end) }),
  layer,
})

const create = (ctx: Context, actor: Actor, layer: number, body: AnnotationFields): Promise<number> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    const known = await db.selectFrom('annotation_layers').select('id').where('id', '=', layer).executeTakeFirst()
    if (known === undefined) throw new BadRequest('Annotation layer not found.')
    await check(db, layer, null, body)
    const now = ctx.clock.now()
    const stamp = { created_on: now, changed_on: now, created_by: actor.id, changed_by: actor.id }
    return insertRow(db, ctx.metadata.kind, 'annotations', {
      short_descr: body.short_descr,
      long_descr: body.long_descr ?? null,
      start_dttm: body.start_dttm,
      end_dttm: body.end_dttm,
      json_metadata: body.json_metadata ?? null,
      layer_id: layer,
      ...stamp,
    })
  })

const update = (ctx: Context, actor: Actor, layer: number, id: number, { expected_changed_on: expected, ...body }: AnnotationChange): Promise<number> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    await refuseNewer(ctx, db, 'annotation', id, expected)
    const before = await find(db, layer, id)
    await check(db, layer, id, {
      short_descr: body.short_descr ?? before.short_descr,
      start_dttm: body.start_dttm ?? before.start_dttm,
      end_dttm: body.end_dttm ?? before.end_dttm,
    })
    const changed_on = Math.max(ctx.clock.now(), before.changed_on + 1)
    await db
      .updateTable('annotations')
      .set({ ...body, changed_on, changed_by: actor.id })
      .where('id', '=', id)
      .execute()
    return changed_on
  })

const remove = (ctx: Context, actor: Actor, layer: number, ids: readonly number[]): Promise<void> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    for (const id of ids) await find(db, layer, id)
    await moveToTrash(ctx, db, actor, 'annotation', ids)
    await db
      .deleteFrom('annotations')
      .where('id', 'in', [...ids])
      .execute()
  })

export const annotationHandlers: readonly Handler[] = [
  handle(routes.ofLayer, async ({ ctx, actor, params, q }) => {
    if ((await ctx.metadata.db.selectFrom('annotation_layers').select('id').where('id', '=', params.id).executeTakeFirst()) === undefined) throw new NotFound()
    const { count, ids, result } = await list(ctx, listingOf(params.id), q, actor)
    return { count, ids, result }
  }),
  handle(routes.get, async ({ ctx, params }) => {
    const row = await find(ctx.metadata.db, params.id, params.annotation_id)
    const layer = await ctx.metadata.db.selectFrom('annotation_layers').select(['id', 'name']).where('id', '=', row.layer_id).executeTakeFirstOrThrow()
    const { id, short_descr, long_descr, json_metadata, changed_on: changed_on_ms } = row
    return {
      id,
      result: {
        id,
        short_descr,
        long_descr,
        json_metadata,
        changed_on_ms,
        layer,
        start_dttm: shortIsoText(row.start_dttm),
        end_dttm: shortIsoText(row.end_dttm),
      },
    }
  }),
  handle(routes.create, async ({ ctx, actor, params, body }) => ({ id: await create(ctx, actor, params.id, body), result: echo(params.id, body) })),
  handle(routes.update, async ({ ctx, actor, params, body }) => {
    const changed_on_ms = await update(ctx, actor, params.id, params.annotation_id, body)
    return { id: params.annotation_id, result: { ...echo(params.id, body), changed_on_ms } }
  }),
  handle(routes.delete, async ({ ctx, actor, params }) => {
    await remove(ctx, actor, params.id, [params.annotation_id])
    return { message: 'OK' }
  }),
  handle(routes.bulkDelete, async ({ ctx, actor, params, q }) => {
    await remove(ctx, actor, params.id, q)
    return { message: `Deleted ${q.length} annotation${q.length === 1 ? '' : 's'}` }
  }),
]
