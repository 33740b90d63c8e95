import { z } from 'zod'
import { getQuery, idParams, listRoutes, messageAnswer, resultAnswer, savedAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/security'

const one = <const N extends string>(name: N, path: string, view: string, summary: string) =>
  route({
    name: `${name}.get`,
    method: 'GET',
    path: `${path}/:id`,
    summary,
    guard: { verb: 'can_get', view },
    params: idParams,
    q: getQuery,
    output: savedAnswer,
  })

/** Permissions are verbs on resources; resources are what the field calls views. */
const writes = <const N extends string, B extends z.ZodObject, P extends z.ZodObject>(name: N, path: string, view: string, noun: string, body: B, patch: P) =>
  ({
    create: route({
      name: `${name}.create`,
      method: 'POST',
      path: `${path}/`,
      summary: `Add a ${noun}`,
      guard: { verb: 'can_post', view },
      body,
      invalidBodyStatus: 422,
      status: 201,
      output: savedAnswer,
    }),
    update: route({
      name: `${name}.update`,
      method: 'PUT',
      path: `${path}/:id`,
      summary: `Change a ${noun}`,
      guard: { verb: 'can_put', view },
      params: idParams,
      body: patch,
      invalidBodyStatus: 422,
      output: resultAnswer,
    }),
    delete: route({
      name: `${name}.delete`,
      method: 'DELETE',
      path: `${path}/:id`,
      summary: `Delete a ${noun}`,
      guard: { verb: 'can_delete', view },
      params: idParams,
      output: messageAnswer,
    }),
  }) as const

const viewFields = z.strictObject({ name: z.string().min(1).max(250) })
const pair = z.strictObject({ permission_id: z.int32(), view_menu_id: z.int32() })

export const permissionRoutes = {
  permissions: {
    ...listRoutes('permission', `${base}/permissions`, 'Permission', { verb: 'can_get' }),
    get: one('permission', `${base}/permissions`, 'Permission', 'One verb'),
  },
  resources: {
    ...listRoutes('view', `${base}/resources`, 'ViewMenu', { verb: 'can_get' }),
    get: one('view', `${base}/resources`, 'ViewMenu', 'One resource'),
    ...writes('view', `${base}/resources`, 'ViewMenu', 'resource', viewFields, viewFields.partial()),
  },
  permissionResources: {
    ...listRoutes('permissionView', `${base}/permissions-resources`, 'PermissionViewMenu', { verb: 'can_get' }),
    get: one('permissionView', `${base}/permissions-resources`, 'PermissionViewMenu', 'One permission'),
    ...writes('permissionView', `${base}/permissions-resources`, 'PermissionViewMenu', 'permission', pair, pair.partial()),
  },
} as const
