import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { OpenSpan, Tracing } from './open.ts'

const UNTRACED = new Set(['/health', '/healthcheck', '/ping', '/metrics'])

/** A span for each request, named by its route; addresses and queries stay out, they carry ids and what people typed. */
export const traceRequests = (app: FastifyInstance, tracing: Tracing): void => {
  const spans = new WeakMap<FastifyRequest, OpenSpan>()
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'
    if (UNTRACED.has(route)) return done()
    const attributes = { 'http.request.method': request.method, 'http.route': route }
    const span = tracing.start(`${request.method} ${route}`, { kind: 'server', attributes, headers: request.headers })
    spans.set(request, span)
    span.within(done)
  })
  app.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request)
    span?.set({ 'http.response.status_code': reply.statusCode })
    span?.end(reply.statusCode >= 500 ? { code: String(reply.statusCode) } : undefined)
  })
  app.addHook('onRequestAbort', async (request) => {
    spans.get(request)?.end({ code: 'aborted' })
  })
}
