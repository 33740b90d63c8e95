import type { Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

interface Explained {
  readonly sql: string
  readonly parts: readonly {
    readonly what: string
    readonly sql: string
    readonly label: string | null
    readonly from: { readonly kind: string; readonly name: string | null }
  }[]
  readonly ignored: readonly object[]
  readonly cache: { readonly age_seconds: number | null; readonly timeout_from: string; readonly key: string }
  readonly last_run: { readonly rows: number; readonly engine_ms: number } | null
}

let server: TestServer
let admin: Client
let warehouse: Warehouse
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  warehouse = await connectWarehouse(server)
  const native = {
    id: 'NATIVE_FILTER-1',
    name: 'Where sold',
    filterType: 'filter_select',
    targets: [{ datasetId: warehouse.datasetId, column: { name: 'region' } }],
  }
  await admin.put(`/api/v1/dashboard/${warehouse.dashboardId}`, { json_metadata: JSON.stringify({ native_filter_configuration: [native] }) })
})
afterAll(() => server.close())

const context = (more: object = {}) => ({
  datasource: { id: warehouse.datasetId, type: 'table' },
  form_data: {
    dashboardId: warehouse.dashboardId,
    adhoc_filters: [{ subject: 'amount', operator: '>', comparator: 5, clause: 'WHERE', expressionType: 'SIMPLE' }],
  },
  queries: [
    {
      columns: ['region'],
      metrics: ['count'],
      filters: [
        { col: 'amount', op: '>', val: 5 },
        { col: 'region', op: 'IN', val: ['north'] },
        { col: 'nothing', op: '==', val: 1 },
      ],
      extras: { where: '(amount < 1000)' },
      row_limit: 50,
    },
  ],
  ...more,
})
const explain = async (client: Client, more: object = {}): Promise<Explained> => {
  const answer = await client.post('/api/v1/explain/chart_data', context(more))
  expect(answer.status, answer.text).toBe(200)
  const [first] = answer.json<{ result: Explained[] }>().result
  if (first === undefined) throw new Error('nothing explained')
  return first
}

describe('why a chart shows what it shows', () => {
  test('each piece of the SQL with what put it there', async () => {
    const { sql, parts, ignored } = await explain(admin)
    const from = (fragment: string) => parts.find((part) => part.sql.includes(fragment))
    expect(from('"amount" > 5')).toMatchObject({ what: 'filter', from: { kind: 'chart' } })
    expect(from("'north'")).toMatchObject({ what: 'filter', from: { kind: 'dashboard', name: 'Where sold' } })
    expect(from('amount < 1000')).toMatchObject({ what: 'sql filter' })
    expect(from('COUNT(*)')).toMatchObject({ what: 'metric', label: 'count' })
    expect(from('LIMIT 50')).toMatchObject({ what: 'limit' })
    for (const part of parts) expect(sql).toContain(part.sql)
    expect(ignored).toEqual([{ column: 'nothing', op: '==' }])
  })

  test('what the cache holds, and how long the database took', async () => {
    expect(await explain(admin)).toMatchObject({ cache: { age_seconds: null, timeout_from: 'default' }, last_run: null })
    await admin.post('/api/v1/chart/data', context())
    const after = await explain(admin)
    expect(after.cache.age_seconds).toBeGreaterThanOrEqual(0)
    expect(after.last_run).toMatchObject({ rows: 1 })
    expect(after.last_run?.engine_ms).toBeGreaterThanOrEqual(0)
    const answer = (await admin.post('/api/v1/chart/data', context())).json<{ result: { cache_key: string }[] }>()
    expect(answer.result[0]?.cache_key).toBe(after.cache.key)
  })

  test('row-level rules are told by name to those who may know them, and hold for the asker', async () => {
    const { db } = server.running.ctx.metadata
    const audit = { created_on: 0, changed_on: 0, created_by: null, changed_by: null }
    await db
      .insertInto('rls_rules')
      .values({ name: 'only south', description: null, filter_type: 'Base', group_key: null, clause: "region = 'south'", ...audit })
      .execute()
    const rule = await db.selectFrom('rls_rules').select('id').where('name', '=', 'only south').executeTakeFirstOrThrow()
    await db.insertInto('rls_rule_datasets').values({ rule_id: rule.id, dataset_id: warehouse.datasetId }).execute()
    const told = (await explain(admin)).parts.find((part) => part.what === 'row rule')
    expect(told).toMatchObject({ sql: "(region = 'south')", from: { kind: 'row-level rule', name: 'only south' } })
    const alpha = await server.person('explainalpha', ['Alpha'])
    const seen = (await explain(alpha)).parts.find((part) => part.what === 'row rule')
    expect(seen).toMatchObject({ from: { kind: 'row-level rule', name: null } })
    await db.deleteFrom('rls_rules').where('id', '=', rule.id).execute()
  })

  test('is refused where the data are refused, and tells what is wrong', async () => {
    const gamma = await server.person('explaingamma')
    expect((await gamma.post('/api/v1/explain/chart_data', context())).status).toBe(403)
    expect((await server.nobody.post('/api/v1/explain/chart_data', context())).status).toBe(401)
    expect((await admin.post('/api/v1/explain/chart_data', context({ queries: [{ metrics: ['nope'] }] }))).json()).toEqual({
      message: "Error: Metric 'nope' does not exist",
    })
    expect((await admin.post('/api/v1/explain/chart_data', { nothing: 1 })).status).toBe(400)
  })
})
