import { BadRequest } from '@coset/core'
import { readSetUp, recordSign, type SettingUp, setUpPasskey, setUpTotp, startSetUpPasskey, startSetUpTotp } from '@coset/resources'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type HttpDependencies, originOf } from '../route.ts'
import { openSession, STEP_COOKIE } from './enter.ts'
import { begunAnew } from './second-step.ts'

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')
const startBody = z.strictObject({ name })
const totpBody = z.strictObject({ id: z.int().min(1).max(2_147_483_647), code: z.string().min(1).max(40) })
const passkeyBody = z.strictObject({ name, token: z.string().min(10).max(200), response: z.looseObject({}) })

const read = <T extends z.ZodType>(schema: T, body: unknown): z.output<T> => {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  const sentence = issue?.message ?? 'is wrong'
  throw new BadRequest(`${field}: ${sentence}`, { fields: { [field]: [sentence] } })
}

const siteOf = (deps: HttpDependencies, request: FastifyRequest) => ({
  name: deps.ctx.settings.appName,
  origin: originOf(deps.ctx.settings.reports.siteUrl, request),
})

const waiting = async (deps: HttpDependencies, request: FastifyRequest): Promise<{ readonly code: string; readonly who: SettingUp }> => {
  const code = request.cookies[STEP_COOKIE] ?? ''
  const who = await readSetUp(deps.ctx, code)
  if (who === null) throw begunAnew()
  return { code, who }
}

const signIn = async (
  deps: HttpDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  { userId, method, actor }: SettingUp,
  done: { readonly recovery_codes: readonly string[] } | null,
): Promise<unknown> => {
  if (done === null) throw begunAnew()
  const from = { via: 'nothing', address: request.ip, requestId: request.id, detail: 'second factor set up' }
  await recordSign(deps.ctx, 'sign-in', { id: userId, name: actor.username }, from)
  await openSession(deps, request, reply, { userId, method })
  return reply.header('cache-control', 'no-store').send({ result: done })
}

/** Setting up a second factor between the first one and the session, for people who must have one. The cookie of the step opens nothing else. */
export const mountSetUp = (app: FastifyInstance, deps: HttpDependencies): void => {
  app.post('/login/set-up/totp', async (request, reply) => {
    const { who } = await waiting(deps, request)
    return reply.header('cache-control', 'no-store').send({ result: await startSetUpTotp(deps.ctx, who, read(startBody, request.body).name) })
  })
  app.post('/login/set-up/totp/confirm', async (request, reply) => {
    const { code, who } = await waiting(deps, request)
    return signIn(deps, request, reply, who, await setUpTotp(deps.ctx, code, who, read(totpBody, request.body), request.ip))
  })
  app.post('/login/set-up/passkey/options', async (request) => {
    const { who } = await waiting(deps, request)
    return { result: await startSetUpPasskey(deps.ctx, who, siteOf(deps, request)) }
  })
  app.post('/login/set-up/passkey', async (request, reply) => {
    const { code, who } = await waiting(deps, request)
    return signIn(deps, request, reply, who, await setUpPasskey(deps.ctx, code, who, siteOf(deps, request), read(passkeyBody, request.body)))
  })
}
