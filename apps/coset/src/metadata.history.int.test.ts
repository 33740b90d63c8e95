import { type Client, type TemporaryDatabase, temporaryDatabase } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

/** Trash and versions with the metadata on the bigger databases, and two servers. */
describe.each(['postgresql', 'mysql'] as const)('on %s', (kind) => {
  let database: TemporaryDatabase
  let server: TestServer
  let second: TestServer
  let admin: Client
  let warehouse: Warehouse
  beforeAll(async () => {
    database = await temporaryDatabase(kind)
    const config = {
      databaseUrl: database.url,
      secretKey: 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW',
      allowLocalFiles: true,
      featureFlags: { EMBEDDED_SUPERSET: true },
    }
    server = await startServer({ config })
    second = await startServer({ config })
    admin = server.admin
    warehouse = await connectWarehouse(server)
  })
  afterAll(async () => {
    await server?.close()
    await second?.close()
    await database?.[Symbol.asyncDispose]()
  })

  const made = async (path: string, body: unknown): Promise<number> => {
    const answer = await admin.post(path, body)
    expect(answer.status, answer.text).toBe(201)
    return answer.json<{ id: number }>().id
  }
  const ok = async (answer: Promise<{ status: number; text: string }>): Promise<void> => {
    const { status, text } = await answer
    expect(status, text).toBe(200)
  }
  const restore = async (client: Client, what: string, id: number, body?: object) => {
    const { result } = (await client.get(`/api/v1/trash/?kind=${what}&page_size=100`)).json<{ result: { id: number; object_id: number }[] }>()
    return client.post(`/api/v1/trash/${result.find((entry) => entry.object_id === id)?.id}/restore`, body)
  }

  test('a dashboard with its chart and dataset comes back whole, and no id is given twice', async () => {
    const { db } = server.running.ctx.metadata
    const dataset = await made('/api/v1/dataset/', { database: warehouse.databaseId, table_name: 'v 🐘', sql: 'SELECT * FROM sales' })
    const params = JSON.stringify({ viz_type: 'table', query_mode: 'aggregate', groupby: ['region'], metrics: ['count'] })
    const chart = await made('/api/v1/chart/', { slice_name: 'C 🐘', viz_type: 'table', datasource_id: dataset, datasource_type: 'table', params })
    const id = await made('/api/v1/dashboard/', {
      dashboard_title: 'D 🐘',
      slug: 'whole',
      published: true,
      roles: [await server.roleId('Gamma')],
      position_json: JSON.stringify(layoutOf(chart)),
    })
    await ok(admin.post(`/api/v1/dashboard/${id}/favorites/`))
    await ok(admin.post(`/api/v1/dashboard/${id}/embedded`, { allowed_domains: [] }))
    const rule = await made('/api/v1/rowlevelsecurity/', { name: 'R', filter_type: 'Base', tables: [dataset], roles: [], clause: "region = 'north'" })
    const state = async () => ({
      dashboard: await db.selectFrom('dashboards').select(['id', 'uuid', 'slug', 'published', 'created_on', 'position_json']).where('id', '=', id).execute(),
      chart: await db.selectFrom('charts').select(['id', 'uuid', 'params', 'created_on', 'last_saved_at']).where('id', '=', chart).execute(),
      columns: await db.selectFrom('dataset_columns').selectAll().where('dataset_id', '=', dataset).orderBy('id').execute(),
      links: await db.selectFrom('dashboard_charts').selectAll().where('chart_id', '=', chart).execute(),
      roles: await db.selectFrom('dashboard_roles').selectAll().where('dashboard_id', '=', id).execute(),
      stars: await db.selectFrom('favourites').selectAll().where('object_id', '=', id).where('object_type', '=', 'dashboard').execute(),
      embedding: await db.selectFrom('embedded_dashboards').selectAll().where('dashboard_id', '=', id).execute(),
      rules: await db.selectFrom('rls_rule_datasets').selectAll().where('rule_id', '=', rule).execute(),
    })
    const before = await state()
    const seen = await admin.get(`/api/v1/chart/${chart}/data/`)
    expect(seen.text).toContain('north')
    for (const path of [`rowlevelsecurity/${rule}`, `dataset/${dataset}`, `chart/${chart}`, `dashboard/${id}`]) await ok(admin.delete(`/api/v1/${path}`))
    expect((await restore(second.admin, 'dashboard', id)).status).toBe(422)
    await ok(restore(second.admin, 'dashboard', id, { with_dataset: true }))
    await ok(restore(second.admin, 'rls', rule))
    expect(await state()).toEqual(before)
    expect((await admin.get(`/api/v1/chart/${chart}/data/`)).text).toContain('north')
    const next = await made('/api/v1/dashboard/', { dashboard_title: 'next' })
    expect(next).toBeGreaterThan(id)
    const column = await db
      .selectFrom('dataset_columns')
      .select((eb) => eb.fn.max('id').as('most'))
      .executeTakeFirstOrThrow()
    await made('/api/v1/dataset/', { database: warehouse.databaseId, table_name: 'another', sql: 'SELECT * FROM sales' })
    const later = await db
      .selectFrom('dataset_columns')
      .select((eb) => eb.fn.max('id').as('most'))
      .executeTakeFirstOrThrow()
    expect(later.most).toBeGreaterThan(column.most)
  })

  test('a failing restore changes nothing', async () => {
    const { db } = server.running.ctx.metadata
    const id = await made('/api/v1/dashboard/', { dashboard_title: 'half' })
    const uuid = (await admin.get(`/api/v1/dashboard/${id}`)).json<{ result: { uuid: string } }>().result.uuid
    await ok(admin.delete(`/api/v1/dashboard/${id}`))
    const twin = await made('/api/v1/dashboard/', { dashboard_title: 'twin', uuid })
    const before = await db.selectFrom('trash').selectAll().orderBy('id').execute()
    expect((await restore(admin, 'dashboard', id)).status).toBe(422)
    expect(await db.selectFrom('trash').selectAll().orderBy('id').execute()).toEqual(before)
    await ok(admin.delete(`/api/v1/dashboard/${twin}`))
    // Of two who put it back at once one does
    const answers = await Promise.all([admin, second.admin].map((client) => restore(client, 'dashboard', id)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404])
  })

  test('ten writers on two servers: every save is a version, none is told by two numbers', async () => {
    const id = await made('/api/v1/chart/', { slice_name: 'Race', datasource_id: warehouse.datasetId, datasource_type: 'table' })
    const path = `/api/v1/chart/${id}`
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? admin : second.admin).put(path, { description: `d${i}`, owners: [] })),
    )
    expect(answers.map((answer) => answer.status)).toEqual(new Array(10).fill(200))
    const { result } = (await admin.get(`/api/v1/history/chart/${id}/`)).json<{ result: { version: number; words: string[] }[] }>()
    expect(result.map((one) => one.version)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    const expected_changed_on = (await admin.get(path)).json<{ result: { changed_on_ms: number } }>().result.changed_on_ms
    const raced = await Promise.all([admin, second.admin].map((client, i) => client.put(path, { description: `e${i}`, expected_changed_on })))
    expect(raced.map((answer) => answer.status).sort()).toEqual([200, 409])
  })

  test('versions of datasets and roles', async () => {
    const role = await made('/api/v1/security/roles/', { name: 'Kept' })
    await ok(admin.put(`/api/v1/security/roles/${role}`, { name: 'Kept 2' }))
    await ok(second.admin.post(`/api/v1/history/role/${role}/1/restore`))
    expect((await admin.get(`/api/v1/security/roles/${role}`)).json()).toMatchObject({ result: { name: 'Kept' } })
    const path = `/api/v1/dataset/${warehouse.datasetId}`
    await ok(admin.put(path, { description: 'changed', metrics: [{ metric_name: 'm', expression: 'SUM(amount)' }] }))
    await ok(second.admin.post(`/api/v1/history/dataset/${warehouse.datasetId}/1/restore`))
    expect((await admin.get(path)).json()).toMatchObject({ result: { description: null, metrics: [{ metric_name: 'count' }] } })
    await ok(admin.delete(`/api/v1/security/roles/${role}`))
    await ok(restore(second.admin, 'role', role))
  })
})
