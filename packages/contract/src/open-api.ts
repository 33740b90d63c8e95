import { z } from 'zod'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' })
  return rest as Json
}

const pathParameters = (route: Route): Json[] =>
  [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: (schemaOf(route.params ?? z.object({}))['properties'] as Json | undefined)?.[name ?? ''] ?? { type: 'string' },
  }))

const queryParameters = (route: Route): Json[] => {
  const properties = route.query === undefined ? {} : ((schemaOf(route.query)['properties'] ?? {}) as Json)
  const own = Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }))
  return route.q === undefined
    ? own
    : [...own, { name: 'q', in: 'query', description: 'Rison', content: { 'application/json': { schema: schemaOf(route.q) } } }]
}

const MEDIA = { json: 'application/json', multipart: 'multipart/form-data', form: 'application/x-www-form-urlencoded' } as const

const operation = (route: Route): Json => {
  const takesBody = route.body !== undefined || route.bodyKind === 'multipart'
  return {
    operationId: route.name,
    summary: route.summary,
    tags: [route.name.split('.')[0]],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(takesBody
      ? {
          requestBody: {
            required: true,
            content: { [MEDIA[route.bodyKind]]: { schema: route.body === undefined ? { type: 'object' } : schemaOf(route.body) } },
          },
        }
      : {}),
    responses: {
      [String(route.status)]: { description: 'Done', content: { 'application/json': { schema: schemaOf(route.output) } } },
      ...(route.guard === 'public' ? {} : { 401: { description: 'Not signed in' }, 403: { description: 'Not allowed' } }),
      400: { description: 'The request is wrong' },
    },
    security: route.guard === 'public' ? [] : [{ jwt: [] }],
    ...(typeof route.guard === 'object' ? { 'x-permission': `${route.guard.verb} on ${route.guard.view}` } : {}),
  }
}

/** The OpenAPI 3.0 document of a set of routes. */
export const openApi = (routes: readonly Route[], version: string): Json => {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.0.2',
    info: { title: 'Coset', version },
    servers: [{ url: '/' }],
    paths,
    components: { securitySchemes: { jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
  }
}
