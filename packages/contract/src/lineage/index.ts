import { z } from 'zod'
import { idNumber, refParams } from '../conventions.ts'
import { route } from '../route.ts'

const source = z.object({
  catalog: z.string().nullable(),
  schema: z.string().nullable(),
  table: z.string(),
  /** `*`: every column, or one that the text does not name. */
  column: z.string(),
  /** False when a name without its table could belong to several. */
  certain: z.boolean(),
})

const named = z.object({ id: z.int32(), name: z.string() })
const chart = named.extend({ url: z.string(), dashboards: z.array(named) })

const use = z.object({
  kind: z.enum(['column', 'metric', 'expression']),
  name: z.string(),
  roles: z.array(z.enum(['dimension', 'metric', 'filter', 'order', 'time'])),
  sources: z.array(source),
  /** False when the SQL could not be read. */
  understood: z.boolean(),
})

const member = z.object({ name: z.string(), sources: z.array(source), charts: z.array(z.int32()), understood: z.boolean() })

const tableUse = z.object({
  database: named,
  catalog: z.string().nullable(),
  schema: z.string().nullable(),
  table: z.string(),
  columns: z.array(z.object({ name: z.string(), charts: z.array(z.int32()) })),
})

export const lineageRoutes = {
  chart: route({
    name: 'lineage.chart',
    method: 'GET',
    path: '/api/v1/lineage/chart/:id',
    summary: 'Which columns of which tables a chart reads, and through what',
    guard: { verb: 'can_read', view: 'Chart' },
    params: refParams,
    output: z.object({ result: chart.extend({ dataset: named, uses: z.array(use) }) }),
  }),
  dataset: route({
    name: 'lineage.dataset',
    method: 'GET',
    path: '/api/v1/lineage/dataset/:id',
    summary: 'Where a dataset’s columns and metrics come from, and which charts use each',
    guard: { verb: 'can_read', view: 'Dataset' },
    params: refParams,
    output: z.object({
      result: named.extend({
        tables: z.array(source.omit({ column: true, certain: true })),
        columns: z.array(member),
        metrics: z.array(member),
        charts: z.array(chart),
      }),
    }),
  }),
  dashboard: route({
    name: 'lineage.dashboard',
    method: 'GET',
    path: '/api/v1/lineage/dashboard/:id',
    summary: 'Which columns of which tables a dashboard’s charts read',
    guard: { verb: 'can_read', view: 'Dashboard' },
    params: refParams,
    output: z.object({ result: named.extend({ tables: z.array(tableUse), charts: z.array(chart) }) }),
  }),
  table: route({
    name: 'lineage.table',
    method: 'GET',
    path: '/api/v1/lineage/table/',
    summary: 'Which datasets, charts and dashboards read a table, or one of its columns',
    guard: { verb: 'can_read', view: 'Dataset' },
    query: z.object({
      database_id: idNumber,
      schema: z.string().max(255).optional(),
      table: z.string().min(1).max(255),
      column: z.string().min(1).max(255).optional(),
    }),
    output: z.object({ result: tableUse.extend({ datasets: z.array(named), charts: z.array(chart) }) }),
  }),
} as const
