import { type Actor, can } from '@coset/access'
import { NotFound } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'

export type QueryRow = Row<'queries'>

/** May the actor see everybody's runs? */
export const seesAllQueries = (actor: Actor): boolean => can(actor, { verb: 'all_query_access', view: 'all_query_access' })

export const isOwnOrOpen = (actor: Actor, row: Pick<QueryRow, 'user_id'>): boolean => (actor.id !== null && row.user_id === actor.id) || seesAllQueries(actor)

/** A run by the editor's name of it, when the actor may see it. Throws NotFound. */
export const findByClientId = async (ctx: Context, actor: Actor, clientId: string): Promise<QueryRow> => {
  const row = await ctx.metadata.db.selectFrom('queries').selectAll().where('client_id', '=', clientId).executeTakeFirst()
  if (row === undefined || !isOwnOrOpen(actor, row)) throw new NotFound(`Query with client_id ${clientId} not found`)
  return row
}

/** A run by the key of its results, when the actor may see it. Throws NotFound. */
export const findByResultsKey = async (ctx: Context, actor: Actor, key: string): Promise<QueryRow> => {
  const row = await ctx.metadata.db.selectFrom('queries').selectAll().where('results_key', '=', key).executeTakeFirst()
  if (row === undefined || !isOwnOrOpen(actor, row)) throw new NotFound()
  return row
}

export const loadQuery = (ctx: Context, id: number): Promise<QueryRow> =>
  ctx.metadata.db.selectFrom('queries').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

/** A run by its id, or null. */
export const findRun = async (ctx: Context, id: number): Promise<QueryRow | null> =>
  (await ctx.metadata.db.selectFrom('queries').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
