import { z } from 'zod'
import { expectedChangedOn, getQuery, idParams, listRoutes, messageAnswer, resultAnswer, savedAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/security/users'

const userFields = {
  first_name: z.string().min(1).max(64),
  last_name: z.string().min(1).max(64),
  username: z.string().min(1).max(128),
  email: z.string().min(1).max(255),
  active: z.boolean().optional(),
  password: z.string().min(1).max(1024),
  roles: z.array(z.int32()).optional(),
  groups: z.array(z.int32()).optional(),
  /** An account of a program: it has keys and no password. */
  is_service: z.boolean().optional(),
}

/** People need a password, programs have none. */
const newUser = z.strictObject({ ...userFields, password: userFields.password.optional() }).superRefine(({ is_service: isService, password }, context) => {
  if (isService !== true && password === undefined) context.addIssue({ code: 'custom', path: ['password'], message: 'Missing data for required field.' })
  if (isService === true && password !== undefined)
    context.addIssue({ code: 'custom', path: ['password'], message: 'The account of a program has keys, and no password.' })
})

export const userRoutes = {
  users: { ...listRoutes('user', base, 'User', { verb: 'can_get' }) },
  getUser: route({
    name: 'user.get',
    method: 'GET',
    path: `${base}/:id`,
    summary: 'One user',
    guard: { verb: 'can_get', view: 'User' },
    params: idParams,
    q: getQuery,
    output: savedAnswer,
  }),
  createUser: route({
    name: 'user.create',
    method: 'POST',
    path: `${base}/`,
    summary: 'Add a user',
    guard: { verb: 'can_post', view: 'User' },
    body: newUser,
    status: 201,
    output: savedAnswer,
  }),
  updateUser: route({
    name: 'user.update',
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Change a user',
    guard: { verb: 'can_put', view: 'User' },
    params: idParams,
    body: z.strictObject(userFields).partial().extend({ expected_changed_on: expectedChangedOn }),
    output: resultAnswer,
  }),
  deleteUser: route({
    name: 'user.delete',
    method: 'DELETE',
    path: `${base}/:id`,
    summary: 'Delete a user',
    guard: { verb: 'can_delete', view: 'User' },
    params: idParams,
    output: messageAnswer,
  }),
  avatar: route({
    name: 'user.avatar',
    method: 'GET',
    path: '/api/v1/user/:id/avatar.png',
    summary: 'The picture of a user; nobody has one yet',
    guard: 'signed-in',
    params: idParams,
    status: 204,
    output: z.unknown(),
  }),
} as const
