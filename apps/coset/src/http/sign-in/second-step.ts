import { AppError, BadRequest, NotAuthenticated } from '@coset/core'
import { askForPasskey, readCode, recordSign, takeCode, useCode, usePasskey, welcome } from '@coset/resources'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type HttpDependencies, originOf } from '../route.ts'
import { openSession, STEP_COOKIE } from './enter.ts'

const codeBody = z.strictObject({ code: z.string().min(1).max(40) })
const passkeyBody = z.strictObject({ token: z.string().min(10).max(200), response: z.looseObject({}) })

/** The cookie of the step says nothing, or nothing any more. */
export const begunAnew = (): AppError =>
  new AppError('Too much time has passed. Sign in with your password again.', { code: 'GENERIC_BACKEND_ERROR', status: 401, envelope: 'message' })

const byCode = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
  const body = codeBody.safeParse(request.body)
  if (!body.success) throw new BadRequest('code: is needed', { fields: { code: ['Is needed'] } })
  const step = request.cookies[STEP_COOKIE] ?? ''
  const waiting = await readCode(deps.ctx, 'second-step', step)
  if (waiting === null || waiting.userId === null) throw begunAnew()
  const gate = `factor ${waiting.userId}`
  await deps.ctx.loginGate.check(gate, request.ip)
  if (!(await useCode(deps.ctx, waiting.userId, body.data.code))) {
    await deps.ctx.loginGate.failed(gate, request.ip)
    const actor = await deps.ctx.actors.byId(waiting.userId)
    const from = { via: 'nothing', address: request.ip, requestId: request.id, status: 401, detail: 'refused: second factor' }
    await recordSign(deps.ctx, 'sign-in', { id: waiting.userId, name: actor?.username ?? '' }, from)
    throw new NotAuthenticated('The code is wrong', { envelope: 'message' })
  }
  if ((await takeCode(deps.ctx, 'second-step', step)) === null || (await deps.ctx.actors.byId(waiting.userId)) === null) throw begunAnew()
  await deps.ctx.loginGate.passed(gate, request.ip)
  const { method } = JSON.parse(waiting.data) as { method: string }
  await openSession(deps, request, reply, { userId: waiting.userId, method })
  return reply.send({ message: 'OK' })
}

const byPasskey = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
  const body = passkeyBody.safeParse(request.body)
  if (!body.success) throw new BadRequest('token and response are needed')
  await deps.ctx.loginGate.check('passkey', request.ip)
  const site = { name: deps.ctx.settings.appName, origin: originOf(deps.ctx.settings.reports.siteUrl, request) }
  const userId = await usePasskey(deps.ctx, site, body.data.token, body.data.response)
  if (userId === null || !(await welcome(deps.ctx, userId))) {
    await deps.ctx.loginGate.failed('passkey', request.ip)
    throw new NotAuthenticated('The passkey was not accepted', { envelope: 'message' })
  }
  await openSession(deps, request, reply, { userId, method: 'passkey' })
  return reply.send({ message: 'OK' })
}

/** The second step after a password, and passkeys, which are both steps at once. */
export const mountSecondStep = (app: FastifyInstance, deps: HttpDependencies): void => {
  app.post('/login/second-step', async (request, reply) => byCode(deps, request, reply))
  app.post('/login/passkey/options', async (request) =>
    askForPasskey(deps.ctx, { name: deps.ctx.settings.appName, origin: originOf(deps.ctx.settings.reports.siteUrl, request) }),
  )
  app.post('/login/passkey', async (request, reply) => byPasskey(deps, request, reply))
}
