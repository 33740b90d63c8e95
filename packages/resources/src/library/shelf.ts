import type { Actor } from '@coset/access'
import type { contract } from '@coset/contract'
import { NotFound } from '@coset/core'
import { insertRow, type Tables } from '@coset/metadata'
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import { refuseNewer } from '../history/keep.ts'
import { moveToTrash } from '../history/trash.ts'
import { type Listing, labelsOf, likeText, listHandlers } from '../listing/index.ts'
import { deltaText, isoText } from '../moments.ts'
import { peopleById, personName, personRef } from '../people/index.ts'
import { relatedPeople } from '../people/related.ts'
import { type Handler, handle } from '../resource.ts'

type Table = 'css_templates' | 'annotation_layers' | 'themes'

/** A small resource of one table. */
export interface Shelf {
  readonly table: Table
  readonly view: string
  /** What lists and messages call one. */
  readonly title: string
  readonly noun: 'css_template' | 'annotation_layer' | 'theme'
  readonly nameColumn: string
  readonly fields: readonly string[]
  readonly hasUuid: boolean
  readonly listColumns: readonly string[]
  readonly showColumns: readonly string[]
  /** What lists are searched by beside the name and who made them. */
  readonly search: Readonly<Record<string, 'text' | 'moment' | 'flag'>>
  readonly orderColumns: readonly string[]
  readonly fixed: (ctx: Context, actor: Actor) => Record<string, unknown>
  /** Throws on a body that does not fit. */
  readonly check?: (ctx: Context, body: Readonly<Record<string, unknown>>, id: number | null) => Promise<void>
  /** Throws on a row that may not be changed, or not deleted. */
  readonly refuse?: (db: Kysely<Tables>, id: number, intent: 'change' | 'delete') => Promise<void>
}

export const stampColumns = [
  'changed_on_ms',
  'changed_on_delta_humanized',
  'changed_by.first_name',
  'changed_by.last_name',
  'changed_by.id',
  'created_by.first_name',
  'created_by.last_name',
  'created_by.id',
  'created_on',
] as const

const present = async (ctx: Context, shelf: Shelf, ids: readonly number[]) => {
  const rows = await ctx.metadata.db
    .selectFrom(shelf.table as 'css_templates')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const people = await peopleById(
    ctx,
    rows.flatMap((row) => [row.created_by, row.changed_by]),
  )
  return rows.map((row) => ({
    ...row,
    changed_on: isoText(row.changed_on),
    changed_on_ms: row.changed_on,
    created_on: isoText(row.created_on),
    changed_on_delta_humanized: deltaText(row.changed_on, ctx.clock.now()),
    changed_by: personRef(people, row.changed_by),
    created_by: personRef(people, row.created_by),
    changed_by_name: personName(people, row.changed_by),
  }))
}

const listingOf = (shelf: Shelf): Listing => ({
  table: shelf.table,
  view: shelf.view,
  listTitle: `List ${shelf.title}`,
  addTitle: `Add ${shelf.title}`,
  editTitle: `Edit ${shelf.title}`,
  maxPageSize: 100,
  addColumns: shelf.fields,
  editColumns: shelf.fields,
  listColumns: shelf.listColumns,
  orderColumns: Object.fromEntries(shelf.orderColumns.map((name) => [name, `${shelf.table}.${name === 'changed_on_delta_humanized' ? 'changed_on' : name}`])),
  search: {
    id: { kind: 'number', ref: `${shelf.table}.id` },
    [shelf.nameColumn]: {
      kind: 'text',
      ref: `${shelf.table}.${shelf.nameColumn}`,
      operators: Object.fromEntries(
        [`${shelf.noun}_all_text`, 'all_text'].map((name) => [
          name,
          (value: unknown) => sql`lower(${sql.ref(`${shelf.table}.${shelf.nameColumn}`)}) like ${`%${likeText(value)}%`}`,
        ]),
      ),
    },
    ...Object.fromEntries(Object.entries(shelf.search).map(([name, kind]) => [name, { kind, ref: `${shelf.table}.${name}` } as const])),
    created_on: { kind: 'moment', ref: `${shelf.table}.created_on` },
    changed_on: { kind: 'moment', ref: `${shelf.table}.changed_on` },
    created_by: { kind: 'to-one', ref: `${shelf.table}.created_by` },
    changed_by: { kind: 'to-one', ref: `${shelf.table}.changed_by` },
  },
  visible: async () => null,
  present: (ctx, ids) => present(ctx, shelf, ids),
  related: { created_by: relatedPeople, changed_by: relatedPeople },
})

