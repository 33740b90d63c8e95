import { z } from 'zod'
import { type Guard, route } from './route.ts'

/** An id in an address or a query string. */
export const idNumber = z.coerce.number().int().min(0).max(2_147_483_647)
/** Integer path ids; anything else is an unknown address. */
export const idParams = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })
/** Id, UUID or slug. */
export const refParams = z.object({ id: z.string().min(1).max(255) })

export const filterSchema = z.strictObject({ col: z.string(), opr: z.string(), value: z.unknown() })

/** The `q` of every list: filters, order, page and projection. */
export const listQuery = z.strictObject({
  columns: z.array(z.string()).optional(),
  select_columns: z.array(z.string()).optional(),
  keys: z.array(z.enum(['list_columns', 'order_columns', 'label_columns', 'description_columns', 'list_title', 'none'])).optional(),
  filters: z.array(filterSchema).optional(),
  order_column: z.string().optional(),
  order_direction: z.enum(['asc', 'desc']).optional(),
  page: z.int32().optional(),
  page_size: z.int32().optional(),
})
export type ListQuery = z.output<typeof listQuery>

export const getQuery = z.strictObject({ columns: z.array(z.string()).optional(), keys: z.array(z.string()).optional() })
export const infoQuery = z.strictObject({
  keys: z.array(z.enum(['add_columns', 'edit_columns', 'filters', 'permissions', 'add_title', 'edit_title', 'none'])).optional(),
  add_columns: z.unknown().optional(),
  edit_columns: z.unknown().optional(),
})
export const relatedQuery = z.strictObject({
  filter: z.coerce.string().optional(),
  page: z.int32().optional(),
  page_size: z.int32().optional(),
  include_ids: z.array(z.int32()).optional(),
})
export const idList = z.array(z.int32()).min(1)

export const listAnswer = z.looseObject({ count: z.int32(), ids: z.array(z.int32()), result: z.array(z.record(z.string(), z.unknown())) })
export const resultAnswer = z.looseObject({ result: z.unknown() })
export const savedAnswer = z.looseObject({ id: z.int32(), result: z.unknown() })
export const messageAnswer = z.object({ message: z.string() })
export const okAnswer = z.object({ result: z.string() })
export const fileAnswer = z.unknown().describe('a file')
export const countedAnswer = z.object({ count: z.int32(), result: z.array(z.record(z.string(), z.unknown())) })

/** JSON kept as text, as the field's clients send it: must parse. Empty text and null mean absent. */
export const jsonText = z
  .string()
  .nullable()
  .superRefine((text, context) => {
    if (text === null || text === '') return
    try {
      JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'JSON not valid' })
    }
  })

export const jsonObjectText = jsonText.superRefine((text, context) => {
  if (text === null || text === '') return
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) context.addIssue({ code: 'custom', message: 'must be a JSON object' })
  } catch {
    // already reported by jsonText
    return
  }
})

/** The five routes that every listed resource has: list, info, related, distinct values and favourites are added where they exist. */
export const listRoutes = <const N extends string>(name: N, base: string, view: string, guard: { readonly verb: string } = { verb: 'can_read' }) => {
  const read: Guard = { verb: guard.verb, view }
  return {
    list: route({ name: `${name}.list`, method: 'GET', path: `${base}/`, summary: `A page of ${name}s`, guard: read, q: listQuery, output: listAnswer }),
    info: route({
      name: `${name}.info`,
      method: 'GET',
      path: `${base}/_info`,
      summary: `What may be filtered, added and done with ${name}s`,
      guard: read,
      q: infoQuery,
      output: z.looseObject({}),
    }),
    related: route({
      name: `${name}.related`,
      method: 'GET',
      path: `${base}/related/:column`,
      summary: `Choices for a relation of ${name}s`,
      guard: read,
      params: z.object({ column: z.string() }),
      q: relatedQuery,
      output: countedAnswer,
    }),
    distinct: route({
      name: `${name}.distinct`,
      method: 'GET',
      path: `${base}/distinct/:column`,
      summary: `Distinct values of a column of ${name}s`,
      guard: read,
      params: z.object({ column: z.string() }),
      q: relatedQuery,
      output: countedAnswer,
    }),
  } as const
}

export const favouriteRoutes = <const N extends string>(name: N, base: string, view: string) => {
  const read: Guard = { verb: 'can_read', view }
  return {
    favouriteStatus: route({
      name: `${name}.favouriteStatus`,
      method: 'GET',
      path: `${base}/favorite_status/`,
      summary: `Which ${name}s the asker marked`,
      guard: read,
      q: idList,
      output: resultAnswer,
    }),
    addFavourite: route({
      name: `${name}.addFavourite`,
      method: 'POST',
      path: `${base}/:id/favorites/`,
      summary: `Mark a ${name}`,
      guard: read,
      params: idParams,
      output: okAnswer,
    }),
    removeFavourite: route({
      name: `${name}.removeFavourite`,
      method: 'DELETE',
      path: `${base}/:id/favorites/`,
      summary: `Unmark a ${name}`,
      guard: read,
      params: idParams,
      output: okAnswer,
    }),
  } as const
}

const problems = z.array(z.object({ file: z.string(), message: z.string() }))
const difference = z.object({ field: z.string(), before: z.string(), after: z.string() })
const objectChange = z.object({
  kind: z.string(),
  name: z.string(),
  uuid: z.string().nullable(),
  file: z.string(),
  change: z.enum(['new', 'changed', 'same', 'kept', 'refused']),
  differences: z.array(difference),
})

/** What an import did; with the field `dry_run`: what it would do. */
export const importAnswer = z.object({
  message: z.string().optional(),
  problems: problems.optional(),
  result: z.object({ objects: z.array(objectChange), problems }).optional(),
})

/** Export of several objects as one ZIP, and import of one. */
export const transferRoutes = <const N extends string>(
  name: N,
  base: string,
  view: string,
  verbs: { readonly export: string; readonly import: string } = { export: 'can_export', import: 'can_write' },
) =>
  ({
    export: route({
      name: `${name}.export`,
      method: 'GET',
      path: `${base}/export/`,
      summary: `Export ${name}s with what they need`,
      guard: { verb: verbs.export, view },
      query: z.object({ token: z.string().max(100).optional() }).loose(),
      q: idList,
      output: fileAnswer,
    }),
    import: route({
      name: `${name}.import`,
      method: 'POST',
      path: `${base}/import/`,
      summary: `Import a bundle of ${name}s`,
      guard: { verb: verbs.import, view },
      bodyKind: 'multipart',
      output: importAnswer,
    }),
  }) as const

export const removeRoutes = <const N extends string>(name: N, base: string, view: string) =>
  ({
    delete: route({
      name: `${name}.delete`,
      method: 'DELETE',
      path: `${base}/:id`,
      summary: `Delete one ${name}`,
      guard: { verb: 'can_write', view },
      params: idParams,
      output: messageAnswer,
    }),
    bulkDelete: route({
      name: `${name}.bulkDelete`,
      method: 'DELETE',
      path: `${base}/`,
      summary: `Delete several ${name}s`,
      guard: { verb: 'can_write', view },
      q: idList,
      output: messageAnswer,
    }),
  }) as const

/** Of the body of an update: the `changed_on_ms` that its writer read. */
export const expectedChangedOn = z.number().optional().describe('epoch milliseconds: the state that the writer last read; a newer one is a 409')
