import { z } from 'zod'
import { getQuery, idParams, listRoutes, messageAnswer, savedAnswer } from '../conventions.ts'
import { type Guard, route } from '../route.ts'

const base = '/api/v1/security/user_registrations'
const waiting = '/api/v1/coset/registrations'
/** Names and addresses of strangers: the permission of the page, which only administrators hold, not the one that everybody has. */
const PAGE = { verb: 'menu_access', view: 'User Registrations' } as const
const guard: Guard = PAGE

const fields = {
  first_name: z.string().min(1).max(64),
  last_name: z.string().min(1).max(64),
  username: z.string().min(1).max(128),
  email: z.string().min(1).max(255),
}

export const registrationRoutes = {
  registrations: {
    ...listRoutes('registration', base, PAGE.view, PAGE),
    get: route({
      name: 'registration.get',
      method: 'GET',
      path: `${base}/:id`,
      summary: 'One registration',
      guard,
      params: idParams,
      q: getQuery,
      output: savedAnswer,
    }),
    create: route({
      name: 'registration.create',
      method: 'POST',
      path: `${base}/`,
      summary: 'Add a registration that waits for its activation',
      guard,
      body: z.strictObject({ ...fields, password: z.string().min(1).max(1024) }),
      invalidBodyStatus: 422,
      status: 201,
      output: savedAnswer,
    }),
    update: route({
      name: 'registration.update',
      method: 'PUT',
      path: `${base}/:id`,
      summary: 'Correct a registration',
      guard,
      params: idParams,
      body: z.strictObject(fields).partial(),
      invalidBodyStatus: 422,
      output: savedAnswer,
    }),
    delete: route({
      name: 'registration.delete',
      method: 'DELETE',
      path: `${base}/:id`,
      summary: 'Reject a registration',
      guard,
      params: idParams,
      output: messageAnswer,
    }),
    activate: route({
      name: 'registration.activate',
      method: 'POST',
      path: `${waiting}/:id/activate`,
      summary: 'Make the account that somebody asked for, without waiting for the link of the mail',
      guard,
      params: idParams,
      output: messageAnswer,
    }),
    resend: route({
      name: 'registration.resend',
      method: 'POST',
      path: `${waiting}/:id/resend`,
      summary: 'Send the mail that confirms the address once more',
      guard,
      params: idParams,
      output: messageAnswer,
    }),
  },
} as const
