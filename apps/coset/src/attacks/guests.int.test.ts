import type { Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asked, askChart, type EmbeddingBench, FILTER, regionsOf, rowsOf, startEmbedding } from '../test-embedding.ts'

/** Guests whose role holds all that Alpha holds: what keeps them in must be the token, not a lack of permissions. */
let bench: EmbeddingBench
let guest: Client
beforeAll(async () => {
  bench = await startEmbedding({ guestRole: 'Alpha' })
  guest = await bench.guest()
})
afterAll(() => bench.server.close())

const SECRET = 'swordfish'

/** Refused, and the answer tells nothing of what it kept. */
const refused = async (asked: Asked, status = 403, client = guest): Promise<void> => {
  const answer = await askChart(bench, client, asked)
  expect(answer.status, `${JSON.stringify(asked)} ${answer.text}`).toBe(status)
  expect(answer.text).not.toMatch(new RegExp(`${SECRET}|SELECT|"data"`))
}

const modified = async (query: Record<string, unknown>, more: Omit<Asked, 'query'> = {}): Promise<void> => {
  const answer = await askChart(bench, guest, { query, ...more })
  expect(answer.status, `${JSON.stringify(query)} ${answer.text}`).toBe(403)
  expect(answer.json<{ errors: { message: string; error_type: string }[] }>().errors[0]).toMatchObject({
    message: 'Guest user cannot modify chart payload',
    error_type: 'DASHBOARD_SECURITY_ACCESS_ERROR',
  })
}

const sql = (text: string, label = 'x') => ({ expressionType: 'SQL', sqlExpression: text, label })

