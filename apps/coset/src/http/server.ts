import { AppError, newKey } from '@coset/core'
import { handlers } from '@coset/resources'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Log } from '../services/log.ts'
import { countRequest } from '../services/metrics.ts'
import type { OneTimeLinks } from '../services/one-time-links.ts'
import type { Tracing } from '../tracing/open.ts'
import { traceRequests } from '../tracing/requests.ts'
import { sendError } from './errors.ts'
import { mountHeaders } from './headers.ts'
import { MAX_JSON_BYTES, mountLimits, serverTimes } from './limits.ts'
import { mountMetrics } from './metrics.ts'
import { mountPages } from './pages.ts'
import { parseJson } from './parse.ts'
import { type HttpDependencies, mount } from './route.ts'

export interface ServerOptions extends HttpDependencies {
  readonly dist: string
  readonly links: OneTimeLinks
  readonly log: Log
  /** Who asks for `/metrics` must send it as bearer token; empty: only this machine itself may ask. */
  readonly metricsToken: string
  readonly version: string
  readonly tracing: Tracing | null
  /** Seconds within which a request must have come whole. */
  readonly requestSeconds: number
}

const create = (options: ServerOptions): FastifyInstance =>
  fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: options.log.level !== 'debug' && options.log.level !== 'trace' }),
    genReqId: () => newKey(12),
    requestIdHeader: 'x-request-id',
    trustProxy: options.trustProxy,
    bodyLimit: MAX_JSON_BYTES,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: false, maxParamLength: 500 },
    forceCloseConnections: 'idle',
    ...serverTimes(options.requestSeconds),
  })

const plugins = async (app: FastifyInstance, options: ServerOptions): Promise<void> => {
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginEmbedderPolicy: false,
    hsts: options.secureCookies,
  })
  await app.register(cookie)
  await app.register(formbody, { bodyLimit: MAX_JSON_BYTES })
  await app.register(multipart, { limits: { fileSize: options.uploadMaxBytes, files: 5, fields: 50, fieldSize: 5_000_000 } })
  await app.register(compress, { global: true, threshold: 2048, encodings: ['gzip'], zlibOptions: { level: 1 } })
}

const parsers = (app: FastifyInstance): void => {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    if (text === '') return done(null, undefined)
    try {
      done(null, parseJson(String(text)))
    } catch (error) {
      if (error instanceof AppError) return done(error)
      done(new AppError('Request is not JSON', { code: 'INVALID_PAYLOAD_FORMAT_ERROR', status: 400, cause: error }))
    }
  })
}

/** The HTTP server: every handler of the resources, health, and the client. */
export const createServer = async (options: ServerOptions): Promise<FastifyInstance> => {
  const app = create(options)
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply))
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  if (options.tracing !== null) traceRequests(app, options.tracing)
  mountLimits(app)
  await plugins(app, options)
  mountHeaders(app)
  parsers(app)
  const health = async (): Promise<string> => 'OK'
  for (const path of ['/health', '/healthcheck', '/ping']) app.get(path, { logLevel: 'silent' }, health)
  app.addHook('onResponse', async (request, reply) => {
    countRequest(`${request.method} ${request.routeOptions.url ?? 'unknown'}`, reply.statusCode, reply.elapsedTime / 1000)
  })
  mountMetrics(app, options)
  app.get('/version', async () => ({ version: options.version, version_string: options.version, version_sha: '', build_number: null }))
  for (const handler of handlers) mount(app, handler, options)
  await mountPages(app, options, options.dist, options.links)
  return app
}
