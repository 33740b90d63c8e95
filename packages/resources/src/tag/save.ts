import { type Actor, decideOwnership } from '@coset/access'
import type { TagChange, TagFields, TaggedObject } from '@coset/contract'
import { NotFound, Unprocessable } from '@coset/core'
import { insertRow, type MetadataKind, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { ownerIds } from '../people/owners.ts'
import { savedQueryOwners } from '../saved-query/index.ts'

type Db = Kysely<Tables>
export type ObjectKind = TaggedObject[0]

const TABLES = { chart: 'charts', dashboard: 'dashboards', dataset: 'datasets', query: 'saved_queries' } as const

/** Whoever may change an object may tag it; false for unknown ones too. */
const mayTag = async (db: Db, actor: Actor, [kind, id]: TaggedObject): Promise<boolean> => {
  const row = await db.selectFrom(TABLES[kind]).select('id').where('id', '=', id).executeTakeFirst()
  return row !== undefined && decideOwnership(actor, kind === 'query' ? await savedQueryOwners(db, id) : await ownerIds(db, kind, id)).allowed
}

const refuse = ([kind, id]: TaggedObject): never => {
  const told = `Only owners may tag the ${kind} ${id}, and only one that there is`
  throw new Unprocessable(told, { fields: { objects_to_tag: [told] } })
}

/** Throws where somebody would put on, change or take away what the site tags itself. */
const refuseSiteTag = ({ name, type }: { readonly name: string; readonly type: string }): void => {
  if (type === 'custom') return
  const told = `The tag ${name} is kept by the site itself`
  throw new Unprocessable(told, { fields: { name: [told] } })
}

const link = async (db: Db, tagId: number, [kind, id]: TaggedObject): Promise<void> => {
  await db.deleteFrom('tagged_objects').where('tag_id', '=', tagId).where('object_type', '=', kind).where('object_id', '=', id).execute()
  await db.insertInto('tagged_objects').values({ tag_id: tagId, object_type: kind, object_id: id }).execute()
}

const unlink = (db: Db, tagId: number, [kind, id]: TaggedObject) =>
  db.deleteFrom('tagged_objects').where('tag_id', '=', tagId).where('object_type', '=', kind).where('object_id', '=', id).executeTakeFirstOrThrow()

/** The tag of a name, made when there is none. */
const tagOf = async (
  db: Db,
  { kind, now, actor }: { readonly kind: MetadataKind; readonly now: number; readonly actor: Actor },
  name: string,
  description: string | null | undefined,
): Promise<number> => {
  const known = await db.selectFrom('tags').select(['id', 'name', 'type']).where('name', '=', name).executeTakeFirst()
  if (known !== undefined) {
    refuseSiteTag(known)
    const change = description === undefined ? null : { description, changed_on: now, changed_by: actor.id }
    if (change !== null) await db.updateTable('tags').set(change).where('id', '=', known.id).execute()
    return known.id
  }
  const stamp = { created_on: now, changed_on: now, created_by: actor.id, changed_by: actor.id }
  return insertRow(db, kind, 'tags', { name, type: 'custom', description: description ?? null, ...stamp })
}

const making = (ctx: Context, actor: Actor) => ({ kind: ctx.metadata.kind, now: ctx.clock.now(), actor })

/** Makes a tag, or takes the one of that name, and puts it on objects; all or nothing. Throws Unprocessable for an object of others. */
export const createTag = (ctx: Context, actor: Actor, { name, description, objects_to_tag: objects = [] }: TagFields): Promise<void> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    const id = await tagOf(db, making(ctx, actor), name, description)
    for (const one of objects) {
      if (!(await mayTag(db, actor, one))) refuse(one)
      await link(db, id, one)
    }
  })

/** Puts tags on objects; those that the actor may not tag are left out and told. */
export const createTags = (ctx: Context, actor: Actor, tags: readonly TagFields[]) =>
  ctx.metadata.db.transaction().execute(async (db) => {
    const tagged = new Map<string, TaggedObject>()
    const skipped = new Map<string, TaggedObject>()
    for (const { name, description, objects_to_tag: objects = [] } of tags) {
      const id = await tagOf(db, making(ctx, actor), name, description)
      for (const one of objects) {
        const allowed = await mayTag(db, actor, one)
        if (allowed) await link(db, id, one)
        ;(allowed ? tagged : skipped).set(one.join(' '), one)
      }
    }
    return { objects_tagged: [...tagged.values()], objects_skipped: [...skipped.values()] }
  })

