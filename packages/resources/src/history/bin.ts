import type { Actor } from '@coset/access'
import type { Context } from '../context.ts'
import { likeText } from '../listing/index.ts'
import { peopleById, personRef } from '../people/index.ts'
import { findable, openEntry } from './access.ts'
import { forgetEntries } from './trash.ts'

const DAY_MS = 86_400_000

/** A page of the trash, what was deleted last first. */
export const trashPage = async (
  ctx: Context,
  actor: Actor,
  asked: { readonly page: number; readonly page_size: number; readonly kind?: string | undefined; readonly text?: string | undefined },
) => {
  let found = ctx.metadata.db.selectFrom('trash').where(findable(actor))
  if (asked.kind !== undefined) found = found.where('kind', '=', asked.kind)
  if (asked.text !== undefined && asked.text !== '') found = found.where((eb) => eb(eb.fn<string>('lower', ['name']), 'like', `%${likeText(asked.text)}%`))
  const { n } = await found.select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()
  const rows = await found
    .select(['id', 'kind', 'object_id', 'object_uuid', 'name', 'deleted_on', 'deleted_by', 'deletion'])
    .orderBy('deleted_on', 'desc')
    .orderBy('id', 'desc')
    .limit(asked.page_size)
    .offset(asked.page * asked.page_size)
    .execute()
  const people = await peopleById(
    ctx,
    rows.map((row) => row.deleted_by),
  )
  const days = ctx.settings.trashRetentionDays
  return {
    count: Number(n),
    result: rows.map((row) => ({
      ...row,
      deleted_by: personRef(people, row.deleted_by),
      purged_on: days === 0 ? null : row.deleted_on + days * DAY_MS,
    })),
  }
}

/** Deletes one entry for good. Throws NotFound. */
export const deleteEntry = (ctx: Context, actor: Actor, id: number): Promise<void> =>
  ctx.metadata.db.transaction().execute(async (db) => forgetEntries(db, [await openEntry(db, actor, id)]))

/** Deletes for good what the actor deleted; administrators everything. Gives how many that were. */
export const emptyTrash = (ctx: Context, actor: Actor): Promise<number> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    let found = db.selectFrom('trash').select(['id', 'kind', 'object_id']).where(findable(actor))
    if (!actor.isAdmin) found = found.where('deleted_by', '=', actor.id)
    const rows = await found.execute()
    await forgetEntries(db, rows)
    return rows.length
  })
