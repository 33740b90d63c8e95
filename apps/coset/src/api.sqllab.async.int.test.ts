import { until } from '@coset/testing'
import { expect, test } from 'vitest'
import { workerOf } from './roles/background.ts'
import { connectWarehouse, startServer, type TestServer } from './test-server.ts'

interface Facts {
  readonly state: string
  readonly rows: number | null
  readonly resultsKey: string | null
  readonly errorMessage: string | null
  readonly id: string
}

const LONG = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'

const facts = async (server: TestServer, clientId: string): Promise<Facts> => {
  const { result } = (await server.admin.get('/api/v1/query/updated_since?q=(last_updated_ms:0)')).json<{ result: Facts[] }>()
  const found = result.find((one) => one.id === clientId)
  if (found === undefined) throw new Error(`no run ${clientId}`)
  return found
}

const start = (server: TestServer, databaseId: number, clientId: string, sql: string) =>
  server.admin.post('/api/v1/sqllab/execute/', { database_id: databaseId, sql, client_id: clientId, runAsync: true, schema: 'main' })

test('a run that nobody waits for is queued, carried out by a worker, and its rows are read by their key', async () => {
  await using server = await startServer()
  const { databaseId } = await connectWarehouse(server)
  const asked = await start(server, databaseId, 'async-1', 'SELECT region, sum(amount) AS total FROM sales GROUP BY region ORDER BY total')
  expect(asked.status).toBe(202)
  expect(asked.json<{ query: Facts }>().query).toMatchObject({ id: 'async-1', state: 'pending', resultsKey: null })
  const worker = await workerOf(server.running, 'queries=2')
  await until('the run', async () => (await facts(server, 'async-1')).state === 'success')
  const { resultsKey, rows } = await facts(server, 'async-1')
  expect(rows).toBe(3)
  const kept = await server.admin.get(`/api/v1/sqllab/results/?q=(key:'${resultsKey}')`)
  expect(kept.json<{ data: unknown[] }>().data.at(-1)).toEqual({ region: 'south', total: 150 })
  await start(server, databaseId, 'async-2', 'SELECT nothing FROM sales')
  await until('its end', async () => (await facts(server, 'async-2')).state === 'failed')
  expect((await facts(server, 'async-2')).errorMessage).toMatch(/nothing/)
  expect((await server.running.ctx.broker.counts('queries')).dead).toBe(0)
  await worker.close(1000)
})

test('a queued run and a running one can be stopped', async () => {
  await using server = await startServer()
  const { databaseId } = await connectWarehouse(server)
  await start(server, databaseId, 'queued', LONG)
  expect((await server.admin.post('/api/v1/query/stop', { client_id: 'queued' })).status).toBe(200)
  const worker = await workerOf(server.running, 'queries=2')
  await start(server, databaseId, 'running', LONG)
  await until('its start', async () => (await facts(server, 'running')).state === 'running')
  expect((await facts(server, 'queued')).state).toBe('stopped')
  expect((await server.admin.post('/api/v1/query/stop', { client_id: 'running' })).status).toBe(200)
  await until('an idle worker', () => worker.running === 0)
  expect((await facts(server, 'running')).state).toBe('stopped')
  await worker.close(1000)
})

test('a run given back by a closing worker is carried out by the next', async () => {
  await using server = await startServer()
  const { databaseId } = await connectWarehouse(server)
  const first = await workerOf(server.running, 'queries=1')
  const SLOW = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000000) SELECT count(*) AS many FROM n'
  await start(server, databaseId, 'moved', SLOW)
  await until('its start', async () => (await facts(server, 'moved')).state === 'running')
  await first.close(0)
  const second = await workerOf(server.running, 'queries=1')
  await until('its end', async () => !['pending', 'running'].includes((await facts(server, 'moved')).state), 30_000)
  expect(await facts(server, 'moved')).toMatchObject({ state: 'success', rows: 1 })
  await second.close(1000)
})
