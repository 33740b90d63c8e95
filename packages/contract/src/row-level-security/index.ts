import { z } from 'zod'
import { expectedChangedOn, getQuery, idParams, listRoutes, removeRoutes, savedAnswer, transferRoutes } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/rowlevelsecurity'
const view = 'Row Level Security'

export const RULE_TYPES = ['Regular', 'Base'] as const

const name = z.string().min(1).max(255)
const clause = z.string().min(1, 'A condition is needed').max(10_000)
const tables = z.array(z.int32())

const fields = {
  name,
  description: z.string().max(10_000).nullish(),
  filter_type: z.enum(RULE_TYPES, { error: `Must be one of: ${RULE_TYPES.join(', ')}.` }),
  roles: z.array(z.int32()),
  group_key: z.string().max(255).nullish(),
  clause,
}

const newRule = z.strictObject({ ...fields, tables: tables.min(1, 'Shorter than minimum length 1.') })
const rulePatch = z
  .strictObject({ ...fields, tables })
  .partial()
  .extend({ expected_changed_on: expectedChangedOn })

export type NewRule = z.output<typeof newRule>
export type RulePatch = z.output<typeof rulePatch>

export const rowLevelSecurityRoutes = {
  ...listRoutes('rls', base, view),
  ...removeRoutes('rls', base, view),
  transfer: transferRoutes('rls', base, view, { export: 'can_read', import: 'can_write' }),
  get: route({
    name: 'rls.get',
    method: 'GET',
    path: `${base}/:id`,
    summary: 'One row-level rule',
    guard: { verb: 'can_read', view },
    params: idParams,
    q: getQuery,
    output: savedAnswer,
  }),
  create: route({
    name: 'rls.create',
    method: 'POST',
    path: `${base}/`,
    summary: 'Add a row-level rule',
    guard: { verb: 'can_write', view },
    body: newRule,
    status: 201,
    output: savedAnswer,
  }),
  update: route({
    name: 'rls.update',
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Change a row-level rule',
    guard: { verb: 'can_write', view },
    params: idParams,
    body: rulePatch,
    output: savedAnswer,
  }),
} as const
