import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { HttpDependencies } from '../route.ts'

/** Carries what a browser must bring back from a provider, sealed. */
export const JOURNEY_COOKIE = 'coset_sign_in'

const SECONDS = 600

const schema = z.strictObject({
  for: z.literal('sign-in journey'),
  provider: z.string(),
  state: z.string().min(43),
  keep: z.string(),
  next: z.string(),
  until: z.number(),
})

/** A way to a provider and back. */
export interface Journey {
  readonly provider: string
  readonly state: string
  readonly keep: string
  readonly next: string
}

/** Gives a browser its journey: out of reach of scripts, and sent along with links only, not with requests that other sites make. */
export const keepJourney = (deps: HttpDependencies, reply: FastifyReply, journey: Journey): void => {
  const until = deps.ctx.clock.now() + SECONDS * 1000
  const sealed = deps.ctx.secrets.seal(JSON.stringify({ for: 'sign-in journey', ...journey, until } satisfies z.input<typeof schema>))
  reply.setCookie(JOURNEY_COOKIE, sealed, { path: '/', httpOnly: true, sameSite: 'lax', secure: deps.secureCookies, maxAge: SECONDS })
}

export const forgetJourney = (reply: FastifyReply): void => {
  reply.clearCookie(JOURNEY_COOKIE, { path: '/' })
}

const opened = (deps: HttpDependencies, sealed: string): unknown => {
  try {
    return JSON.parse(deps.ctx.secrets.open(sealed))
  } catch {
    return null // forged, or sealed with another key: no journey
  }
}

/** The journey of a browser; null: none, forged or too old. */
export const readJourney = (deps: HttpDependencies, request: FastifyRequest): Journey | null => {
  const sealed = request.cookies[JOURNEY_COOKIE]
  const read = schema.safeParse(sealed === undefined ? null : opened(deps, sealed))
  return read.success && read.data.until > deps.ctx.clock.now() ? read.data : null
}
