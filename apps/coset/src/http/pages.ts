import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hasPage } from '@coset/contract/pages'
import { Forbidden } from '@coset/core'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { OneTimeLinks } from '../services/one-time-links.ts'
import { authenticate } from './authenticate.ts'
import { mountEmbedded } from './embedded.ts'
import { methodNotAllowed, methodsAt } from './methods.ts'
import { mountOldAddresses } from './old-addresses.ts'
import { mountPicturePage } from './picture-page.ts'
import { type HttpDependencies, identitiesOf, sessionCookie } from './route.ts'
import { mountScim } from './scim/index.ts'
import { contentPolicy, createShell } from './shell.ts'
import { mountSignIn } from './sign-in/index.ts'

/** Headers that only mean something on a page; on seventy scripts they weigh as much as one of them. */
const PAGE_HEADERS = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'permissions-policy',
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
  mountSignIn(app, deps, links)
  mountEmbedded(app, deps, shell)
  mountPicturePage(app, deps, shell, dist)
  await mountScim(app, deps)
  mountOldAddresses(app)
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const page = (request.method === 'GET' || request.method === 'HEAD') && !/^\/(api|static|datasource)\//.test(request.url)
    if (!page) {
      const methods = methodsAt(request.url)
      if (methods.length > 0) {
        reply.header('allow', methods.join(', '))
        throw methodNotAllowed(request.method, methods)
      }
      return reply.code(404).send({
        errors: [{ message: `Nothing stands at ${path}`, error_type: 'GENERIC_BACKEND_ERROR', level: 'error', extra: { issue_codes: [] } }],
      })
    }
    const caller = await authenticate(request, identitiesOf(deps), false)
    if (caller.by === 'picture token') throw new Forbidden('The token of a picture opens that picture alone')
    if (caller.sessionIsNew) {
      const cookie = sessionCookie(deps, caller.session)
      reply.setCookie(cookie.name, cookie.value, cookie.options)
    }
    const nonce = randomBytes(16).toString('base64')
    // The client says so too, in words; programs and proxies read the status
    return reply
      .code(hasPage(path) ? 200 : 404)
      .header('content-security-policy', contentPolicy(nonce, "'none'"))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(shell(nonce, deps.sessions.csrfToken(caller.session)))
  })
}
