import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, NotAuthenticated, NotFound } from '@coset/core'
import { pictureFacts } from '@coset/resources'
import type { FastifyInstance } from 'fastify'
import { pictureActor } from './picture-door.ts'
import type { HttpDependencies } from './route.ts'
import { contentPolicy, escapeHtml, type Shell } from './shell.ts'

/** The page that is photographed: one chart or dashboard for the holder of its token, without cookies. */
export const mountPicturePage = (app: FastifyInstance, deps: HttpDependencies, shell: Shell, dist: string): void => {
  app.get<{ Params: { kind: string; id: string } }>('/picture/:kind/:id', async (request, reply) => {
    const actor = await pictureActor(request, deps.ctx.actors, deps.pictures)
    if (actor === null) throw new NotAuthenticated()
    const { kind, id } = request.params
    if (actor.picture?.kind !== kind || String(actor.picture.id) !== id) throw new NotFound()
    const facts = await pictureFacts(deps.ctx, actor)
    if (!existsSync(join(dist, 'index.html'))) throw new AppError('The client is not built', { code: 'GENERIC_BACKEND_ERROR', status: 503, expose: true })
    const nonce = randomBytes(16).toString('base64')
    const meta = `<meta name="picture" content="${escapeHtml(JSON.stringify(facts))}" />`
    return reply
      .header('content-security-policy', contentPolicy(nonce, "'none'"))
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(shell(nonce, '').replace('</head>', () => `${meta}</head>`))
  })
}
