import type { Route } from '@coset/contract'
import { AppError, NotAuthenticated } from '@coset/core'
import type { FastifyRequest } from 'fastify'
import type { Sessions } from '../credentials/sessions.ts'
import type { Caller } from './authenticate.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Keys and the tokens of guests and pictures are made for programs and frames, which have no session to bind a token to. */
const mustProve = ({ by }: Caller, { csrf, guard }: Route): boolean => {
  if (by === 'session') return csrf !== false
  return (by === 'bearer' || by === 'nothing') && csrf === true && guard !== 'public'
}

const isForged = (caller: Caller, sessions: Sessions, request: FastifyRequest, route: Route): boolean => {
  if (SAFE.has(request.method) || !mustProve(caller, route)) return false
  const header = request.headers['x-csrftoken'] ?? request.headers['x-csrf-token']
  const field = typeof request.body === 'object' && request.body !== null && 'csrf_token' in request.body ? request.body.csrf_token : undefined
  const token = typeof header === 'string' ? header : typeof field === 'string' ? field : undefined
  return !sessions.csrfValid(caller.session, token)
}

const isJson = (request: FastifyRequest): boolean => (request.headers['content-type'] ?? '').startsWith('application/json')

/** A form, or a write without a body, of somebody who is not signed in: a person, who is led to the page where one signs in. */
export const asksForSignIn = (caller: Caller, sessions: Sessions, request: FastifyRequest, route: Route): boolean =>
  caller.by === 'nothing' && !isJson(request) && isForged(caller, sessions, request, route)

/** Throws unless a write carries the CSRF token that belongs to the session cookie it comes with. */
export const refuseForged = (caller: Caller, sessions: Sessions, request: FastifyRequest, route: Route): void => {
  if (!isForged(caller, sessions, request, route)) return
  const how =
    'Ask /api/v1/security/csrf_token/ for one and send it as X-CSRFToken together with the session cookie of that answer; programs do without by a key.'
  throw new AppError(
    `The CSRF token is missing or has expired. ${caller.by === 'session' ? 'Reload the page, or ask /api/v1/security/csrf_token/ for one.' : how}`,
    {
      code: 'GENERIC_BACKEND_ERROR',
      status: 400,
      envelope: 'errors',
    },
  )
}

/** Throws where a bearer token asks for what belongs to a browser's session, unless the cookie of its person's session comes with it. */
export const refuseToken = (caller: Caller, route: Route): void => {
  if (caller.by === 'bearer' && !route.bearer && caller.session.userId !== caller.actor.id)
    throw new NotAuthenticated('This belongs to a browser’s session: sign in by the form, or use a key for programs', { envelope: 'message' })
}
