import { contract } from '@coset/contract'
import { NotFound, Unprocessable } from '@coset/core'
import { insertRow } from '@coset/metadata'
import { sql } from 'kysely'
import { type Listing, listHandlers } from '../listing/index.ts'
import { deltaText } from '../moments.ts'
import { peopleById, personRef } from '../people/index.ts'
import { ownerIds, refuseOwnership } from '../people/owners.ts'
import { relatedPeople } from '../people/related.ts'
import { type Handler, handle } from '../resource.ts'
import { savedQueryOwners } from '../saved-query/index.ts'

const routes = contract.tag

/** Numbers that clients know for the kinds of tags. */
const KINDS: Readonly<Record<string, number>> = { custom: 1, type: 2, owner: 3, favorited_by: 4 }

export const tagListing: Listing = {
  table: 'tags',
  view: 'Tag',
  listTitle: 'List Tag',
  addTitle: 'Add Tag',
  editTitle: 'Edit Tag',
  maxPageSize: 100,
  addColumns: ['name', 'description'],
  editColumns: ['name', 'description'],
  listColumns: [
    'id',
    'name',
    'type',
    'description',
    'changed_by.first_name',
    'changed_by.last_name',
    'changed_on_delta_humanized',
    'created_on_delta_humanized',
    'created_by.first_name',
    'created_by.last_name',
  ],
  orderColumns: { id: 'tags.id', name: 'tags.name', type: 'tags.type', changed_on_delta_humanized: 'tags.changed_on' },
  search: {
    id: { kind: 'number', ref: 'tags.id' },
    name: { kind: 'text', ref: 'tags.name' },
    type: { kind: 'custom', operators: { custom_tag: (value) => (value === true ? sql`tags.type = 'custom'` : null) } },
    created_by: { kind: 'to-one', ref: 'tags.created_by' },
    changed_by: { kind: 'to-one', ref: 'tags.changed_by' },
  },
  visible: async () => null,
  present: async (ctx, ids) => {
    const rows = await ctx.metadata.db
      .selectFrom('tags')
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
      name: row.name,
      type: KINDS[row.type] ?? 1,
      description: row.description,
      changed_by: personRef(people, row.changed_by),
      created_by: personRef(people, row.created_by),
      changed_on_delta_humanized: deltaText(row.changed_on, now),
      created_on_delta_humanized: deltaText(row.created_on, now),
    }))
  },
  related: { created_by: relatedPeople, changed_by: relatedPeople },
}

export const tagHandlers: readonly Handler[] = [
  ...listHandlers(routes, tagListing),
  handle(routes.get, async ({ ctx, actor, params }) => {
    const [tag] = await tagListing.present(ctx, [params.id], actor)
    if (tag === undefined) throw new NotFound()
    return { id: tag.id, result: tag }
  }),
  handle(routes.create, async ({ ctx, actor, body }) => {
    const now = ctx.clock.now()
    await ctx.metadata.db.transaction().execute(async (db) => {
      const known = await db.selectFrom('tags').select('id').where('name', '=', body.name).executeTakeFirst()
      if (known !== undefined && body.objects_to_tag === undefined) throw new Unprocessable('The name is taken', { fields: { name: ['Must be unique'] } })
      const id =
        known?.id ??
        (await insertRow(db, ctx.metadata.kind, 'tags', {
          name: body.name,
          type: 'custom',
          description: body.description ?? null,
          created_on: now,
          changed_on: now,
          created_by: actor.id,
          changed_by: actor.id,
        }))
      for (const [type, objectId] of body.objects_to_tag ?? []) {
        refuseOwnership(actor, type === 'query' ? await savedQueryOwners(db, objectId) : await ownerIds(db, type, objectId), type)
        await db.deleteFrom('tagged_objects').where('tag_id', '=', id).where('object_type', '=', type).where('object_id', '=', objectId).execute()
        await db.insertInto('tagged_objects').values({ tag_id: id, object_type: type, object_id: objectId }).execute()
      }
    })
    return {}
  }),
  handle(routes.delete, async ({ ctx, params }) => {
    const { numDeletedRows } = await ctx.metadata.db.deleteFrom('tags').where('id', '=', params.id).executeTakeFirstOrThrow()
    if (numDeletedRows === 0n) throw new NotFound()
    return { message: 'OK' }
  }),
]
