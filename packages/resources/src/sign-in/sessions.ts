import type { Metadata } from '@coset/metadata'
import type { Context } from '../context.ts'
import type { Db } from '../security/access-change.ts'
import { digestOf } from './codes.ts'
import { endViewsOf } from './view-as.ts'

const DAY_MS = 86_400_000
const SEEN_EVERY_MS = 300_000

export interface SessionStart {
  readonly userId: number
  /** The secret inside of the cookie. */
  readonly seed: string
  readonly method: string
  readonly address: string
  readonly agent: string
}

/** Every server looks at its sessions anew before its next request. */
export const markSessions = async (db: Db): Promise<void> => {
  await db.updateTable('settings').set({ value: crypto.randomUUID() }).where('name', '=', 'sessions_version').execute()
}

/** Remembers that a browser is signed in. */
export const beginSession = async (ctx: Context, { userId, seed, method, address, agent }: SessionStart): Promise<void> => {
  const now = ctx.clock.now()
  const row = { key: digestOf(seed), user_id: userId, started_on: now, seen_on: now, ends_on: now + ctx.settings.signIn.sessionDays * DAY_MS }
  await ctx.metadata.db
    .insertInto('sessions')
    .values({ ...row, method: method.slice(0, 64), address: address.slice(0, 64), agent: agent.slice(0, 255) })
    .execute()
}

/** Whose session it is, and whom it sees the site as. */
export interface KnownSession {
  readonly userId: number
  /** How it was begun. */
  readonly method: string
  /** `userId` null: as somebody who is not signed in. */
  readonly viewing: { readonly userId: number | null; readonly until: number } | null
}

/** Null when it was ended or is too old. Notes, to a few minutes, that it was used. */
export const lookUpSession = async (metadata: Metadata, key: string, now: number): Promise<KnownSession | null> => {
  const row = await metadata.db
    .selectFrom('sessions')
    .select(['user_id', 'method', 'seen_on', 'view_as_id', 'view_as_until'])
    .where('key', '=', key)
    .where('ends_on', '>', now)
    .executeTakeFirst()
  if (row === undefined) return null
  if (row.seen_on + SEEN_EVERY_MS <= now) await metadata.db.updateTable('sessions').set({ seen_on: now }).where('key', '=', key).execute()
  const { user_id: userId, method, view_as_id: viewed, view_as_until: until } = row
  return { userId, method, viewing: until === null ? null : { userId: viewed, until } }
}

/** Signs one browser out. */
export const endSession = async (ctx: Context, seed: string): Promise<void> => endSessions(ctx, { key: digestOf(seed) })

/** Signs browsers out: one by its key, or all of somebody but one. The number that ended. */
export const endSessions = async (
  ctx: Context,
  which: { readonly key: string; readonly userId?: number } | { readonly userId: number; readonly except: string | null },
): Promise<void> => {
  await endViewsOf(ctx, which, 'the session ended')
  await ctx.metadata.db.transaction().execute(async (db) => {
    await markSessions(db)
    let query = db.deleteFrom('sessions')
    if (which.userId !== undefined) query = query.where('user_id', '=', which.userId)
    if ('key' in which) query = query.where('key', '=', which.key)
    else if (which.except !== null) query = query.where('key', '<>', which.except)
    await query.execute()
  })
}

/** After a change of the password: other browsers are signed out, and tokens of the API that were given before are worth nothing. Inside the change's transaction. */
export const endOldSignIns = async (db: Db, userId: number, now: number, exceptSeed: string | null): Promise<void> => {
  await endViewsOf({ metadata: { db }, clock: { now: () => now } }, { userId }, 'they were signed out')
  await markSessions(db)
  const sessions = db.deleteFrom('sessions').where('user_id', '=', userId)
  await (exceptSeed === null ? sessions : sessions.where('key', '<>', digestOf(exceptSeed))).execute()
  await db.updateTable('users').set({ tokens_from: now }).where('id', '=', userId).execute()
}

/** Where somebody is signed in, newest first. `seed`: of the session that asks. */
export const sessionsOf = async (ctx: Context, userId: number, seed: string): Promise<readonly Record<string, unknown>[]> => {
  const rows = await ctx.metadata.db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('ends_on', '>', ctx.clock.now())
    .orderBy('seen_on', 'desc')
    .execute()
  const own = digestOf(seed)
  return rows.map(({ key, user_id: _, view_as_id: _id, view_as_until: _until, ...row }) => ({ id: key, ...row, current: key === own }))
}