/** Changes a tag; `objects_to_tag`, when given, becomes all of its objects but those that the actor may not change. */
export const updateTag = (ctx: Context, actor: Actor, id: number, fields: TagChange): Promise<void> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    const before = await db.selectFrom('tags').select(['name', 'type']).where('id', '=', id).executeTakeFirst()
    if (before === undefined) throw new NotFound()
    refuseSiteTag(before)
    const { name, description, objects_to_tag: objects } = fields
    if (name !== undefined) {
      const same = await db.selectFrom('tags').select('id').where('name', '=', name).where('id', '!=', id).executeTakeFirst()
      if (same !== undefined) throw new Unprocessable('The name is taken', { fields: { name: ['Must be unique'] } })
    }
    const change = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description: description ?? null }) }
    await db
      .updateTable('tags')
      .set({ ...change, changed_on: ctx.clock.now(), changed_by: actor.id })
      .where('id', '=', id)
      .execute()
    if (objects === undefined) return
    const there = (await db.selectFrom('tagged_objects').select(['object_type', 'object_id']).where('tag_id', '=', id).execute()).map(
      (row): TaggedObject => [row.object_type as ObjectKind, row.object_id],
    )
    const has = (list: readonly TaggedObject[], [kind, objectId]: TaggedObject): boolean => list.some((one) => one[0] === kind && one[1] === objectId)
    for (const one of objects.filter((wanted) => !has(there, wanted))) {
      if (!(await mayTag(db, actor, one))) refuse(one)
      await link(db, id, one)
    }
    for (const one of there.filter((old) => !has(objects, old))) if (await mayTag(db, actor, one)) await unlink(db, id, one)
  })

/** Puts tags of these names on an object of one's own. */
export const tagObject = (ctx: Context, actor: Actor, object: TaggedObject, names: readonly string[]): Promise<void> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    if (!(await mayTag(db, actor, object))) refuse(object)
    for (const name of names) await link(db, await tagOf(db, making(ctx, actor), name, undefined), object)
  })

/** Takes a tag off an object of one's own. Throws Unprocessable when it is not on it. */
export const untagObject = (ctx: Context, actor: Actor, object: TaggedObject, name: string): Promise<void> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    if (!(await mayTag(db, actor, object))) refuse(object)
    const tag = await db.selectFrom('tags').select('id').where('name', '=', name).executeTakeFirst()
    const gone = tag === undefined ? null : await unlink(db, tag.id, object)
    if (gone === null || gone.numDeletedRows === 0n) throw new Unprocessable(`The ${object[0]} has no tag ${name}`)
  })

/** Deletes tags and takes them off everything. Throws NotFound. */
export const deleteTag = async (ctx: Context, id: number): Promise<void> => {
  await ctx.metadata.db.transaction().execute(async (db) => {
    const before = await db.selectFrom('tags').select(['name', 'type']).where('id', '=', id).executeTakeFirst()
    if (before === undefined) throw new NotFound()
    refuseSiteTag(before)
    await db.deleteFrom('tags').where('id', '=', id).execute()
    await db.deleteFrom('favourites').where('object_type', '=', 'tag').where('object_id', '=', id).execute()
  })
}

/** Deletes tags by their names, all or none. Throws Unprocessable with the names that there are not. */
export const deleteTagsByName = async (ctx: Context, names: readonly string[]): Promise<void> => {
  if (names.length === 0) return
  await ctx.metadata.db.transaction().execute(async (db) => {
    const rows = await db.selectFrom('tags').select(['id', 'name', 'type']).where('name', 'in', names).execute()
    const unknown = names.filter((name) => rows.every((row) => row.name !== name))
    if (unknown.length > 0) throw new Unprocessable(`There are no tags of these names: ${unknown.join(', ')}`)
    for (const row of rows) refuseSiteTag(row)
    const ids = rows.map((row) => row.id)
    await db.deleteFrom('favourites').where('object_type', '=', 'tag').where('object_id', 'in', ids).execute()
    await db.deleteFrom('tags').where('id', 'in', ids).execute()
  })
}
