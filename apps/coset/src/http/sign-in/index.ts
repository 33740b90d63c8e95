import { AppError } from '@coset/core'
import { checkPassword, endSession, recordSign } from '@coset/resources'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { OneTimeLinks } from '../../services/one-time-links.ts'
import { SESSION_COOKIE } from '../authenticate.ts'
import type { HttpDependencies } from '../route.ts'
import { afterEntering, enter } from './enter.ts'
import { safeNext } from './next.ts'
import { mountProviders } from './providers.ts'
import { mountSecondStep } from './second-step.ts'
import { mountSetUp } from './set-up.ts'

const loginForm = z.looseObject({
  username: z
    .string()
    .max(255)
    .regex(/^[^\0]*$/),
  password: z.string().max(1024),
  csrf_token: z.string().optional(),
  next: z.string().optional(),
})

const wantsJson = (request: FastifyRequest): boolean => (request.headers.accept ?? '').includes('application/json')

/** Throws unless the form comes from a page of ours. */
const refuseForeign = (deps: HttpDependencies, request: FastifyRequest, field: string | undefined): void => {
  const session = deps.sessions.open(request.cookies[SESSION_COOKIE])
  const header = request.headers['x-csrftoken']
  if (session === null || !deps.sessions.csrfValid(session, field ?? (typeof header === 'string' ? header : undefined)))
    throw new AppError('The page is too old. Reload it and sign in again.', { code: 'GENERIC_BACKEND_ERROR', status: 400 })
}

const byPassword = (app: FastifyInstance, deps: HttpDependencies): void => {
  app.post('/login/', async (request, reply) => {
    const form = loginForm.safeParse(request.body)
    const query = request.query as { next?: unknown }
    const next = safeNext(query.next ?? form.data?.next)
    try {
      if (!form.success) throw new AppError('username and password are needed', { code: 'INVALID_PAYLOAD_FORMAT_ERROR', status: 400 })
      refuseForeign(deps, request, form.data.csrf_token)
      const proof = await checkPassword(deps.ctx, form.data.username, form.data.password, request.ip)
      const entered = await enter(deps, request, reply, proof)
      if (!wantsJson(request)) return await reply.redirect(afterEntering(entered, next), 302)
      const { kinds, setUp } = entered
      return await reply.send({ next, ...(kinds.length === 0 ? {} : { second_step: kinds }), ...(setUp ? { set_up: true } : {}) })
    } catch (error) {
      if (wantsJson(request) || !(error instanceof AppError) || error.status >= 500) throw error
      return reply.redirect(`/login/?next=${encodeURIComponent(next)}`, 302)
    }
  })
}

const byLink = (app: FastifyInstance, deps: HttpDependencies, links: OneTimeLinks): void => {
  // HEAD gets the page of the client: who only looks at a link, as scanners of mail do, does not use it up
  app.get('/login/once/:token', { exposeHeadRoute: false }, async (request, reply) => {
    const userId = links.take((request.params as { token: string }).token)
    if (userId === null) return reply.redirect('/login/?expired=1', 302)
    const entered = await enter(deps, request, reply, { userId, method: 'link' })
    return reply.redirect(afterEntering(entered, '/?welcome=1'), 302)
  })
}

const signOut = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
  const session = deps.sessions.open(request.cookies[SESSION_COOKIE])
  if (session?.userId !== null && session !== null) {
    const actor = await deps.ctx.actors.bySession({ userId: session.userId, seed: session.seed })
    await endSession(deps.ctx, session.seed)
    const from = { via: 'session', address: request.ip, requestId: request.id }
    const who = actor?.viewer ?? actor
    if (who !== null) await recordSign(deps.ctx, 'sign-out', { id: who.id, name: who.username }, from)
  }
  return reply.clearCookie(SESSION_COOKIE, { path: '/' }).redirect('/login/', 302)
}

/** The ways in and the way out. */
export const mountSignIn = (app: FastifyInstance, deps: HttpDependencies, links: OneTimeLinks): void => {
  byPassword(app, deps)
  byLink(app, deps, links)
  mountSecondStep(app, deps)
  mountSetUp(app, deps)
  mountProviders(app, deps)
  app.get('/logout/', async (request, reply) => signOut(deps, request, reply))
}
