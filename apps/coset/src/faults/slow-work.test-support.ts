import type { Context } from '@coset/resources'
import { type Client, until } from '@coset/testing'
import type { TestServer } from '../test-server.ts'

/** Takes SQLite about so many millions of steps, a third of a second each on an idle machine. */
export const slowSql = (millions: number): string =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${millions}000000) SELECT count(*) AS many FROM n`

export const made = async (client: Client, path: string, body: unknown): Promise<number> => {
  const answer = await client.post(path, body)
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  return answer.json<{ id: number }>().id
}

/** A dataset over the warehouse whose answer takes a few seconds. */
export const slowDataset = (client: Client, databaseId: number, millions: number): Promise<number> =>
  made(client, '/api/v1/dataset/', { database: databaseId, schema: 'main', table_name: 'slow', sql: slowSql(millions) })

/** A chart over that dataset. */
export const slowChart = async (client: Client, databaseId: number, millions: number): Promise<number> =>
  made(client, '/api/v1/chart/', {
    slice_name: 'Slow',
    viz_type: 'table',
    datasource_id: await slowDataset(client, databaseId, millions),
    datasource_type: 'table',
    params: JSON.stringify({ viz_type: 'table', query_mode: 'raw', all_columns: ['many'], row_limit: 10 }),
  })

export const dailyReport = (chart: number, more: object = {}): object => ({
  type: 'Report',
  name: 'Daily',
  crontab: '0 9 * * *',
  chart,
  report_format: 'CSV',
  recipients: [{ type: 'Email', recipient_config_json: { target: 'ann@example.org' } }],
  ...more,
})

export interface ReportLog {
  readonly state: string
  readonly error_message: string | null
}

/** Newest first. */
export const reportLogs = async (admin: Client, id: number): Promise<readonly ReportLog[]> =>
  (await admin.get(`/api/v1/report/${id}/log/`)).json<{ result: ReportLog[] }>().result

export const startReport = async (admin: Client, id: number): Promise<void> => {
  const answer = await admin.post(`/api/v1/report/${id}/run`, {})
  if (answer.status !== 202) throw new Error(`${answer.status} ${answer.text}`)
}

export interface RunFacts {
  readonly id: string
  readonly state: string
  readonly rows: number | null
  readonly errorMessage: string | null
  readonly resultsKey: string | null
}

/** Every run of SQL Lab by its client's name for it. */
export const runsOf = async (admin: Client): Promise<ReadonlyMap<string, RunFacts>> => {
  const { result } = (await admin.get('/api/v1/query/updated_since?q=(last_updated_ms:0)')).json<{ result: RunFacts[] }>()
  return new Map(result.map((one) => [one.id, one]))
}

export const startRun = (admin: Client, databaseId: number, clientId: string, sql: string) =>
  admin.post('/api/v1/sqllab/execute/', { database_id: databaseId, sql, client_id: clientId, runAsync: true, schema: 'main' })

/** Nothing waits and nothing runs in a queue. */
export const idle = async ({ broker }: Pick<Context, 'broker'>, queue: 'queries' | 'reports' | 'maintenance'): Promise<boolean> => {
  const { waiting, delayed, running } = await broker.counts(queue)
  return waiting + delayed + running === 0
}

/** Waits for an idle queue. */
export const untilIdle = (server: TestServer, queue: 'queries' | 'reports' | 'maintenance', limitMs: number): Promise<void> =>
  until(`nothing left in ${queue}`, () => idle(server.running.ctx, queue), limitMs)