describe('a guest of one dashboard does not see another', () => {
  test('19: by its own addresses', async () => {
    const id = bench.secretDashboardId
    const { result } = (await bench.server.admin.get(`/api/v1/dashboard/${id}`)).json<{ result: { uuid: string } }>()
    for (const ref of [id, result.uuid])
      for (const path of ['', '/charts', '/datasets', '/tabs', '/embedded'])
        expect((await guest.get(`/api/v1/dashboard/${ref}${path}`)).status, `${ref}${path}`).toBe(404)
    const embedded = (await bench.server.admin.post(`/api/v1/dashboard/${id}/embedded`, { allowed_domains: [] })).json<{ result: { uuid: string } }>()
    expect((await guest.get(`/api/v1/embedded_dashboard/${embedded.result.uuid}`)).status).toBe(404)
    expect((await guest.post(`/api/v1/dashboard/${id}/filter_state`, { value: '{}' })).status).toBe(404)
    expect((await guest.post(`/api/v1/dashboard/${id}/permalink`, { dataMask: {} })).status).toBe(404)
    const link = (await bench.server.admin.post(`/api/v1/dashboard/${id}/permalink`, { dataMask: {} })).json<{ key: string }>()
    expect((await guest.get(`/api/v1/dashboard/permalink/${link.key}`)).status).toBe(404)
    expect((await guest.get(`/api/v1/lineage/dashboard/${id}`)).status).toBe(404)
  })

  test('19: by asking for its chart, under any name', async () => {
    const query = { columns: ['word'], orderby: [] }
    const secret = { dataset: bench.secretsId, query }
    const filter = { slice_id: undefined, type: 'NATIVE_FILTER', native_filter_id: FILTER }
    for (const form of [
      { slice_id: bench.secretChartId },
      { slice_id: bench.secretChartId, dashboardId: bench.secretDashboardId },
      { slice_id: bench.chartId },
      { slice_id: bench.chartId, parent_slice_id: bench.chartId },
      { slice_id: bench.secretChartId, parent_slice_id: bench.chartId },
      { slice_id: 0, chart_id: bench.secretChartId, groupby: ['word'] },
      { slice_id: 0, chart_id: bench.chartId, groupby: ['word'] },
      { slice_id: undefined },
      { slice_id: undefined, dashboardId: bench.secretDashboardId },
      { slice_id: String(bench.chartId) },
      filter,
      { ...filter, dashboardId: bench.secretDashboardId },
    ]) {
      await refused({ ...secret, form })
      await refused({ ...secret, form, more: { result_type: 'drill_detail' } })
    }
    for (const dashboardId of [undefined, null, bench.secretDashboardId, String(bench.dashboardId), [bench.dashboardId], 0, -1, 1.5])
      await refused({ form: { dashboardId } })
  })

  test('19: by addresses of charts, datasets and data', async () => {
    const all: readonly (readonly [method: string, path: string, body?: unknown])[] = [
      ['GET', `/api/v1/chart/${bench.secretChartId}`],
      ['GET', `/api/v1/chart/${bench.chartId}`],
      ['GET', `/api/v1/chart/${bench.chartId}/data/`],
      ['GET', `/api/v1/dataset/${bench.secretsId}`],
      ['GET', `/api/v1/dataset/${bench.datasetId}`],
      ['GET', `/api/v1/dataset/${bench.secretsId}/drill_info/?q=(dashboard_id:${bench.dashboardId})`],
      ['GET', `/api/v1/dataset/${bench.datasetId}/drill_info/`],
      ['GET', `/api/v1/datasource/table/${bench.secretsId}/column/word/values/`],
      ['GET', `/api/v1/datasource/table/${bench.datasetId}/column/region/values/`],
      ['POST', `/datasource/samples?datasource_type=table&datasource_id=${bench.secretsId}&dashboard_id=${bench.dashboardId}`, null],
      ['POST', `/datasource/samples?datasource_type=table&datasource_id=${bench.secretsId}&dashboard_id=${bench.secretDashboardId}`, null],
      ['POST', `/datasource/samples?datasource_type=table&datasource_id=${bench.datasetId}`, null],
      ['GET', `/api/v1/explore/?slice_id=${bench.chartId}`],
      ['POST', '/api/v1/explore/form_data', { datasource_id: bench.datasetId, datasource_type: 'table', form_data: '{}' }],
      ['GET', `/api/v1/database/${bench.databaseId}`],
      ['GET', `/api/v1/database/${bench.databaseId}/schemas/`],
      ['GET', `/api/v1/database/${bench.databaseId}/tables/?q=(schema_name:main)`],
      ['GET', `/api/v1/database/${bench.databaseId}/table_metadata/?name=secrets&schema=main`],
      ['GET', `/api/v1/database/${bench.databaseId}/select_star/secrets/`],
      ['POST', '/api/v1/sqllab/execute/', { database_id: bench.databaseId, sql: 'SELECT word FROM secrets' }],
      [
        'POST',
        '/api/v1/explain/chart_data',
        {
          datasource: { id: bench.datasetId, type: 'table' },
          queries: [{ columns: ['region'], metrics: ['count'] }],
          form_data: { slice_id: bench.chartId, dashboardId: bench.dashboardId },
        },
      ],
      ['GET', `/api/v1/dashboard/export/?q=!(${bench.dashboardId})`],
      ['GET', `/api/v1/chart/export/?q=!(${bench.chartId})`],
      ['GET', `/api/v1/dataset/export/?q=!(${bench.datasetId})`],
      ['GET', '/api/v1/assets/export/'],
      ['POST', `/api/v1/dashboard/${bench.dashboardId}/cache_dashboard_screenshot/`, {}],
      ['PUT', `/api/v1/dashboard/${bench.dashboardId}`, { dashboard_title: 'Mine' }],
      ['DELETE', `/api/v1/dashboard/${bench.dashboardId}`],
      ['POST', '/api/v1/dashboard/', { dashboard_title: 'Mine' }],
      ['POST', `/api/v1/dashboard/${bench.dashboardId}/copy/`, { dashboard_title: 'Mine', json_metadata: '{}' }],
      ['PUT', `/api/v1/chart/${bench.chartId}`, { slice_name: 'Mine' }],
      ['POST', '/api/v1/security/guest_token/', { user: {}, resources: [], rls: [] }],
      ['GET', '/api/v1/security/users/'],
    ]
    for (const [method, path, body] of all) {
      const answer = await guest.request(method, path, body)
      expect([401, 403, 404], `${method} ${path} ${answer.status} ${answer.text.slice(0, 200)}`).toContain(answer.status)
      expect(answer.text).not.toMatch(new RegExp(`${SECRET}|SELECT`))
    }
  })

  test('19: by lists and choices', async () => {
    for (const kind of ['chart', 'dataset', 'database', 'report']) expect((await guest.get(`/api/v1/${kind}/`)).json(), kind).toMatchObject({ count: 0 })
    expect((await guest.get('/api/v1/dashboard/')).json()).toMatchObject({ count: 1, ids: [bench.dashboardId] })
    for (const path of ['dashboard/related/owners', 'dashboard/related/roles', 'chart/related/owners', 'dataset/related/database'])
      expect((await guest.get(`/api/v1/${path}`)).json(), path).toEqual({ count: 0, result: [] })
    expect((await guest.get('/api/v1/dashboard/')).text).not.toMatch(/Ada|admin/)
  })
})

