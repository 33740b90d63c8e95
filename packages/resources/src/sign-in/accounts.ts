import { BadRequest, NotFound, Unprocessable } from '@coset/core'
import type { Context } from '../context.ts'
import { changeAccess, type Db } from '../security/access-change.ts'
import { insertAccount } from '../security/accounts.ts'
import { createRegistration, dropRegistration } from '../security/registrations.ts'
import { readCode, takeCode } from './codes.ts'
import { canMail, enqueueAccountMail } from './mail.ts'
import { refuseWeakPassword } from './password-rules.ts'
import { endOldSignIns } from './sessions.ts'

const tooOld = (): BadRequest =>
  new BadRequest('The link was used already or is too old. Ask for a new one.', { fields: { token: ['Used already, or too old'] } })

const refuseWithoutMail = (ctx: Context): void => {
  if (!canMail(ctx)) throw new Unprocessable('This site sends no mail: an administrator can set a new password')
}

/** Slows those who ask for many mails; each question counts, whether there is such an account or not. */
const countQuestion = async (ctx: Context, what: string, address: string): Promise<void> => {
  await ctx.loginGate.check(what, address)
  await ctx.loginGate.failed(what, address)
}

/** Has a link for a new password sent. The work is the same for accounts that are not there. Throws TooManyRequests, Unprocessable without mail. */
export const askForReset = async (ctx: Context, login: string, address: string): Promise<void> => {
  refuseWithoutMail(ctx)
  await countQuestion(ctx, `reset ${login}`, address)
  await enqueueAccountMail(ctx, { kind: 'reset', login })
}

/** Sets a new password by the code of a link, and signs the account out everywhere. Throws BadRequest; a password that is refused does not use the link up. */
export const resetPassword = async (ctx: Context, token: string, password: string, address: string): Promise<void> => {
  await ctx.loginGate.check('reset code', address)
  const known = await readCode(ctx, 'reset', token)
  const user =
    known?.userId == null
      ? undefined
      : await ctx.metadata.db.selectFrom('users').select(['id', 'username', 'email', 'active']).where('id', '=', known.userId).executeTakeFirst()
  if (user === undefined || !user.active) {
    await ctx.loginGate.failed('reset code', address)
    throw tooOld()
  }
  refuseWeakPassword(ctx, password, [user.username, user.email])
  const hash = await ctx.credentials.hashPassword(password)
  if ((await takeCode(ctx, 'reset', token)) === null) throw tooOld()
  await changeAccess(ctx, async (db) => {
    const now = ctx.clock.now()
    await db.updateTable('users').set({ password: hash, fail_login_count: 0, changed_on: now }).where('id', '=', user.id).execute()
    await endOldSignIns(db, user.id, now, null)
  })
}

export interface NewPerson {
  readonly username: string
  readonly email: string
  readonly first_name: string
  readonly last_name: string
  readonly password: string
}

const addressKnown = async (db: Db, email: string): Promise<boolean> => {
  for (const table of ['users', 'register_users'] as const) {
    const found = await db
      .selectFrom(table)
      .select('id')
      .where((eb) => eb(eb.fn('lower', ['email']), '=', email.toLowerCase()))
      .executeTakeFirst()
    if (found !== undefined) return true
  }
  return false
}

/** Asks for an account. That an address is known already is not told; that a name is taken has to be. Throws NotFound where registration is off. */
export const register = async (ctx: Context, person: NewPerson, address: string): Promise<void> => {
  if (!ctx.settings.signIn.registration) throw new NotFound()
  refuseWithoutMail(ctx)
  await countQuestion(ctx, 'registration', address)
  refuseWeakPassword(ctx, person.password, [person.username, person.email])
  if (await addressKnown(ctx.metadata.db, person.email)) {
    // As much work as below
    await ctx.credentials.hashPassword(person.password)
    return
  }
  const id = await createRegistration(ctx, person)
  await enqueueAccountMail(ctx, { kind: 'activate', registration: id })
}

const rolesNamed = async (db: Db, names: readonly string[]): Promise<readonly number[]> =>
  names.length === 0
    ? []
    : (
        await db
          .selectFrom('roles')
          .select('id')
          .where('name', 'in', [...names])
          .execute()
      ).map((role) => role.id)

/** A registration becomes an account. False: there is none. */
const admit = (ctx: Context, registration: number): Promise<boolean> =>
  changeAccess(ctx, async (db) => {
    const row = await db.selectFrom('register_users').selectAll().where('id', '=', registration).executeTakeFirst()
    if (row === undefined) return false
    const roleIds = await rolesNamed(db, ctx.settings.signIn.registrationRoles)
    const { username, email, first_name: firstName, last_name: lastName, password } = row
    await insertAccount(ctx, db, { username, email, firstName, lastName, password, active: true, roleIds, groupIds: [] }, null)
    await dropRegistration(db, registration)
    return true
  })

/** Makes the account that the code of a link stands for. Throws BadRequest when it was used or is too old. */
export const activate = async (ctx: Context, token: string, address: string): Promise<void> => {
  await ctx.loginGate.check('activation code', address)
  const taken = await takeCode(ctx, 'activate', token)
  if (taken === null) {
    await ctx.loginGate.failed('activation code', address)
    throw tooOld()
  }
  const { registration } = JSON.parse(taken.data) as { registration: number }
  if (!(await admit(ctx, registration))) throw tooOld()
}

/** Makes the account of a registration without its link: an administrator answers for the address. Throws NotFound, Unprocessable when the name is taken. */
export const activateRegistration = async (ctx: Context, id: number): Promise<void> => {
  if (!(await admit(ctx, id))) throw new NotFound()
}

/** Sends the mail of a registration once more. Throws NotFound, Unprocessable without mail, TooManyRequests. */
export const resendActivation = async (ctx: Context, id: number, address: string): Promise<void> => {
  const row = await ctx.metadata.db.selectFrom('register_users').select('id').where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  refuseWithoutMail(ctx)
  await countQuestion(ctx, `activation of ${id}`, address)
  await enqueueAccountMail(ctx, { kind: 'activate', registration: id })
}
