import type { Actor } from '@coset/access'
import { NotAuthenticated } from '@coset/core'
import { type Actors, KEY_PREFIX } from '@coset/resources'
import type { FastifyRequest } from 'fastify'
import type { GuestTokens } from '../credentials/guest-tokens.ts'
import type { PictureTokens } from '../credentials/picture-tokens.ts'
import type { Session, Sessions } from '../credentials/sessions.ts'
import type { Tokens } from '../credentials/tokens.ts'
import { pictureActor } from './picture-door.ts'

export const SESSION_COOKIE = 'session'

/** Who asks, and by what. `session` is always there: a new one when the cookie was absent or invalid. */
export interface Caller {
  readonly actor: Actor
  readonly by: 'bearer' | 'api key' | 'session' | 'guest token' | 'picture token' | 'nothing'
  readonly bearer: string | null
  readonly session: Session
  readonly sessionIsNew: boolean
}

const bearerOf = (request: FastifyRequest): string | null => {
  const header = request.headers.authorization
  return header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : null
}

/** Where guests' tokens come in; null while embedding is switched off. */
export interface GuestDoor {
  readonly header: string
  readonly tokens: GuestTokens
}

/** From the header, or from the field of a form, as downloads are posted. */
const guestTokenOf = (request: FastifyRequest, header: string): string | null => {
  const sent = request.headers[header.toLowerCase()]
  if (typeof sent === 'string') return sent
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  const field = isForm && typeof request.body === 'object' && request.body !== null && 'guest_token' in request.body ? request.body.guest_token : null
  return typeof field === 'string' ? field : null
}

const guestOf = async (request: FastifyRequest, actors: Actors, door: GuestDoor | null): Promise<Actor | null> => {
  const token = door === null ? null : guestTokenOf(request, door.header)
  const claims = door === null || token === null ? null : await door.tokens.verify(token)
  return claims === null ? null : actors.guest(claims)
}

export interface Identities {
  readonly actors: Actors
  readonly tokens: Tokens
  readonly sessions: Sessions
  readonly guests: GuestDoor | null
  readonly pictures: PictureTokens
}

/** A picture's token alone; else bearer token, then session cookie, then guest's token, then nobody. Throws NotAuthenticated or 422 on a bad bearer token. */
export const authenticate = async (
  request: FastifyRequest,
  { actors, tokens, sessions, guests, pictures }: Identities,
  isRefresh: boolean,
): Promise<Caller> => {
  const looking = await pictureActor(request, actors, pictures)
  if (looking !== null) return { actor: looking, by: 'picture token', bearer: null, session: sessions.create(null), sessionIsNew: false }
  const known = sessions.open(request.cookies[SESSION_COOKIE])
  const session = known ?? sessions.create(null)
  const bearer = bearerOf(request)
  const base = { bearer, session, sessionIsNew: known === null }
  if (bearer !== null && !isRefresh) {
    const isKey = bearer.startsWith(KEY_PREFIX)
    const actor = isKey ? await actors.byKey(bearer) : await actors.byToken(await tokens.verify('access', bearer))
    if (actor === null) throw new NotAuthenticated('Not authorized')
    return { ...base, actor, by: isKey ? 'api key' : 'bearer' }
  }
  if (session.userId !== null) {
    const actor = await actors.bySession({ userId: session.userId, seed: session.seed })
    if (actor !== null) return { ...base, actor, by: 'session' }
  }
  const guest = bearer === null ? await guestOf(request, actors, guests) : null
  if (guest !== null) return { ...base, actor: guest, by: 'guest token' }
  return { ...base, actor: await actors.anonymous(), by: 'nothing' }
}
