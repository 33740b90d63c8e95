import { z } from 'zod'
import { expectedChangedOn, getQuery, idParams, jsonText, listRoutes, removeRoutes, savedAnswer, transferRoutes } from '../conventions.ts'
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
      body: body.partial().extend({ expected_changed_on: expectedChangedOn }),
      output: savedAnswer,
    }),
  }) as const

export const cssTemplateRoutes = {
  ...shelf('css_template', '/api/v1/css_template', 'CssTemplate', z.strictObject({ template_name: z.string().min(1).max(250), css: z.string() })),
  transfer: transferRoutes('css_template', '/api/v1/css_template', 'CssTemplate', { export: 'can_read', import: 'can_write' }),
} as const
export const annotationLayerRoutes = {
  ...shelf('annotation_layer', '/api/v1/annotation_layer', 'Annotation', z.strictObject({ name: z.string().min(1).max(250), descr: z.string().nullish() })),
  transfer: transferRoutes('annotation_layer', '/api/v1/annotation_layer', 'Annotation', { export: 'can_read', import: 'can_write' }),
} as const

const themeBase = '/api/v1/theme'
const themeName = z.string().trim().min(1, 'Theme name cannot be empty.').max(250)
const themeWrite = { verb: 'can_write', view: 'Theme' } as const
const systemAnswer = z.object({ result: z.literal('success') })

export const themeRoutes = {
  ...shelf('theme', themeBase, 'Theme', z.strictObject({ theme_name: themeName, json_data: jsonText.unwrap() })),
  ...transferRoutes('theme', themeBase, 'Theme'),
  setSystemDefault: route({
    name: 'theme.setSystemDefault',
    method: 'PUT',
    path: `${themeBase}/:id/set_system_default`,
    summary: 'Give light pages of everybody this theme',
    guard: themeWrite,
    params: idParams,
    output: systemAnswer.extend({ id: z.int32() }),
  }),
  setSystemDark: route({
    name: 'theme.setSystemDark',
    method: 'PUT',
    path: `${themeBase}/:id/set_system_dark`,
    summary: 'Give dark pages of everybody this theme',
    guard: themeWrite,
    params: idParams,
    output: systemAnswer.extend({ id: z.int32() }),
  }),
  unsetSystemDefault: route({
    name: 'theme.unsetSystemDefault',
    method: 'DELETE',
    path: `${themeBase}/unset_system_default`,
    summary: 'Give light pages the site’s own theme again',
    guard: themeWrite,
    output: systemAnswer,
  }),
  unsetSystemDark: route({
    name: 'theme.unsetSystemDark',
    method: 'DELETE',
    path: `${themeBase}/unset_system_dark`,
    summary: 'Give dark pages the site’s own theme again',
    guard: themeWrite,
    output: systemAnswer,
  }),
} as const
