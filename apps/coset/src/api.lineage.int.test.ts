import { type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

interface Source {
  readonly schema: string | null
  readonly table: string
  readonly column: string
  readonly certain: boolean
}

let server: TestServer
let admin: Client
let warehouse: Warehouse
let virtual: number
let virtualChart: number
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  warehouse = await connectWarehouse(server)
  const sql = 'SELECT s.region AS area, SUM(s.amount) AS total, w.word FROM sales s JOIN secrets w ON w.id = s.id GROUP BY 1, 3'
  virtual = (await admin.post('/api/v1/dataset/', { database: warehouse.databaseId, table_name: 'areas', sql })).json<{ id: number }>().id
  const params = {
    viz_type: 'table',
    query_mode: 'aggregate',
    groupby: ['area', { label: 'shout', sqlExpression: 'upper(word)', expressionType: 'SQL' }],
    metrics: [{ expressionType: 'SIMPLE', column: { column_name: 'total' }, aggregate: 'SUM', label: 'all' }],
    adhoc_filters: [{ expressionType: 'SQL', clause: 'WHERE', sqlExpression: "area <> 'x'" }],
    row_limit: 10,
  }
  const chart = { slice_name: 'Areas', viz_type: 'table', datasource_id: virtual, datasource_type: 'table', params: JSON.stringify(params) }
  virtualChart = (await admin.post('/api/v1/chart/', chart)).json<{ id: number }>().id
})
afterAll(() => server.close())

const texts = (sources: readonly Source[]): string[] => sources.map((source) => `${source.table}.${source.column}${source.certain ? '' : '?'}`).sort()

describe('lineage', () => {
  test('of a chart, through the SQL of its dataset to the tables', async () => {
    const { result } = (await admin.get(`/api/v1/lineage/chart/${virtualChart}`)).json<{
      result: { dataset: object; uses: { kind: string; name: string; roles: string[]; sources: Source[]; understood: boolean }[] }
    }>()
    expect(result.dataset).toEqual({ id: virtual, name: 'areas' })
    const uses = Object.fromEntries(result.uses.map((use) => [`${use.kind} ${use.name}`, [use.roles, texts(use.sources), use.understood]]))
    expect(uses).toMatchObject({
      'column area': [['dimension'], ['sales.region'], true],
      'expression upper(word)': [['dimension'], ['secrets.word'], true],
      'column total': [expect.arrayContaining(['metric']), ['sales.amount'], true],
    })
    expect(result.uses.find((use) => use.roles.includes('filter'))).toMatchObject({ sources: [{ table: 'sales', column: 'region' }] })
  })

  test('of a dataset: its columns, metrics, and who uses them', async () => {
    const { result } = (await admin.get(`/api/v1/lineage/dataset/${warehouse.datasetId}`)).json<{
      result: {
        tables: object[]
        columns: { name: string; sources: Source[]; charts: number[] }[]
        metrics: { name: string; charts: number[] }[]
        charts: { id: number; dashboards: object[] }[]
      }
    }>()
    expect(result.tables).toEqual([{ catalog: null, schema: 'main', table: 'sales' }])
    expect(result.columns.find((column) => column.name === 'region')).toMatchObject({
      sources: [{ table: 'sales', column: 'region', certain: true }],
      charts: [warehouse.chartId],
    })
    expect(result.columns.find((column) => column.name === 'amount')?.charts).toEqual([])
    expect(result.metrics.find((metric) => metric.name === 'count')?.charts).toEqual([warehouse.chartId])
    expect(result.charts).toMatchObject([{ id: warehouse.chartId, dashboards: [{ id: warehouse.dashboardId, name: 'Sales' }] }])
  })

  test('of a dashboard and of a table', async () => {
    expect((await admin.get(`/api/v1/lineage/dashboard/${warehouse.dashboardId}`)).json()).toMatchObject({
      result: { name: 'Sales', tables: [{ table: 'sales', database: { name: 'Warehouse' }, columns: [{ name: 'region', charts: [warehouse.chartId] }] }] },
    })
    const table = await admin.get(`/api/v1/lineage/table/?database_id=${warehouse.databaseId}&table=secrets`)
    expect(table.json()).toMatchObject({
      result: { datasets: [{ id: virtual }], columns: [{ name: 'word', charts: [virtualChart] }], charts: [{ id: virtualChart }] },
    })
    const column = await admin.get(`/api/v1/lineage/table/?database_id=${warehouse.databaseId}&schema=main&table=sales&column=amount`)
    expect(column.json()).toMatchObject({ result: { columns: [{ name: 'amount', charts: [virtualChart] }], charts: [{ id: virtualChart }] } })
  })

  test('a dataset whose SQL cannot be read says so instead of guessing', async () => {
    const { id } = (await admin.post('/api/v1/dataset/', { database: warehouse.databaseId, table_name: 'odd', sql: 'SELECT region AS r FROM sales' })).json<{
      id: number
    }>()
    await server.running.ctx.metadata.db
      .updateTable('datasets')
      .set({ sql: 'SELECT ((( FROM', changed_on: Date.now() + 1000 })
      .where('id', '=', id)
      .execute()
    const { result } = (await admin.get(`/api/v1/lineage/dataset/${id}`)).json<{ result: { columns: { understood: boolean }[] } }>()
    expect(result.columns.map((column) => column.understood)).toEqual([false])
  })

  test('is shown to those who may read what it speaks of', async () => {
    const gamma = await server.person('lineagereader')
    for (const path of [`chart/${virtualChart}`, `dataset/${virtual}`, `table/?database_id=${warehouse.databaseId}&table=secrets`])
      expect((await gamma.get(`/api/v1/lineage/${path}`)).status, path).toBe(404)
    const answer = await gamma.get(`/api/v1/lineage/dashboard/${warehouse.dashboardId}`)
    expect([403, 404]).toContain(answer.status)
    expect((await server.nobody.get(`/api/v1/lineage/chart/${virtualChart}`)).status).toBe(401)
    expect((await admin.get('/api/v1/lineage/chart/99999')).status).toBe(404)
    expect((await admin.get('/api/v1/lineage/table/?database_id=x&table=')).status).toBe(400)
    expect((await admin.get(`/api/v1/chart/${q({})}`)).status).toBe(200)
  })
})