describe('a guest asks of a chart only what was saved', () => {
  test('the saved request in its parts, with other filters, limits and times', async () => {
    for (const query of [
      {},
      { orderby: [] },
      { metrics: [] },
      { columns: [] },
      { metrics: ['count'], columns: [], groupby: ['region'] },
      { orderby: [['region', true]] },
      { row_limit: 2 },
      { filters: [{ col: 'amount', op: '>', val: 0 }] },
      { filters: [{ col: 'region', op: 'IN', val: ["x') OR ('1' = '1"] }] },
      { time_range: '2024-01-01 : 2024-02-01', granularity: 'sold_at' },
      { extras: { time_grain_sqla: 'P1D' } },
    ])
      expect((await askChart(bench, guest, { query: { orderby: [], ...query } })).status, JSON.stringify(query)).toBe(200)
    for (const result_type of ['full', 'results', 'post_processed', 'columns', 'timegrains', 'query'])
      expect((await askChart(bench, guest, { more: { result_type } })).status, result_type).toBe(200)
  })

  test.each([
    ['another metric', { metrics: ['count', { expressionType: 'SIMPLE', column: { column_name: 'amount' }, aggregate: 'SUM', label: 'count' }] }],
    ['SQL as a metric', { metrics: [sql('MAX(amount)', 'count')] }],
    ['a sub-query as a metric', { metrics: [sql('(SELECT MAX(word) FROM secrets)')] }],
    ['a saved metric’s name as SQL', { metrics: [sql('count')] }],
    ['another column', { columns: ['region', 'amount'] }],
    ['another column by its old name', { groupby: ['amount'] }],
    ['SQL as a column', { columns: [sql("region || ''", 'region')] }],
    ['a column’s name as SQL', { columns: [{ label: 'region', sqlExpression: 'region' }] }],
    ['a reference that is another column', { columns: [{ label: 'region', sqlExpression: 'amount', isColumnReference: true }] }],
    ['an axis that is another column', { columns: [{ label: 'region', sqlExpression: 'amount', isColumnReference: true, columnType: 'BASE_AXIS' }] }],
    ['an axis that is SQL', { columns: [{ label: 'sold_at', sqlExpression: 'sold_at', columnType: 'BASE_AXIS' }] }],
    ['order by another column', { orderby: [['amount', true]] }],
    ['order by SQL', { orderby: [[sql('(SELECT word FROM secrets)'), true]] }],
    ['order by an aggregate', { orderby: [[{ expressionType: 'SIMPLE', column: { column_name: 'amount' }, aggregate: 'MAX', label: 'count' }, true]] }],
    ['series of another column', { series_columns: ['amount'], series_limit: 1 }],
    ['series limited by SQL', { series_columns: ['region'], series_limit: 1, series_limit_metric: sql('MAX(amount)') }],
    ['series limited by SQL, by its old name', { timeseries_limit: 1, timeseries_limit_metric: sql('MAX(amount)') }],
    ['SQL as a condition', { extras: { where: '1 = 1' } }],
    ['SQL as a condition, by its old name', { where: 'amount > 0' }],
    ['SQL as a condition on groups', { extras: { having: 'MAX(amount) > 20' } }],
    ['a filter over SQL', { filters: [{ col: sql('(SELECT MAX(word) FROM secrets)'), op: 'LIKE', val: 's%' }] }],
    ['a filter over a column’s name as SQL', { filters: [{ col: { label: 'amount', sqlExpression: 'amount' }, op: '>', val: 0 }] }],
    ['a time column that is none', { granularity: 'amount' }],
    ['a time column that is SQL', { granularity: "(SELECT '2024-01-01')" }],
    ['annotations of its own', { annotation_layers: [{ name: 'n', annotationType: 'EVENT', sourceType: 'NATIVE', value: 1 }] }],
    ['another chart as annotations', { annotation_layers: [{ name: 'n', annotationType: 'EVENT', sourceType: 'table', value: 2 }] }],
  ] as const)('%s is refused', (_name, query) => modified({ orderby: [], ...query }))

  test('in the second query as in the first', async () => {
    const good = { columns: ['region'], metrics: ['count'] }
    await refused({ more: { queries: [good, { ...good, columns: ['amount'] }] } })
    await refused({ more: { queries: [good, { ...good, extras: { where: '1 = 1' } }] } })
  })

  test('whatever the form of the request says of the chart', async () => {
    const answer = await askChart(bench, guest, {
      form: {
        tooltip_contents: ['amount', { item_type: 'column', column_name: 'sold_at' }],
        x_axis: 'sold_at',
        viz_type: 'pivot_table_v2',
        groupby: ['amount'],
        metrics: ['sum'],
        server_pagination: true,
      },
    })
    expect(Object.keys(rowsOf(answer)[0] ?? {})).toEqual(['region', 'count'])
  })

  test('20: in files too, which carry no SQL', async () => {
    const csv = await askChart(bench, guest, { more: { result_format: 'csv' } })
    expect(csv.status, csv.text).toBe(200)
    expect(csv.text).toContain('north')
    await refused({ query: { columns: ['amount'] }, more: { result_format: 'csv' } })
    await refused({ query: { columns: ['amount'] }, more: { result_format: 'xlsx' } })
    const north = await bench.guest([{ clause: "region = 'north'" }])
    expect((await askChart(bench, north, { more: { result_format: 'csv' } })).text).not.toContain('south')
  })
})

