import type { Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

const ROWS = 150_000

let server: TestServer
let admin: Client
let warehouse: Warehouse
let many: number
beforeAll(async () => {
  server = await startServer({ config: { sqlMaxRow: 1_000_000 } })
  admin = server.admin
  warehouse = await connectWarehouse(server)
  const made = await admin.post('/api/v1/dataset/', {
    database: warehouse.databaseId,
    table_name: 'many',
    sql: `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${ROWS}) SELECT x, '=name ' || x AS name FROM n`,
  })
  many = made.json<{ id: number }>().id
})
afterAll(() => server.close())

const context = (datasetId: number, queries: readonly object[], format: string) => ({
  datasource: { id: datasetId, type: 'table' },
  queries,
  result_format: format,
})
const all = { columns: ['x', 'name'], row_limit: 1_000_000 }
const few = { columns: ['region'], metrics: ['count'], orderby: [['region', true]], row_limit: 10 }

describe('downloads', () => {
  test('39: of many rows come as a stream, each row once, formulas disarmed', async () => {
    const answer = await admin.post('/api/v1/chart/data', context(many, [all], 'csv'))
    expect(answer.status, answer.text.slice(0, 300)).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('x-accel-buffering')).toBe('no')
    expect(answer.headers.get('content-length')).toBeNull()
    const lines = answer.text.trimEnd().split('\n')
    expect([lines.length, lines[0], lines[1], lines.at(-1)]).toEqual([ROWS + 1, 'x,name', "1,'=name 1", `${ROWS},'=name ${ROWS}`])
  })

  test('a client that leaves frees the database for the next', async () => {
    const controller = new AbortController()
    const token = (await server.nobody.post('/api/v1/security/login', { username: 'admin', password: 'correct horse battery', provider: 'db' })).json<{
      access_token: string
    }>()
    for (let i = 0; i < 12; i++) {
      const leaving = new AbortController()
      const response = await fetch(new URL('/api/v1/chart/data', server.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token.access_token}` },
        body: JSON.stringify(context(many, [all], 'csv')),
        signal: leaving.signal,
      })
      await response.body?.getReader().read()
      leaving.abort()
    }
    await expect.poll(() => server.running.ctx.query.queue.counts(warehouse.databaseId)).toEqual({ running: 0, waiting: 0 })
    expect((await admin.post('/api/v1/chart/data', context(warehouse.datasetId, [few], 'csv'))).status).toBe(200)
    controller.abort()
  })

  test('as XLSX, few rows and many', async () => {
    const small = await admin.post('/api/v1/chart/data', context(warehouse.datasetId, [few], 'xlsx'))
    expect(small.headers.get('content-type')).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    expect(small.headers.get('content-disposition')).toMatch(/filename="\d{8}_\d{6}\.xlsx"$/)
    expect(Buffer.from(small.bytes.subarray(0, 2)).toString()).toBe('PK')
    const large = await admin.post('/api/v1/chart/data', context(many, [all], 'xlsx'))
    expect(large.bytes.byteLength).toBeGreaterThan(500_000)
    expect(large.headers.get('x-accel-buffering')).toBe('no')
  })

  test('of several queries in one ZIP', async () => {
    for (const format of ['csv', 'xlsx']) {
      const answer = await admin.post('/api/v1/chart/data', context(warehouse.datasetId, [few, { ...few, row_limit: 1 }], format))
      expect(answer.headers.get('content-type')).toBe('application/zip')
      expect(answer.text).toContain(`query_2.${format}`)
    }
  })

  test('a name of the form is used when it is a file’s name', async () => {
    const form = (filename: string) =>
      admin.request('POST', '/api/v1/chart/data', new URLSearchParams({ form_data: JSON.stringify(context(warehouse.datasetId, [few], 'csv')), filename }))
    expect((await form('my sales')).headers.get('content-disposition')).toBe('attachment; filename="my sales.csv"')
    expect((await form('../../etc/"x\r\nset-cookie: a')).headers.get('content-disposition')).toMatch(/^attachment; filename="[\w .()-]+\.csv"$/)
  })

  test('as an Arrow stream when the client asks for that, for one query', async () => {
    const headers = { accept: 'application/vnd.apache.arrow.stream' }
    const answer = await admin.request('POST', '/api/v1/chart/data', context(warehouse.datasetId, [few], 'json'), headers)
    expect(answer.headers.get('content-type')).toBe('application/vnd.apache.arrow.stream')
    expect([...answer.bytes.subarray(0, 4)]).toEqual([255, 255, 255, 255])
    const two = await admin.request('POST', '/api/v1/chart/data', context(warehouse.datasetId, [few, few], 'json'), headers)
    expect([two.status, two.text]).toEqual([400, expect.stringContaining('one query')])
  })

  test('a fault before the first row has its status; people without the right get nothing', async () => {
    const wrong = { ...all, extras: { where: 'nothing_like_it = 1' } }
    const answer = await admin.post('/api/v1/chart/data', context(many, [wrong], 'csv'))
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('nothing_like_it')])
    const gamma = await server.person('downloader')
    for (const format of ['csv', 'xlsx']) expect((await gamma.post('/api/v1/chart/data', context(many, [all], format))).status).toBe(403)
  })
})
