import { createHash, randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'

export type Purpose = 'reset' | 'activate' | 'second-step' | 'set-up' | 'passkey' | 'provider' | 'link' | 'database-oauth2'

/** SHA-256 as hex: what stands in the database of a secret that people carry. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** A code that is good once, for so many seconds. */
export const issueCode = async (ctx: Context, purpose: Purpose, userId: number | null, seconds: number, data: object = {}): Promise<string> => {
  const code = randomBytes(32).toString('base64url')
  const row = { key: digestOf(code), purpose, user_id: userId, data: JSON.stringify(data), ends_on: ctx.clock.now() + seconds * 1000 }
  await ctx.metadata.db.insertInto('one_time_codes').values(row).execute()
  return code
}

export interface TakenCode {
  readonly userId: number | null
  /** JSON as it was given. */
  readonly data: string
}

const find = async (ctx: Context, purpose: Purpose, code: string): Promise<TakenCode | null> => {
  const row = await ctx.metadata.db
    .selectFrom('one_time_codes')
    .select(['user_id', 'data'])
    .where('key', '=', digestOf(code))
    .where('purpose', '=', purpose)
    .where('ends_on', '>', ctx.clock.now())
    .executeTakeFirst()
  return row === undefined ? null : { userId: row.user_id, data: row.data }
}

/** What a code was issued for, without using it up. Null: unknown, used or too old. */
export const readCode = find

/** Uses a code up. Null: unknown, used or too old; of two at once one gets it. */
export const takeCode = async (ctx: Context, purpose: Purpose, code: string): Promise<TakenCode | null> => {
  const found = await find(ctx, purpose, code)
  if (found === null) return null
  const { numDeletedRows } = await ctx.metadata.db
    .deleteFrom('one_time_codes')
    .where('key', '=', digestOf(code))
    .where('purpose', '=', purpose)
    .executeTakeFirstOrThrow()
  return numDeletedRows === 1n ? found : null
}

/** Marks something that others made, such as an assertion, as used for so many seconds. False: it was used before. */
export const useOnce = async (ctx: Context, purpose: Purpose, what: string, seconds: number): Promise<boolean> => {
  const key = digestOf(`once ${what}`)
  const row = { key, purpose, user_id: null, data: '{}', ends_on: ctx.clock.now() + seconds * 1000 }
  try {
    await ctx.metadata.db.insertInto('one_time_codes').values(row).execute()
    return true
  } catch (error) {
    const used = await ctx.metadata.db.selectFrom('one_time_codes').select('key').where('key', '=', key).executeTakeFirst()
    if (used === undefined) throw error
    return false
  }
}

/** Takes back what was issued to somebody. */
export const revokeCodes = async (ctx: Context, purpose: Purpose, userId: number): Promise<void> => {
  await ctx.metadata.db.deleteFrom('one_time_codes').where('purpose', '=', purpose).where('user_id', '=', userId).execute()
}

/** Removes codes and sessions that are too old. */
export const pruneSignIns = async (ctx: Context): Promise<void> => {
  await ctx.metadata.db.deleteFrom('one_time_codes').where('ends_on', '<=', ctx.clock.now()).execute()
  await ctx.metadata.db.deleteFrom('sessions').where('ends_on', '<=', ctx.clock.now()).execute()
}
