import { type Actor, can, decideOwnership } from '@coset/access'
import { NotFound } from '@coset/core'
import { insertRow } from '@coset/metadata'
import { sql } from 'kysely'
import { z } from 'zod'
import { chartListing } from '../../chart/index.ts'
import type { Context } from '../../context.ts'
import { dashboardListing } from '../../dashboard/index.ts'
import { datasetListing } from '../../dataset/index.ts'
import type { Listing } from '../../listing/index.ts'
import { ownerIds } from '../../people/owners.ts'
import { savedQueryListing, savedQueryOwners } from '../../saved-query/index.ts'
import { uuid, version } from '../schema.ts'
import { byText, changeOf, type Db, denied, type Kind, stampOf, VERSION, type Work } from './kind.ts'

const TAGGED = ['chart', 'dashboard', 'dataset', 'query'] as const
type Tagged = (typeof TAGGED)[number]

const schema = z.looseObject({
  tag_name: z.string().min(1).max(250),
  description: z.string().nullish(),
  objects: z
    .array(z.looseObject({ type: z.enum(TAGGED), uuid }))
    .max(10_000)
    .default([]),
  version,
})
type File = z.output<typeof schema>

const LISTINGS: Readonly<Record<Tagged, Listing>> = {
  chart: chartListing,
  dashboard: dashboardListing,
  dataset: datasetListing,
  query: savedQueryListing,
}

/** What carries a tag, as far as the actor sees it; null: all of it. */
const objectsOf = async (
  ctx: Context,
  tag: number,
  kind: Tagged,
  actor: Actor | null,
): Promise<readonly { readonly type: Tagged; readonly uuid: string }[]> => {
  const { table, joins, visible } = LISTINGS[kind]
  const seen = actor === null ? null : await visible(ctx, actor)
  const column = (name: string) => sql.ref(`${table}.${name}`)
  const tagged = sql`exists (select 1 from tagged_objects where object_type = ${kind} and object_id = ${column('id')} and tag_id = ${tag})`
  const { rows } = await sql<{ uuid: string }>`select distinct ${column('uuid')} as uuid from ${sql.table(table)} ${joins ?? sql``}
    where ${tagged} and (${seen ?? sql`1 = 1`})`.execute(ctx.metadata.db)
  return rows.map((row) => ({ type: kind, uuid: row.uuid })).sort((a, b) => byText(a.uuid, b.uuid))
}

/** Whoever may change an object may tag it. */
export const mayTag = async (db: Db, actor: Actor, kind: Tagged, id: number): Promise<boolean> =>
  decideOwnership(actor, kind === 'query' ? await savedQueryOwners(db, id) : await ownerIds(db, kind, id)).allowed

const link = async (work: Work, tag: number, { type, uuid: own }: File['objects'][number]): Promise<void> => {
  const id = await work.idOf(type, own)
  if (id === null) return work.leftOut(`There is no ${type} ${own} here to carry the tag`)
  if (!(await mayTag(work.db, work.actor, type, id))) return work.leftOut(`You may not tag the ${type} ${own}`)
  await work.db.deleteFrom('tagged_objects').where('tag_id', '=', tag).where('object_type', '=', type).where('object_id', '=', id).execute()
  await work.db.insertInto('tagged_objects').values({ tag_id: tag, object_type: type, object_id: id }).execute()
}

/** Tags that people made, with what carries them; a tag goes by its name. An import puts tags on, it takes none off. */
export const tagKind: Kind<File> = {
  folder: 'tags',
  type: 'Tag',
  noun: 'Tag',
  schema,
  all: async (ctx, actor) =>
    can(actor, { verb: 'can_read', view: 'Tag' })
      ? (await ctx.metadata.db.selectFrom('tags').select('id').where('type', '=', 'custom').orderBy('id').execute()).map((row) => row.id)
      : [],
  visible: (ctx, actor, id) => tagKind.fields(ctx, id, actor),
  fields: async (ctx, id, actor) => {
    const row = await ctx.metadata.db.selectFrom('tags').selectAll().where('id', '=', id).where('type', '=', 'custom').executeTakeFirst()
    if (row === undefined) throw new NotFound()
    const objects = (await Promise.all(TAGGED.map((kind) => objectsOf(ctx, id, kind, actor)))).flat()
    return { tag_name: row.name, description: row.description, objects, version: VERSION }
  },
  nameOf: (file) => file.tag_name,
  uuidOf: () => null,
  find: async (db, file) => (await db.selectFrom('tags').select('id').where('name', '=', file.tag_name).executeTakeFirst())?.id ?? null,
  store: async (work, file, existing) => {
    const { db, ctx, actor } = work
    if (!can(actor, { verb: 'can_write', view: 'Tag' })) throw denied(`The tag “${file.tag_name}” may not be stored by you`)
    const kind = existing === null ? 'custom' : (await db.selectFrom('tags').select('type').where('id', '=', existing).executeTakeFirstOrThrow()).type
    if (kind !== 'custom') throw denied(`The tag “${file.tag_name}” is one that the site makes itself`)
    const description = file.description ?? null
    const id = existing ?? (await insertRow(db, ctx.metadata.kind, 'tags', { name: file.tag_name, type: 'custom', description, ...stampOf(work) }))
    if (existing !== null)
      await db
        .updateTable('tags')
        .set({ description, ...changeOf(work) })
        .where('id', '=', id)
        .execute()
    for (const one of file.objects) await link(work, id, one)
    return id
  },
}
