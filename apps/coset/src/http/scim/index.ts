import { AppError } from '@coset/core'
import { scim } from '@coset/resources'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseJson } from '../parse.ts'
import type { HttpDependencies } from '../route.ts'
import { type Asked, askedBy, authoriseScim, BASE, type Kind, toldChange, toldNew } from './answer.ts'

const TYPE = 'application/scim+json; charset=utf-8'

const send = (reply: FastifyReply, status: number, body: object | null): FastifyReply =>
  body === null ? reply.code(status).send() : reply.code(status).header('content-type', TYPE).send(JSON.stringify(body))

const parameter = (request: FastifyRequest, name: string): string | null => {
  const found = (request.query as Readonly<Record<string, unknown>>)[name]
  const first: unknown = Array.isArray(found) ? found[0] : found
  return typeof first === 'string' && first !== '' ? first : null
}

/** A number of the address; what is less counts as `least`. Throws invalidValue. */
const wholeOf = (request: FastifyRequest, name: string, least: number, otherwise: number): number => {
  const text = parameter(request, name)
  if (text === null) return otherwise
  if (!/^-?\d{1,9}$/.test(text)) throw new scim.ScimError(400, `${name}: not a whole number`, 'invalidValue')
  return Math.max(least, Number(text))
}

const withMembers = (request: FastifyRequest): boolean =>
  !(parameter(request, 'excludedAttributes') ?? '')
    .toLowerCase()
    .split(',')
    .some((name) => name.trim() === 'members')

const idOf = (request: FastifyRequest): string => (request.params as { readonly id: string }).id

const listAnswer = (start: number, { total, found }: { readonly total: number; readonly found: readonly object[] }) => ({
  schemas: [scim.LIST],
  totalResults: total,
  startIndex: start,
  itemsPerPage: found.length,
  Resources: found,
})

const DEFAULT_COUNT = 100

const list = async (asked: Asked, kind: Kind): Promise<object> => {
  const { ctx, base, request } = asked
  const start = wholeOf(request, 'startIndex', 1, 1)
  const limit = Math.min(scim.MOST_RESULTS, wholeOf(request, 'count', 0, DEFAULT_COUNT))
  const page = { filter: parameter(request, 'filter'), offset: start - 1, limit }
  return listAnswer(start, await (kind === 'User' ? scim.listScimUsers(ctx, base, page) : scim.listScimGroups(ctx, base, page, withMembers(request))))
}

interface Work {
  readonly get: (asked: Asked, id: string) => Promise<object>
  readonly create: (asked: Asked) => Promise<{ readonly id: number; readonly resource: object }>
  readonly replace: (asked: Asked, id: string) => Promise<object>
  readonly patch: (asked: Asked, id: string) => Promise<object>
  readonly remove: (asked: Asked, id: string) => Promise<void>
}

const body = ({ request }: Asked) => scim.bodyOf(request.body)

const WORK: Readonly<Record<Kind, Work>> = {
  User: {
    get: ({ ctx, base }, id) => scim.getScimUser(ctx, base, id),
    create: async (asked) => scim.createScimUser(asked.ctx, asked.actor, asked.base, body(asked)),
    replace: async (asked, id) => scim.replaceScimUser(asked.ctx, asked.actor, asked.base, id, body(asked)),
    patch: async (asked, id) => scim.patchScimUser(asked.ctx, asked.actor, asked.base, id, body(asked)),
    remove: ({ ctx, actor }, id) => scim.deleteScimUser(ctx, actor, id),
  },
  Group: {
    get: ({ ctx, base, request }, id) => scim.getScimGroup(ctx, base, id, withMembers(request)),
    create: async (asked) => scim.createScimGroup(asked.ctx, asked.actor, asked.base, body(asked)),
    replace: async (asked, id) => scim.replaceScimGroup(asked.ctx, asked.actor, asked.base, id, body(asked)),
    patch: async (asked, id) => scim.patchScimGroup(asked.ctx, asked.actor, asked.base, id, body(asked)),
    remove: ({ ctx, actor }, id) => scim.deleteScimGroup(ctx, actor, id),
  },
}

