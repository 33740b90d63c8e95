import { z } from 'zod'
import { expectedChangedOn, getQuery, idParams, listRoutes, messageAnswer, resultAnswer, savedAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/security/groups'

const groupFields = z.strictObject({
  name: z.string().min(1).max(100),
  label: z.string().max(150).nullish(),
  description: z.string().max(512).nullish(),
  users: z.array(z.int32()).optional(),
  roles: z.array(z.int32()).optional(),
})

export const groupRoutes = {
  groups: { ...listRoutes('group', base, 'Group', { verb: 'can_get' }) },
  getGroup: route({
    name: 'group.get',
    method: 'GET',
    path: `${base}/:id`,
    summary: 'One group',
    guard: { verb: 'can_get', view: 'Group' },
    params: idParams,
    q: getQuery,
    output: savedAnswer,
  }),
  createGroup: route({
    name: 'group.create',
    method: 'POST',
    path: `${base}/`,
    summary: 'Add a group',
    guard: { verb: 'can_post', view: 'Group' },
    body: groupFields,
    status: 201,
    output: z.object({ id: z.int32() }),
  }),
  updateGroup: route({
    name: 'group.update',
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Change a group',
    guard: { verb: 'can_put', view: 'Group' },
    params: idParams,
    body: groupFields.partial().extend({ expected_changed_on: expectedChangedOn }),
    output: resultAnswer,
  }),
  deleteGroup: route({
    name: 'group.delete',
    method: 'DELETE',
    path: `${base}/:id`,
    summary: 'Delete a group',
    guard: { verb: 'can_delete', view: 'Group' },
    params: idParams,
    output: messageAnswer,
  }),
} as const
