import { randomBytes, timingSafeEqual } from 'node:crypto'
import { admitPerson, issueCode, takeCode, useOnce } from '@coset/resources'
import { type Arrival, type Arrived, type Person, type Provider, type RedirectProvider, SignInRefused } from '@coset/sign-in'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { HttpDependencies } from '../route.ts'
import { callbackOf, METADATA, outsideUrl } from './callbacks.ts'
import { afterEntering, enter } from './enter.ts'
import { forgetJourney, type Journey, keepJourney, readJourney } from './journey.ts'
import { safeNext } from './next.ts'
import { flee } from './problems.ts'

/** Seconds that somebody may spend at a provider, and in which an answer could come twice. */
const ONCE_SECONDS = 86_400
const HOP_SECONDS = 120

const formSchema = z.record(z.string(), z.string())

const nameOf = (request: FastifyRequest): string => z.object({ provider: z.string() }).parse(request.params).provider

const find = (deps: HttpDependencies, request: FastifyRequest): Provider | null =>
  deps.ctx.providers.entries.find(({ provider }) => provider.name === nameOf(request))?.provider ?? null

const redirecting = (deps: HttpDependencies, request: FastifyRequest, returns: RedirectProvider['returns']): RedirectProvider | null => {
  const provider = find(deps, request)
  return provider?.kind === 'redirect' && provider.returns === returns ? provider : null
}

/** An answer that is one of a kind is taken once, by any server. */
const takeOnce = async (deps: HttpDependencies, key: string): Promise<void> => {
  if (!(await useOnce(deps.ctx, 'provider', key, ONCE_SECONDS))) throw new SignInRefused('this answer was used before', 'expired')
}

const letIn = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply, person: Person, next: string): Promise<unknown> => {
  const userId = await admitPerson(deps.ctx, person)
  const entered = await enter(deps, request, reply, { userId, method: person.provider })
  return reply.redirect(afterEntering(entered, next), 303)
}

const depart = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply, provider: RedirectProvider): Promise<unknown> => {
  const { next } = request.query as { next?: unknown }
  const state = randomBytes(32).toString('base64url')
  const { location, keep } = await provider.start({ callback: callbackOf(deps, request, provider), state })
  keepJourney(deps, reply, { provider: provider.name, state, keep, next: safeNext(next) })
  return reply.redirect(location, 303)
}

const bySideDoor = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply, provider: Provider): Promise<unknown> => {
  if (provider.kind !== 'header') return reply.callNotFound()
  const person = provider.read(request.headers, request.raw.socket.remoteAddress ?? '')
  if (person === null) throw new SignInRefused('no believed proxy says who asks')
  return letIn(deps, request, reply, person, safeNext((request.query as { next?: unknown }).next))
}

const sameText = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** The journey of this browser, used up. Throws SignInRefused unless the answer belongs to it: somebody else's would sign the browser in as them. */
const endJourney = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply, provider: string, state: string): Promise<Journey> => {
  const journey = readJourney(deps, request)
  forgetJourney(reply)
  if (journey === null || journey.provider !== provider || !sameText(journey.state, state))
    throw new SignInRefused('this browser did not start this', 'expired')
  await takeOnce(deps, `state ${state}`)
  return journey
}

const byQuery = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply, provider: RedirectProvider): Promise<unknown> => {
  const callback = callbackOf(deps, request, provider)
  const url = outsideUrl(callback, request)
  const journey = await endJourney(deps, request, reply, provider.name, url.searchParams.get('state') ?? '')
  const { person } = await provider.finish({ callback, url, form: {}, state: journey.state, kept: journey.keep })
  return letIn(deps, request, reply, person, journey.next)
}

const formOf = (request: FastifyRequest): Readonly<Record<string, string>> => {
  const form = formSchema.safeParse(request.body)
  if (!form.success) throw new SignInRefused('no form')
  return form.data
}

const arrivalOf = (callback: string, form: Arrival['form'], provider: RedirectProvider): Arrival => {
  const state = form['RelayState'] ?? ''
  const ours = /^[\w-]{43}$/.test(state)
  return { callback, url: new URL(callback), form, state: ours || !provider.unsolicited ? state : null, kept: '' }
}

const arrived = async (deps: HttpDependencies, arrival: Arrival, provider: RedirectProvider): Promise<Arrived> => {
  const answer = await provider.finish(arrival)
  if (answer.onceKey !== null) await takeOnce(deps, `answer ${provider.name} ${answer.onceKey}`)
  return answer
}

/**
 * A form that another site posts comes without our cookie. What it proves is kept for two minutes, and the browser is sent on by a link, with which
 * the cookie comes: only the browser that started is let in.
 */
const byForm = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply, provider: RedirectProvider): Promise<unknown> => {
  const callback = callbackOf(deps, request, provider)
  const arrival = arrivalOf(callback, formOf(request), provider)
  const { person } = await arrived(deps, arrival, provider)
  if (arrival.state === null) return letIn(deps, request, reply, person, '/')
  const code = await issueCode(deps.ctx, 'provider', null, HOP_SECONDS, { person, state: arrival.state })
  return reply.redirect(`${new URL(callback).pathname}?code=${code}`, 303)
}

const hopSchema = z.strictObject({
  state: z.string(),
  person: z.strictObject({
    provider: z.string(),
    subject: z.string(),
    username: z.string(),
    email: z.string().nullable(),
    emailVerified: z.boolean(),
    firstName: z.string(),
    lastName: z.string(),
    keys: z.array(z.string()),
  }),
})

const afterForm = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply, provider: RedirectProvider): Promise<unknown> => {
  const { code } = request.query as { code?: unknown }
  const taken = typeof code === 'string' ? await takeCode(deps.ctx, 'provider', code) : null
  if (taken === null) throw new SignInRefused('no answer was kept', 'expired')
  const { person, state } = hopSchema.parse(JSON.parse(taken.data))
  if (person.provider !== provider.name) throw new SignInRefused('an answer of another provider')
  const journey = await endJourney(deps, request, reply, provider.name, state)
  return letIn(deps, request, reply, person, journey.next)
}

const metadata = async (deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply, provider: RedirectProvider): Promise<unknown> => {
  const document = await provider.metadata?.(callbackOf(deps, request, provider))
  return document === undefined ? reply.callNotFound() : reply.type('application/samlmetadata+xml; charset=utf-8').send(document)
}

/** Signing in by other directories: where it starts, and where people come back. */
export const mountProviders = (app: FastifyInstance, deps: HttpDependencies): void => {
  const route = (method: 'GET' | 'POST', url: string, returns: RedirectProvider['returns'], answer: typeof byQuery): void => {
    app.route({
      method,
      url,
      handler: async (request, reply) => {
        const provider = redirecting(deps, request, returns)
        if (provider === null) return reply.callNotFound()
        reply.header('cache-control', 'no-store')
        return answer(deps, request, reply, provider).catch((error: unknown) => flee(request, reply, error))
      },
    })
  }
  app.get('/login/:provider', async (request, reply) => {
    const provider = find(deps, request)
    if (provider === null || provider.kind === 'password') return reply.callNotFound()
    reply.header('cache-control', 'no-store')
    const leave = provider.kind === 'redirect' ? depart(deps, request, reply, provider) : bySideDoor(deps, request, reply, provider)
    return leave.catch((error: unknown) => flee(request, reply, error))
  })
  route('GET', '/oauth-authorized/:provider', 'query', byQuery)
  route('POST', '/saml/acs/:provider', 'form', byForm)
  route('GET', '/saml/acs/:provider', 'form', afterForm)
  route('GET', `${METADATA}:provider`, 'form', metadata)
}
