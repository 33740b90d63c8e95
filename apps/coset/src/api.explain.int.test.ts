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

describe('what a person may do', () => {
  interface Access {
    readonly person: { readonly active: boolean }
    readonly verdicts: readonly { readonly what: string; readonly allowed: boolean; readonly because: string; readonly roles: readonly string[] }[]
    readonly row_rules: readonly { readonly clause: string }[]
  }
  const userId = async (username: string): Promise<number> =>
    (await server.running.ctx.metadata.db.selectFrom('users').select('id').where('username', '=', username).executeTakeFirstOrThrow()).id
  const access = async (username: string, kind: string, id: number): Promise<Access> =>
    (await admin.get(`/api/v1/explain/access?user_id=${await userId(username)}&kind=${kind}&id=${id}`)).json<{ result: Access }>().result
  const said = ({ verdicts }: Access, what: string) => verdicts.find((one) => one.what === what)

  test('is told with the rule that decides and the roles that give it, and is what they really may', async () => {
    const carl = await server.person('carl')
    const { chartId, dashboardId, datasetId, databaseId } = warehouse
    const before = await access('carl', 'dashboard', dashboardId)
    expect(said(before, 'open it')).toMatchObject({ allowed: false, because: 'no access to its datasets', roles: [] })
    expect((await carl.get(`/api/v1/dashboard/${dashboardId}`)).status).toBe(404)
    expect(said(before, 'use dashboards')).toEqual({ what: 'use dashboards', allowed: true, because: 'can_read on Dashboard', roles: ['Gamma'] })
    const roleId = (await admin.post('/api/v1/security/roles/', { name: 'Readers' })).json<{ id: number }>().id
    const { db } = server.running.ctx.metadata
    const view = await db
      .selectFrom('permission_views')
      .select(['id', 'name'])
      .where('name', 'like', `%(id:${datasetId})`)
      .where('name', 'like', '%[sales]%')
      .executeTakeFirstOrThrow()
    const permission = await db.selectFrom('permissions').select('id').where('view_id', '=', view.id).executeTakeFirstOrThrow()
    expect((await admin.post(`/api/v1/security/roles/${roleId}/permissions`, { permission_view_menu_ids: [permission.id] })).status).toBe(200)
    const gamma = await server.roleId('Gamma')
    expect((await admin.put(`/api/v1/security/users/${await userId('carl')}`, { roles: [gamma, roleId] })).status).toBe(200)
    const rule = { name: 'north', filter_type: 'Regular', tables: [datasetId], roles: [roleId], clause: "region = 'north'" }
    expect((await admin.post('/api/v1/rowlevelsecurity/', rule)).status).toBe(201)
    const after = await access('carl', 'dataset', datasetId)
    expect(said(after, 'read its rows')).toMatchObject({ allowed: true, because: `datasource_access on ${view.name}`, roles: ['Readers'] })
    expect(after.row_rules).toMatchObject([{ clause: "region = 'north'" }])
    expect(said(await access('carl', 'dashboard', dashboardId), 'open it')).toMatchObject({ allowed: true, because: 'access to one of its datasets' })
    expect((await carl.get(`/api/v1/dashboard/${dashboardId}`)).status).toBe(200)
    expect(said(await access('carl', 'chart', chartId), 'change it')).toMatchObject({ allowed: false, because: 'neither owner nor administrator' })
    expect(said(await access('admin', 'database', databaseId), 'read all of its data')).toMatchObject({ allowed: true, roles: ['Admin'] })
    expect((await admin.put(`/api/v1/security/users/${await userId('carl')}`, { active: false })).status).toBe(200)
    expect(await access('carl', 'dataset', datasetId)).toMatchObject({ person: { active: false }, verdicts: [], row_rules: [] })
  })

  test('is told to administrators, of what there is', async () => {
    const gamma = await server.person('curious')
    const path = `/api/v1/explain/access?user_id=1&kind=dashboard&id=${warehouse.dashboardId}`
    expect((await gamma.get(path)).status).toBe(403)
    expect((await admin.get(path.replace('user_id=1', 'user_id=99999'))).status).toBe(404)
    expect((await admin.get('/api/v1/explain/access?user_id=1&kind=dashboard&id=99999')).status).toBe(404)
    expect((await admin.get('/api/v1/explain/access?user_id=1&kind=report&id=1')).status).toBe(400)
  })
})
