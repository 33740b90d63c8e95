import { type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorType, type Ran, type SqlBench, startBench } from './sqllab-bench.ts'

let bench: SqlBench
let admin: Client
beforeAll(async () => {
  bench = await startBench()
  admin = bench.server.admin
})
afterAll(() => bench[Symbol.asyncDispose]())

interface Page {
  readonly total: number
  readonly matched: number
  readonly offset: number
  readonly rows: readonly (readonly unknown[])[]
  readonly columns: readonly { readonly name: string }[]
}

const MIXED = `SELECT n AS id, CASE WHEN n % 10 = 0 THEN NULL ELSE 'name ' || lpad((7919 * n % 5000)::text, 5, '0') END AS name, (n * 37 % 1000)::numeric / 8 AS price,
  n % 2 = 0 AS even, TIMESTAMP '2024-01-01' + n * INTERVAL '1 hour' AS at, 9007199254740000::bigint + n AS big FROM generate_series(1, 5000) AS n`

const keyOf = async (sql: string, more: object = {}): Promise<string> => {
  const answer = await bench.run('postgresql', sql, more)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<Ran>().query.resultsKey ?? ''
}

const page = async (key: string, ask: object = {}): Promise<Page> => {
  const answer = await admin.get(`/api/v1/sqllab/results/page/${q({ key, ...ask })}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<Page>()
}

describe('kept results', () => {
  test('are the same answer again, or its first rows', async () => {
    const first = (await bench.run('postgresql', 'SELECT id, region FROM sales ORDER BY id')).json<Ran & Record<string, unknown>>()
    const get = async (more: object): Promise<Ran> => (await admin.get(`/api/v1/sqllab/results/${q({ key: first.query.resultsKey, ...more })}`)).json<Ran>()
    expect(await get({})).toEqual(first)
    expect((await get({ rows: 2 })).data).toEqual(first.data.slice(0, 2))
    expect(await get({ rows: 2 })).toMatchObject({ displayLimitReached: true, query: { rows: 6 } })
  })

  test('are 410 with a sentence once they are gone, 404 when the key is unknown', async () => {
    const key = await keyOf('SELECT 1 AS a')
    await bench.server.running.ctx.caches.results.deletePrefix('sqllab-results:')
    for (const path of ['results/', 'results/page/']) {
      const gone = await admin.get(`/api/v1/sqllab/${path}${q({ key })}`)
      expect([gone.status, errorType(gone)]).toEqual([410, 'RESULTS_BACKEND_ERROR'])
      expect(gone.text).toContain('Run the query again')
      const unknown = await admin.get(`/api/v1/sqllab/${path}${q({ key: 'nope' })}`)
      expect([unknown.status, errorType(unknown)]).toEqual([404, 'RESULTS_BACKEND_ERROR'])
    }
    expect((await admin.get('/api/v1/sqllab/results/')).status).toBe(400)
  })
})

describe('pages of a kept result', () => {
  let key: string
  beforeAll(async () => {
    key = await keyOf(MIXED)
  })

  test('windows', async () => {
    const first = await page(key)
    expect([first.total, first.matched, first.offset, first.rows.length]).toEqual([5000, 5000, 0, 200])
    expect(first.columns.map((column) => column.name)).toEqual(['id', 'name', 'price', 'even', 'at', 'big'])
    expect(first.rows[0]).toEqual([1, 'name 02919', 4.625, false, '2024-01-01T01:00:00', 9007199254740001 - 0])
    // Across the seam of stored blocks
    expect((await page(key, { offset: 1998, limit: 4 })).rows.map((row) => row[0])).toEqual([1999, 2000, 2001, 2002])
    expect((await page(key, { offset: 4999, limit: 10 })).rows.map((row) => row[0])).toEqual([5000])
    expect((await page(key, { offset: 5000 })).rows).toEqual([])
    expect((await page(key, { offset: 2_000_000_000 })).rows).toEqual([])
  })

  const ids = (at: Page): unknown[] => at.rows.map((row) => row[0])

  test('sorted by the server, as the database would', async () => {
    for (const [order, sql] of [
      [[{ column: 'name' }], 'name COLLATE "C" NULLS LAST, id'],
      [[{ column: 'name', desc: true }], 'name COLLATE "C" DESC NULLS LAST, id'],
      [
        [
          { column: 'price', desc: true },
          { column: 'id', desc: true },
        ],
        'price DESC, id DESC',
      ],
      [
        [
          { column: 'even', desc: true },
          { column: 'at', desc: true },
        ],
        'even DESC, at DESC',
      ],
      [[{ column: 'big', desc: true }], 'big DESC'],
    ] as const) {
      const expected = (await bench.run('postgresql', `SELECT id FROM (${MIXED}) x ORDER BY ${sql}`, { queryLimit: 700 })).json<Ran>()
      const got = await page(key, { order, offset: 300, limit: 400 })
      expect(ids(got), sql).toEqual(expected.data.slice(300).map((row) => row['id']))
    }
  })

  test('filtered by the server, as the database would', async () => {
    for (const [filters, sql] of [
      [[{ column: 'name', op: 'contains', value: 'NAME 00' }], "name ILIKE '%name 00%'"],
      [[{ column: 'name', op: 'starts_with', value: 'name 0' }], "name ILIKE 'name 0%'"],
      [[{ column: 'name', op: 'ends_with', value: '19' }], "name LIKE '%19'"],
      [[{ column: 'name', op: 'is_null' }], 'name IS NULL'],
      [[{ column: 'name', op: 'not_null' }], 'name IS NOT NULL'],
      [[{ column: 'name', op: 'not_contains', value: '1' }], "name IS NULL OR name NOT LIKE '%1%'"],
      [[{ column: 'price', op: 'gte', value: 100.5 }], 'price >= 100.5'],
      [[{ column: 'price', op: 'lt', value: '3' }], 'price < 3'],
      [[{ column: 'id', op: 'eq', value: 77 }], 'id = 77'],
      [[{ column: 'id', op: 'neq', value: 77 }], 'id <> 77'],
      [[{ column: 'even', op: 'eq', value: true }], 'even'],
      [[{ column: 'at', op: 'gt', value: '2024-07-01 00:00:00' }], "at > '2024-07-01'"],
      [[{ column: 'at', op: 'lte', value: '2024-01-02T00:00:00' }], "at <= '2024-01-02'"],
      [
        [
          { column: 'price', op: 'gt', value: 50 },
          { column: 'even', op: 'eq', value: false },
        ],
        'price > 50 AND NOT even',
      ],
    ] as const) {
      const expected = (await bench.run('postgresql', `SELECT id FROM (${MIXED}) x WHERE ${sql} ORDER BY id`)).json<Ran>()
      const got = await page(key, { filters, limit: 5000 })
      expect([sql, got.matched, ids(got)]).toEqual([sql, expected.query.rows, expected.data.map((row) => row['id'])])
    }
    const searched = await page(key, { search: 'NAME 00001', order: [{ column: 'id', desc: true }], limit: 3 })
    expect(searched.matched).toBe(1)
  })

  test('wrong columns, operators and values are named', async () => {
    for (const [ask, told] of [
      [{ order: [{ column: 'nope' }] }, 'nope'],
      [{ filters: [{ column: 'nope', op: 'eq', value: 1 }] }, 'nope'],
      [{ filters: [{ column: 'id', op: 'like', value: 1 }] }, 'op'],
      [{ filters: [{ column: 'id', op: 'gt', value: 'x' }] }, 'id'],
      [{ limit: 100_000 }, 'limit'],
      [{ offset: -1 }, 'offset'],
      [{ order: [{ column: '__proto__' }] }, '__proto__'],
    ] as const) {
      const answer = await admin.get(`/api/v1/sqllab/results/page/${q({ key, ...ask })}`)
      expect([answer.status, answer.text.includes(told)], answer.text).toEqual([400, true])
    }
  })

  test('integers beyond 2^53 sort by their value', async () => {
    const big = await keyOf('SELECT * FROM (VALUES (9007199254740993::bigint), (5), (-9007199254740999), (9007199254740995), (NULL)) t(n)')
    const sorted = await page(big, { order: [{ column: 'n' }] })
    expect(sorted.rows).toEqual([['-9007199254740999'], [5], ['9007199254740993'], ['9007199254740995'], [null]])
  })

  test('exact decimals keep their digits', async () => {
    const decimals = await keyOf('SELECT 12345678901234567890.123456789::numeric AS n')
    const answer = await admin.get(`/api/v1/sqllab/results/page/${q({ key: decimals })}`)
    expect(answer.text).toContain('[[12345678901234567890.123456789]]')
  })
})

describe('downloads', () => {
  const HOSTILE = `SELECT '=1+1' AS "=cmd", '@x|y' AS "b,c", 'say "hi"' AS q, E'two\\nlines' AS l, -5 AS n, '-5' AS t, NULL AS none, true AS yes, 1.50::numeric AS dec,
    TIMESTAMP '2024-01-02 03:04:05' AS at`

  test('the kept rows as CSV, formulas made harmless', async () => {
    const { id } = (await bench.run('postgresql', HOSTILE, { tab: 'My "tab"\r\nX: y' })).json<Ran>().query
    const answer = await admin.get(`/api/v1/sqllab/export/${id}/`)
    expect(answer.status, answer.text).toBe(200)
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(answer.bytes)).toBe(
      `\ufeff'=cmd,"b,c",q,l,n,t,none,yes,dec,at\n'=1+1,'@x\\|y,"say ""hi""","two\nlines",-5,-5,,True,1.50,2024-01-02 03:04:05\n`,
    )
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="sqllab_My _tab___X_ y_\w+\.csv"; filename\*=UTF-8''/)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  })

  test('gone rows are fetched again, with the limit of the run', async () => {
    const { id } = (await bench.run('postgresql', 'SELECT n FROM generate_series(1, 100) AS n', { queryLimit: 3 })).json<Ran>().query
    await bench.server.running.ctx.caches.results.deletePrefix('sqllab-results:')
    const answer = await admin.get(`/api/v1/sqllab/export/${id}/`)
    expect(answer.text.replace('\ufeff', '')).toBe('n\n1\n2\n3\n')
  })

  test('streams all rows, whatever the limits of editor and answers', async () => {
    const { id } = (
      await bench.run('postgresql', "SELECT 0 AS first; SELECT n, repeat('é', 20) AS x FROM generate_series(1, 150000) AS n", { queryLimit: 10 })
    ).json<Ran>().query
    const answer = await admin.post('/api/v1/sqllab/export_streaming/', new URLSearchParams({ client_id: id, filename: 'grüße "x".csv', expected_rows: '1' }))
    expect(answer.status, answer.text.slice(0, 300)).toBe(200)
    const lines = answer.text.split('\r\n')
    expect([lines.length, lines[0], lines[1], lines[150_000], lines[150_001]]).toEqual([150_002, 'n,x', `1,${'é'.repeat(20)}`, `150000,${'é'.repeat(20)}`, ''])
    expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''gr%C3%BC%C3%9Fe%20_x_.csv")
  })

  test('a reader that goes away ends the statement and gives the turn back', async () => {
    const { id } = (
      await bench.run('postgresql', 'SELECT a.n FROM generate_series(1, 3000) a(n), generate_series(1, 3000) b(n)', { queryLimit: 1 })
    ).json<Ran>().query
    const abort = new AbortController()
    const headers = { authorization: await bearer() }
    const response = await fetch(`${bench.server.url}/api/v1/sqllab/export_streaming/`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ client_id: id }),
      signal: abort.signal,
    })
    const reading = response.body?.getReader()
    await reading?.read()
    abort.abort()
    const { queue } = bench.server.running.ctx.query
    const until = performance.now() + 5_000
    while (queue.counts(bench.databases.postgresql).running > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
    expect(queue.counts(bench.databases.postgresql)).toEqual({ running: 0, waiting: 0 })
  })

  test('holds a slow reader’s rows at the database, not in memory', async () => {
    const { id } = (
      await bench.run('postgresql', "SELECT repeat('x', 1000) AS x FROM generate_series(1, 1000) a, generate_series(1, 1000) b", { queryLimit: 1 })
    ).json<Ran>().query
    const headers = { authorization: await bearer(), 'accept-encoding': 'identity' }
    const response = await fetch(`${bench.server.url}/api/v1/sqllab/export_streaming/`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ client_id: id }),
    })
    const reading = response.body?.getReader()
    await reading?.read()
    const before = process.memoryUsage().rss
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
    await reading?.cancel()
  })

  test('what a script wrote is not written again for a download', async () => {
    await bench.set('postgresql', { allow_dml: true })
    const { id } = (await bench.run('postgresql', 'INSERT INTO secrets VALUES (2, NULL); SELECT COUNT(*) AS n FROM secrets')).json<Ran>().query
    expect((await admin.get(`/api/v1/sqllab/export/${id}/`)).text).toContain('n\n2\n')
    await bench.server.running.ctx.caches.results.deletePrefix('sqllab-results:')
    expect((await admin.get(`/api/v1/sqllab/export/${id}/`)).status).toBe(410)
    expect((await admin.post('/api/v1/sqllab/export_streaming/', new URLSearchParams({ client_id: id }))).status).toBe(410)
    expect((await bench.run('postgresql', 'SELECT COUNT(*) AS n FROM secrets')).json<Ran>().data).toEqual([{ n: 2 }])
    await bench.run('postgresql', 'DELETE FROM secrets WHERE id = 2')
    await bench.set('postgresql', { allow_dml: false })
  })

  test('an error of the database is an answer, not half a file', async () => {
    const { db } = bench.server.running.ctx.metadata
    await bench.run('postgresql', 'SELECT 1 AS a', { client_id: 'broken' })
    await db.updateTable('queries').set({ sql: 'SELECT nope FROM sales' }).where('client_id', '=', 'broken').execute()
    const answer = await admin.post('/api/v1/sqllab/export_streaming/', new URLSearchParams({ client_id: 'broken' }))
    expect([answer.status, errorType(answer)]).toEqual([400, 'COLUMN_DOES_NOT_EXIST_ERROR'])
    expect((await admin.post('/api/v1/sqllab/export_streaming/', new URLSearchParams({}))).json()).toEqual({
      message: { client_id: ['Missing data for required field.'] },
    })
    expect((await admin.get('/api/v1/sqllab/export/nope/')).status).toBe(404)
  })
})

const bearer = async (): Promise<string> => {
  const answer = await admin.post('/api/v1/security/login', { username: 'admin', password: 'correct horse battery', provider: 'db' })
  return `Bearer ${answer.json<{ access_token: string }>().access_token}`
}
