import { z } from 'zod'
import { resultAnswer } from '../conventions.ts'
import { route, withoutBearerCsrf } from '../route.ts'
import { groupRoutes } from './groups.ts'
import { permissionRoutes } from './permissions.ts'
import { registrationRoutes } from './registrations.ts'
import { roleRoutes } from './roles.ts'
import { userRoutes } from './users.ts'
import { viewAsRoutes } from './view-as.ts'

const base = '/api/v1/security'

export const loginBody = z.strictObject({
  username: z.string().max(255),
  password: z.string().max(1024),
  provider: z.string(),
  refresh: z.boolean().optional(),
  /** Of the second factor, for accounts that have one. */
  code: z.string().max(40).optional(),
})

export const securityRoutes = {
  login: route({
    name: 'security.login',
    method: 'POST',
    path: `${base}/login`,
    summary: 'Tokens for a user name and password',
    guard: 'public',
    body: loginBody,
    csrf: false,
    output: z.object({ access_token: z.string(), refresh_token: z.string().optional() }),
  }),
  refresh: route({
    name: 'security.refresh',
    method: 'POST',
    path: `${base}/refresh`,
    summary: 'A new access token for a refresh token',
    guard: 'public',
    csrf: false,
    output: z.object({ access_token: z.string() }),
  }),
  csrfToken: route({
    name: 'security.csrfToken',
    method: 'GET',
    path: `${base}/csrf_token/`,
    summary: 'The token that writes must carry, beside the session cookie that comes with it',
    guard: { verb: 'can_read', view: 'SecurityRestApi' },
    output: z.object({ result: z.string() }),
  }),
  ...viewAsRoutes,
  // As their clients know them
  ...withoutBearerCsrf({ ...userRoutes, ...roleRoutes, ...groupRoutes, ...permissionRoutes }),
  ...registrationRoutes,
  me: route({ name: 'me.get', method: 'GET', path: '/api/v1/me/', summary: 'Who is signed in', guard: 'signed-in', output: resultAnswer }),
  updateMe: route({
    name: 'me.update',
    method: 'PUT',
    path: '/api/v1/me/',
    summary: 'Change one’s own names or password',
    guard: { verb: 'can_write', view: 'CurrentUserRestApi' },
    body: z.strictObject({
      first_name: z.string().min(1).max(64).optional(),
      last_name: z.string().min(1).max(64).optional(),
      password: z.string().min(8).max(1024).optional(),
    }),
    output: resultAnswer,
  }),
  myRoles: route({
    name: 'me.roles',
    method: 'GET',
    path: '/api/v1/me/roles/',
    summary: 'One’s roles and what they allow',
    guard: 'signed-in',
    output: resultAnswer,
  }),
  menu: route({
    name: 'menu.get',
    method: 'GET',
    path: '/api/v1/menu/',
    summary: 'The pages that the asker may open',
    guard: { verb: 'can_get', view: 'MenuApi' },
    output: resultAnswer,
  }),
} as const