const find = async (db: Kysely<Tables>, shelf: Shelf, id: number) => {
  const row = await db
    .selectFrom(shelf.table as 'themes')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new NotFound()
  return row
}

type Routes = typeof contract.cssTemplate | typeof contract.annotationLayer | typeof contract.theme

/** List, read, make, change and delete. */
export const shelfHandlers = (routes: Routes, shelf: Shelf): readonly Handler[] => {
  const listing = listingOf(shelf)
  const remove = async (ctx: Context, actor: Actor, ids: readonly number[]): Promise<void> => {
    await ctx.metadata.db.transaction().execute(async (db) => {
      for (const id of ids) {
        await find(db, shelf, id)
        await shelf.refuse?.(db, id, 'delete')
      }
      await moveToTrash(ctx, db, actor, shelf.noun, ids)
      await db
        .deleteFrom(shelf.table)
        .where('id', 'in', [...ids])
        .execute()
    })
  }
  return [
    ...listHandlers(routes, listing),
    handle(routes.get, async ({ ctx, actor, params }) => {
      await find(ctx.metadata.db, shelf, params.id)
      const [row] = await listing.present(ctx, [params.id], actor)
      return {
        description_columns: {},
        id: params.id,
        label_columns: labelsOf(shelf.showColumns),
        result: row,
        show_columns: shelf.showColumns,
        show_title: `Show ${shelf.title}`,
      }
    }),
    handle(routes.create, async ({ ctx, actor, body }) => {
      await shelf.check?.(ctx, body, null)
      const now = ctx.clock.now()
      const row = {
        ...shelf.fixed(ctx, actor),
        ...body,
        ...(shelf.hasUuid ? { uuid: crypto.randomUUID() } : {}),
        created_on: now,
        changed_on: now,
        created_by: actor.id,
        changed_by: actor.id,
      }
      return { id: await insertRow(ctx.metadata.db, ctx.metadata.kind, shelf.table as 'css_templates', row as never), result: body }
    }),
    handle(routes.update, async ({ ctx, actor, params, body }) => {
      const { expected_changed_on: expected, ...fields } = body
      await find(ctx.metadata.db, shelf, params.id)
      await shelf.check?.(ctx, fields, params.id)
      const changed = await ctx.metadata.db.transaction().execute(async (db) => {
        await refuseNewer(ctx, db, shelf.noun, params.id, expected)
        await shelf.refuse?.(db, params.id, 'change')
        const changed_on = Math.max(ctx.clock.now(), (await find(db, shelf, params.id)).changed_on + 1)
        await db
          .updateTable(shelf.table as 'css_templates')
          .set({ ...fields, changed_on, changed_by: actor.id })
          .where('id', '=', params.id)
          .execute()
        return find(db, shelf, params.id)
      })
      const now = Object.fromEntries(Object.entries(changed).filter(([name]) => shelf.fields.includes(name)))
      return { id: params.id, result: { ...now, changed_on_ms: changed.changed_on } }
    }),
    handle(routes.delete, async ({ ctx, actor, params }) => {
      await remove(ctx, actor, [params.id])
      return { message: 'OK' }
    }),
    handle(routes.bulkDelete, async ({ ctx, actor, q }) => {
      await remove(ctx, actor, q)
      return { message: `Deleted ${q.length} ${shelf.title.toLowerCase()}${q.length === 1 ? '' : 's'}` }
    }),
  ]
}
