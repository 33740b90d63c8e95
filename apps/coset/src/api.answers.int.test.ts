import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

let server: TestServer
let admin: Client
let warehouse: Warehouse
let authorization = ''
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  warehouse = await connectWarehouse(server)
  const answer = await server.nobody.post('/api/v1/security/login', { username: 'admin', password: 'correct horse battery', provider: 'db' })
  authorization = `Bearer ${answer.json<{ access_token: string }>().access_token}`
})
afterAll(() => server.close())

interface Raw {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
}

/** A request whose bytes nobody unpacks. */
const raw = (path: string, headers: Record<string, string>, body?: object): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, server.url),
      { method: body === undefined ? 'GET' : 'POST', headers: { authorization, 'content-type': 'application/json', ...headers } },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(chunks) }))
        answer.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })

const context = (queries: readonly object[], more: object = {}) => ({ datasource: { id: warehouse.datasetId, type: 'table' }, queries, ...more })
const query = (more: object = {}) => ({ columns: ['region'], metrics: ['count'], row_limit: 100, ...more })

describe('answers of charts', () => {
  test('a cached answer is sent compressed as it lies, to those who take it, and is the same text', async () => {
    const two = context([query(), query({ columns: ['region', 'amount'] })])
    await raw('/api/v1/chart/data', {}, two)
    const plain = await raw('/api/v1/chart/data', { 'accept-encoding': 'identity' }, two)
    for (const accepted of ['gzip', 'br;q=1, gzip;q=0.5', '*']) {
      const packed = await raw('/api/v1/chart/data', { 'accept-encoding': accepted }, two)
      expect(packed.headers['content-encoding']).toBe('gzip')
      expect(packed.headers['vary']).toMatch(/accept-encoding/i)
      expect(gunzipSync(packed.bytes).toString()).toBe(plain.bytes.toString())
    }
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(JSON.parse(plain.bytes.toString())).toMatchObject({
      result: [
        { is_cached: true, rowcount: 3 },
        { is_cached: true, rowcount: 6 },
      ],
    })
    expect((await raw('/api/v1/chart/data', { 'accept-encoding': 'gzip;q=0' }, two)).headers['content-encoding']).toBeUndefined()
  })

  test('one that the client holds is not sent again, until the data were asked anew', async () => {
    const path = `/api/v1/chart/${warehouse.chartId}/data/`
    const first = await raw(path, {})
    const etag = String(first.headers['etag'])
    expect(etag).toMatch(/^W\/"[\w-]+"$/)
    const again = await raw(path, { 'if-none-match': `"other", ${etag}`, 'accept-encoding': 'gzip' })
    expect([again.status, again.bytes.byteLength]).toEqual([304, 0])
    expect((await raw(path, { 'if-none-match': '"other"' })).status).toBe(200)
    await new Promise((done) => setTimeout(done, 1100))
    const forced = await raw(`${path}?force=true`, { 'if-none-match': etag })
    expect(forced.status).toBe(200)
    expect(forced.headers['etag']).not.toBe(etag)
  })

  test('the tag opens nothing to people without access', async () => {
    const gamma = await server.person('etagreader')
    const { etag } = (await raw(`/api/v1/chart/${warehouse.chartId}/data/`, {})).headers
    const refused = await gamma.request('GET', `/api/v1/chart/${warehouse.chartId}/data/`, undefined, { 'if-none-match': String(etag) })
    expect([403, 404]).toContain(refused.status)
  })

  test('a POST is answered whole whatever the client holds', async () => {
    const asked = context([query({ row_limit: 7 })])
    const { etag } = (await raw('/api/v1/chart/data', {}, asked)).headers
    expect((await raw('/api/v1/chart/data', { 'if-none-match': String(etag) }, asked)).status).toBe(200)
  })
})

describe('the line of a database', () => {
  test('a name that was never sent, or is somebody else’s, is unknown; one that is none is refused', async () => {
    expect((await admin.get('/api/v1/queue/?query_id=never')).json()).toEqual({ result: { state: 'unknown', ahead: 0, since_ms: 0 } })
    for (const wrong of ['?query_id=a%20b', `?query_id=${'a'.repeat(65)}`, '']) {
      const refused = await admin.get(`/api/v1/queue/${wrong}`)
      expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('query_id')])
    }
  })

  test('shows a waiting query to its owner alone', async () => {
    const { ctx } = server.running
    const model = { id: 987, slots: 1 }
    const ends = Promise.withResolvers<void>()
    const me = await ctx.metadata.db.selectFrom('users').select('id').where('username', '=', 'admin').executeTakeFirstOrThrow()
    const ticket = (id: string) => ({ id, who: `user:${me.id}`, lane: 'interactive' }) as const
    const works = ['first', 'second', 'third'].map((id) => ctx.query.queue.run(model, ticket(id), undefined, () => ends.promise))
    expect((await admin.get('/api/v1/queue/?query_id=third')).json()).toMatchObject({ result: { state: 'waiting', ahead: 1 } })
    expect((await admin.get('/api/v1/queue/?query_id=first')).json()).toMatchObject({ result: { state: 'running', ahead: 0 } })
    expect((await server.nobody.get('/api/v1/queue/?query_id=third')).json()).toMatchObject({ result: { state: 'unknown' } })
    ends.resolve()
    await Promise.all(works)
    expect((await admin.get('/api/v1/queue/?query_id=third')).json()).toMatchObject({ result: { state: 'unknown' } })
  })
})
