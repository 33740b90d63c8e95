import { randomUUID } from 'node:crypto'
import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse, writeWarehouse } from './test-server.ts'

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
    expect((await gamma.delete(`${base}${q([mine, theirs])}`)).status).toBe(403)
    expect((await gamma.get(`${base}${mine}`)).status).toBe(200)
    expect((await admin.delete(`${base}${q([mine, theirs])}`)).json()).toEqual({ message: 'Deleted 2 dashboards' })
    expect((await admin.delete(`${base}${q([])}`)).status).toBe(400)
    expect((await admin.get(`/api/v1/chart/${warehouse.chartId}`)).status).toBe(200)
  })
})

describe('what one may not see, one may not put on a dashboard of one’s own', () => {
  const base = '/api/v1/dashboard/'
  const mayRead = async (client: Client, dashboardId: number, more: object): Promise<number> => {
    const queries = [{ columns: ['region'], metrics: ['count'], filters: [], orderby: [], row_limit: 10 }]
    const body = { datasource: { id: warehouse.datasetId, type: 'table' }, queries, form_data: { dashboardId, ...more } }
    return (await client.post('/api/v1/chart/data', body)).status
  }
  const filter = () => ({ id: 'NATIVE_FILTER-1', targets: [{ datasetId: warehouse.datasetId, column: { name: 'region' } }] })

  test('a chart in the layout of a new dashboard', async () => {
    const roles = [await server.roleId('Gamma')]
    const made = await gamma.post(base, { dashboard_title: 'Trap', published: true, roles, position_json: JSON.stringify(layoutOf(warehouse.chartId)) })
    expect([201, 403]).toContain(made.status)
    const id = made.json<{ id: number }>().id
    expect(await mayRead(gamma, id, { slice_id: warehouse.chartId })).toBe(403)
    expect(await result<unknown[]>(gamma, `${base}${id}/charts`)).toEqual([])
  })

  test('a chart in the layout of a changed one, by both ways', async () => {
    const roles = [await server.roleId('Gamma')]
    const id = idOf(await gamma.post(base, { dashboard_title: 'Trap', published: true, roles }))
    await gamma.put(`${base}${id}`, { position_json: JSON.stringify(layoutOf(warehouse.chartId)) })
    expect(await mayRead(gamma, id, { slice_id: warehouse.chartId })).toBe(403)
    await gamma.put(`${base}${id}`, { json_metadata: JSON.stringify({ positions: layoutOf(warehouse.chartId) }) })
    expect(await mayRead(gamma, id, { slice_id: warehouse.chartId })).toBe(403)
  })

  test('a filter over the dataset, by every way', async () => {
    const roles = [await server.roleId('Gamma')]
    const metadata = JSON.stringify({ native_filter_configuration: [filter()] })
    const asking = { type: 'NATIVE_FILTER', native_filter_id: 'NATIVE_FILTER-1' }
    const made = await gamma.post(base, { dashboard_title: 'Trap', published: true, roles, json_metadata: metadata })
    if (made.status === 201) expect(await mayRead(gamma, made.json<{ id: number }>().id, asking)).toBe(403)
    const id = idOf(await gamma.post(base, { dashboard_title: 'Trap', published: true, roles }))
    await gamma.put(`${base}${id}`, { json_metadata: metadata })
    expect(await mayRead(gamma, id, asking)).toBe(403)
    await gamma.put(`${base}${id}/filters`, { modified: [filter()] })
    expect(await mayRead(gamma, id, asking)).toBe(403)
  })

  test('copies of charts', async () => {
    const id = idOf(await gamma.post(base, { dashboard_title: 'Base' }))
    const answer = await gamma.post(`${base}${id}/copy/`, {
      dashboard_title: 'Copy',
      duplicate_slices: true,
      json_metadata: JSON.stringify({ positions: layoutOf(warehouse.chartId) }),
    })
    if (answer.status === 200) expect(await result<unknown[]>(gamma, `${base}${answer.json<{ result: { id: number } }>().result.id}/charts`)).toEqual([])
    expect(
      (
        await admin.get(
          `/api/v1/chart/${q({
            filters: [
              { col: 'slice_name', opr: 'eq', value: 'Sales by region' },
              { col: 'owners', opr: 'rel_m_m', value: [(await gamma.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id] },
            ],
          })}`,
        )
      ).json(),
    ).toMatchObject({ count: 0 })
  })

  test('but a dashboard of an administrator lends its charts to its roles, and those stay when its owner saves', async () => {
    const roles = [await server.roleId('Gamma')]
    const me = (await gamma.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
    const id = idOf(
      await admin.post(base, {
        dashboard_title: 'Lent',
        published: true,
        roles,
        owners: [me],
        position_json: JSON.stringify(layoutOf(warehouse.chartId)),
        json_metadata: JSON.stringify({ native_filter_configuration: [filter()] }),
      }),
    )
    expect(await mayRead(gamma, id, { slice_id: warehouse.chartId })).toBe(200)
    const saved = await gamma.put(`${base}${id}`, {
      dashboard_title: 'Saved',
      position_json: JSON.stringify(layoutOf(warehouse.chartId)),
      json_metadata: JSON.stringify({ native_filter_configuration: [filter()] }),
    })
    expect(saved.status, saved.text).toBe(200)
    expect(await mayRead(gamma, id, { slice_id: warehouse.chartId })).toBe(200)
    expect(await mayRead(gamma, id, { type: 'NATIVE_FILTER', native_filter_id: 'NATIVE_FILTER-1' })).toBe(200)
    await admin.put(`${base}${id}`, { published: false })
    expect(await mayRead(gamma, id, { slice_id: warehouse.chartId })).toBe(403)
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

describe('databases', () => {
  const base = '/api/v1/database/'

  test('are tried before they are kept, renamed with their permissions, and kept while datasets need them', async () => {
    const path = writeWarehouse(server.folder, 'second.sqlite')
    const id = idOf(await admin.post(base, { database_name: 'Second', sqlalchemy_uri: `sqlite:///${path}`, extra: '{"a":1}' }))
    expect((await admin.get(`${base}${id}`)).json()).toMatchObject({ id, result: { database_name: 'Second', backend: 'sqlite' } })
    expect((await admin.get(`${base}${id}/tables/${q({ schema_name: 'main' })}`)).json()).toMatchObject({
      count: 2,
      result: [{ value: 'sales' }, { value: 'secrets' }],
    })
    const dataset = idOf(await admin.post('/api/v1/dataset/', { database: id, schema: 'main', table_name: 'sales' }))
    expect((await admin.put(`${base}${id}`, { database_name: 'Renamed' })).status).toBe(200)
    const views = await server.running.ctx.metadata.db.selectFrom('permission_views').select('name').where('name', 'like', '[%').execute()
    expect(views.map((v) => v.name)).toEqual(expect.arrayContaining([`[Renamed].(id:${id})`, `[Renamed].[sales](id:${dataset})`, '[Renamed].[main]']))
    expect(views.some((v) => v.name.startsWith('[Second]'))).toBe(false)
    expect((await admin.delete(`${base}${id}`)).status).toBe(422)
    await admin.delete(`/api/v1/dataset/${dataset}`)
    expect((await admin.delete(`${base}${id}`)).json()).toEqual({ message: 'OK' })
  })

  test.each([
    ['an engine nobody knows', 'orcale://u:p@h/d', 422],
    ['no address', 'nonsense', 422],
    ['a file outside', 'sqlite:////etc/passwd', 422],
    ['a file by the back door', 'sqlite:///FOLDER/../../etc/passwd', 422],
    ['a file: address', 'sqlite:///file:/etc/passwd', 422],
    ['arguments', 'sqlite:///FOLDER/warehouse.sqlite?mode=rwc', 422],
    ['a DuckDB file outside', 'duckdb:////etc/passwd', 422],
    ['a port where nothing listens', 'postgresql://u:hunter2@127.0.0.1:1/d', 422],
    ['a host that is none', 'postgresql://u:hunter2@nothing.invalid/d', 422],
    ['several hosts', 'postgresql://u:hunter2@a,b/d', 422],
  ])('%s is refused, without its password', async (_name, uri, status) => {
    const sqlalchemy_uri = uri.replace('FOLDER', server.folder)
    for (const answer of [
      await admin.post(base, { database_name: 'X', sqlalchemy_uri }),
      await admin.post(`${base}test_connection/`, { database_name: 'X', sqlalchemy_uri }),
    ]) {
      expect([400, status], answer.text).toContain(answer.status)
      expect(answer.text).not.toContain('hunter2')
    }
    expect((await admin.get(`${base}${q({ filters: [{ col: 'database_name', opr: 'eq', value: 'X' }] })}`)).json()).toMatchObject({ count: 0 })
  })

  test('a link inside the data folder that leads out is no way out', async () => {
    const link = join(server.folder, 'link.sqlite')
    symlinkSync('/etc/passwd', link)
    const answer = await admin.post(`${base}test_connection/`, { database_name: 'X', sqlalchemy_uri: `sqlite:///${link}` })
    expect(answer.status).toBe(422)
  })

  test('the metadata database is no warehouse', async () => {
    symlinkSync(join(server.folder, 'coset.db'), join(server.folder, 'alias.sqlite'))
    for (const name of ['coset.db', 'coset.db-wal', './coset.db', 'x/../coset.db', 'alias.sqlite', 'secret-key'])
      for (const engine of ['sqlite', 'duckdb']) {
        const sqlalchemy_uri = `${engine}:///${server.folder}/${name}`
        expect((await admin.post(base, { database_name: 'Inside', sqlalchemy_uri })).status, sqlalchemy_uri).toBe(422)
      }
  })

  test('one that is no database, or gone, says so and takes nobody with it', async () => {
    const path = writeWarehouse(server.folder, 'dying.sqlite')
    const id = idOf(await admin.post(base, { database_name: 'Dying', sqlalchemy_uri: `sqlite:///${path}` }))
    const dataset = idOf(await admin.post('/api/v1/dataset/', { database: id, schema: 'main', table_name: 'sales' }))
    await admin.put(`${base}${id}`, { cache_timeout: -1 })
    rmSync(path)
    writeFileSync(path, 'this is no database')
    const ask = (datasetId: number) =>
      admin.post('/api/v1/chart/data', {
        datasource: { id: datasetId, type: 'table' },
        force: true,
        queries: [{ columns: ['region'], metrics: ['count'], row_limit: 10 }],
      })
    const [dead, alive] = await Promise.all([ask(dataset), ask(warehouse.datasetId)])
    expect(dead.status, dead.text).toBeGreaterThanOrEqual(400)
    expect(dead.status).toBeLessThan(500)
    expect(alive.status, alive.text).toBe(200)
    expect((await admin.get(`/api/v1/dataset/${dataset}`)).status).toBe(200)
    expect((await admin.get(`${base}${id}`)).status).toBe(200)
  })
})
