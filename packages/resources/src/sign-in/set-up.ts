import type { Actor } from '@coset/access'
import type { Site } from '@coset/sign-in'
import type { Context } from '../context.ts'
import { readCode, revokeCodes, takeCode } from './codes.ts'
import { addPasskey, askedKinds, confirmTotp, startPasskey, startTotp } from './factors.ts'
import { endOldSignIns } from './sessions.ts'

/** Somebody who proved one factor, has no second one and must have one. */
export interface SettingUp {
  readonly actor: Actor
  readonly userId: number
  /** How they came. */
  readonly method: string
}

/** Who sets up by this code. Null: unknown, used, too old, or the account has a factor by now: a code of before adds none to it. */
export const readSetUp = async (ctx: Context, code: string): Promise<SettingUp | null> => {
  const waiting = await readCode(ctx, 'set-up', code)
  if (waiting === null || waiting.userId === null) return null
  const actor = await ctx.actors.byId(waiting.userId)
  if (actor === null || (await askedKinds(ctx, waiting.userId)).length > 0) return null
  return { actor, userId: waiting.userId, method: (JSON.parse(waiting.data) as { method: string }).method }
}

export const startSetUpTotp = (ctx: Context, { actor, userId }: SettingUp, name: string): ReturnType<typeof startTotp> => startTotp(ctx, actor, userId, name)

export const startSetUpPasskey = (ctx: Context, { actor, userId }: SettingUp, site: Site): ReturnType<typeof startPasskey> =>
  startPasskey(ctx, actor, userId, site)

const dropFactor = async (ctx: Context, userId: number, id: number): Promise<void> => {
  await ctx.metadata.db.deleteFrom('second_factors').where('user_id', '=', userId).where('id', '=', id).execute()
}

/** Uses the code up, and signs the account out wherever its password alone had signed it in. False: another browser was faster. */
const finish = async (ctx: Context, code: string, { userId }: SettingUp): Promise<boolean> => {
  if ((await takeCode(ctx, 'set-up', code)) === null) return false
  await revokeCodes(ctx, 'set-up', userId)
  await ctx.metadata.db.transaction().execute((db) => endOldSignIns(db, userId, ctx.clock.now(), null))
  return true
}

export interface SetUp {
  /** Shown once. */
  readonly recovery_codes: readonly string[]
}

/** Switches codes of an app on. Null: the code of the set-up was used meanwhile. Throws NotFound, BadRequest on a wrong code. */
export const setUpTotp = async (
  ctx: Context,
  code: string,
  who: SettingUp,
  answer: { readonly id: number; readonly code: string },
  address: string,
): Promise<SetUp | null> => {
  const { recovery_codes } = await confirmTotp(ctx, who.userId, answer.id, answer.code, address)
  if (await finish(ctx, code, who)) return { recovery_codes: recovery_codes ?? [] }
  await dropFactor(ctx, who.userId, answer.id)
  return null
}

/** Keeps the passkey that a browser made; one that cannot be checked uses the code of the set-up up too. Null: that was used meanwhile. Throws BadRequest. */
export const setUpPasskey = async (
  ctx: Context,
  code: string,
  who: SettingUp,
  site: Site,
  answer: { readonly name: string; readonly token: string; readonly response: unknown },
): Promise<SetUp | null> => {
  if (!(await finish(ctx, code, who))) return null
  const { recovery_codes } = await addPasskey(ctx, who.userId, site, answer)
  return { recovery_codes: recovery_codes ?? [] }
}
