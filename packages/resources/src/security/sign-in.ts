import { BadRequest, NotAuthenticated } from '@coset/core'
import type { Context } from '../context.ts'

const refused = (): NotAuthenticated => new NotAuthenticated('Not authorized', { envelope: 'message' })

/** A hash of nothing in particular: unknown names cost the same work as known ones. */
const DECOY = 'scrypt:32768:8:1$coset$0000000000000000000000000000000000000000000000000000000000000000'

/** Checks a name (or e-mail) and a password; gives the user id. Throws NotAuthenticated, TooManyRequests. */
export const checkPassword = async (ctx: Context, username: string, password: string, address: string): Promise<number> => {
  ctx.loginGate.check(username, address)
  const { db } = ctx.metadata
  const user =
    (await db
      .selectFrom('users')
      .selectAll()
      .where((eb) => eb(eb.fn('lower', ['username']), '=', username.toLowerCase()))
      .executeTakeFirst()) ??
    (await db
      .selectFrom('users')
      .selectAll()
      .where((eb) => eb(eb.fn('lower', ['email']), '=', username.toLowerCase()))
      .executeTakeFirst())
  const right = await ctx.credentials.verifyPassword(password, user === undefined || user.password === '' ? DECOY : user.password)
  if (user === undefined || !right || !user.active || user.password === '') {
    ctx.loginGate.failed(username, address)
    if (user !== undefined)
      await db
        .updateTable('users')
        .set((eb) => ({ fail_login_count: eb('fail_login_count', '+', 1) }))
        .where('id', '=', user.id)
        .execute()
    throw refused()
  }
  ctx.loginGate.passed(username, address)
  await db
    .updateTable('users')
    .set((eb) => ({ login_count: eb('login_count', '+', 1), fail_login_count: 0, last_login: ctx.clock.now() }))
    .where('id', '=', user.id)
    .execute()
  return user.id
}

/** Tokens for the API. Only the provider `db` exists here. */
export const apiLogin = async (
  ctx: Context,
  body: { readonly username: string; readonly password: string; readonly provider: string; readonly refresh?: boolean | undefined },
  address: string,
): Promise<Record<string, string>> => {
  if (body.provider !== 'db')
    throw new BadRequest('Alternative authentication provider is not allowed', { fields: { provider: ['Alternative authentication provider is not allowed'] } })
  const id = await checkPassword(ctx, body.username, body.password, address)
  const access_token = await ctx.credentials.signToken('access', id)
  return body.refresh === true ? { access_token, refresh_token: await ctx.credentials.signToken('refresh', id) } : { access_token }
}
