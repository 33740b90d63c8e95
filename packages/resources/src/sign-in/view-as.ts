import { type Actor, mayViewAs } from '@coset/access'
import { BadRequest, Forbidden, NotFound } from '@coset/core'
import { type Keeping, record } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { isoText } from '../moments.ts'
import type { Call } from '../resource.ts'
import { digestOf } from './codes.ts'

const HOUR_MS = 3_600_000

/** Where a session was asked to change its eyes. */
type From = Pick<Call<never>['request'], 'by' | 'session' | 'id' | 'address'>

const refused = (text: string): BadRequest => new BadRequest(text, { fields: { user_id: [text] } })

const touchSessions = async ({ metadata }: Keeping): Promise<void> => {
  await metadata.db.updateTable('settings').set({ value: crypto.randomUUID() }).where('name', '=', 'sessions_version').execute()
}

/** The name of an account that may be looked at. Throws BadRequest, NotFound. */
const nameOf = async (ctx: Context, userId: number): Promise<string> => {
  const row = await ctx.metadata.db.selectFrom('users').select(['username', 'active']).where('id', '=', userId).executeTakeFirst()
  if (row === undefined) throw new NotFound('There is no such user')
  if (!row.active) throw refused('The account is switched off: it sees nothing')
  return row.username
}

/** From now on the session sees the site as somebody else, or (null) as nobody who is signed in, for an hour at most. Throws BadRequest, Forbidden, NotFound. */
export const beginViewAs = async (ctx: Context, actor: Actor, userId: number | null, { by, session }: From) => {
  if (by !== 'session') throw new Forbidden('Only a browser that is signed in sees the site as somebody else; tokens and keys do not')
  if (userId === actor.id) throw refused('You see the site as yourself already')
  const username = userId === null ? '' : await nameOf(ctx, userId)
  const viewed = userId === null ? await ctx.actors.anonymous() : await ctx.actors.byId(userId)
  if (viewed === null || !mayViewAs(actor, viewed)) throw new Forbidden('Only administrators see the site as an administrator')
  const until = ctx.clock.now() + HOUR_MS
  await ctx.metadata.db.updateTable('sessions').set({ view_as_id: userId, view_as_until: until }).where('key', '=', digestOf(session.seed)).execute()
  await touchSessions(ctx)
  return { user_id: userId, username, ...(userId === null ? { name: 'Public' } : {}), until: isoText(until) }
}

/**
 * The session sees the site as itself again, and the audit log tells why. Nothing happens where it does already: of several who find that it ended, one
 * tells of it.
 */
export const endViewAs = async (on: Keeping, key: string, because: string, request: { readonly id: string; readonly address?: string } = { id: '' }) => {
  const { db } = on.metadata
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .leftJoin('users as seen', 'seen.id', 'sessions.view_as_id')
    .select(['sessions.user_id', 'users.username', 'sessions.view_as_id', 'sessions.view_as_until', 'sessions.address', 'seen.username as seen_name'])
    .where('sessions.key', '=', key)
    .where('sessions.view_as_until', 'is not', null)
    .executeTakeFirst()
  if (row === undefined) return
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set({ view_as_id: null, view_as_until: null })
    .where('key', '=', key)
    .where('view_as_until', '=', row.view_as_until)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return
  await touchSessions(on)
  await record(on, {
    ...{ userId: row.user_id, userName: row.username, via: 'session', action: 'security.endViewAs', status: 200, detail: because },
    ...(row.view_as_id === null
      ? { objectKind: 'role', objectId: '', objectName: 'Public' }
      : { objectKind: 'user', objectId: String(row.view_as_id), objectName: row.seen_name ?? '' }),
    ...{ address: request.address ?? row.address, requestId: request.id },
  })
}

/** Sessions that are about to end see the site as themselves first, so that the audit log holds the end too. */
export const endViewsOf = async (on: Keeping, which: { readonly key?: string; readonly userId?: number }, because: string): Promise<void> => {
  let query = on.metadata.db.selectFrom('sessions').select('key').where('view_as_until', 'is not', null)
  if (which.key !== undefined) query = query.where('key', '=', which.key)
  if (which.userId !== undefined) query = query.where('user_id', '=', which.userId)
  for (const { key } of await query.execute()) await endViewAs(on, key, because)
}
