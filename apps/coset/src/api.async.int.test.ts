import { sessionClient, until } from '@coset/testing'
import { expect, test } from 'vitest'
import { workerOf } from './roles/background.ts'
import { ADMIN_PASSWORD, connectWarehouse, startServer, type TestServer } from './test-server.ts'

interface Job {
  readonly id?: string
  readonly channel_id: string
  readonly job_id: string
  readonly status: string
  readonly errors: readonly { message: string }[]
  readonly result_url: string | null
}

const ON = { config: { featureFlags: { GLOBAL_ASYNC_QUERIES: true } } }
const context = (datasetId: number, more: object = {}) => ({
  datasource: { id: datasetId, type: 'table' },
  queries: [{ columns: ['region'], metrics: ['count'], ...more }],
})
const ask = (server: TestServer, body: object) => server.admin.post('/api/v1/chart/data', body)
const events = async (server: TestServer, after = ''): Promise<readonly Job[]> =>
  (await server.admin.get(`/api/v1/async_event/?last_id=${after}`)).json<{ result: Job[] }>().result

test('a chart is asked by a worker, its channel is told, and its answer is read by the address it was given', async () => {
  await using server = await startServer(ON)
  const { datasetId } = await connectWarehouse(server)
  const asked = await ask(server, context(datasetId))
  expect(asked.status).toBe(202)
  const job = asked.json<Job>()
  expect(job).toMatchObject({ status: 'pending', errors: [], result_url: null })
  const worker = await workerOf(server.running, 'queries=2')
  await until('the end', async () => (await events(server)).some((one) => one.status === 'done'))
  const told = await events(server)
  expect(told.map((one) => one.status)).toEqual(['running', 'done'])
  expect(await events(server, told[0]?.id)).toHaveLength(1)
  const url = told[1]?.result_url ?? ''
  const answer = await server.admin.get(url)
  expect(answer.json<{ result: { rowcount: number; is_cached: boolean }[] }>().result).toMatchObject([{ rowcount: 3, is_cached: true }])
  expect((await ask(server, context(datasetId))).status).toBe(200)
  expect((await (await server.person('gamma')).get(url)).status).toBe(403)
  expect((await server.admin.get(`/api/v1/chart/data/qc-${'0'.repeat(32)}`)).status).toBe(404)
  await ask(server, context(datasetId, { metrics: [{ expressionType: 'SQL', sqlExpression: 'SUM(nothing)', label: 'x' }] }))
  await until('the error', async () => (await events(server)).some((one) => one.status === 'error'))
  expect((await events(server)).at(-1)?.errors[0]?.message).toMatch(/nothing/)
  expect((await server.admin.get('/api/v1/async_event/?last_id=nonsense')).status).toBe(400)
  await worker.close(1000)
})

test('events stream as they happen and go on where a client left; a browser has a channel of its own', async () => {
  await using server = await startServer(ON)
  const { datasetId } = await connectWarehouse(server)
  const worker = await workerOf(server.running, 'queries=2')
  const { tokensOf } = await import('@coset/testing')
  const { access } = await tokensOf(server.url, 'admin', ADMIN_PASSWORD)
  const stream = async (lastId: string | null, most: number): Promise<string> => {
    const abort = new AbortController()
    const headers = { authorization: `Bearer ${access}`, ...(lastId === null ? {} : { 'last-event-id': lastId }) }
    const answer = await fetch(`${server.url}/api/v1/async_event/stream`, { headers, signal: abort.signal })
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    let text = ''
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString()
      if (text.split('\ndata: ').length > most) break
    }
    abort.abort()
    return text
  }
  const heard = stream(null, 2)
  await new Promise((done) => setTimeout(done, 500))
  await ask(server, context(datasetId))
  const text = await heard
  expect(text).toMatch(/"status":"running"[\s\S]*"status":"done"/)
  const first = /id: (\d+)/.exec(text)?.[1] ?? ''
  expect(await stream(first, 1)).toMatch(/"status":"done"/)
  // Whoever comes anew hears nothing that was told before
  await new Promise((done) => setTimeout(done, 1200))
  const late = stream(null, 2)
  await new Promise((done) => setTimeout(done, 800))
  await ask(server, context(datasetId, { metrics: [{ expressionType: 'SQL', sqlExpression: 'SUM(nothing)', label: 'x' }] }))
  expect(await late).not.toMatch(/"status":"done"/)
  const browser = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
  expect((await browser.get('/api/v1/async_event/')).json<{ result: Job[] }>().result).toEqual([])
  expect((await server.nobody.get('/api/v1/async_event/')).status).toBe(401)
  await worker.close(1000)
})

test('40: work of one’s own is cancelled, that of others is not there', async () => {
  await using server = await startServer(ON)
  const { datasetId } = await connectWarehouse(server)
  const { job_id: id } = (await ask(server, context(datasetId))).json<Job>()
  const gamma = await server.person('gamma')
  expect((await gamma.delete(`/api/v1/async_event/${id}`)).status).toBe(404)
  expect((await server.admin.delete(`/api/v1/async_event/${id}`)).status).toBe(200)
  expect((await server.running.ctx.broker.counts('queries')).waiting).toBe(0)
})

test('without the flag every answer is awaited', async () => {
  await using server = await startServer()
  const { datasetId } = await connectWarehouse(server)
  expect((await ask(server, context(datasetId))).status).toBe(200)
})
