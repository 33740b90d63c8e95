import { z } from 'zod'
import { idNumber } from '../conventions.ts'
import { route } from '../route.ts'
import { rightsChangeRoutes } from './rights-change.ts'
import { roleChangeRoute } from './role-change.ts'

const origin = z.object({
  kind: z.enum(['chart', 'dashboard', 'request', 'dataset', 'row-level rule', 'default']),
  /** Of the dashboard's filter or the rule, where there is one and the asker may know it. */
  name: z.string().nullable(),
})

const explained = z.object({
  sql: z.string(),
  parts: z.array(
    z.object({
      what: z.enum(['dimension', 'metric', 'time range', 'filter', 'sql filter', 'row rule', 'order', 'limit']),
      label: z.string().nullable(),
      sql: z.string(),
      from: origin,
    }),
  ),
  /** Filters that found no column of the dataset and did nothing. */
  ignored: z.array(z.object({ column: z.string(), op: z.string() })),
  cache: z.object({
    key: z.string(),
    timeout: z.number(),
    timeout_from: z.enum(['request', 'chart', 'dataset', 'database', 'default']),
    stale_seconds: z.number(),
    age_seconds: z.number().nullable(),
  }),
  /** Of the cached answer; null when none is cached. */
  last_run: z.object({ at: z.string(), engine_ms: z.number(), queued_ms: z.number(), rows: z.number(), sql_rows: z.number() }).nullable(),
  /** What the database expects it to cost, in its own words; null when it does not tell. */
  estimate: z.record(z.string(), z.string()).nullable(),
})

const verdict = z.object({
  what: z.string(),
  allowed: z.boolean(),
  /** The rule that decided. */
  because: z.string(),
  /** Roles of the person that hold the permission which decided. */
  roles: z.array(z.string()),
})

const access = z.object({
  person: z.object({ id: z.int32(), username: z.string(), active: z.boolean() }),
  roles: z.array(z.string()),
  object: z.object({ kind: z.string(), id: z.int32(), name: z.string().nullable() }),
  /** None for an account that is switched off: it may do nothing. */
  verdicts: z.array(verdict),
  /** That hide rows of the dataset from this person. */
  row_rules: z.array(z.object({ id: z.int32(), clause: z.string(), filter_type: z.string() })),
})

export const explainRoutes = {
  roleChange: roleChangeRoute,
  ...rightsChangeRoutes,
  access: route({
    name: 'explain.access',
    method: 'GET',
    path: '/api/v1/explain/access',
    summary: 'What a person may do with an object, and by which rule',
    guard: { verb: 'can_get', view: 'User' },
    query: z.object({ user_id: idNumber, kind: z.enum(['database', 'dataset', 'chart', 'dashboard']), id: idNumber }),
    output: z.object({ result: access }),
  }),
  chartData: route({
    name: 'explain.chartData',
    method: 'POST',
    path: '/api/v1/explain/chart_data',
    summary: 'Why a chart shows what it shows: the SQL piece by piece, where each came from, cache and times. Takes the body of chart data and runs nothing',
    guard: { verb: 'can_read', view: 'Chart' },
    body: z.unknown(),
    csrf: false,
    output: z.object({ result: z.array(explained) }),
  }),
} as const
