import { randomUUID } from 'node:crypto'
import { type Answer, type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

let server: TestServer
let admin: Client
let alpha: Client
let gamma: Client
let warehouse: Warehouse
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  warehouse = await connectWarehouse(server)
  alpha = await server.person('alpha', ['Alpha'])
  gamma = await server.person('gamma')
})
afterAll(() => server.close())

const idOf = (answer: Answer): number => {
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ id: number }>().id
}
const result = async <T = Record<string, unknown>>(client: Client, path: string): Promise<T> => {
  const answer = await client.get(path)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ result: T }>().result
}

describe('dashboards', () => {
  const base = '/api/v1/dashboard/'

  test('are made, read by id, UUID and slug, changed and deleted', async () => {
    const uuid = randomUUID()
    const made = await admin.post(base, { dashboard_title: 'First', slug: 'My First!', uuid, css: '.a{}', published: false })
    expect(made.json()).toMatchObject({ id: expect.any(Number), result: { dashboard_title: 'First', uuid } })
    const id = idOf(made)
    for (const ref of [id, uuid, uuid.toUpperCase(), 'My-First'])
      expect(await result(admin, `${base}${ref}`)).toMatchObject({ id, slug: 'My-First', published: false, url: '/superset/dashboard/My-First/' })
    const changed = await admin.put(`${base}${id}`, { dashboard_title: 'Renamed', published: true })
    expect(changed.json()).toMatchObject({ id, result: { dashboard_title: 'Renamed' }, last_modified_time: expect.any(Number) })
    expect(await result(admin, `${base}${id}`)).toMatchObject({ dashboard_title: 'Renamed', css: '.a{}', published: true })
    expect((await admin.delete(`${base}${id}`)).json()).toEqual({ message: 'OK' })
    expect((await admin.get(`${base}${id}`)).json()).toEqual({ message: 'Not found' })
    expect((await admin.delete(`${base}${id}`)).status).toBe(404)
  })

  test('show the charts of their layout; charts that are gone are left out', async () => {
    const id = idOf(await admin.post(base, { dashboard_title: 'L', position_json: JSON.stringify(layoutOf(warehouse.chartId, 999_999)) }))
    expect(await result<unknown[]>(admin, `${base}${id}/charts`)).toEqual([expect.objectContaining({ id: warehouse.chartId, form_data: expect.any(Object) })])
    expect(await result<unknown[]>(admin, `${base}${id}/datasets`)).toEqual([expect.objectContaining({ id: warehouse.datasetId })])
    await admin.put(`${base}${id}`, { position_json: JSON.stringify(layoutOf()) })
    expect(await result<unknown[]>(admin, `${base}${id}/charts`)).toEqual([])
  })

  test('a slug and a UUID are taken once', async () => {
    const uuid = randomUUID()
    const id = idOf(await admin.post(base, { dashboard_title: 'A', slug: 'taken', uuid }))
    expect((await admin.post(base, { dashboard_title: 'B', slug: 'taken' })).status).toBe(422)
    expect((await admin.post(base, { dashboard_title: 'B', uuid })).status).toBe(422)
    expect((await admin.put(`${base}${warehouse.dashboardId}`, { slug: 'taken' })).status).toBe(422)
    expect((await admin.put(`${base}${id}`, { slug: 'taken' })).status).toBe(200)
  })

  test.each([
    [{ json_metadata: '{"surely_unknown":1}' }, 'json_metadata'],
    [{ json_metadata: '{' }, 'json_metadata'],
    [{ json_metadata: '[]' }, 'json_metadata'],
    [{ position_json: 'x' }, 'position_json'],
    [{ slug: 'x'.repeat(300) }, 'slug'],
    [{ dashboard_title: 'x'.repeat(501) }, 'dashboard_title'],
    [{ owners: 'me' }, 'owners'],
    [{ owners: [1.5] }, 'owners'],
    [{ roles: [{}] }, 'roles'],
  ])('%j is refused by its field', async (body, field) => {
    for (const answer of [await admin.post(base, { dashboard_title: 'x', ...body }), await admin.put(`${base}${warehouse.dashboardId}`, body)]) {
      expect(answer.status).toBe(400)
      expect(Object.keys(answer.json<{ message: object }>().message)).toEqual([field])
    }
  })

  test('two writers: the second, who read the older state, is told and changes nothing', async () => {
    const id = idOf(await admin.post(base, { dashboard_title: 'Shared' }))
    const { changed_on_ms } = await result<{ changed_on_ms: number }>(admin, `${base}${id}`)
    const first = await admin.put(`${base}${id}`, { dashboard_title: 'One', expected_changed_on: changed_on_ms })
    expect(first.status).toBe(200)
    const second = await admin.put(`${base}${id}`, { dashboard_title: 'Two', expected_changed_on: changed_on_ms })
    expect(second.status).toBe(409)
    expect((await result(admin, `${base}${id}`))['dashboard_title']).toBe('One')
    const newer = first.json<{ result: { changed_on_ms: number } }>().result.changed_on_ms
    expect((await admin.put(`${base}${id}`, { dashboard_title: 'Three', expected_changed_on: newer })).status).toBe(200)
  })

  test('ten writers at once: one wins', async () => {
    const id = idOf(await admin.post(base, { dashboard_title: 'Race' }))
    const { changed_on_ms } = await result<{ changed_on_ms: number }>(admin, `${base}${id}`)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => admin.put(`${base}${id}`, { dashboard_title: `W${i}`, expected_changed_on: changed_on_ms })),
    )
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1)
    expect(answers.filter((a) => a.status === 409)).toHaveLength(9)
  })

  test('are copied with their charts, or with copies of them', async () => {
    const plain = (await admin.post(`${base}${warehouse.dashboardId}/copy/`, { dashboard_title: 'Same charts', json_metadata: '{}' })).json<{
      result: { id: number }
    }>().result.id
    expect(await result<{ id: number }[]>(admin, `${base}${plain}/charts`)).toEqual([expect.objectContaining({ id: warehouse.chartId })])
    const deep = (
      await admin.post(`${base}${warehouse.dashboardId}/copy/`, { dashboard_title: 'Own charts', json_metadata: '{}', duplicate_slices: true })
    ).json<{ result: { id: number } }>().result.id
    const charts = await result<{ id: number; slice_name: string }[]>(admin, `${base}${deep}/charts`)
    expect(charts).toEqual([expect.objectContaining({ slice_name: 'Sales by region' })])
    expect(charts[0]?.id).not.toBe(warehouse.chartId)
  })

  test('copies name their own charts in scopes and settings, keep their datasets, and wear the same theme', async () => {
    const { chartId, datasetId, dashboardId } = warehouse
    const theme = idOf(await admin.post('/api/v1/theme/', { theme_name: 'Worn', json_data: '{"token":{}}' }))
    expect((await admin.put(`${base}${dashboardId}`, { theme_id: theme })).status).toBe(200)
    const json_metadata = JSON.stringify({
      native_filter_configuration: [
        { id: 'f', targets: [{ datasetId, column: { name: 'region' } }], scope: { rootPath: ['ROOT_ID'], excluded: [chartId] }, chartsInScope: [chartId] },
        { id: 'g', targets: [{}] },
      ],
      chart_configuration: { [chartId]: { id: chartId, crossFilters: { scope: 'global', chartsInScope: [chartId] } } },
      expanded_slices: { [chartId]: true },
      timed_refresh_immune_slices: [chartId],
    })
    const copy = { dashboard_title: 'Filtered', json_metadata, duplicate_slices: true }
    const made = await result<{ id: number }>(
      admin,
      `${base}${(await admin.post(`${base}${dashboardId}/copy/`, copy)).json<{ result: { id: number } }>().result.id}`,
    )
    const [chart] = await result<{ id: number }[]>(admin, `${base}${made.id}/charts`)
    const own = chart?.id ?? 0
    expect(own).not.toBe(chartId)
    const shown = await result<{ json_metadata: string; theme: { id: number } | null }>(admin, `${base}${made.id}`)
    expect(shown.theme?.id).toBe(theme)
    expect(JSON.parse(shown.json_metadata)).toMatchObject({
      native_filter_configuration: [
        { id: 'f', targets: [{ datasetId, column: { name: 'region' } }], scope: { excluded: [own] }, chartsInScope: [own] },
        { id: 'g', targets: [{}] },
      ],
      chart_configuration: { [own]: { id: own, crossFilters: { scope: 'global', chartsInScope: [own] } } },
      expanded_slices: { [own]: true },
      timed_refresh_immune_slices: [own],
    })
  })

  test('filters are added, changed, ordered and taken away; colours leave the date alone when asked', async () => {
    const id = idOf(await admin.post(base, { dashboard_title: 'F', json_metadata: '{"color_scheme":"a"}' }))
    const put = async (body: object) => (await admin.put(`${base}${id}/filters`, body)).json<{ result: { id: string }[] }>().result.map((f) => f.id)
    expect(await put({ modified: [{ id: 'a', name: 'A' }, { id: 'b' }, { id: 'c' }] })).toEqual(['a', 'b', 'c'])
    expect(await put({ deleted: ['b'], reordered: ['c', 'a'] })).toEqual(['c', 'a'])
    expect(await put({ modified: [{ id: 'a', name: 'A2' }] })).toEqual(['c', 'a'])
    const before = await result<{ changed_on_ms: number; json_metadata: string }>(admin, `${base}${id}`)
    expect(JSON.parse(before.json_metadata)).toMatchObject({ color_scheme: 'a', native_filter_configuration: [{ id: 'c' }, { id: 'a', name: 'A2' }] })
    await admin.put(`${base}${id}/colors?mark_updated=false`, { label_colors: { x: '#fff' } })
    const after = await result<{ changed_on_ms: number; json_metadata: string }>(admin, `${base}${id}`)
    expect(after.changed_on_ms).toBe(before.changed_on_ms)
    expect(JSON.parse(after.json_metadata)).toMatchObject({ color_scheme: 'a', label_colors: { x: '#fff' } })
  })

  test('a layout that contains itself ends', async () => {
    const tab = (id: string, children: readonly string[]) => ({ id, type: 'TAB', children, meta: { text: id } })
    const names = Array.from({ length: 12 }, (_, i) => `TAB-${i}`)
    const layout = { ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: names }, ...Object.fromEntries(names.map((n) => [n, tab(n, names)])) }
    const id = idOf(await admin.post(base, { dashboard_title: 'Loop', position_json: JSON.stringify(layout) }))
    const tabs = await result<{ all_tabs: object }>(admin, `${base}${id}/tabs`)
    expect(Object.keys(tabs.all_tabs).sort()).toEqual([...names].sort())
    expect((await admin.get(`${base}export/?q=!(${id})`)).status).toBe(200)
  })

  test('are deleted all together or not at all', async () => {
    const mine = idOf(await gamma.post(base, { dashboard_title: 'Mine' }))
    const theirs = idOf(await admin.post(base, { dashboard_title: 'Theirs', position_json: JSON.stringify(layoutOf(warehouse.chartId)) }))
    expect((await gamma.delete(`${base}${q([mine, theirs])}`)).status).toBe(404)
    expect((await gamma.get(`${base}${mine}`)).status).toBe(200)
    expect((await admin.delete(`${base}${q([mine, theirs])}`)).json()).toEqual({ message: 'Deleted 2 dashboards' })
    expect((await admin.delete(`${base}${q([])}`)).status).toBe(400)
    expect((await admin.get(`/api/v1/chart/${warehouse.chartId}`)).status).toBe(200)
  })
})

