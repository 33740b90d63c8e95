import { type Client, q } from '@coset/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

const ADDRESS = 'mona@example.org'

let server: TestServer
let made: Warehouse
let reader: Client

beforeAll(async () => {
  server = await startServer()
  const owner = await server.person('mona', ['Alpha'])
  made = await connectWarehouse(server, owner)
  reader = await server.person('rita', ['Alpha'])
  await server.grant('Public', ['Chart', 'Dashboard', 'Dataset', 'Explore', 'Superset', 'all_datasource_access'])
})
afterAll(() => server?.close())

const pages = (): readonly (readonly [string, string])[] => [
  ['a chart', `/api/v1/chart/${made.chartId}`],
  ['the list of charts', '/api/v1/chart/'],
  ['the list of dashboards', '/api/v1/dashboard/'],
  ['the datasets of a dashboard', `/api/v1/dashboard/${made.dashboardId}/datasets`],
  ['what can be drilled into', `/api/v1/dataset/${made.datasetId}/drill_info/${q({ dashboard_id: made.dashboardId })}`],
  ['Explore', `/api/v1/explore/?slice_id=${made.chartId}`],
]

test('people with an account are told whom to write to, visitors only the names', async () => {
  for (const [name, path] of pages()) {
    const told = await reader.get(path)
    expect(told.status, `${name}: ${told.text}`).toBe(200)
    expect(told.text, name).toContain(ADDRESS)
    const seen = await server.nobody.get(path)
    expect(seen.status, `${name}: ${seen.text}`).toBe(200)
    expect(seen.text, name).toContain('"first_name":"mona"')
    expect(seen.text, name).not.toContain('@example.org')
  }
})

test('owners of a chart and the people of a dataset hold what clients read of them', async () => {
  const { id } = (await server.admin.get(`/api/v1/security/users/${q({ filters: [{ col: 'username', opr: 'eq', value: 'mona' }] })}`)).json<{
    result: { id: number }[]
  }>().result[0] ?? { id: 0 }
  const chart = (await reader.get(`/api/v1/chart/${made.chartId}`)).json<{ result: { owners: unknown } }>().result
  expect(chart.owners).toEqual([{ id, first_name: 'mona', last_name: 'Tester', email: ADDRESS }])
  const signature = { first_name: 'mona', last_name: 'Tester', email: ADDRESS }
  const info = (await reader.get(`/api/v1/dataset/${made.datasetId}/drill_info/`)).json<{ result: Record<string, unknown> }>().result
  expect(info).toMatchObject({ owners: [signature], created_by: signature, changed_by: signature })
})
