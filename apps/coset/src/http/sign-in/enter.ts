import { askedKinds, beginSession, issueCode, recordSign } from '@coset/resources'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type HttpDependencies, sessionCookie } from '../route.ts'

/** Somebody whose identity is proved by one factor, and by what. */
export interface Proof {
  readonly userId: number
  /** `password`, `link`, `passkey`, or the name of a provider. */
  readonly method: string
}

/** Carries who is waiting for the second step; out of reach of scripts, as the session is. */
export const STEP_COOKIE = 'coset_sign_in_step'
const STEP_SECONDS = 600

/** What counts as two factors already: the link of the command line is for administrators who lost theirs. */
const WHOLE = new Set(['link', 'passkey'])

const agentOf = (request: FastifyRequest): string => request.headers['user-agent'] ?? ''

/** A session of one's own: one that somebody else set before is worth nothing. */
export const openSession = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply, { userId, method }: Proof): Promise<void> => {
  const session = deps.sessions.create(userId)
  await beginSession(deps.ctx, { userId, seed: session.seed, method, address: request.ip, agent: agentOf(request) })
  const actor = await deps.ctx.actors.byId(userId)
  const from = { via: 'session', address: request.ip, requestId: request.id }
  await recordSign(deps.ctx, 'sign-in', { id: userId, name: actor?.username ?? '' }, { ...from, detail: `by ${method}` })
  const cookie = sessionCookie(deps, session)
  reply.setCookie(cookie.name, cookie.value, cookie.options).clearCookie(STEP_COOKIE, { path: '/login' })
}

/** Signs in whom one factor proved, or remembers that a second one is asked for. `kinds`: those the account has, none: signed in. */
export const enter = async (
  deps: HttpDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  proof: Proof,
): Promise<{ readonly kinds: readonly string[] }> => {
  const kinds = WHOLE.has(proof.method) ? [] : await askedKinds(deps.ctx, proof.userId)
  if (kinds.length === 0) {
    await openSession(deps, request, reply, proof)
    return { kinds }
  }
  const code = await issueCode(deps.ctx, 'second-step', proof.userId, STEP_SECONDS, { method: proof.method })
  reply.setCookie(STEP_COOKIE, code, { path: '/login', httpOnly: true, sameSite: 'lax', secure: deps.secureCookies, maxAge: STEP_SECONDS })
  return { kinds }
}

/** Where a browser goes after {@link enter}. */
export const afterEntering = (kinds: readonly string[], next: string): string =>
  kinds.length === 0 ? next : `/login/?step=${kinds.includes('totp') ? 'code' : 'passkey'}&next=${encodeURIComponent(next)}`
