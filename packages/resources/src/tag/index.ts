import { contract, type TaggedObject } from '@coset/contract'
import { BadRequest, NotFound } from '@coset/core'
import type { Context } from '../context.ts'
import { listHandlers } from '../listing/index.ts'
import { labelsOf } from '../listing/project.ts'
import { favouriteStatus, setFavourite } from '../people/favourites.ts'
import { type Handler, handle } from '../resource.ts'
import { tagListing } from './listing.ts'
import { taggedObjects, type WantedTag } from './objects.ts'
import { createTag, createTags, deleteTag, deleteTagsByName, tagObject, untagObject, updateTag } from './save.ts'

const routes = contract.tag

const findTag = async (ctx: Context, id: number): Promise<void> => {
  if ((await ctx.metadata.db.selectFrom('tags').select('id').where('id', '=', id).executeTakeFirst()) === undefined) throw new NotFound()
}

const listed = (text: string | undefined): readonly string[] => (text ?? '').split(',').filter((part) => part !== '')

/** The tags that a query names by id or name; null: it names none. */
const wantedTags = async (
  ctx: Context,
  query: { readonly tags?: string | undefined; readonly tagIds?: string | undefined },
): Promise<readonly WantedTag[] | null> => {
  const ids = listed(query.tagIds).map(Number)
  if (ids.some((id) => !Number.isInteger(id))) throw new BadRequest('tagIds must be numbers', { fields: { tagIds: ['must be numbers, separated by commas'] } })
  const known = ctx.metadata.db.selectFrom('tags').select(['id', 'name', 'type'])
  if (ids.length > 0) return known.where('id', 'in', ids).execute()
  const names = listed(query.tags)
  if (names.length === 0) return null
  return known.where('name', 'in', names).execute()
}

const marks: readonly Handler[] = [
  handle(routes.favouriteStatus, async ({ ctx, actor, q }) => ({ result: q.length === 0 ? [] : await favouriteStatus(ctx, actor, 'tag', q) })),
  handle(routes.addFavourite, async ({ ctx, actor, params }) => {
    await findTag(ctx, params.id)
    await setFavourite(ctx, actor, 'tag', params.id, true)
    return { result: 'OK' }
  }),
  handle(routes.removeFavourite, async ({ ctx, actor, params }) => {
    await findTag(ctx, params.id)
    await setFavourite(ctx, actor, 'tag', params.id, false)
    return { result: 'OK' }
  }),
]

const onObjects: readonly Handler[] = [
  handle(routes.objects, async ({ ctx, actor, query }) => {
    const kinds = listed(query.types)
    return { result: await taggedObjects(ctx, actor, await wantedTags(ctx, query), kinds.length === 0 ? null : kinds) }
  }),
  handle(routes.bulkCreate, async ({ ctx, actor, body }) => ({ result: await createTags(ctx, actor, body.tags) })),
  handle(routes.addToObject, async ({ ctx, actor, params, body }) => {
    const object: TaggedObject = [params.object_type, params.object_id]
    await tagObject(ctx, actor, object, body.properties.tags)
    return {}
  }),
  handle(routes.removeFromObject, async ({ ctx, actor, params }) => {
    await untagObject(ctx, actor, [params.object_type, params.object_id], params.tag)
    return { message: 'OK' }
  }),
]

export const tagHandlers: readonly Handler[] = [
  ...listHandlers(routes, tagListing),
  ...marks,
  ...onObjects,
  handle(routes.get, async ({ ctx, actor, params }) => {
    const [tag] = await tagListing.present(ctx, [params.id], actor)
    if (tag === undefined) throw new NotFound()
    const columns = tagListing.listColumns
    return { id: tag.id, result: tag, description_columns: {}, label_columns: labelsOf(columns), show_columns: columns, show_title: 'Show Tag' }
  }),
  handle(routes.create, async ({ ctx, actor, body }) => {
    await createTag(ctx, actor, body)
    return {}
  }),
  handle(routes.update, async ({ ctx, actor, params, body }) => {
    await updateTag(ctx, actor, params.id, body)
    return { id: params.id, result: body }
  }),
  handle(routes.delete, async ({ ctx, params }) => {
    await deleteTag(ctx, params.id)
    return { message: 'OK' }
  }),
  handle(routes.bulkDelete, async ({ ctx, q }) => {
    await deleteTagsByName(ctx, q)
    return { message: `Deleted ${q.length} tag${q.length === 1 ? '' : 's'}` }
  }),
]
