import { askedKinds, beginSession, dutyOf, issueCode, recordSign } from '@coset/resources'
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

/** What is still between somebody and the session: a second factor of these kinds, or setting one up; neither: signed in. */
export interface Entered {
  readonly kinds: readonly string[]
  readonly setUp: boolean
}

const mustSetUp = async (deps: HttpDependencies, { userId, method }: Proof): Promise<boolean> => {
  const actor = await deps.ctx.actors.byId(userId)
  return actor !== null && (await dutyOf(deps.ctx, actor)).owes(method)
}

const wait = async (deps: HttpDependencies, reply: FastifyReply, purpose: 'second-step' | 'set-up', { userId, method }: Proof): Promise<void> => {
  const code = await issueCode(deps.ctx, purpose, userId, STEP_SECONDS, { method })
  reply.setCookie(STEP_COOKIE, code, { path: '/login', httpOnly: true, sameSite: 'lax', secure: deps.secureCookies, maxAge: STEP_SECONDS })
}

/** Signs in whom one factor proved, or remembers that a second one is asked for, or has to be set up. */
export const enter = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply, proof: Proof): Promise<Entered> => {
  if (await mustSetUp(deps, proof)) {
    await wait(deps, reply, 'set-up', proof)
    return { kinds: [], setUp: true }
  }
  const kinds = WHOLE.has(proof.method) ? [] : await askedKinds(deps.ctx, proof.userId)
  if (kinds.length === 0) {
    await openSession(deps, request, reply, proof)
    return { kinds, setUp: false }
  }
  await wait(deps, reply, 'second-step', proof)
  return { kinds, setUp: false }
}

/** Where a browser goes after {@link enter}. */
export const afterEntering = ({ kinds, setUp }: Entered, next: string): string => {
  if (kinds.length === 0 && !setUp) return next
  const step = setUp ? 'set-up' : kinds.includes('totp') ? 'code' : 'passkey'
  return `/login/?step=${step}&next=${encodeURIComponent(next)}`
}
