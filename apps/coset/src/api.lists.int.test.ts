import { allRoutes, contract } from '@coset/contract'
import { type Answer, type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

interface List {
  readonly count: number
  readonly ids: readonly number[]
  readonly result: readonly Record<string, unknown>[]
  readonly list_columns: readonly string[]
  readonly order_columns: readonly string[]
}

const lists = allRoutes(contract).filter((r) => r.name.endsWith('.list'))

let server: TestServer
let warehouse: Warehouse
let alpha: Client
beforeAll(async () => {
  server = await startServer()
  warehouse = await connectWarehouse(server)
  alpha = await server.person('alpha', ['Alpha'])
  for (const [title, published, certified] of [
    ['Böxes', true, null],
    ['apples', false, 'Jo'],
    ['Apples and 100% pears', true, null],
    ['under_score', false, null],
  ] as const)
    await server.admin.post('/api/v1/dashboard/', {
      dashboard_title: title,
      published,
      certified_by: certified,
      position_json: JSON.stringify(layoutOf(warehouse.chartId)),
    })
  for (const name of ['Alpha’s', 'Beta'])
    await alpha.post('/api/v1/chart/', { slice_name: name, datasource_id: warehouse.datasetId, datasource_type: 'table', viz_type: 'pie' })
  for (let i = 0; i < 30; i++) await server.admin.post('/api/v1/css_template/', { template_name: `template ${i}`, css: '.a{}' })
})
afterAll(() => server.close())

const ask = async (path: string, query: object = {}, client = server.admin): Promise<List> => {
  const answer = await client.get(`${path}${q(query)}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<List>()
}
const names = (list: List, key: string): readonly unknown[] => list.result.map((row) => row[key])

describe('every list', () => {
  test.each(lists.map((r) => [r.name, r.path] as const))('%s: shape, order columns, projections and pages', async (_name, path) => {
    const all = await ask(path, { page_size: -1 })
    expect(all).toMatchObject({
      count: expect.any(Number),
      label_columns: expect.any(Object),
      description_columns: {},
      list_title: expect.stringMatching(/^List /),
    })
    expect(all.result).toHaveLength(all.ids.length)
    expect(all.count).toBeGreaterThanOrEqual(all.ids.length)
    for (const column of all.order_columns)
      for (const order_direction of ['asc', 'desc']) {
        const ordered = await ask(path, { order_column: column, order_direction, page_size: -1 })
        expect(
          [...ordered.ids].sort((a, b) => a - b),
          column,
        ).toHaveLength(all.ids.length)
        expect(ordered.count, column).toBe(all.count)
      }
    for (const column of all.list_columns) {
      const one = await ask(path, { columns: [column], page_size: 2 })
      const head = column.split('.')[0] ?? ''
      for (const row of one.result) expect(Object.keys(row), column).toEqual([head])
    }
    const first = await ask(path, { page: 0, page_size: 1 })
    const second = await ask(path, { page: 1, page_size: 1 })
    expect(first.ids.length).toBeLessThanOrEqual(1)
    if (all.count > 1) expect(second.ids).not.toEqual(first.ids)
    const beyond = await ask(path, { page: 100_000, page_size: 100 })
    expect([beyond.count, beyond.ids]).toEqual([all.count, []])
  })

  test.each(lists.map((r) => [r.name, r.path] as const))('%s: every filter of _info works, or says why not', async (_name, path) => {
    const { filters } = (await server.admin.get(`${path}_info${q({ keys: ['filters'] })}`)).json<{ filters: Record<string, { operator: string }[]> }>()
    expect(Object.keys(filters).length).toBeGreaterThan(0)
    for (const [col, operators] of Object.entries(filters))
      for (const { operator } of operators)
        for (const value of ['a', "x' or '1'='1", 1, true, null, [], [1, 'a'], { a: 1 }, '', -1.5, '%', '2024-01-01T00:00:00', 2 ** 40]) {
          const answer = await server.admin.get(`${path}${q({ filters: [{ col, opr: operator, value }] })}`)
          expect([200, 400], `${col} ${operator} ${JSON.stringify(value)}: ${answer.text.slice(0, 300)}`).toContain(answer.status)
        }
  })

  test.each(lists.map((r) => [r.name, r.path] as const))('%s: unknown columns and operators are told', async (_name, path) => {
    for (const query of [
      { filters: [{ col: 'nothing', opr: 'eq', value: 1 }] },
      { filters: [{ col: '__proto__', opr: 'eq', value: 1 }] },
      { filters: [{ col: 'name', opr: 'constructor', value: 1 }] },
      { order_column: 'nothing' },
      { order_column: 'constructor' },
      { order_column: 'id; drop table users' },
    ])
      expect((await server.admin.get(`${path}${q(query)}`)).status, JSON.stringify(query)).toBe(400)
  })

  test('numbers of pages that no database takes are refused or harmless', async () => {
    for (const { path } of lists)
      for (const query of [
        { page: 2_147_483_647, page_size: 2_147_483_647 },
        { page: -5, page_size: -5 },
        { page: 9_007_199_254_740_991, page_size: 9_007_199_254_740_991 },
        { page: 1e30 },
        { page_size: 0 },
      ])
        expect([200, 400], `${path} ${JSON.stringify(query)}`).toContain((await server.admin.get(`${path}${q(query)}`)).status)
  })
})

describe('dashboards', () => {
  const path = '/api/v1/dashboard/'
  const found = async (opr: string, value: unknown, col = 'dashboard_title'): Promise<readonly unknown[]> =>
    names(await ask(path, { filters: [{ col, opr, value }], order_column: 'dashboard_title' }), 'dashboard_title')

  test('a page has twenty rows, at most a hundred', async () => {
    expect((await ask('/api/v1/css_template/')).result).toHaveLength(20)
    expect((await ask('/api/v1/css_template/', { page_size: 25 })).result).toHaveLength(25)
    expect((await ask('/api/v1/security/permissions-resources/', { page_size: 5000 })).result).toHaveLength(100)
  })

  test('text operators, letters of any case', async () => {
    expect(await found('sw', 'APPLES')).toEqual(expect.arrayContaining(['apples', 'Apples and 100% pears']))
    expect(await found('ct', 'öx')).toEqual(['Böxes'])
    expect(await found('ct', 'ÖX')).toEqual(['Böxes'])
    expect(await found('eq', 'apples')).toEqual(['apples'])
    expect(await found('ew', 'PEARS')).toEqual(['Apples and 100% pears'])
    expect(await found('nct', 'a')).toEqual(expect.arrayContaining(['Böxes', 'under_score']))
    expect(await found('title_or_slug', 'sales')).toEqual(['Sales'])
  })

  test('marks, states and people', async () => {
    expect(await found('dashboard_is_certified', true, 'id')).toEqual(['apples'])
    expect(await found('eq', false, 'published')).toEqual(['apples', 'under_score'])
    expect(await found('dashboard_is_favorite', true, 'id')).toEqual([])
    await server.admin.post(`${path}${warehouse.dashboardId}/favorites/`)
    await server.admin.post(`${path}${warehouse.dashboardId}/favorites/`)
    expect(await found('dashboard_is_favorite', true, 'id')).toEqual(['Sales'])
    const status = await server.admin.get(`${path}favorite_status/${q([warehouse.dashboardId, 999_999])}`)
    expect(status.json()).toEqual({
      result: [
        { id: warehouse.dashboardId, value: true },
        { id: 999_999, value: false },
      ],
    })
    const theirs = await alpha.get(`${path}favorite_status/${q([warehouse.dashboardId])}`)
    expect(theirs.json()).toEqual({ result: [{ id: warehouse.dashboardId, value: false }] })
    await server.admin.delete(`${path}${warehouse.dashboardId}/favorites/`)
    expect(await found('dashboard_is_favorite', true, 'id')).toEqual([])
  })

  test('filters hold all together', async () => {
    const both = await ask(path, {
      filters: [
        { col: 'dashboard_title', opr: 'ct', value: 'apples' },
        { col: 'published', opr: 'eq', value: true },
      ],
    })
    expect(names(both, 'dashboard_title')).toEqual(['Apples and 100% pears'])
  })

  test('rows carry no layout, no metadata, no secret', async () => {
    const answer: Answer = await server.admin.get(path)
    expect(answer.text).not.toMatch(/position_json|json_metadata|"password"|ROOT_ID/)
    const asked = await ask(path, { columns: ['position_json', 'password', 'css', 'dashboard_title'] })
    expect(Object.keys(asked.result[0] ?? {})).toEqual(['dashboard_title'])
  })

  test('drafts of others are not shown to those who only read data', async () => {
    const shown = names(await ask(path, {}, alpha), 'dashboard_title')
    expect(shown).toContain('Böxes')
    expect(shown).not.toContain('apples')
  })
})

describe('charts', () => {
  test('by owner, dataset, kind and dashboard', async () => {
    const me = (await alpha.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
    const by = async (col: string, opr: string, value: unknown) =>
      names(await ask('/api/v1/chart/', { filters: [{ col, opr, value }], order_column: 'slice_name' }), 'slice_name')
    expect(await by('owners', 'rel_m_m', [me])).toEqual(['Alpha’s', 'Beta'])
    expect(await by('created_by', 'rel_o_m', me)).toEqual(['Alpha’s', 'Beta'])
    expect(await by('viz_type', 'eq', 'table')).toEqual(['Sales by region'])
    expect(await by('dashboards', 'rel_m_m', [warehouse.dashboardId])).toEqual(['Sales by region'])
    expect(await by('slice_name', 'chart_all_text', 'SALES')).toHaveLength(3)
    expect(await by('datasource_id', 'eq', warehouse.datasetId)).toHaveLength(3)
  })
})