/** The five operations of a kind of resource, each behind the permission of the security API. */
const mountKind = (scope: FastifyInstance, deps: HttpDependencies, kind: Kind): void => {
  const path = `/${kind}s`
  const work = WORK[kind]
  scope.get(path, async (request, reply) => {
    const asked = await askedBy(deps, request)
    await authoriseScim(asked, kind, 'GET', '')
    return send(reply, 200, await list(asked, kind))
  })
  scope.post(path, async (request, reply) => {
    const asked = await askedBy(deps, request)
    await authoriseScim(asked, kind, 'POST', '')
    const made = await toldNew(asked, kind, () => work.create(asked))
    if ('meta' in made && typeof made.meta === 'object' && made.meta !== null && 'location' in made.meta) reply.header('location', String(made.meta.location))
    return send(reply, 201, made)
  })
  scope.get(`${path}/:id`, async (request, reply) => {
    const asked = await askedBy(deps, request)
    await authoriseScim(asked, kind, 'GET', idOf(request))
    return send(reply, 200, await work.get(asked, idOf(request)))
  })
  for (const method of ['PUT', 'PATCH'] as const)
    scope.route({
      method,
      url: `${path}/:id`,
      handler: async (request, reply) => {
        const asked = await askedBy(deps, request)
        const id = idOf(request)
        await authoriseScim(asked, kind, method, id)
        return send(reply, 200, await toldChange(asked, kind, method, id, () => (method === 'PUT' ? work.replace : work.patch)(asked, id)))
      },
    })
  scope.delete(`${path}/:id`, async (request, reply) => {
    const asked = await askedBy(deps, request)
    const id = idOf(request)
    await authoriseScim(asked, kind, 'DELETE', id)
    await toldChange(asked, kind, 'DELETE', id, () => work.remove(asked, id))
    return send(reply, 204, null)
  })
}

/** What a client reads to learn what can be done here. */
const mountDescriptions = (scope: FastifyInstance, deps: HttpDependencies): void => {
  scope.get('/ServiceProviderConfig', async (request, reply) => send(reply, 200, scim.serviceProviderConfig((await askedBy(deps, request)).base)))
  for (const [path, all] of [
    ['/ResourceTypes', scim.resourceTypes],
    ['/Schemas', scim.schemas],
  ] as const) {
    scope.get(path, async (request, reply) => {
      const found = all((await askedBy(deps, request)).base)
      return send(reply, 200, listAnswer(1, { total: found.length, found }))
    })
    scope.get(`${path}/:id`, async (request, reply) => {
      const one = all((await askedBy(deps, request)).base).find(({ id }) => id === idOf(request))
      if (one === undefined) throw new scim.ScimError(404, 'There is no such description')
      return send(reply, 200, one)
    })
  }
}

const sendScimError = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const fault = typeof error === 'object' && error !== null && !(error instanceof AppError) && 'statusCode' in error ? Number(error.statusCode) : null
  // Fastify’s own refusals: a body too large, of another type
  const known = fault !== null && fault < 500 && error instanceof Error ? new scim.ScimError(fault, error.message, 'invalidSyntax') : error
  const { status, body: told } = scim.scimErrorBody(known)
  if (status >= 500) request.log.error({ err: error }, 'request failed')
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  return send(reply, status, told)
}

/** SCIM 2.0: directories such as Okta and Microsoft Entra keep people and groups up to date. */
export const mountScim = async (app: FastifyInstance, deps: HttpDependencies): Promise<void> => {
  await app.register(
    async (scope) => {
      scope.addContentTypeParser('application/scim+json', { parseAs: 'string' }, (_request, text, done) => {
        try {
          done(null, text === '' ? undefined : parseJson(String(text)))
        } catch (error) {
          done(error instanceof AppError ? error : new scim.ScimError(400, 'The body is not JSON', 'invalidSyntax', error))
        }
      })
      scope.setErrorHandler(sendScimError)
      scope.setNotFoundHandler((request, reply) => sendScimError(new scim.ScimError(404, 'Nothing stands here'), request, reply))
      mountDescriptions(scope, deps)
      mountKind(scope, deps, 'User')
      mountKind(scope, deps, 'Group')
    },
    { prefix: BASE },
  )
}
