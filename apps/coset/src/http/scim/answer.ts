import { type Actor, can } from '@coset/access'
import { Forbidden, NotAuthenticated } from '@coset/core'
import { accessWords, type Context, difference, namesOf, record, scim } from '@coset/resources'
import type { FastifyRequest } from 'fastify'
import { authenticate } from '../authenticate.ts'
import { type HttpDependencies, identitiesOf, originOf } from '../route.ts'

export const BASE = '/scim/v2'

/** Who asks of SCIM, by what, and from where. */
export interface Asked {
  readonly ctx: Context
  readonly actor: Actor
  readonly via: string
  readonly base: string
  readonly request: FastifyRequest
}

/** Programs only: a bearer token or key. Cookies are not looked at, so no page of another site asks in somebody’s name. */
export const askedBy = async (deps: HttpDependencies, request: FastifyRequest): Promise<Asked> => {
  const { actor, by } = await authenticate(request, identitiesOf(deps), false)
  if (by !== 'bearer' && by !== 'api key') throw new NotAuthenticated('A bearer token is needed')
  const base = `${originOf(deps.ctx.settings.reports.siteUrl, request)}${BASE}`
  return { ctx: deps.ctx, actor, via: by, base, request }
}

export type Kind = 'User' | 'Group'
const VERBS = { GET: 'can_get', POST: 'can_post', PUT: 'can_put', PATCH: 'can_put', DELETE: 'can_delete' } as const
export type ScimMethod = keyof typeof VERBS

const numberOf = async (ctx: Context, kind: Kind, id: string): Promise<number | null> =>
  kind === 'User' ? scim.scimUserNumber(ctx, id) : scim.scimGroupNumber(id)

const tell = async ({ ctx, actor, via, request }: Asked, kind: Kind, method: ScimMethod, told: { id: string; name: string; status: number; detail: string }) =>
  record(ctx, {
    ...{ userId: actor.id, userName: actor.username, via, action: `scim.${kind.toLowerCase()}.${method.toLowerCase()}`, objectKind: kind.toLowerCase() },
    ...{ objectId: told.id, objectName: told.name, status: told.status, detail: told.detail, address: request.ip, requestId: request.id },
  })

/** Throws Forbidden, and tells of it, unless the asker may. */
export const authoriseScim = async (asked: Asked, kind: Kind, method: ScimMethod, id: string): Promise<void> => {
  if (can(asked.actor, { verb: VERBS[method], view: kind })) return
  await tell(asked, kind, method, { id, name: '', status: 403, detail: '' })
  throw new Forbidden()
}

const nameOf = async (ctx: Context, kind: string, id: string): Promise<string> => (await namesOf(ctx, kind, [id])).get(id) ?? ''

/** Does a change of one that is there and tells of it; also when a limit of the security API refuses it. */
export const toldChange = async <T>(asked: Asked, kind: Kind, method: ScimMethod, id: string, work: () => Promise<T>): Promise<T> => {
  const { ctx } = asked
  const object = kind.toLowerCase()
  const number = String((await numberOf(ctx, kind, id)) ?? '')
  const name = await nameOf(ctx, object, number)
  const before = await accessWords(ctx, object, number)
  try {
    const result = await work()
    const detail = difference(before, await accessWords(ctx, object, number))
    await tell(asked, kind, method, { id: number, name, status: method === 'DELETE' ? 204 : 200, detail })
    return result
  } catch (error) {
    if (error instanceof Forbidden) await tell(asked, kind, method, { id: number, name, status: 403, detail: '' })
    throw error
  }
}

/** Tells of somebody or something new. */
export const toldNew = async (asked: Asked, kind: Kind, work: () => Promise<{ readonly id: number; readonly resource: object }>): Promise<object> => {
  const object = kind.toLowerCase()
  try {
    const { id, resource } = await work()
    const detail = difference(new Map(), await accessWords(asked.ctx, object, String(id)))
    await tell(asked, kind, 'POST', { id: String(id), name: await nameOf(asked.ctx, object, String(id)), status: 201, detail })
    return resource
  } catch (error) {
    if (error instanceof Forbidden) await tell(asked, kind, 'POST', { id: '', name: '', status: 403, detail: '' })
    throw error
  }
}
