import { BadRequest, NotAuthenticated } from '@coset/core'
import { SignInFailed } from '@coset/sign-in'
import { recordSign } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { admitPerson } from './arrival.ts'
import { askedKinds, dutyOf, useCode } from './factors.ts'

const refused = (): NotAuthenticated => new NotAuthenticated('Not authorized', { envelope: 'message' })

/** A hash of nothing in particular: unknown names cost the same work as known ones. */
const DECOY = 'scrypt:32768:8:1$coset$0000000000000000000000000000000000000000000000000000000000000000'

/** Whom to ask about a name and a password: the accounts of this site, the directories that check passwords, or both. */
export type Asked = 'local' | 'directories' | 'both'

const findUser = async ({ metadata: { db } }: Context, username: string) => {
  const by = (column: 'username' | 'email') =>
    db
      .selectFrom('users')
      .selectAll()
      .where((eb) => eb(eb.fn('lower', [column]), '=', username.toLowerCase()))
      .executeTakeFirst()
  return (await by('username')) ?? (await by('email'))
}

const askLocal = async (ctx: Context, username: string, password: string): Promise<number | null> => {
  const user = await findUser(ctx, username)
  const right = await ctx.credentials.verifyPassword(password, user === undefined || user.password === '' ? DECOY : user.password)
  if (user === undefined || !right || !user.active || user.is_service || user.password === '') return null
  await welcome(ctx, user.id)
  return user.id
}

/** Whose name and password were right, and who says so: `password` for this site, else the name of the directory. */
export interface Known {
  readonly userId: number
  readonly method: string
}

/** The first directory that knows name and password. Throws SignInFailed when one cannot be reached and no other one knows them. */
const askDirectories = async (ctx: Context, username: string, password: string): Promise<Known | null> => {
  let failure: unknown = null
  for (const { provider } of ctx.providers.entries) {
    if (provider.kind !== 'password') continue
    try {
      const person = await provider.check(username, password)
      if (person !== null) return { userId: await admitPerson(ctx, person), method: provider.name }
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error
      failure = error
    }
  }
  if (failure !== null) throw failure
  return null
}

const ask = async (ctx: Context, username: string, password: string, asked: Asked): Promise<Known> => {
  const own = asked !== 'directories' && ctx.settings.signIn.withPassword ? await askLocal(ctx, username, password) : null
  const known = own === null ? (asked === 'local' ? null : await askDirectories(ctx, username, password)) : { userId: own, method: 'password' }
  if (known === null) throw refused()
  return known
}

/** Checks a name (or e-mail) and a password; gives whose they are. Throws NotAuthenticated, TooManyRequests, SignInFailed. */
export const checkPassword = async (ctx: Context, username: string, password: string, address: string, asked: Asked = 'both'): Promise<Known> => {
  await ctx.loginGate.check(username, address)
  try {
    const known = await ask(ctx, username, password, asked)
    await ctx.loginGate.passed(username, address)
    return known
  } catch (error) {
    // Whatever the reason: who guesses while a directory is down is counted too
    await ctx.loginGate.failed(username, address)
    const user = await findUser(ctx, username)
    if (user !== undefined) {
      await ctx.metadata.db
        .updateTable('users')
        .set((eb) => ({ fail_login_count: eb('fail_login_count', '+', 1) }))
        .where('id', '=', user.id)
        .execute()
      await recordSign(ctx, 'sign-in', { id: user.id, name: user.username }, { via: 'nothing', address, status: 401, detail: 'refused: password' })
    }
    throw error instanceof NotAuthenticated ? refused() : error
  }
}

/** Counts a sign-in; false: there is no such active account of a person. */
export const welcome = async (ctx: Context, userId: number): Promise<boolean> => {
  const { numUpdatedRows } = await ctx.metadata.db
    .updateTable('users')
    .set((eb) => ({ login_count: eb('login_count', '+', 1), fail_login_count: 0, last_login: ctx.clock.now() }))
    .where('id', '=', userId)
    .where('active', '=', true)
    .where('is_service', '=', false)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Nobody sets a factor up by a token. Throws NotAuthenticated for those who have none and must have one. */
const refuseWithoutFactor = async (ctx: Context, userId: number, address: string): Promise<void> => {
  const actor = await ctx.actors.byId(userId)
  if (actor === null || !(await dutyOf(ctx, actor)).stopsTokens) return
  const from = { via: 'nothing', address, status: 401, detail: 'refused: no second factor' }
  await recordSign(ctx, 'sign-in', { id: userId, name: actor.username }, from)
  throw new NotAuthenticated('One of your roles requires a second factor: sign in with a browser to set it up, or use a key for programs', {
    envelope: 'message',
  })
}

/** Tokens go past the second step only with its code. Throws NotAuthenticated. */
const refuseOneFactor = async (ctx: Context, userId: number, code: string | undefined, address: string): Promise<void> => {
  if ((await askedKinds(ctx, userId)).length === 0) return
  const gate = `factor ${userId}`
  await ctx.loginGate.check(gate, address)
  if (code !== undefined && (await useCode(ctx, userId, code))) return
  if (code !== undefined) await ctx.loginGate.failed(gate, address)
  const actor = await ctx.actors.byId(userId)
  await recordSign(ctx, 'sign-in', { id: userId, name: actor?.username ?? '' }, { via: 'nothing', address, status: 401, detail: 'refused: second factor' })
  throw new NotAuthenticated('A code of the second factor is needed as "code", or a key for programs', { envelope: 'message' })
}

/** Which accounts `provider` means; null: there are none of that kind. */
const askedBy = (ctx: Context, provider: string): Asked | null => {
  if (provider === 'db') return ctx.settings.signIn.withPassword ? 'local' : null
  return provider === 'ldap' && ctx.providers.entries.some((entry) => entry.provider.kind === 'password') ? 'directories' : null
}

/** Tokens for the API. The provider `db` means accounts of this site, `ldap` those of directories that check passwords. */
export const apiLogin = async (
  ctx: Context,
  body: {
    readonly username: string
    readonly password: string
    readonly provider: string
    readonly refresh?: boolean | undefined
    readonly code?: string | undefined
  },
  address: string,
): Promise<Record<string, string>> => {
  const asked = askedBy(ctx, body.provider)
  if (asked === null)
    throw new BadRequest('Alternative authentication provider is not allowed', { fields: { provider: ['Alternative authentication provider is not allowed'] } })
  const { userId: id } = await checkPassword(ctx, body.username, body.password, address, asked)
  await refuseWithoutFactor(ctx, id, address)
  await refuseOneFactor(ctx, id, body.code, address)
  const actor = await ctx.actors.byId(id)
  await recordSign(ctx, 'sign-in', { id, name: actor?.username ?? '' }, { via: 'bearer', address, detail: 'by password, for a token' })
  const access_token = await ctx.credentials.signToken('access', id)
  return body.refresh === true ? { access_token, refresh_token: await ctx.credentials.signToken('refresh', id) } : { access_token }
}
