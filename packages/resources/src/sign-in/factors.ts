import type { Actor } from '@coset/access'
import { BadRequest, Forbidden, NotAuthenticated, NotFound } from '@coset/core'
import { insertRow, type Row } from '@coset/metadata'
import {
  checkPasskey,
  checkTotp,
  newRecoveryCodes,
  newTotp,
  normalRecoveryCode,
  type Passkey,
  passkeyCreation,
  passkeyNamed,
  passkeyRequest,
  registerPasskey,
  type Site,
} from '@coset/sign-in'
import type { Context } from '../context.ts'
import { digestOf, issueCode, takeCode } from './codes.ts'
import { factorDuty, factorRule, mustKeep } from './required-factor.ts'
import { markSessions } from './sessions.ts'

const MOST = 20
const PASSKEY_SECONDS = 300

type Factor = Row<'second_factors'>

/** Factors belong to accounts of people, and are changed where the person sits: keys of programs change none. */
export const personOf = (actor: Actor, by: string): number => {
  if (actor.kind !== 'user' || actor.id === null) throw new NotAuthenticated('Not authorized', { envelope: 'message' })
  if (by === 'api key') throw new Forbidden('A key for programs does not change how somebody signs in')
  return actor.id
}

/** Throws BadRequest unless the password is right; accounts without one have proved themselves elsewhere. Counts as a sign-in does. */
export const proveAgain = async (ctx: Context, userId: number, password: string | undefined, address: string): Promise<void> => {
  const user = await ctx.metadata.db.selectFrom('users').select(['username', 'password']).where('id', '=', userId).executeTakeFirstOrThrow()
  if (user.password === '') return
  await ctx.loginGate.check(user.username, address)
  if (password !== undefined && (await ctx.credentials.verifyPassword(password, user.password))) return
  await ctx.loginGate.failed(user.username, address)
  throw new BadRequest('The password is wrong', { fields: { password: ['The password is wrong'] } })
}

/** What the site's settings ask of somebody. */
export const dutyOf = (ctx: Context, actor: Actor): ReturnType<typeof factorDuty> =>
  factorDuty(ctx.metadata, factorRule(ctx.settings.signIn.secondFactorRoles, ctx.providers), actor)

const factorsOf = (ctx: Context, userId: number): Promise<Factor[]> =>
  ctx.metadata.db.selectFrom('second_factors').selectAll().where('user_id', '=', userId).orderBy('id').execute()

/** What an account signs in with beside its password; nothing secret. */
export const listFactors = async (ctx: Context, actor: Actor, userId: number): Promise<Record<string, unknown>> => {
  const rows = await factorsOf(ctx, userId)
  const shown = rows.filter((row) => row.kind !== 'recovery' && row.confirmed)
  return {
    factors: shown.map(({ id, kind, name, created_on, last_used_on }) => ({ id, kind, name, created_on, last_used_on })),
    recovery_codes: rows.filter((row) => row.kind === 'recovery').length,
    required: (await dutyOf(ctx, actor)).keeps,
  }
}

/** The kinds that are asked for after a password; empty: none is. */
export const askedKinds = async (ctx: Context, userId: number): Promise<readonly string[]> => {
  const rows = await factorsOf(ctx, userId)
  const kinds = new Set(rows.filter((row) => row.confirmed).map((row) => row.kind))
  return kinds.has('totp') || kinds.has('passkey') ? [...kinds] : []
}

const insert = (ctx: Context, row: Pick<Factor, 'user_id' | 'kind' | 'name' | 'credential_id' | 'data' | 'confirmed' | 'counter'>): Promise<number> =>
  insertRow(ctx.metadata.db, ctx.metadata.kind, 'second_factors', { ...row, created_on: ctx.clock.now(), last_used_on: null })

const refuseMany = async (ctx: Context, userId: number): Promise<void> => {
  if ((await factorsOf(ctx, userId)).filter((row) => row.kind !== 'recovery').length >= MOST)
    throw new BadRequest(`An account has at most ${MOST} second factors`)
}