describe('a guest asks of a filter only its choices', () => {
  const form = { slice_id: undefined, type: 'NATIVE_FILTER', native_filter_id: FILTER }
  const edge = (aggregate: string, column: string) => ({ expressionType: 'SIMPLE', column: { column_name: column }, aggregate, label: aggregate })

  test('values and edges of its column', async () => {
    expect(regionsOf(await askChart(bench, guest, { query: { metrics: [], orderby: [['region', true]] }, form })).length).toBe(3)
    expect(
      rowsOf(await askChart(bench, guest, { query: { columns: [], metrics: [edge('MIN', 'region'), edge('MAX', 'region')], orderby: [] }, form })),
    ).toEqual([{ MIN: 'north', MAX: 'south' }])
    const south = await bench.guest([{ clause: "region = 'south'" }])
    expect(regionsOf(await askChart(bench, south, { query: { metrics: [], orderby: [] }, form }))).toEqual(['south'])
  })

  test.each([
    ['another column', { columns: ['amount'], metrics: [] }],
    ['edges of another column', { columns: [], metrics: [edge('MAX', 'amount')] }],
    ['another aggregate', { columns: [], metrics: [edge('SUM', 'region')] }],
    ['a saved metric', { metrics: ['count'] }],
    ['SQL', { metrics: [], columns: [sql('(SELECT MAX(word) FROM secrets)')] }],
    ['a condition', { metrics: [], extras: { where: '1 = 1' } }],
    ['raw rows', { metrics: [], result_type: 'samples' }],
    ['details', { metrics: [], result_type: 'drill_detail' }],
  ] as const)('%s: no', (_name, query) => modified({ orderby: [], ...query }, { form }))

  test('19: of a filter that is there', async () => {
    for (const native_filter_id of ['NATIVE_FILTER-other', '', null, undefined, 1, { id: FILTER }]) await refused({ form: { ...form, native_filter_id } })
    await refused({ form: { ...form, type: 'OTHER' } })
  })
})

