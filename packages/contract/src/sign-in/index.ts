import { z } from 'zod'
import { messageAnswer, okAnswer, resultAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const me = '/api/v1/coset/me'
const administer = { verb: 'can_put', view: 'User' } as const

const name = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')
const password = z.string().max(1024)
const code = z.string().min(10).max(200)
const userParams = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })
const keyParams = z.object({ uuid: z.uuid() })

/** Changing how one signs in asks for the password once more, where the account has one. */
const proved = { password: password.optional() }

export const signInRoutes = {
  forgot: route({
    name: 'signIn.forgot',
    method: 'POST',
    path: '/api/v1/coset/password/forgot',
    summary: 'Send a link for a new password to the address of an account; the answer is the same whether there is one',
    guard: 'public',
    body: z.strictObject({ login: name(255) }),
    output: messageAnswer,
  }),
  reset: route({
    name: 'signIn.reset',
    method: 'POST',
    path: '/api/v1/coset/password/reset',
    summary: 'Choose a new password by the code of a link; signs the account out everywhere',
    guard: 'public',
    body: z.strictObject({ token: code, password }),
    output: messageAnswer,
  }),
  register: route({
    name: 'signIn.register',
    method: 'POST',
    path: '/api/v1/coset/registrations',
    summary: 'Ask for an account of one’s own; a mail confirms the address',
    guard: 'public',
    body: z.strictObject({
      username: name(128).regex(/^[^\s@]+$/, 'must not hold blanks or @'),
      email: z.email().max(255),
      first_name: name(64),
      last_name: name(64),
      password,
    }),
    output: messageAnswer,
  }),
  activate: route({
    name: 'signIn.activate',
    method: 'POST',
    path: '/api/v1/coset/registrations/activate',
    summary: 'Confirm one’s address by the code of a link: the account is made',
    guard: 'public',
    body: z.strictObject({ token: code }),
    output: messageAnswer,
  }),
  sessions: route({
    name: 'signIn.sessions',
    method: 'GET',
    path: `${me}/sessions`,
    summary: 'Browsers in which one is signed in',
    guard: 'signed-in',
    output: resultAnswer,
  }),
  endSession: route({
    name: 'signIn.endSession',
    method: 'DELETE',
    path: `${me}/sessions/:key`,
    summary: 'Sign one browser out',
    guard: 'signed-in',
    params: z.object({ key: z.string().regex(/^[0-9a-f]{64}$/) }),
    output: okAnswer,
  }),
  endOtherSessions: route({
    name: 'signIn.endOtherSessions',
    method: 'DELETE',
    path: `${me}/sessions`,
    summary: 'Sign out everywhere else; tokens of the API given before are worth nothing',
    guard: 'signed-in',
    output: okAnswer,
  }),
  userSessions: route({
    name: 'signIn.userSessions',
    method: 'GET',
    path: '/api/v1/coset/users/:id/sessions',
    summary: 'Browsers in which somebody is signed in',
    guard: administer,
    params: userParams,
    output: resultAnswer,
  }),
  endUserSessions: route({
    name: 'signIn.endUserSessions',
    method: 'DELETE',
    path: '/api/v1/coset/users/:id/sessions',
    summary: 'Sign somebody out everywhere',
    guard: administer,
    params: userParams,
    output: okAnswer,
  }),
  factors: route({
    name: 'signIn.factors',
    method: 'GET',
    path: `${me}/second-factors`,
    summary: 'One’s second factors and passkeys',
    guard: 'signed-in',
    output: resultAnswer,
  }),
  startTotp: route({
    name: 'signIn.startTotp',
    method: 'POST',
    path: `${me}/second-factors/totp`,
    summary: 'Begin with codes of an app: the secret, until a code confirms it',
    guard: 'signed-in',
    body: z.strictObject({ name: name(100).default('App'), ...proved }),
    output: resultAnswer,
  }),
  confirmTotp: route({
    name: 'signIn.confirmTotp',
    method: 'POST',
    path: `${me}/second-factors/totp/:id/confirm`,
    summary: 'Switch codes of an app on by the first code; recovery codes come with the first second factor',
    guard: 'signed-in',
    params: userParams,
    body: z.strictObject({ code: z.string().max(20) }),
    output: resultAnswer,
  }),
  startPasskey: route({
    name: 'signIn.startPasskey',
    method: 'POST',
    path: `${me}/second-factors/passkey/options`,
    summary: 'What the browser is asked to make a passkey from',
    guard: 'signed-in',
    body: z.strictObject(proved),
    output: resultAnswer,
  }),
  addPasskey: route({
    name: 'signIn.addPasskey',
    method: 'POST',
    path: `${me}/second-factors/passkey`,
    summary: 'Keep a passkey that the browser made',
    guard: 'signed-in',
    body: z.strictObject({ name: name(100), token: code, response: z.looseObject({}) }),
    output: resultAnswer,
  }),
  removeFactor: route({
    name: 'signIn.removeFactor',
    method: 'POST',
    path: `${me}/second-factors/:id/remove`,
    summary: 'Remove a second factor or passkey of one’s own',
    guard: 'signed-in',
    params: userParams,
    body: z.strictObject(proved),
    output: okAnswer,
  }),
  newRecoveryCodes: route({
    name: 'signIn.newRecoveryCodes',
    method: 'POST',
    path: `${me}/second-factors/recovery`,
    summary: 'New recovery codes; the old ones are worth nothing',
    guard: 'signed-in',
    body: z.strictObject(proved),
    output: resultAnswer,
  }),
  removeUserFactors: route({
    name: 'signIn.removeUserFactors',
    method: 'DELETE',
    path: '/api/v1/coset/users/:id/second-factors',
    summary: 'Remove all second factors of somebody who lost them',
    guard: administer,
    params: userParams,
    output: okAnswer,
  }),
  apiKeys: route({
    name: 'signIn.apiKeys',
    method: 'GET',
    path: '/api/v1/security/api_keys/',
    summary: 'One’s keys for programs',
    guard: 'signed-in',
    output: resultAnswer,
  }),
  apiKey: route({
    name: 'signIn.apiKey',
    method: 'GET',
    path: '/api/v1/security/api_keys/:uuid',
    summary: 'One key for programs',
    guard: 'signed-in',
    params: keyParams,
    output: resultAnswer,
  }),
  createApiKey: route({
    name: 'signIn.createApiKey',
    method: 'POST',
    path: '/api/v1/security/api_keys/',
    summary: 'A key for a program, shown once; scopes (`can_read on Dashboard`) narrow what one may do oneself',
    guard: 'signed-in',
    body: z.strictObject({
      name: name(255),
      scopes: z.union([z.array(z.string().min(1).max(400)).max(500), z.string().max(20_000)]).nullish(),
      expires_on: z.string().max(40).nullish(),
      /** Of a service account; administrators only. */
      user_id: z.int32().min(1).optional(),
    }),
    status: 201,
    output: resultAnswer,
  }),
  revokeApiKey: route({
    name: 'signIn.revokeApiKey',
    method: 'DELETE',
    path: '/api/v1/security/api_keys/:uuid',
    summary: 'Revoke a key',
    guard: 'signed-in',
    params: keyParams,
    output: messageAnswer,
  }),
} as const