describe('charts', () => {
  const base = '/api/v1/chart/'
  const body = (more: object = {}) => ({
    slice_name: 'C',
    viz_type: 'pie',
    datasource_id: warehouse.datasetId,
    datasource_type: 'table',
    params: '{"a":1}',
    ...more,
  })

  test('are made, read by id and UUID, changed and deleted', async () => {
    const made = await admin.post(base, body({ dashboards: [warehouse.dashboardId] }))
    const id = idOf(made)
    const { uuid } = made.json<{ result: { uuid: string } }>().result
    for (const ref of [id, uuid])
      expect(await result(admin, `${base}${ref}`)).toMatchObject({ slice_name: 'C', viz_type: 'pie', dashboards: [{ id: warehouse.dashboardId }] })
    expect((await admin.put(`${base}${id}`, { slice_name: 'D', dashboards: [], cache_timeout: 60 })).json()).toMatchObject({ id, result: { slice_name: 'D' } })
    expect(await result(admin, `${base}${id}`)).toMatchObject({ slice_name: 'D', params: '{"a":1}', dashboards: [], cache_timeout: 60 })
    expect((await admin.delete(`${base}${id}`)).json()).toEqual({ message: 'OK' })
    expect((await admin.get(`${base}${id}`)).status).toBe(404)
  })

  test.each([
    [{ slice_name: undefined }, 400],
    [{ datasource_id: undefined }, 400],
    [{ datasource_type: 'druid' }, 400],
    [{ params: '{' }, 400],
    [{ params: { a: 1 } }, 400],
    [{ datasource_id: 999_999 }, 422],
    [{ dashboards: [999_999] }, 422],
    [{ owners: [999_999] }, 422],
    [{ slice_name: 'x'.repeat(251) }, 400],
  ])('%j gives %i', async (more, status) => {
    const answer = await admin.post(base, body(more))
    expect(answer.status, answer.text).toBe(status)
  })

  test('Alpha may not change charts of others, nor put a chart on their dashboards', async () => {
    expect((await alpha.put(`${base}${warehouse.chartId}`, { slice_name: 'x' })).status).toBe(403)
    expect((await alpha.delete(`${base}${warehouse.chartId}`)).status).toBe(403)
    expect((await alpha.post(base, body({ dashboards: [warehouse.dashboardId] }))).status).toBe(403)
  })

  test('a missing query context may be filled in by a reader, nothing else with it', async () => {
    const id = idOf(await admin.post(base, body()))
    const context = JSON.stringify({ datasource: { id: warehouse.datasetId, type: 'table' }, queries: [] })
    expect((await alpha.put(`${base}${id}`, { query_context: context, query_context_generation: true, slice_name: 'x' })).status).toBe(403)
    expect((await alpha.put(`${base}${id}`, { query_context: context, query_context_generation: true })).status).toBe(200)
    expect((await alpha.put(`${base}${id}`, { query_context: '{}', query_context_generation: true })).status).toBe(403)
  })
})

