import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { exposition } from '../services/metrics.ts'
import type { ServerOptions } from './server.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** `/metrics` for Prometheus: by token, or from this machine alone where none is set. A proxy's requests are not this machine's own. */
export const mountMetrics = (app: FastifyInstance, { ctx, metricsToken }: Pick<ServerOptions, 'ctx' | 'metricsToken'>): void => {
  app.get('/metrics', { logLevel: 'silent' }, async (request, reply) => {
    const own = LOOPBACK.has(request.raw.socket.remoteAddress ?? '') && request.headers['x-forwarded-for'] === undefined
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    const allowed = metricsToken === '' ? own : timingSafeEqual(digest(token), digest(metricsToken))
    if (!allowed) return reply.code(403).send({ message: 'Forbidden' })
    return reply.type('text/plain; version=0.0.4').send(await exposition(ctx))
  })
}