/** Begins with codes of an app; an earlier beginning is forgotten. */
export const startTotp = async (ctx: Context, actor: Actor, userId: number, name: string): Promise<{ id: number; secret: string; uri: string }> => {
  await refuseMany(ctx, userId)
  await ctx.metadata.db.deleteFrom('second_factors').where('user_id', '=', userId).where('kind', '=', 'totp').where('confirmed', '=', false).execute()
  const { secret, uri } = newTotp(ctx.settings.appName, actor.username)
  const id = await insert(ctx, { user_id: userId, kind: 'totp', name, credential_id: '', data: ctx.secrets.seal(secret), confirmed: false, counter: 0 })
  return { id, secret, uri }
}

/** Ten new recovery codes; the old ones are worth nothing. */
export const renewRecoveryCodes = async (ctx: Context, userId: number): Promise<readonly string[]> => {
  const codes = newRecoveryCodes()
  const created_on = ctx.clock.now()
  await ctx.metadata.db.transaction().execute(async (db) => {
    await db.deleteFrom('second_factors').where('user_id', '=', userId).where('kind', '=', 'recovery').execute()
    const base = { user_id: userId, kind: 'recovery', name: '', credential_id: '', confirmed: true, counter: 0, created_on, last_used_on: null }
    await db
      .insertInto('second_factors')
      .values(codes.map((code) => ({ ...base, data: digestOf(`${userId} ${code}`) })))
      .execute()
  })
  return codes
}

/** Codes come with the first second factor, and not again with the next. */
const firstRecoveryCodes = async (ctx: Context, userId: number): Promise<readonly string[] | null> =>
  (await factorsOf(ctx, userId)).some((row) => row.kind === 'recovery') ? null : renewRecoveryCodes(ctx, userId)