describe('drilling', () => {
  const path = (): string => `/datasource/samples?datasource_type=table&datasource_id=${bench.datasetId}&dashboard_id=${bench.dashboardId}`

  test('shows the rows behind the dashboard’s own datasets, under the token’s rules', async () => {
    const north = await bench.guest([{ clause: "region = 'north'" }])
    for (const body of [null, {}, { filters: [{ col: 'amount', op: '>', val: 0 }] }]) {
      const answer = await north.post(path(), body)
      expect(answer.status, answer.text).toBe(200)
      const { data } = answer.json<{ result: { data: { region: string }[] } }>().result
      expect(data.map((row) => row.region)).toEqual(['north', 'north', 'north'])
      expect(answer.text).not.toMatch(/SELECT|"query"/)
    }
    for (const body of [{ extras: { where: '1 = 1' } }, { extras: { having: '1 = 1' } }, { filters: [{ col: sql('1'), op: '==', val: 1 }] }])
      expect((await north.post(path(), body)).status, JSON.stringify(body)).toBe(403)
    const detail = await askChart(bench, north, {
      query: { columns: [], metrics: null, orderby: [] },
      form: { slice_id: undefined },
      more: { result_type: 'drill_detail' },
    })
    expect(regionsOf(detail)).toEqual(['north', 'north', 'north'])
    await refused({ query: { columns: ['region'], metrics: null }, form: { slice_id: undefined } })
    const info = await guest.get(`/api/v1/dataset/${bench.datasetId}/drill_info/?q=(dashboard_id:${bench.dashboardId})`)
    expect(Object.keys(info.json<{ result: object }>().result)).toEqual(['id', 'columns'])
  })

  test('by another column, where the dataset lets people group by it', async () => {
    const form = { slice_id: 0, chart_id: bench.chartId }
    expect(rowsOf(await askChart(bench, guest, { query: { columns: ['amount'], orderby: [] }, form })).length).toBe(6)
    await refused({ query: { columns: ['amount'], metrics: [sql('MAX(amount)')], orderby: [] }, form })
    await refused({ query: { columns: [sql('amount')], orderby: [] }, form })
  })

  test('is for those who may', async () => {
    await using closed = await startEmbedding()
    const visitor = await closed.guest()
    for (const [asked, status] of [
      [{ query: { columns: ['amount'] }, form: { slice_id: 0, chart_id: closed.chartId } }, 403],
      [{ query: { metrics: null }, form: { slice_id: undefined }, more: { result_type: 'drill_detail' } }, 403],
      [{ more: { result_type: 'samples' } }, 403],
      [{ more: { result_format: 'csv' } }, 403],
      [{}, 200],
    ] as const)
      expect((await askChart(closed, visitor, asked)).status, JSON.stringify(asked)).toBe(status)
  })
})

describe('a guest whose role has SQL Lab', () => {
  test('19: runs nothing there, and sees no database', async () => {
    await using lab = await startEmbedding({ guestRole: 'sql_lab' })
    const visitor = await lab.guest()
    expect((await visitor.get('/api/v1/sqllab/')).status).toBe(403)
    for (const [i, text] of ['SELECT word FROM secrets', 'SELECT region FROM sales', 'SELECT 1'].entries()) {
      const answer = await visitor.post('/api/v1/sqllab/execute/', { database_id: lab.databaseId, sql: text, client_id: `guestgues${i}` })
      expect(answer.status, `${text}: ${answer.text}`).toBe(403)
      expect(answer.text).not.toContain(SECRET)
    }
    expect((await visitor.get('/api/v1/database/')).json()).toMatchObject({ count: 0 })
    expect((await visitor.get('/api/v1/query/')).json()).toMatchObject({ count: 0 })
  })
})

describe('what a guest is called', () => {
  test('lets nobody in: not as an account, not at a database', async () => {
    const body = { user: { username: 'admin', first_name: 'Ada' }, resources: [{ type: 'dashboard', id: bench.uuid }], rls: [] }
    const { token } = (await bench.server.admin.post('/api/v1/security/guest_token/', body)).json<{ token: string }>()
    const admin = bench.withToken(token)
    expect((await admin.get('/api/v1/security/users/')).status).toBe(403)
    expect((await admin.get(`/api/v1/dashboard/${bench.secretDashboardId}`)).status).toBe(404)
    expect((await admin.put('/api/v1/me/', { first_name: 'Eve' })).status).toBe(403)
  })
})
