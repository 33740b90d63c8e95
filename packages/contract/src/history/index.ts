import { z } from 'zod'
import { idNumber, idParams, messageAnswer } from '../conventions.ts'
import { route } from '../route.ts'

/** Kinds whose objects keep a version a save. */
export const VERSIONED_KINDS = ['dashboard', 'chart', 'dataset', 'saved_query', 'report', 'role'] as const
/** Kinds whose deleted objects can be put back. */
export const TRASH_KINDS = [...VERSIONED_KINDS, 'database', 'rls', 'annotation_layer', 'annotation', 'css_template', 'theme'] as const
/** Kinds that say what uses them. */
export const USED_KINDS = ['dataset', 'chart', 'database', 'role', 'dashboard'] as const

const id = z.coerce.number().int().min(1).max(2_147_483_647)
const object = z.object({ kind: z.enum(VERSIONED_KINDS), id })
const page = { page: idNumber.default(0), page_size: z.coerce.number().int().min(1).max(100).default(25) }

const person = z.object({ id: z.int32(), first_name: z.string(), last_name: z.string() }).nullable()
const kept = z.object({
  version: z.int32(),
  saved_on: z.number().describe('epoch milliseconds'),
  saved_by: person,
  words: z.array(z.string()).describe('what changed, in sentences'),
})
const values = z.record(z.string(), z.unknown())
const snapshot = z.object({ row: values, parts: z.record(z.string(), z.array(values)), names: z.record(z.string(), z.string()) })

const place = z.object({
  tab: z.array(z.string()).describe('names of the tabs that it stands in, outermost first'),
  x: z.number().describe('columns from the left'),
  y: z.number().describe('grid units from the top of its tab'),
  width: z.number().describe('columns'),
  height: z.number().describe('grid units'),
})
const item = z.object({ id: z.string(), type: z.string(), name: z.string(), chart_id: z.int32().nullable() })
const pair = item.extend({ from: place, to: place })
export const layoutDiff = z.object({
  added: z.array(item.extend({ place })),
  removed: z.array(item.extend({ place })),
  moved: z.array(pair),
  resized: z.array(pair),
  changed: z.array(pair.extend({ name_before: z.string() })),
})
export type LayoutDiff = z.output<typeof layoutDiff>
export type LayoutPlace = z.output<typeof place>
export type LayoutItem = z.output<typeof item>

const leftOut = z.object({ kind: z.string(), id: z.int32().nullable(), name: z.string() })
const restored = z.object({
  kind: z.string(),
  id: z.int32(),
  uuid: z.string().nullable(),
  name: z.string(),
  renamed: z.array(z.object({ field: z.string(), from: z.string(), to: z.string() })).describe('what was taken meanwhile'),
  left_out: z.array(leftOut).describe('what it referred to and is gone'),
})
export type Restored = z.output<typeof restored>

const use = z.object({ kind: z.string(), id: z.int32(), name: z.string() })
const uses = z.object({ count: z.int32(), hidden: z.int32().describe('those that the asker does not see'), result: z.array(use) })

export const historyRoutes = {
  versions: route({
    name: 'history.versions',
    method: 'GET',
    path: '/api/v1/history/:kind/:id/',
    summary: 'Versions of an object, the newest first',
    guard: 'signed-in',
    params: object,
    query: z.object(page),
    output: z.object({ count: z.int32(), result: z.array(kept) }),
  }),
  version: route({
    name: 'history.version',
    method: 'GET',
    path: '/api/v1/history/:kind/:id/:version',
    summary: 'An object as one version has it',
    guard: 'signed-in',
    params: object.extend({ version: id }),
    output: z.object({ result: kept.extend({ snapshot }) }),
  }),
  compare: route({
    name: 'history.compare',
    method: 'GET',
    path: '/api/v1/history/:kind/:id/compare',
    summary: 'What differs between two versions',
    guard: 'signed-in',
    params: object,
    query: z.object({ from: id, to: id }),
    output: z.object({ result: z.object({ from: kept, to: kept, words: z.array(z.string()), layout: layoutDiff.nullable() }) }),
  }),
  usedBy: route({
    name: 'history.usedBy',
    method: 'GET',
    path: '/api/v1/history/:kind/:id/used-by',
    summary: 'What uses an object',
    guard: 'signed-in',
    params: z.object({ kind: z.enum(USED_KINDS), id }),
    output: z.object({ result: z.record(z.string(), uses) }),
  }),
  restore: route({
    name: 'history.restore',
    method: 'POST',
    path: '/api/v1/history/:kind/:id/:version/restore',
    summary: 'Make an object what one version has',
    guard: 'signed-in',
    params: object.extend({ version: id }),
    output: z.object({ result: z.object({ version: z.int32().nullable(), left_out: z.array(leftOut) }) }),
  }),
} as const

export const trashRoutes = {
  entries: route({
    name: 'trash.entries',
    method: 'GET',
    path: '/api/v1/trash/',
    summary: 'What the asker deleted or owned; administrators see everything',
    guard: 'signed-in',
    query: z.object({ ...page, kind: z.enum(TRASH_KINDS).optional(), text: z.string().max(500).optional() }),
    output: z.object({
      count: z.int32(),
      result: z.array(
        z.object({
          id: z.int32(),
          kind: z.enum(TRASH_KINDS),
          object_id: z.int32(),
          object_uuid: z.string().nullable(),
          name: z.string(),
          deleted_on: z.number(),
          deleted_by: person,
          deletion: z.string(),
          purged_on: z.number().nullable().describe('when it goes for good; null: never by itself'),
        }),
      ),
    }),
  }),
  restore: route({
    name: 'trash.restore',
    method: 'POST',
    path: '/api/v1/trash/:id/restore',
    summary: 'Put a deleted object back',
    guard: 'signed-in',
    params: idParams,
    body: z
      .strictObject({
        with_charts: z.boolean().default(true).describe('a dashboard’s charts that are in the trash too'),
        with_dataset: z.boolean().default(false).describe('a chart’s dataset that is in the trash too'),
      })
      .optional(),
    output: z.object({ result: restored.extend({ also: z.array(restored).describe('what came back along') }) }),
  }),
  delete: route({
    name: 'trash.delete',
    method: 'DELETE',
    path: '/api/v1/trash/:id',
    summary: 'Delete an object for good',
    guard: 'signed-in',
    params: idParams,
    output: messageAnswer,
  }),
  empty: route({
    name: 'trash.empty',
    method: 'DELETE',
    path: '/api/v1/trash/',
    summary: 'Delete for good what the asker deleted; administrators everything',
    guard: 'signed-in',
    output: messageAnswer.extend({ count: z.int32() }),
  }),
} as const
