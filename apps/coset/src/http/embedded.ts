import { randomBytes } from 'node:crypto'
import { Forbidden } from '@coset/core'
import { framingSites, mayFrame, openEmbedding, sitesOf } from '@coset/resources'
import type { FastifyInstance } from 'fastify'
import type { HttpDependencies } from './route.ts'
import { contentPolicy, escapeHtml, type Shell } from './shell.ts'

/** The page that other sites show in a frame. It reads no cookie and sets none: whoever looks at it is a guest by a token of the site around it. */
export const mountEmbedded = (app: FastifyInstance, deps: HttpDependencies, shell: Shell): void => {
  app.get<{ Params: { uuid: string } }>('/embedded/:uuid', async (request, reply) => {
    const row = await openEmbedding(deps.ctx, request.params.uuid)
    const sites = sitesOf(row)
    if (!mayFrame(sites, request.headers.referer)) throw new Forbidden('This site is not among those that may show the dashboard')
    const nonce = randomBytes(16).toString('base64')
    const facts = { dashboard_id: row.dashboard_id, guest_token_header: deps.guests?.header ?? '' }
    const meta = `<meta name="embedded" content="${escapeHtml(JSON.stringify(facts))}" />`
    return reply
      .header('content-security-policy', contentPolicy(nonce, framingSites(sites)))
      .removeHeader('x-frame-options')
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(shell(nonce, '').replace('</head>', `${meta}</head>`))
  })
}
