import type { Actor } from '@coset/access'
import { NotAuthenticated } from '@coset/core'
import type { Context } from '../context.ts'
import type { Owned } from './owners.ts'
import { keepSiteTags } from './site-tags.ts'

/** What people mark. */
export type Marked = Owned | 'tag'

const me = (actor: Actor): number => {
  if (actor.id === null) throw new NotAuthenticated()
  return actor.id
}

/** `[{id, value}]`: which of the ids the asker marked. */
export const favouriteStatus = async (
  ctx: Context,
  actor: Actor,
  type: Marked,
  ids: readonly number[],
): Promise<readonly { readonly id: number; readonly value: boolean }[]> => {
  const rows = await ctx.metadata.db
    .selectFrom('favourites')
    .select('object_id')
    .where('user_id', '=', actor.id ?? 0)
    .where('object_type', '=', type)
    .where('object_id', 'in', [...ids])
    .execute()
  const marked = new Set(rows.map((row) => row.object_id))
  return ids.map((id) => ({ id, value: marked.has(id) }))
}

/** Marks or unmarks; doing it twice changes nothing. */
export const setFavourite = async (ctx: Context, actor: Actor, type: Marked, id: number, on: boolean): Promise<void> => {
  const user_id = me(actor)
  await ctx.metadata.db.transaction().execute(async (db) => {
    await db.deleteFrom('favourites').where('user_id', '=', user_id).where('object_type', '=', type).where('object_id', '=', id).execute()
    if (on) await db.insertInto('favourites').values({ user_id, object_type: type, object_id: id, created_on: ctx.clock.now() }).execute()
    if (on && (type === 'chart' || type === 'dashboard')) await keepSiteTags(ctx, db, [{ type: 'favorited_by', of: user_id }])
  })
}
