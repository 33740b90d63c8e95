import { can } from '@coset/access'
import { ENDS_VIEWING, openWhileViewing, type Route } from '@coset/contract'
import { AppError, Forbidden, NotAuthenticated } from '@coset/core'
import { audited, type Call, type Context, type Handler, Reply, recordRefusal, type UploadedFile } from '@coset/resources'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CHANNEL_COOKIE, type Channels } from '../credentials/channels.ts'
import type { PictureTokens } from '../credentials/picture-tokens.ts'
import type { Sessions } from '../credentials/sessions.ts'
import type { Tokens } from '../credentials/tokens.ts'
import { onBehalfOf } from '../services/person.ts'
import { authenticate, type Caller, type GuestDoor, type Identities, SESSION_COOKIE } from './authenticate.ts'
import { asksForSignIn, refuseForged, refuseToken } from './csrf.ts'
import { bodyLimitOf } from './limits.ts'
import { parseBody, parseParams, parseQ, parseQuery } from './parse.ts'
import { refuseBeyondPicture } from './picture-door.ts'
import type { RateLimit } from './rate-limit.ts'

export interface HttpDependencies {
  readonly ctx: Context
  readonly tokens: Tokens
  readonly sessions: Sessions
  readonly secureCookies: boolean
  readonly uploadMaxBytes: number
  /** X-Forwarded-* headers are a trusted proxy's. */
  readonly trustProxy: boolean
  readonly channels: Channels
  readonly guests: GuestDoor | null
  readonly pictures: PictureTokens
  readonly rateLimit: RateLimit
}

export const identitiesOf = (deps: HttpDependencies): Identities => ({
  actors: deps.ctx.actors,
  tokens: deps.tokens,
  sessions: deps.sessions,
  guests: deps.guests,
  pictures: deps.pictures,
})

/** Default is no: a route without a matching right is refused before its handler runs. */
const authorise = (caller: Caller, { guard, name }: Route): void => {
  if (guard === 'public' || (caller.actor.viewer !== null && name === ENDS_VIEWING)) return
  if (guard === 'signed-in') {
    if (caller.actor.kind === 'anonymous') throw new NotAuthenticated('Not authorized', { envelope: 'message' })
    return
  }
  if (can(caller.actor, guard)) return
  throw caller.actor.kind === 'anonymous' ? new NotAuthenticated() : new Forbidden()
}

/** Whoever sees the site as somebody else looks, and does nothing in their name. Throws Forbidden. */
const refuseWhileViewing = ({ actor }: Caller, route: Route): void => {
  if (actor.viewer === null || openWhileViewing(route)) return
  const whom = actor.kind === 'anonymous' ? 'somebody who is not signed in' : actor.username
  throw new Forbidden(
    route.method === 'GET'
      ? `You see the site as ${whom}. What is theirs alone, such as keys, sessions, pictures and results of SQL, is not shown to you.`
      : `You see the site as ${whom} and can only look. Go back to yourself to change or run something.`,
    { code: 'GENERIC_BACKEND_ERROR' },
  )
}

/** Where the browser is: the site's own address where it is set, else what this request says. */
export const originOf = (siteUrl: string, request: FastifyRequest): string =>
  siteUrl === '' ? `${request.protocol}://${request.host}` : new URL(siteUrl).origin

/** The session cookie's header. */
export const sessionCookie = (
  deps: Pick<HttpDependencies, 'sessions' | 'secureCookies'>,
  session: Caller['session'],
): { readonly name: string; readonly value: string; readonly options: object } => ({
  name: SESSION_COOKIE,
  value: deps.sessions.seal(session),
  options: { path: '/', httpOnly: true, sameSite: 'lax', secure: deps.secureCookies },
})

const readMultipart = async (request: FastifyRequest): Promise<{ readonly files: readonly UploadedFile[]; readonly fields: Record<string, string> }> => {
  if (!request.isMultipart()) throw new AppError('Request MIME type is not multipart/form-data', { code: 'INVALID_PAYLOAD_FORMAT_ERROR', status: 400 })
  const files: UploadedFile[] = []
  const fields: Record<string, string> = {}
  for await (const part of request.parts()) {
    if (part.type === 'file') files.push({ field: part.fieldname, name: part.filename, bytes: await part.toBuffer() })
    else fields[part.fieldname] = String(part.value)
  }
  return { files, fields }
}

const takesGzip = (header: string | string[] | undefined): boolean => /(?:^|[\s,])(?:gzip|\*)(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(header ?? ''))

const queryIdOf = (header: string | string[] | undefined): string | null => (typeof header === 'string' && /^[\w-]{1,64}$/.test(header) ? header : null)

/** Aborts when the client goes away before the answer is written. */
const clientSignal = (request: FastifyRequest, reply: FastifyReply): AbortSignal => {
  const controller = new AbortController()
  request.raw.socket.once('close', onClose)
  reply.raw.once('finish', () => request.raw.socket.off('close', onClose))
  function onClose(): void {
    if (!reply.raw.writableFinished) controller.abort()
  }
  return controller.signal
}

