import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@coset/core'
import { checkPassword } from '@coset/resources'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { OneTimeLinks } from '../services/one-time-links.ts'
import { authenticate, SESSION_COOKIE } from './authenticate.ts'
import { mountEmbedded } from './embedded.ts'
import { type HttpDependencies, identitiesOf, sessionCookie } from './route.ts'
import { contentPolicy, createShell } from './shell.ts'

const loginForm = z.looseObject({
  username: z
    .string()
    .max(255)
    .regex(/^[^\0]*$/),
  password: z.string().max(1024),
  csrf_token: z.string().optional(),
  next: z.string().optional(),
})

/** Only paths of this site: no scheme, no host, no backslash. */
export const safeNext = (next: unknown): string => (typeof next === 'string' && /^\/(?![/\\])[^\\\u0000-\u001f]*$/.test(next) ? next : '/')

const wantsJson = (request: FastifyRequest): boolean => (request.headers.accept ?? '').includes('application/json')

const signInRoutes = (app: FastifyInstance, deps: HttpDependencies, links: OneTimeLinks): void => {
  const start = (reply: FastifyReply, userId: number): void => {
    const cookie = sessionCookie(deps, deps.sessions.create(userId))
    reply.setCookie(cookie.name, cookie.value, cookie.options)
  }
  app.post('/login/', async (request, reply) => {
    const form = loginForm.safeParse(request.body)
    const query = request.query as { next?: unknown }
    const next = safeNext(query.next ?? form.data?.next)
    try {
      if (!form.success) throw new AppError('username and password are needed', { code: 'INVALID_PAYLOAD_FORMAT_ERROR', status: 400 })
      const session = deps.sessions.open(request.cookies[SESSION_COOKIE])
      const header = request.headers['x-csrftoken']
      if (session === null || !deps.sessions.csrfValid(session, form.data.csrf_token ?? (typeof header === 'string' ? header : undefined)))
        throw new AppError('The page is too old. Reload it and sign in again.', { code: 'GENERIC_BACKEND_ERROR', status: 400 })
      start(reply, await checkPassword(deps.ctx, form.data.username, form.data.password, request.ip))
    } catch (error) {
      if (wantsJson(request) || !(error instanceof AppError) || error.status >= 500) throw error
      return reply.redirect(`/login/?next=${encodeURIComponent(next)}`, 302)
    }
    return wantsJson(request) ? reply.send({ next }) : reply.redirect(next, 302)
  })
  app.get('/login/once/:token', async (request, reply) => {
    const userId = links.take((request.params as { token: string }).token)
    if (userId === null) return reply.redirect('/login/?expired=1', 302)
    start(reply, userId)
    return reply.redirect('/?welcome=1', 302)
  })
  app.get('/logout/', async (_request, reply) => reply.clearCookie(SESSION_COOKIE, { path: '/' }).redirect('/login/', 302))
}

/** Headers that only mean something on a page; on seventy scripts they weigh as much as one of them. */
const PAGE_HEADERS = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-request-id',
  'x-xss-protection',
]

const mountAssets = async (scope: FastifyInstance, dist: string): Promise<void> => {
  scope.addHook('onSend', async (request, reply) => {
    if (/\.(?:js|css)$/.test(request.url.split('?')[0] ?? '')) for (const name of PAGE_HEADERS) reply.removeHeader(name)
  })
  await scope.register(fastifyStatic, {
    root: join(dist, 'static'),
    prefix: '/static/',
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    index: false,
    dotfiles: 'deny',
    lastModified: false,
    acceptRanges: false,
  })
}

/** Sign-in, sign-out and the client: built files under /static, every other page is the shell. */
export const mountPages = async (app: FastifyInstance, deps: HttpDependencies, dist: string, links: OneTimeLinks): Promise<void> => {
  const shell = createShell(dist)
  if (existsSync(dist)) await app.register(async (scope) => mountAssets(scope, dist))
  signInRoutes(app, deps, links)
  mountEmbedded(app, deps, shell)
  app.setNotFoundHandler(async (request, reply) => {
    const page = request.method === 'GET' && !/^\/(api|static|datasource)\//.test(request.url)
    if (!page)
      return reply.code(404).send({
        errors: [
          { message: `Nothing stands at ${request.url.split('?')[0]}`, error_type: 'GENERIC_BACKEND_ERROR', level: 'error', extra: { issue_codes: [] } },
        ],
      })
    const caller = await authenticate(request, identitiesOf(deps), false)
    if (caller.sessionIsNew) {
      const cookie = sessionCookie(deps, caller.session)
      reply.setCookie(cookie.name, cookie.value, cookie.options)
    }
    const nonce = randomBytes(16).toString('base64')
    return reply
      .header('content-security-policy', contentPolicy(nonce, "'none'"))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(shell(nonce, deps.sessions.csrfToken(caller.session)))
  })
}
