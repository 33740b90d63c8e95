import type { Actor } from '@coset/access'
import { NotAuthenticated } from '@coset/core'
import type { Actors } from '@coset/resources'
import type { FastifyRequest } from 'fastify'
import type { Session, Sessions } from '../credentials/sessions.ts'
import type { Tokens } from '../credentials/tokens.ts'

export const SESSION_COOKIE = 'session'

/** Who asks, and by what. `session` is always there: a new one when the cookie was absent or invalid. */
export interface Caller {
  readonly actor: Actor
  readonly by: 'bearer' | 'session' | 'nothing'
  readonly bearer: string | null
  readonly session: Session
  readonly sessionIsNew: boolean
}

const bearerOf = (request: FastifyRequest): string | null => {
  const header = request.headers.authorization
  return header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : null
}

/** Bearer token, then session cookie, then nobody. Throws NotAuthenticated or 422 on a bad bearer token. */
export const authenticate = async (request: FastifyRequest, actors: Actors, tokens: Tokens, sessions: Sessions, isRefresh: boolean): Promise<Caller> => {
  const known = sessions.open(request.cookies[SESSION_COOKIE])
  const session = known ?? sessions.create(null)
  const bearer = bearerOf(request)
  const base = { bearer, session, sessionIsNew: known === null }
  if (bearer !== null && !isRefresh) {
    const actor = await actors.byId(await tokens.verify('access', bearer))
    if (actor === null) throw new NotAuthenticated('Not authorized')
    return { ...base, actor, by: 'bearer' }
  }
  if (session.userId !== null) {
    const actor = await actors.byId(session.userId)
    if (actor !== null) return { ...base, actor, by: 'session' }
  }
  return { ...base, actor: await actors.anonymous(), by: 'nothing' }
}
