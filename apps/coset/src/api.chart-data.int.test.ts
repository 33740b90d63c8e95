import { type Answer, type Client, q, sessionClient } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN_PASSWORD, connectWarehouse, passwordOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

interface Item {
  readonly data: readonly Record<string, unknown>[]
  readonly colnames: readonly string[]
  readonly rowcount: number
  readonly is_cached: boolean | null
  readonly query: string
  readonly status: string
}

let server: TestServer
let admin: Client
/** An administrator's browser. */
let browser: Client
let warehouse: Warehouse
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  browser = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
  warehouse = await connectWarehouse(server)
})
afterAll(() => server.close())

const query = (more: object = {}) => ({ columns: ['region'], metrics: ['count'], filters: [], orderby: [['region', true]], row_limit: 100, ...more })
const context = (more: object = {}, top: object = {}) => ({ datasource: { id: warehouse.datasetId, type: 'table' }, queries: [query(more)], ...top })
const ask = (more: object = {}, top: object = {}, client = admin): Promise<Answer> => client.post('/api/v1/chart/data', context(more, top))
const item = (answer: Answer): Item => {
  expect(answer.status, answer.text).toBe(200)
  const [first] = answer.json<{ result: Item[] }>().result
  if (first === undefined) throw new Error('no result')
  return first
}
const sum = { expressionType: 'SIMPLE', column: { column_name: 'amount' }, aggregate: 'SUM', label: 'total' }

describe('chart data', () => {
  test('groups, sums, filters, orders and limits', async () => {
    expect(item(await ask({ metrics: [sum], orderby: [[sum, false]], row_limit: 2 })).data).toEqual([
      { region: 'south', total: 150 },
      { region: 'north', total: 60 },
    ])
    expect(item(await ask({ filters: [{ col: 'region', op: '==', val: 'north' }] })).data).toEqual([{ region: 'north', count: 3 }])
    expect(item(await ask({ filters: [{ col: 'region', op: 'IS NULL' }] })).data).toEqual([{ region: null, count: 1 }])
    expect(item(await ask({ filters: [{ col: 'region', op: 'IN', val: ["x' OR '1'='1", 'south'] }] })).data).toEqual([{ region: 'south', count: 2 }])
  })

  test('by month, and within a time range', async () => {
    const time = { timeGrain: 'P1M', columnType: 'BASE_AXIS', sqlExpression: 'sold_at', label: 'sold_at', expressionType: 'SQL' }
    const months = item(
      await ask({ columns: [time], metrics: [sum], orderby: [], filters: [{ col: 'sold_at', op: 'TEMPORAL_RANGE', val: '2024-01-01 : 2024-03-01' }] }),
    )
    expect(months.data.map((row) => row['total']).sort()).toEqual([30, 80].sort())
  })

  test('the second answer comes from the cache, a forced one does not', async () => {
    await ask({ row_limit: 77 })
    expect(item(await ask({ row_limit: 77 })).is_cached).toBe(true)
    expect(item(await ask({ row_limit: 77 }, { force: true })).is_cached).not.toBe(true)
  })

  test('a cached answer is for those who may read the data', async () => {
    const gamma = await server.person('cachereader')
    expect((await ask()).status).toBe(200)
    const refused = await ask({}, {}, gamma)
    expect(refused.status).toBe(403)
    expect(refused.json()).toMatchObject({ errors: [{ error_type: 'DATASOURCE_SECURITY_ACCESS_ERROR' }] })
    expect(refused.text).not.toMatch(/north|south/)
  })

  test('of a saved chart, by its id, as JSON and CSV', async () => {
    expect(item(await admin.get(`/api/v1/chart/${warehouse.chartId}/data/`)).data).toHaveLength(3)
    const csv = await admin.get(`/api/v1/chart/${warehouse.chartId}/data/?format=csv`)
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="\d{8}_\d{6}\.csv"$/)
    expect([...csv.bytes.subarray(0, 6)]).toEqual([...Buffer.from('region')]) // no byte order mark
    expect(csv.text.trimEnd().split(/\r?\n/)).toEqual(['region,COUNT(*)', 'north,3', 'south,2', ',1'])
  })

  test('CSV needs the right to it, and a form post works as browsers send it', async () => {
    const form = await admin.request('POST', '/api/v1/chart/data', new URLSearchParams({ form_data: JSON.stringify(context({}, { result_format: 'csv' })) }))
    expect(form.status, form.text).toBe(200)
    expect(form.text).toContain('north,3')
  })

  test('two queries as CSV are a ZIP', async () => {
    const answer = await admin.post('/api/v1/chart/data', { ...context(), queries: [query(), query({ row_limit: 1 })], result_format: 'csv' })
    expect(answer.headers.get('content-type')).toBe('application/zip')
    expect([...answer.bytes.subarray(0, 2)]).toEqual([0x50, 0x4b])
  })

  test('a filter on a column that is not there is told as rejected', async () => {
    const answer = await ask({ filters: [{ col: 'nothing', op: '==', val: 1 }] })
    expect(answer.json()).toMatchObject({ result: [{ rejected_filters: [{ column: 'nothing' }], rowcount: 3 }] })
  })

  test('the text of the query, and nothing run', async () => {
    expect(item(await ask({}, { result_type: 'query' }))).toMatchObject({ query: expect.stringContaining('SELECT') })
  })

  test.each([
    ['an unknown column', { columns: ['nothing'] }],
    ['an unknown metric', { metrics: ['nothing'] }],
    ['an unknown operator', { filters: [{ col: 'region', op: 'EXPLODES', val: 1 }] }],
    ['an unknown grain', { columns: [{ timeGrain: 'P7Q', columnType: 'BASE_AXIS', sqlExpression: 'sold_at', label: 't', expressionType: 'SQL' }] }],
    ['an unknown grain in extras', { granularity: 'sold_at', is_timeseries: true, extras: { time_grain_sqla: 'P7Q' } }],
    ['an unknown operation', { post_processing: [{ operation: 'explode', options: {} }] }],
    ['a text as limit', { row_limit: 'many' }],
    ['a negative limit', { row_limit: -1 }],
    ['an impossible time range', { filters: [{ col: 'sold_at', op: 'TEMPORAL_RANGE', val: '2024-99-99 : x' }] }],
    ['an order by nothing', { orderby: [['nothing', true]] }],
  ])('%s is a 4xx that says what', async (_name, more) => {
    const answer = await ask(more)
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
    expect(answer.status, answer.text).toBeLessThan(500)
    expect(answer.text.length).toBeGreaterThan(20)
  })

  test.each([
    ['no datasource', {}, { datasource: undefined }],
    ['a dataset that is not there', {}, { datasource: { id: 999_999, type: 'table' } }],
    ['another kind of source', {}, { datasource: { id: 1, type: 'druid' } }],
    ['queries that are none', {}, { queries: 'x' }],
    ['a format that is not there', {}, { result_format: 'exe' }],
  ])('%s', async (_name, more, top) => {
    const answer = await ask(more, top)
    expect([400, 404, 422], answer.text).toContain(answer.status)
  })
})

