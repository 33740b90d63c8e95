import { type Answer, type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

let server: TestServer
let admin: Client
let gamma: Client
let warehouse: Warehouse
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  warehouse = await connectWarehouse(server)
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
