import { sql } from 'kysely'
import type { Listing } from '../listing/index.ts'
import { deltaText } from '../moments.ts'
import { peopleById, personRef } from '../people/index.ts'
import { relatedPeople } from '../people/related.ts'
import { tagKind } from './kinds.ts'

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
      type: tagKind(row.type),
      description: row.description,
      changed_by: personRef(people, row.changed_by),
      created_by: personRef(people, row.created_by),
      changed_on_delta_humanized: deltaText(row.changed_on, now),
      created_on_delta_humanized: deltaText(row.created_on, now),
    }))
  },
  related: { created_by: relatedPeople, changed_by: relatedPeople },
}