/** Attack cases 3 to 6 stand in `attacks/`. */
describe('SQL of people', () => {
  test('39: a CSV cell is no formula', async () => {
    const columns = [{ sqlExpression: "'=1+1'", label: 'x', expressionType: 'SQL' }]
    const csv = await ask({ columns, orderby: [] }, { result_format: 'csv' })
    expect(csv.status, csv.text).toBe(200)
    expect(csv.text).not.toMatch(/(^|,|\n)"?=1\+1/)
  })
})

describe('samples and values', () => {
  const samples = (client: Client, extra = '') => client.post(`/datasource/samples?datasource_type=table&datasource_id=${warehouse.datasetId}${extra}`, {})

  test('pages of rows', async () => {
    const page = (await samples(admin, '&per_page=4&page=2')).json<{ result: { data: unknown[]; page: number; per_page: number; total_count: number } }>()
      .result
    expect(page).toMatchObject({ page: 2, per_page: 4, total_count: 6 })
    expect(page.data).toHaveLength(2)
    for (const extra of ['&per_page=0', '&page=0', '&page=x', '&per_page=1000000']) expect((await samples(admin, extra)).status).toBe(400)
  })

  test('values of a column, each once', async () => {
    const path = (column: string) => `/api/v1/datasource/table/${warehouse.datasetId}/column/${encodeURIComponent(column)}/values/`
    expect((await admin.get(path('region'))).json<{ result: unknown[] }>().result).toEqual(expect.arrayContaining(['north', 'south']))
    for (const column of ['nothing', '(SELECT word FROM secrets)', 'region"; --', '__proto__']) {
      const answer = await admin.get(path(column))
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
    }
  })

  test('are closed to people without the dataset', async () => {
    const gamma = await server.person('outsider')
    const alpha = await server.person('insider', ['Alpha'])
    for (const client of [gamma, server.nobody]) expect([401, 403]).toContain((await samples(client)).status)
    expect((await samples(alpha)).status).toBe(200)
  })
})

describe('row-level rules', () => {
  /** Attack cases 7 and 8. */
  test('bind the people of their roles at every door, cached answers too', async () => {
    const alpha = await server.person('bound', ['Alpha'])
    const { db } = server.running.ctx.metadata
    const now = Date.now()
    await db
      .insertInto('rls_rules')
      .values({
        name: 'north only',
        description: null,
        filter_type: 'Regular',
        group_key: null,
        clause: "region = 'north'",
        created_on: now,
        changed_on: now,
        created_by: null,
        changed_by: null,
      })
      .execute()
    const rule = await db.selectFrom('rls_rules').select('id').executeTakeFirstOrThrow()
    await db
      .insertInto('rls_rule_roles')
      .values({ rule_id: rule.id, role_id: await server.roleId('Alpha') })
      .execute()
    await db.insertInto('rls_rule_datasets').values({ rule_id: rule.id, dataset_id: warehouse.datasetId }).execute()
    try {
      expect(item(await ask()).data).toHaveLength(3)
      expect(item(await ask({}, {}, alpha)).data).toEqual([{ region: 'north', count: 3 }])
      expect(item(await ask({ extras: { where: "1=1 OR region = 'south'" } }, {}, alpha)).data).toEqual([{ region: 'north', count: 3 }])
      const rows = await alpha.post(`/datasource/samples?datasource_type=table&datasource_id=${warehouse.datasetId}`, {})
      expect(rows.text).toContain('north')
      expect(rows.text).not.toContain('south')
      expect((await alpha.get(`/api/v1/datasource/table/${warehouse.datasetId}/column/region/values/`)).json()).toEqual({ result: ['north'] })
      expect((await alpha.get(`/api/v1/chart/${warehouse.chartId}/data/?format=csv`)).text).not.toContain('south')
      const virtual = (
        await admin.post('/api/v1/dataset/', { database: warehouse.databaseId, schema: 'main', table_name: 'around', sql: 'SELECT region, amount FROM sales' })
      ).json<{ id: number }>().id
      const around = await alpha.post('/api/v1/chart/data', { ...context(), datasource: { id: virtual, type: 'table' } })
      expect([200, 403]).toContain(around.status)
      expect(around.text).not.toContain('south')
      expect(item(await ask()).data).toHaveLength(3)
    } finally {
      await db.deleteFrom('rls_rules').where('id', '=', rule.id).execute()
    }
  })
})

/** What people keep for later. */
describe('states and links', () => {
  const base = () => `/api/v1/dashboard/${warehouse.dashboardId}`

  test('a filter state is kept, changed by its maker, read by those who may open the dashboard', async () => {
    await server.person('stateful', ['Alpha'])
    await server.person('stateless')
    const session = (name: string): Promise<Client> => sessionClient(server.url, name, passwordOf(name))
    const [alpha, gamma] = [await session('stateful'), await session('stateless')]
    const made = await alpha.post(`${base()}/filter_state?tab_id=1`, { value: '{"a":1}' })
    expect(made.status, made.text).toBe(201)
    const { key } = made.json<{ key: string }>()
    expect(key).toMatch(/^[\w-]{16,}$/)
    const path = `${base()}/filter_state/${key}`
    expect((await admin.get(path)).json()).toEqual({ value: '{"a":1}' })
    expect((await gamma.get(path)).status).toBe(404)
    expect((await gamma.put(path, { value: 'x' })).status).toBe(404)
    expect((await admin.put(path, { value: 'x' })).status).toBe(401)
    expect((await browser.put(path, { value: 'x' })).status).toBe(403)
    expect((await admin.delete(path)).status).toBe(403)
    expect((await alpha.put(path, { value: '{"b":2}' })).status).toBe(200)
    expect((await alpha.get(path)).json()).toEqual({ value: '{"b":2}' })
    expect((await alpha.delete(path)).status).toBe(200)
    expect((await alpha.get(path)).status).toBe(404)
  })

  test('a state of one dashboard is none of another', async () => {
    const gamma = await server.person('walker')
    const own = (await gamma.post('/api/v1/dashboard/', { dashboard_title: 'Own' })).json<{ id: number }>().id
    const { key } = (await browser.post(`${base()}/filter_state`, { value: 'secret selection' })).json<{ key: string }>()
    expect((await gamma.get(`/api/v1/dashboard/${own}/filter_state/${key}`)).status).toBe(404)
  })

  test('a permalink opens for those who may open the dashboard', async () => {
    const gamma = await server.person('linkless')
    const made = await admin.post(`${base()}/permalink`, { dataMask: { f: { id: 'f' } }, activeTabs: ['TAB-1'], urlParams: [['a', 'b']] })
    expect(made.status, made.text).toBe(201)
    const { key, url } = made.json<{ key: string; url: string }>()
    expect(url).toBe(`/superset/dashboard/p/${key}/`)
    expect((await admin.get(`/api/v1/dashboard/permalink/${key}`)).json()).toMatchObject({ state: { activeTabs: ['TAB-1'], urlParams: [['a', 'b']] } })
    expect((await gamma.get(`/api/v1/dashboard/permalink/${key}`)).status).toBe(404)
    expect((await admin.get('/api/v1/dashboard/permalink/nothing')).status).toBe(404)
    expect((await server.nobody.get(`/api/v1/dashboard/permalink/${key}`)).status).toBe(401)
  })

  test('form data of explore is kept, and only its maker changes it', async () => {
    const alpha = await server.person('explorer', ['Alpha'])
    const body = {
      datasource_id: warehouse.datasetId,
      datasource_type: 'table',
      form_data: JSON.stringify({ viz_type: 'pie', datasource: `${warehouse.datasetId}__table` }),
    }
    const { key } = (await alpha.post('/api/v1/explore/form_data', body)).json<{ key: string }>()
    expect((await alpha.get(`/api/v1/explore/form_data/${key}`)).json()).toEqual({ form_data: body.form_data })
    expect((await admin.put(`/api/v1/explore/form_data/${key}`, body)).status).toBe(403)
    expect((await alpha.get(`/api/v1/explore/?form_data_key=${key}`)).json()).toMatchObject({
      result: { form_data: { viz_type: 'pie' }, slice: null, message: null },
    })
    expect((await alpha.get(`/api/v1/explore/?form_data_key=gone&slice_id=${warehouse.chartId}`)).json()).toMatchObject({
      result: { slice: { slice_id: warehouse.chartId }, message: expect.any(String) },
    })
    const gamma = await server.person('exploreless')
    expect((await gamma.get(`/api/v1/explore/form_data/${key}`)).status).toBe(403)
    expect((await gamma.get(`/api/v1/explore/?form_data_key=${key}`)).status).toBe(403)
    expect((await gamma.post('/api/v1/explore/form_data', body)).status).toBe(403)
    expect((await gamma.get(`/api/v1/explore/?slice_id=${warehouse.chartId}`)).status).toBe(403)
  })

  test('time ranges are read, and wrong ones told', async () => {
    expect((await browser.get(`/api/v1/time_range/${q('2024-01-01 : 2024-02-01')}`)).json()).toMatchObject({
      result: [{ since: '2024-01-01T00:00:00', until: '2024-02-01T00:00:00' }],
    })
    expect((await browser.get(`/api/v1/time_range/${q('2024-99-99 : nonsense')}`)).status).toBe(400)
  })

  test('what a client invalidates is asked again, and nothing else', async () => {
    const body = { metrics: ['count'], columns: [], orderby: [] }
    await ask(body)
    expect(item(await ask(body)).is_cached).toBe(true)
    expect((await admin.post('/api/v1/cachekey/invalidate', { datasource_uids: ['99999__table'] })).status).toBe(201)
    expect(item(await ask(body)).is_cached).toBe(true)
    expect((await admin.post('/api/v1/cachekey/invalidate', { datasource_uids: [`${warehouse.datasetId}__table`] })).status).toBe(201)
    expect(item(await ask(body)).is_cached).toBeNull()
  })
})
