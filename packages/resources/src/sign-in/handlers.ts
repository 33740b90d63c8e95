import { contract } from '@coset/contract'
import { NotFound } from '@coset/core'
import type { Context } from '../context.ts'
import { type Call, type Handler, handle } from '../resource.ts'
import { refuseAdministrators } from '../security/limits.ts'
import { activate, askForReset, register, resetPassword } from './accounts.ts'
import { createKey, findKey, listKeys, revokeKey } from './api-keys.ts'
import {
  addPasskey,
  confirmTotp,
  dutyOf,
  listFactors,
  personOf,
  proveAgain,
  removeFactor,
  removeFactors,
  renewRecoveryCodes,
  startPasskey,
  startTotp,
} from './factors.ts'
import { mustKeep } from './required-factor.ts'
import { endOldSignIns, endSessions, sessionsOf } from './sessions.ts'

const routes = contract.signIn
const OK = { message: 'OK' } as const
const DONE = { result: 'OK' } as const

type Own = Pick<Call<(typeof routes)['sessions']>, 'actor' | 'request'>

const me = ({ actor, request }: Own): number => personOf(actor, request.by)

const siteOf = (ctx: Context, { request }: Own) => ({ name: ctx.settings.appName, origin: request.origin })

const accountHandlers: readonly Handler[] = [
  handle(routes.forgot, async ({ ctx, body, request }) => {
    await askForReset(ctx, body.login, request.address)
    return OK
  }),
  handle(routes.reset, async ({ ctx, body, request }) => {
    await resetPassword(ctx, body.token, body.password, request.address)
    return OK
  }),
  handle(routes.register, async ({ ctx, body, request }) => {
    await register(ctx, body, request.address)
    return OK
  }),
  handle(routes.activate, async ({ ctx, body, request }) => {
    await activate(ctx, body.token, request.address)
    return OK
  }),
]

/** Throws NotFound, or Forbidden for administrators where one is not one oneself. */
const mayAdminister = async ({ ctx, actor, params }: Pick<Call<(typeof routes)['userSessions']>, 'ctx' | 'actor' | 'params'>): Promise<number> => {
  const user = await ctx.metadata.db.selectFrom('users').select('id').where('id', '=', params.id).executeTakeFirst()
  if (user === undefined) throw new NotFound()
  await refuseAdministrators(ctx.metadata.db, actor, [params.id])
  return params.id
}

const sessionHandlers: readonly Handler[] = [
  handle(routes.sessions, async (call) => ({ result: await sessionsOf(call.ctx, me(call), call.request.session.seed) })),
  handle(routes.endSession, async (call) => {
    await endSessions(call.ctx, { key: call.params.key, userId: me(call) })
    return DONE
  }),
  handle(routes.endOtherSessions, async (call) => {
    const id = me(call)
    await call.ctx.metadata.db.transaction().execute((db) => endOldSignIns(db, id, call.ctx.clock.now(), call.request.session.seed))
    return DONE
  }),
  handle(routes.userSessions, async (call) => ({ result: await sessionsOf(call.ctx, await mayAdminister(call), call.request.session.seed) })),
  handle(routes.endUserSessions, async (call) => {
    const id = await mayAdminister(call)
    await call.ctx.metadata.db.transaction().execute((db) => endOldSignIns(db, id, call.ctx.clock.now(), null))
    return DONE
  }),
]

const factorHandlers: readonly Handler[] = [
  handle(routes.factors, async (call) => ({ result: await listFactors(call.ctx, call.actor, me(call)) })),
  handle(routes.startTotp, async (call) => {
    const id = me(call)
    await proveAgain(call.ctx, id, call.body.password, call.request.address)
    return { result: await startTotp(call.ctx, call.actor, id, call.body.name) }
  }),
  handle(routes.confirmTotp, async (call) => ({
    result: await confirmTotp(call.ctx, me(call), call.params.id, call.body.code, call.request.address),
  })),
  handle(routes.startPasskey, async (call) => {
    const id = me(call)
    await proveAgain(call.ctx, id, call.body.password, call.request.address)
    return { result: await startPasskey(call.ctx, call.actor, id, siteOf(call.ctx, call)) }
  }),
  handle(routes.addPasskey, async (call) => ({ result: await addPasskey(call.ctx, me(call), siteOf(call.ctx, call), call.body) })),
  handle(routes.removeFactor, async (call) => {
    const id = me(call)
    await proveAgain(call.ctx, id, call.body.password, call.request.address)
    await removeFactor(call.ctx, call.actor, id, call.params.id)
    return DONE
  }),
  handle(routes.newRecoveryCodes, async (call) => {
    const id = me(call)
    await proveAgain(call.ctx, id, call.body.password, call.request.address)
    return { result: { recovery_codes: await renewRecoveryCodes(call.ctx, id) } }
  }),
  handle(routes.removeUserFactors, async (call) => {
    const id = await mayAdminister(call)
    if (id === call.actor.id && (await dutyOf(call.ctx, call.actor)).keeps) throw mustKeep()
    await removeFactors(call.ctx, id)
    return DONE
  }),
]

const keyHandlers: readonly Handler[] = [
  handle(routes.apiKeys, async (call) => {
    const result = await listKeys(call.ctx, call.actor, me(call))
    return { count: result.length, result }
  }),
  handle(routes.apiKey, async (call) => ({ result: await findKey(call.ctx, call.actor, me(call), call.params.uuid) })),
  handle(routes.createApiKey, async (call) => ({ result: await createKey(call.ctx, call.actor, me(call), call.body) })),
  handle(routes.revokeApiKey, async (call) => {
    await revokeKey(call.ctx, call.actor, me(call), call.params.uuid)
    return OK
  }),
]

export const signInHandlers: readonly Handler[] = [...accountHandlers, ...sessionHandlers, ...factorHandlers, ...keyHandlers]