describe('datasets', () => {
  const base = '/api/v1/dataset/'

  test('of a table have its columns and a count', async () => {
    const row = await result<{ columns: { column_name: string; is_dttm: boolean; id: number }[]; metrics: { metric_name: string }[] }>(
      admin,
      `${base}${warehouse.datasetId}`,
    )
    expect(row.columns.map((c) => [c.column_name, c.is_dttm])).toEqual([
      ['id', false],
      ['region', false],
      ['amount', false],
      ['sold_at', true],
    ])
    expect(row.metrics.map((m) => m.metric_name)).toEqual(['count'])
    expect(row).toMatchObject({ main_dttm_col: 'sold_at', database: { id: warehouse.databaseId } })
  })

  test('of SQL are made, changed, refreshed, duplicated and deleted', async () => {
    const id = idOf(await admin.post(base, { database: warehouse.databaseId, schema: 'main', table_name: 'virtual', sql: 'SELECT region, amount FROM sales' }))
    const columns = async (of = id) => (await result<{ columns: { column_name: string }[] }>(admin, `${base}${of}`)).columns.map((c) => c.column_name)
    expect(await columns()).toEqual(['region', 'amount'])
    expect((await admin.put(`${base}${id}?override_columns=true`, { sql: 'SELECT region, amount * 2 AS twice FROM sales' })).status).toBe(200)
    expect(await columns()).toEqual(['region', 'twice'])
    expect((await admin.put(`${base}${id}/refresh`)).json()).toMatchObject({ message: 'OK' })
    const copy = idOf(await admin.post(`${base}duplicate`, { base_model_id: id, table_name: 'virtual copy' }))
    expect(await columns(copy)).toEqual(['region', 'twice'])
    expect((await admin.delete(`${base}${q([id, copy])}`)).json()).toEqual({ message: 'Deleted 2 datasets' })
  })

  test('metrics and columns are whole lists', async () => {
    const id = idOf(await admin.post(base, { database: warehouse.databaseId, schema: 'main', table_name: 'm', sql: 'SELECT region, amount FROM sales' }))
    const put = await admin.put(`${base}${id}`, { metrics: [{ metric_name: 'total', expression: 'SUM(amount)' }] })
    expect(put.status, put.text).toBe(200)
    const { metrics } = await result<{ metrics: { id: number; metric_name: string }[] }>(admin, `${base}${id}`)
    expect(metrics.map((m) => m.metric_name)).toEqual(['total'])
    for (const bad of [
      [
        { metric_name: 'a', expression: '1' },
        { metric_name: 'a', expression: '2' },
      ],
      [{ metric_name: 'a' }],
      [{ id: 999_999, metric_name: 'a', expression: '1' }],
    ])
      expect((await admin.put(`${base}${id}`, { metrics: bad })).status).toBe(422)
    expect((await admin.delete(`${base}${id}/metric/${metrics[0]?.id}`)).json()).toEqual({ message: 'OK' })
    expect((await admin.delete(`${base}${id}/metric/${metrics[0]?.id}`)).status).toBe(404)
    const foreign = (await result<{ columns: { id: number }[] }>(admin, `${base}${warehouse.datasetId}`)).columns[0]?.id
    expect((await admin.delete(`${base}${id}/column/${foreign}`)).status).toBe(404)
  })

  test.each([
    ['a table that is not there', { table_name: 'nothing' }, 422],
    ['a table that is one already', { table_name: 'sales' }, 422],
    ['a database that is not there', { table_name: 'secrets', database: 999_999 }, 422],
    ['SQL that writes', { table_name: 'w', sql: 'DELETE FROM sales' }, 422],
    ['two statements', { table_name: 'w', sql: 'SELECT 1; SELECT 2' }, 422],
    ['no SQL', { table_name: 'w', sql: 'nonsense here' }, 422],
    ['a column that is not there', { table_name: 'w', sql: 'SELECT nothing FROM sales' }, 422],
    ['no name', { table_name: '' }, 400],
  ])('%s', async (_name, more, status) => {
    const answer = await admin.post(base, { database: warehouse.databaseId, schema: 'main', ...more })
    expect(answer.status, answer.text).toBe(status)
    expect(answer.json()).toHaveProperty('message')
  })

  test('of tables that a person may not read are refused at the write', async () => {
    const writer = await server.person('writer', ['Gamma', 'dataset writers']).catch(async () => {
      const made = (await admin.post('/api/v1/security/roles/', { name: 'dataset writers' })).json<{ id: number }>()
      const permission = await server.running.ctx.metadata.db
        .selectFrom('permissions')
        .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
        .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
        .select('permissions.id')
        .where((eb) =>
          eb.or([
            eb.and([eb('permission_views.name', '=', 'Dataset'), eb('permission_names.name', '=', 'can_write')]),
            eb('permission_views.name', '=', `[Warehouse].[sales](id:${warehouse.datasetId})`),
          ]),
        )
        .execute()
      await admin.post(`/api/v1/security/roles/${made.id}/permissions`, { permission_view_menu_ids: permission.map((p) => p.id) })
      return server.person('writer', ['Gamma', 'dataset writers'])
    })
    const make = (table_name: string, sql?: string) =>
      writer.post(base, { database: warehouse.databaseId, schema: 'main', table_name, ...(sql === undefined ? {} : { sql }) })
    expect((await make('secrets')).status).toBeGreaterThanOrEqual(403)
    for (const sql of [
      'SELECT * FROM secrets',
      'SELECT * FROM sales WHERE id IN (SELECT id FROM secrets)',
      'WITH sales AS (SELECT * FROM secrets) SELECT * FROM sales',
      'SELECT * FROM "secrets"',
      'SELECT * FROM main.secrets',
      'SELECT * FROM sqlite_master',
    ])
      expect((await make(`v ${sql.length}`, sql)).status, sql).toBe(403)
    const allowed = await make('v', 'SELECT region FROM sales')
    expect(allowed.status, allowed.text).toBe(201)
    expect((await writer.put(`${base}${allowed.json<{ id: number }>().id}`, { sql: 'SELECT word AS region FROM secrets' })).status).toBe(403)
  })
})
