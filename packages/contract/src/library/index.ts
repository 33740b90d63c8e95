import { z } from 'zod'
import { getQuery, idParams, jsonText, listRoutes, removeRoutes, savedAnswer } from '../conventions.ts'
import { route } from '../route.ts'

/** Small resources of one shape: list, get, create, change, delete. */
const shelf = <const N extends string, B extends z.ZodObject>(name: N, base: string, view: string, body: B) =>
  ({
    ...listRoutes(name, base, view),
    ...removeRoutes(name, base, view),
    get: route({
      name: `${name}.get`,
      method: 'GET',
      path: `${base}/:id`,
      summary: `One ${name}`,
      guard: { verb: 'can_read', view },
      params: idParams,
      q: getQuery,
      output: savedAnswer,
    }),
    create: route({
      name: `${name}.create`,
      method: 'POST',
      path: `${base}/`,
      summary: `Add a ${name}`,
      guard: { verb: 'can_write', view },
      body,
      status: 201,
      output: savedAnswer,
    }),
    update: route({
      name: `${name}.update`,
      method: 'PUT',
      path: `${base}/:id`,
      summary: `Change a ${name}`,
      guard: { verb: 'can_write', view },
      params: idParams,
      body: body.partial(),
      output: savedAnswer,
    }),
  }) as const

export const cssTemplateRoutes = shelf(
  'css_template',
  '/api/v1/css_template',
  'CssTemplate',
  z.strictObject({ template_name: z.string().min(1).max(250), css: z.string() }),
)
export const annotationLayerRoutes = shelf(
  'annotation_layer',
  '/api/v1/annotation_layer',
  'Annotation',
  z.strictObject({ name: z.string().min(1).max(250), descr: z.string().nullish() }),
)
export const themeRoutes = shelf('theme', '/api/v1/theme', 'Theme', z.strictObject({ theme_name: z.string().min(1).max(250), json_data: jsonText.unwrap() }))
