import { readFile } from 'node:fs/promises'
import { memoryCache } from '@coset/cache'
import { systemClock } from '@coset/core'
import { engineFor } from '@coset/engines'
import {
  createFairQueue,
  createOperations,
  type DatasetModel,
  type QueryAsk,
  type QueryDependencies,
  runQueryContext,
  validateQueryContext,
} from '@coset/query'
import { createSqlAnalyzer } from '@coset/sql'
import { type Client, q } from '@coset/testing'
import type { Measure } from '../measure.ts'

const REQUESTS = new URL('../../packages/charts/fixtures/queries.jsonl', import.meta.url)
const ROUNDS = 30
const WARM_UP = 5

interface Recorded {
  readonly dataset: string
  readonly queries: readonly unknown[]
}
interface Saved {
  readonly id: number
  readonly table_name: string
  readonly schema: string | null
  readonly sql: string | null
  readonly main_dttm_col: string | null
  readonly columns: readonly {
    readonly column_name: string
    readonly verbose_name: string | null
    readonly type: string | null
    readonly is_dttm: boolean
    readonly expression: string | null
    readonly python_date_format: string | null
  }[]
  readonly metrics: readonly {
    readonly metric_name: string
    readonly expression: string
    readonly verbose_name: string | null
    readonly d3format: string | null
  }[]
}

const modelOf = (saved: Saved): DatasetModel => ({
  id: saved.id,
  uid: `${saved.id}__table`,
  tableName: saved.table_name,
  schema: saved.schema,
  catalog: null,
  sql: saved.sql,
  mainDttmCol: saved.main_dttm_col,
  offsetHours: 0,
  fetchValuesPredicate: null,
  alwaysFilterMainDttm: false,
  templateParams: {},
  currencyCodeColumn: null,
  cacheTimeout: null,
  staleSeconds: 0,
  changedOn: '',
  columns: saved.columns.map((column) => ({
    name: column.column_name,
    verboseName: column.verbose_name,
    nativeType: column.type,
    isTemporal: column.is_dttm,
    groupable: true,
    filterable: true,
    expression: column.expression === '' ? null : column.expression,
    pythonDateFormat: column.python_date_format,
    datetimeFormat: null,
  })),
  metrics: saved.metrics.map((metric) => ({
    name: metric.metric_name,
    verboseName: metric.verbose_name,
    expression: metric.expression,
    format: metric.d3format,
  })),
  database: { id: 1, name: 'warehouse', engine: engineFor('postgresql'), slots: 1, cacheTimeout: null },
})

/** The datasets of a server by the names of their tables. */
const datasetsOf = async (admin: Client): Promise<ReadonlyMap<string, DatasetModel>> => {
  const listed = (await admin.get(`/api/v1/dataset/${q({ page_size: 100 })}`)).json<{ result: { id: number }[] }>().result
  const saved = await Promise.all(listed.map(async ({ id }) => (await admin.get(`/api/v1/dataset/${id}`)).json<{ result: Saved }>().result))
  return new Map(saved.map((one) => [one.table_name, modelOf(one)]))
}

const planner = () => {
  const analyzer = createSqlAnalyzer()
  const deps: QueryDependencies = {
    clock: systemClock,
    analyzer,
    cache: memoryCache({ maxBytes: 1_000_000 }),
    connection: () => Promise.reject(new Error('planning asked the database')),
    operations: createOperations({ inlineCells: 1_000_000, timeoutMs: 10_000, threads: 1 }),
    queue: createFairQueue(() => performance.now()),
    notice: () => undefined,
    limits: {
      rowLimit: 50_000,
      samplesRowLimit: 1_000,
      sqlMaxRow: 100_000,
      tableVizMaxRowServer: 500_000,
      queryTimeoutMs: 60_000,
      exportTimeoutMs: 60_000,
      maxResultBytes: 1e9,
      defaultCacheTimeoutSeconds: 0,
      dateRangeOffsets: false,
    },
  }
  return { deps, close: () => analyzer.close() }
}

const askOf = (dataset: DatasetModel): QueryAsk => ({
  dataset,
  security: { clauses: [] },
  userMarker: null,
  hideSql: false,
  chartCacheTimeout: null,
  ticket: { id: null, who: 'bench', lane: 'interactive' },
})

/** The time within which 95 of 100 came. */
const late = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN

/** Milliseconds from a body to its SQL. Throws when there is none. */
const plan = async (deps: QueryDependencies, dataset: DatasetModel, body: string): Promise<number> => {
  const start = performance.now()
  const answer = await runQueryContext(deps, askOf(dataset), validateQueryContext(JSON.parse(body)))
  const took = performance.now() - start
  const { result } = JSON.parse(new TextDecoder().decode(answer.toJson())) as { result: { error?: string }[] }
  const error = result.find((item) => item.error !== undefined)?.error
  if (error !== undefined) throw new Error(`${body.slice(0, 300)}: ${error}`)
  return took
}

export const planning: Measure = {
  name: 'planning',
  about: 'From the body of a recorded chart-data request to its SQL, 95 of 100 within',
  unit: 'ms',
  goal: { of: 'ours', bound: 'at most', value: 1 },
  against: null,
  run: async (context) => {
    const datasets = await datasetsOf((await context.sides()).ours.admin)
    const recorded = (await readFile(REQUESTS, 'utf8'))
      .trim()
      .split('\n')
      .map((line): Recorded => JSON.parse(line))
    const asked = recorded.flatMap(({ dataset, queries }) => {
      const model = datasets.get(dataset)
      return model === undefined ? [] : [{ model, body: JSON.stringify({ datasource: { id: model.id, type: 'table' }, queries, result_type: 'query' }) }]
    })
    if (asked.length === 0) throw new Error('no dataset of the recorded requests is there')
    const { deps, close } = planner()
    try {
      const first: number[] = []
      const times: number[] = []
      for (let round = -WARM_UP; round < ROUNDS; round += 1)
        for (const { model, body } of asked) {
          const took = await plan(deps, model, body)
          if (round >= 0) times.push(took)
          else if (round === -WARM_UP) first.push(took)
        }
      const note = `${asked.length} of ${recorded.length} requests, ${ROUNDS} times; ${late(first).toFixed(2)} ms when asked for the first time`
      return { ours: late(times), theirs: null, note }
    } finally {
      await close()
    }
  },
}
