import { randomBytes } from 'node:crypto'
import { AppError } from '@coset/core'
import { authorizationUrl, type Oauth2Client, requestTokens } from '@coset/engines'
import type { Context } from '../../context.ts'
import { issueCode } from '../../sign-in/codes.ts'
import type { DatabaseRow } from '../repository.ts'
import { oauth2ClientOf } from './client.ts'

const JOURNEY_SECONDS = 300
/** A token that ends within this time is renewed first. */
const EARLY_MS = 60_000

/** Whose connection, by what token, and until when (epoch milliseconds; null: not told). */
export interface PersonalToken {
  readonly token: string
  readonly until: number | null
}

/** Where people come back to. Throws when the site's address is not set. */
export const redirectUriOf = (ctx: Context): string => {
  const { redirectUri } = ctx.settings.databaseOauth2
  if (redirectUri !== '') return redirectUri
  if (ctx.settings.reports.siteUrl === '')
    throw new AppError('People sign in to this database by OAuth2, which needs the address of this site: set `siteUrl`', {
      code: 'OAUTH2_REDIRECT_ERROR',
      status: 422,
      envelope: 'errors',
    })
  return new URL('/api/v1/database/oauth2/', ctx.settings.reports.siteUrl).href
}

/** Sends a person to whoever signs them in: the client opens `url`, and asks again when they are back. */
const redirect = async (ctx: Context, client: Oauth2Client, databaseId: number, userId: number): Promise<AppError> => {
  const redirectUri = redirectUriOf(ctx)
  const verifier = randomBytes(48).toString('base64url')
  const tab = crypto.randomUUID()
  const state = await issueCode(ctx, 'database-oauth2', userId, JOURNEY_SECONDS, { databaseId, verifier, tab, redirectUri })
  return new AppError('Sign in to this database first', {
    code: 'OAUTH2_REDIRECT',
    status: 403,
    level: 'warning',
    envelope: 'errors',
    details: { url: authorizationUrl(client, { state, redirectUri, verifier }), tab_id: tab, redirect_uri: redirectUri },
  })
}

/** Keeps tokens for somebody, sealed. */
export const keepTokens = async (
  ctx: Context,
  userId: number,
  databaseId: number,
  tokens: { readonly accessToken: string; readonly lasts: number | null; readonly refreshToken: string | null },
): Promise<PersonalToken> => {
  const now = ctx.clock.now()
  const until = tokens.lasts === null ? null : now + tokens.lasts * 1000
  await ctx.metadata.db.transaction().execute(async (db) => {
    const before = await db
      .selectFrom('database_user_oauth2_tokens')
      .select('refresh_token')
      .where('user_id', '=', userId)
      .where('database_id', '=', databaseId)
      .executeTakeFirst()
    await db.deleteFrom('database_user_oauth2_tokens').where('user_id', '=', userId).where('database_id', '=', databaseId).execute()
    const refresh = tokens.refreshToken === null ? (before?.refresh_token ?? null) : ctx.secrets.seal(tokens.refreshToken)
    const row = { user_id: userId, database_id: databaseId, access_token: ctx.secrets.seal(tokens.accessToken), expires_on: until, refresh_token: refresh }
    await db
      .insertInto('database_user_oauth2_tokens')
      .values({ ...row, changed_on: now })
      .execute()
  })
  return { token: tokens.accessToken, until }
}

const renewed = async (ctx: Context, client: Oauth2Client, userId: number, databaseId: number, refresh: string): Promise<PersonalToken | null> => {
  try {
    const grant = { grant_type: 'refresh_token', refresh_token: ctx.secrets.open(refresh) } as const
    return await keepTokens(ctx, userId, databaseId, await requestTokens(client, ctx.engines.policy, grant))
  } catch (error) {
    // Refused: it was taken back, or is too old. The person signs in again
    if (error instanceof AppError && error.status === 400 && error.code !== 'OAUTH2_REDIRECT_ERROR') return null
    throw error
  }
}

/**
 * The token by which a database knows a person; null where it knows people otherwise. Throws AppError `OAUTH2_REDIRECT` with the address to open
 * when they have not signed in to it yet.
 */
export const personalToken = async (ctx: Context, row: DatabaseRow, username: string): Promise<PersonalToken | null> => {
  const client = oauth2ClientOf(ctx, row)
  if (client === null) return null
  const { db } = ctx.metadata
  const user = await db.selectFrom('users').select('id').where('username', '=', username).executeTakeFirst()
  if (user === undefined) return null
  const known = await db
    .selectFrom('database_user_oauth2_tokens')
    .selectAll()
    .where('user_id', '=', user.id)
    .where('database_id', '=', row.id)
    .executeTakeFirst()
  if (known !== undefined && (known.expires_on === null || known.expires_on - EARLY_MS > ctx.clock.now()))
    return { token: ctx.secrets.open(known.access_token), until: known.expires_on }
  const fresh = known?.refresh_token == null ? null : await renewed(ctx, client, user.id, row.id, known.refresh_token)
  if (fresh !== null) return fresh
  throw await redirect(ctx, client, row.id, user.id)
}
