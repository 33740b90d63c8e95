import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { until } from '@coset/testing'
import { expect, test } from 'vitest'
import { workerOf } from './roles/background.ts'
import { connectWarehouse, startServer } from './test-server.ts'

interface Sent {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: readonly { key: string; value: Record<string, unknown> }[]
  readonly status: { code?: number }
}

/** A collector of a test's own that keeps the spans it gets, and all it was told as text. */
const collector = async (): Promise<{ url: string; spans: Sent[]; texts: string[]; server: Server }> => {
  const spans: Sent[] = []
  const texts: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    request.on('end', () => {
      texts.push(text)
      const body = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] }
      spans.push(...body.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`, spans, texts, server }
}

const of = (span: Sent | undefined, key: string): unknown => Object.values(span?.attributes.find((one) => one.key === key)?.value ?? {})[0]

test('a request, its statement and a job are spans under the caller’s trace, and none tells SQL, addresses or people', async () => {
  const { url, spans, texts, server: collecting } = await collector()
  try {
    const server = await startServer({ config: { tracesUrl: url, featureFlags: { GLOBAL_ASYNC_QUERIES: false } } })
    const { datasetId } = await connectWarehouse(server)
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const caller = 'b7ad6b7169203331'
    const body = {
      datasource: { id: datasetId, type: 'table' },
      queries: [{ columns: ['region'], filters: [{ col: 'region', op: '==', val: 'northern-secret' }] }],
    }
    const answer = await server.admin.request('POST', '/api/v1/chart/data?form_data=hidden-query', body, { traceparent: `00-${traceId}-${caller}-01` })
    expect(answer.status).toBe(200)
    await server.nobody.get('/health')
    const schemas = await server.admin.get('/api/v1/database/1/schemas/')
    expect(schemas.json()).toEqual({ result: ['main'] })
    expect((await server.admin.get('/api/v1/chart/99999')).status).toBe(404)
    const wrong = { database_id: 1, sql: 'SELECT wrong-secret', client_id: 'x', schema: 'main' }
    expect((await server.admin.post('/api/v1/sqllab/execute/', wrong)).status).toBeGreaterThanOrEqual(400)
    const worker = await workerOf(server.running, 'maintenance=1')
    await server.running.ctx.broker.enqueue([{ queue: 'maintenance', id: 'one', name: 'no.such.job', payload: null }])
    await until('the job to be dead', async () => (await server.running.ctx.broker.counts('maintenance')).dead === 1)
    await worker.close(1000)
    await server.close()
    const request = spans.find((span) => span.traceId === traceId && span.parentSpanId === caller)
    expect([request?.name, of(request, 'http.response.status_code')]).toEqual(['POST /api/v1/chart/data', 200])
    const statement = spans.find((span) => span.name === 'statement' && span.parentSpanId === request?.spanId)
    expect([statement?.traceId, of(statement, 'db.system.name'), of(statement, 'db.response.returned_rows')]).toEqual([traceId, 'sqlite', 0])
    expect(spans.find((span) => of(span, 'http.response.status_code') === 404)).toMatchObject({ name: 'GET /api/v1/chart/:id' })
    const job = spans.find((span) => span.name === 'job no.such.job')
    expect([job?.status.code, of(job, 'error.type')]).toEqual([2, 'dead'])
    expect(spans.some((span) => span.name.includes('/health'))).toBe(false)
    for (const secret of ['northern-secret', 'wrong-secret', 'hidden-query', 'SELECT', 'Bearer']) expect(texts.join('\n')).not.toContain(secret)
  } finally {
    collecting.close()
  }
})

test('a collector that is away delays no answer and does not keep the process', async () => {
  const server = await startServer({ config: { tracesUrl: 'http://127.0.0.1:9/v1/traces' } })
  expect((await server.admin.get('/api/v1/me/')).status).toBe(200)
  const began = performance.now()
  await server.close()
  expect(performance.now() - began).toBeLessThan(8000)
})