/** The client holds this very answer: weak comparison, as caches do. */
const unchanged = (request: FastifyRequest, etag: string | undefined): boolean => {
  const held = request.headers['if-none-match']
  if (etag === undefined || held === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false
  const opaque = etag.replace(/^W\//, '')
  return held.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === opaque)
}

const send = async (request: FastifyRequest, reply: FastifyReply, result: unknown, status: number): Promise<unknown> => {
  if (!(result instanceof Reply)) {
    reply.code(status).header('content-type', 'application/json; charset=utf-8')
    return reply.send(JSON.stringify(result ?? null))
  }
  for (const [name, value] of Object.entries(result.headers)) reply.header(name, value)
  // The name comes from the request: a download may not end the session
  for (const cookie of result.cookies)
    if (cookie.name !== SESSION_COOKIE) reply.setCookie(cookie.name, cookie.value, { path: '/', maxAge: cookie.maxAgeSeconds })
  if (result.status === 200 && unchanged(request, result.headers['etag'])) return reply.code(304).removeHeader('content-encoding').send()
  reply.code(result.status)
  if (result.body === null) return reply.send()
  if (typeof result.body === 'string') return reply.send(result.body)
  if (result.body instanceof Uint8Array) return reply.send(Buffer.from(result.body.buffer, result.body.byteOffset, result.body.byteLength))
  const { Readable } = await import('node:stream')
  return reply.send(Readable.from(result.body))
}

/** The first value of each parameter of the address. */
const parametersOf = (query: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query as Readonly<Record<string, string | readonly string[]>>).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (value[0] ?? ''),
    ]),
  )

/** The channel of the browser; one is made for people who are signed in where work may go to the workers. */
const channelOf = async (caller: Caller, request: FastifyRequest, reply: FastifyReply, deps: HttpDependencies): Promise<string | null> => {
  const { id } = caller.actor
  if (id === null || caller.by !== 'session' || caller.actor.viewer !== null || deps.ctx.settings.featureFlags['GLOBAL_ASYNC_QUERIES'] !== true) return null
  const known = await deps.channels.open(request.cookies[CHANNEL_COOKIE], id)
  if (known !== null) return known
  const { channel, cookie } = await deps.channels.create(id)
  reply.setCookie(CHANNEL_COOKIE, cookie, { path: '/', httpOnly: true, sameSite: 'lax', secure: deps.secureCookies })
  return channel
}

const lastEventIdOf = (header: string | string[] | undefined): string | undefined => (typeof header === 'string' ? header : undefined)

/** Puts one contract route on the server. */
export const mount = (app: FastifyInstance, handler: Handler, deps: HttpDependencies): void => {
  const { route } = handler
  const { ctx } = deps
  app.route({
    method: route.method,
    url: route.path,
    bodyLimit: bodyLimitOf(route),
    handler: async (request, reply) => {
      const params = parseParams(route, request.params)
      const caller = await deps.rateLimit.admit(request.ip, () => authenticate(request, identitiesOf(deps), route.name === 'security.refresh'))
      try {
        refuseWhileViewing(caller, route)
        refuseBeyondPicture(caller.actor, route, request.params)
        if (asksForSignIn(caller, deps.sessions, request, route)) return await reply.redirect(`/login/?next=${encodeURIComponent(request.url)}`, 302)
        refuseForged(caller, deps.sessions, request, route)
        refuseToken(caller, route)
        authorise(caller, route)
      } catch (error) {
        const asking = { actor: caller.actor, via: caller.by, address: request.ip, requestId: request.id }
        if (error instanceof Forbidden) await recordRefusal(ctx, asking, route, request.params)
        throw error
      }
      // Browsers send forms either way
      const asMultipart = route.bodyKind === 'multipart' || (route.bodyKind === 'form' && request.isMultipart())
      const multipart = asMultipart ? await readMultipart(request) : { files: [], fields: {} }
      const call: Call<typeof route> = {
        ctx,
        actor: caller.actor,
        params: params as never,
        query: parseQuery(route, request.query) as never,
        q: parseQ(route, (request.query as { q?: unknown }).q) as never,
        body: parseBody(route, route.bodyKind === 'form' && asMultipart ? multipart.fields : request.body) as never,
        ...multipart,
        request: {
          id: request.id,
          by: caller.by,
          origin: originOf(ctx.settings.reports.siteUrl, request),
          address: request.ip,
          bearer: caller.bearer,
          session: caller.session,
          referrer: request.headers.referer ?? null,
          signal: clientSignal(request, reply),
          gzip: takesGzip(request.headers['accept-encoding']),
          queryId: queryIdOf(request.headers['x-query-id']),
          accept: request.headers.accept ?? null,
          parameters: parametersOf(request.query),
          channel: await channelOf(caller, request, reply, deps),
          lastEventId: lastEventIdOf(request.headers['last-event-id']),
        },
      }
      const work = () => onBehalfOf(caller.actor, () => audited(call, route, () => handler.handle(call)))
      const result = await deps.rateLimit.guard(route, caller, request.ip, work)
      if (route.name === 'security.csrfToken' && caller.sessionIsNew) {
        const cookie = sessionCookie(deps, caller.session)
        reply.setCookie(cookie.name, cookie.value, cookie.options)
      }
      return send(request, reply, result, route.status)
    },
  })
}