/** Uses a step of an app's codes: of two at once one gets it. */
const useStep = async (ctx: Context, row: Factor, code: string): Promise<boolean> => {
  const step = checkTotp(ctx.secrets.open(row.data), code, ctx.clock.now(), row.counter)
  if (step === null) return false
  const { numUpdatedRows } = await ctx.metadata.db
    .updateTable('second_factors')
    .set({ counter: step, confirmed: true, last_used_on: ctx.clock.now() })
    .where('id', '=', row.id)
    .where('counter', '=', row.counter)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Switches codes of an app on. Throws NotFound, BadRequest on a wrong code. */
export const confirmTotp = async (
  ctx: Context,
  userId: number,
  id: number,
  code: string,
  address: string,
): Promise<{ recovery_codes: readonly string[] | null }> => {
  await ctx.loginGate.check(`factor ${userId}`, address)
  const row = (await factorsOf(ctx, userId)).find((one) => one.id === id && one.kind === 'totp' && !one.confirmed)
  if (row === undefined) throw new NotFound()
  if (!(await useStep(ctx, row, code))) {
    await ctx.loginGate.failed(`factor ${userId}`, address)
    throw new BadRequest('The code is wrong. Is the clock of the phone right?', { fields: { code: ['The code is wrong. Is the clock of the phone right?'] } })
  }
  return { recovery_codes: await firstRecoveryCodes(ctx, userId) }
}

/** What the browser makes a passkey from. */
export const startPasskey = async (ctx: Context, actor: Actor, userId: number, site: Site): Promise<{ token: string; options: object }> => {
  await refuseMany(ctx, userId)
  const { uuid } = await ctx.metadata.db.selectFrom('users').select('uuid').where('id', '=', userId).executeTakeFirstOrThrow()
  const known = (await factorsOf(ctx, userId)).filter((row) => row.kind === 'passkey').map((row) => row.credential_id)
  const { options, challenge } = await passkeyCreation(
    site,
    { id: uuid, username: actor.username, fullName: `${actor.firstName} ${actor.lastName}`.trim() },
    known,
  )
  return { token: await issueCode(ctx, 'passkey', userId, PASSKEY_SECONDS, { challenge }), options }
}

const challengeOf = (data: string): string => (JSON.parse(data) as { challenge: string }).challenge

/** Keeps the passkey that a browser made. Throws BadRequest. */
export const addPasskey = async (
  ctx: Context,
  userId: number,
  site: Site,
  body: { readonly name: string; readonly token: string; readonly response: unknown },
): Promise<{ recovery_codes: readonly string[] | null }> => {
  const taken = await takeCode(ctx, 'passkey', body.token)
  const passkey = taken === null || taken.userId !== userId ? null : await registerPasskey(site, challengeOf(taken.data), body.response)
  if (passkey === null) throw new BadRequest('The passkey could not be checked. Begin anew.', { fields: { response: ['Not a passkey of this site'] } })
  const known = await ctx.metadata.db.selectFrom('second_factors').select('id').where('credential_id', '=', passkey.credentialId).executeTakeFirst()
  if (known !== undefined) throw new BadRequest('This passkey is known already', { fields: { response: ['Known already'] } })
  const data = JSON.stringify({ publicKey: passkey.publicKey, transports: passkey.transports })
  await insert(ctx, {
    user_id: userId,
    kind: 'passkey',
    name: body.name,
    credential_id: passkey.credentialId,
    data: ctx.secrets.seal(data),
    confirmed: true,
    counter: passkey.counter,
  })
  return { recovery_codes: await firstRecoveryCodes(ctx, userId) }
}

const passkeyOf = (ctx: Context, row: Factor): Passkey => {
  const { publicKey, transports } = JSON.parse(ctx.secrets.open(row.data)) as { publicKey: string; transports: readonly string[] }
  return { credentialId: row.credential_id, publicKey, transports, counter: row.counter }
}

/** What the browser is asked to sign in with a passkey. */
export const askForPasskey = async (ctx: Context, site: Site): Promise<{ token: string; options: object }> => {
  const { options, challenge } = await passkeyRequest(site)
  return { token: await issueCode(ctx, 'passkey', null, PASSKEY_SECONDS, { challenge }), options }
}

/** Whose passkey answered, or null: the possession of the device and the person's finger or PIN are two factors at once. */
export const usePasskey = async (ctx: Context, site: Site, token: string, answer: unknown): Promise<number | null> => {
  const taken = await takeCode(ctx, 'passkey', token)
  const named = passkeyNamed(answer)
  if (taken === null || taken.userId !== null || named === null) return null
  const row = await ctx.metadata.db
    .selectFrom('second_factors')
    .innerJoin('users', 'users.id', 'second_factors.user_id')
    .selectAll('second_factors')
    .where('credential_id', '=', named)
    .where('kind', '=', 'passkey')
    .where('users.active', '=', true)
    .executeTakeFirst()
  if (row === undefined) return null
  const counter = await checkPasskey(site, challengeOf(taken.data), passkeyOf(ctx, row), answer)
  if (counter === null) return null
  await ctx.metadata.db.updateTable('second_factors').set({ counter, last_used_on: ctx.clock.now() }).where('id', '=', row.id).execute()
  return row.user_id
}

/** Does a code prove the second factor: of an app, or a recovery code, which is used up. */
export const useCode = async (ctx: Context, userId: number, code: string): Promise<boolean> => {
  const rows = await factorsOf(ctx, userId)
  for (const row of rows) if (row.kind === 'totp' && row.confirmed && (await useStep(ctx, row, code))) return true
  const recovery = normalRecoveryCode(code)
  if (recovery === null) return false
  const { numDeletedRows } = await ctx.metadata.db
    .deleteFrom('second_factors')
    .where('user_id', '=', userId)
    .where('kind', '=', 'recovery')
    .where('data', '=', digestOf(`${userId} ${recovery}`))
    .executeTakeFirstOrThrow()
  return numDeletedRows === 1n
}

/** Removes one; recovery codes go with the last. Throws NotFound, Forbidden for the last of somebody who must have one. */
export const removeFactor = async (ctx: Context, actor: Actor, userId: number, id: number): Promise<void> => {
  const rows = await factorsOf(ctx, userId)
  const row = rows.find((one) => one.id === id && one.kind !== 'recovery')
  if (row === undefined) throw new NotFound()
  const isLast = !rows.some((one) => one.id !== id && one.kind !== 'recovery' && one.confirmed)
  if (isLast && row.confirmed && (await dutyOf(ctx, actor)).keeps) throw mustKeep()
  await ctx.metadata.db.deleteFrom('second_factors').where('id', '=', id).where('user_id', '=', userId).execute()
  if (isLast) await removeFactors(ctx, userId)
}

/** Removes all of somebody; where one is required, their sessions and tokens are worth nothing from the next request on. */
export const removeFactors = async (ctx: Context, userId: number): Promise<void> => {
  await ctx.metadata.db.transaction().execute(async (db) => {
    await db.deleteFrom('second_factors').where('user_id', '=', userId).execute()
    await markSessions(db)
  })
}
