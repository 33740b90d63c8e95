import type { Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

let server: TestServer
let warehouse: Warehouse
let admin: Client
beforeAll(async () => {
  server = await startServer({ config: { versionsKept: 5 } })
  admin = server.admin
  warehouse = await connectWarehouse(server)
})
afterAll(() => server.close())

interface Version {
  readonly version: number
  readonly words: readonly string[]
  readonly saved_by: { readonly first_name: string } | null
}

const versionsOf = async (client: Client, kind: string, id: number): Promise<readonly Version[]> => {
  const answer = await client.get(`/api/v1/history/${kind}/${id}/`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ result: Version[] }>().result
}

const wordsOf = async (client: Client, kind: string, id: number): Promise<readonly string[]> => (await versionsOf(client, kind, id))[0]?.words ?? []

const made = async (client: Client, path: string, body: unknown): Promise<number> => {
  const answer = await client.post(path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ id: number }>().id
}

const ok = async (answer: Promise<{ status: number; text: string }>): Promise<void> => {
  const { status, text } = await answer
  expect(status, text).toBe(200)
}

const changedOn = async (client: Client, path: string): Promise<number> =>
  (await client.get(path)).json<{ result: { changed_on_ms: number } }>().result.changed_on_ms

describe('versions of a dashboard', () => {
  test('each save keeps one, one that changes nothing keeps none, the oldest go', async () => {
    const path = `/api/v1/dashboard/${await made(admin, '/api/v1/dashboard/', { dashboard_title: 'A', slug: 'versions' })}`
    const id = Number(path.split('/').at(-1))
    expect((await versionsOf(admin, 'dashboard', id)).map((one) => one.words)).toEqual([['Created']])
    await ok(admin.put(path, { dashboard_title: 'B', published: true }))
    expect(await wordsOf(admin, 'dashboard', id)).toEqual(['Title was “A”, is “B”', 'Published was switched on'])
    await ok(admin.put(path, { dashboard_title: 'B' }))
    expect(await versionsOf(admin, 'dashboard', id)).toHaveLength(2)
    await ok(admin.put(path, { position_json: JSON.stringify(layoutOf(warehouse.chartId)), css: '.a{}\n.b{}' }))
    expect(await wordsOf(admin, 'dashboard', id)).toEqual(['CSS changed: +2 −0 lines', 'Chart “Sales by region” added'])
    const filter = { id: 'NATIVE_FILTER-1', name: 'Region', targets: [{ datasetId: warehouse.datasetId, column: { name: 'region' } }] }
    await ok(admin.put(`${path}/filters`, { deleted: [], modified: [filter], reordered: [] }))
    expect(await wordsOf(admin, 'dashboard', id)).toEqual(['Filter “Region” added'])
    const compared = (await admin.get(`/api/v1/history/dashboard/${id}/compare?from=1&to=3`)).json<{
      result: { words: string[]; layout: { added: object[] } }
    }>()
    expect(compared.result.layout.added).toMatchObject([
      { type: 'CHART', name: 'Sales by region', chart_id: warehouse.chartId, place: { tab: [], x: 0, y: 0, width: 4, height: 50 } },
    ])
    const back = await admin.post(`/api/v1/history/dashboard/${id}/1/restore`)
    expect(back.json(), back.text).toEqual({ result: { version: 5, left_out: [] } })
    expect(await wordsOf(admin, 'dashboard', id)).toContain('Restored version 1')
    expect((await admin.get(path)).json()).toMatchObject({ result: { dashboard_title: 'A', published: false, css: '', charts: [] } })
    await ok(admin.put(path, { dashboard_title: 'C' }))
    expect((await versionsOf(admin, 'dashboard', id)).map((one) => one.version)).toEqual([6, 5, 4, 3, 2])
    expect((await admin.get(`/api/v1/history/dashboard/${id}/1`)).status).toBe(404)
    expect((await admin.get(`/api/v1/history/dashboard/${id}/?page=1&page_size=2`)).json()).toMatchObject({
      count: 5,
      result: [{ version: 4 }, { version: 3 }],
    })
    const { db } = server.running.ctx.metadata
    await db.deleteFrom('object_versions').where('object_id', '=', id).where('kind', '=', 'dashboard').execute()
    await ok(admin.put(path, { dashboard_title: 'D' }))
    expect((await versionsOf(admin, 'dashboard', id)).map((one) => one.words)).toEqual([['Title was “C”, is “D”'], ['State before its first kept change']])
  })

  test('are for those who may save it', async () => {
    const owner = await server.person('version-owner', ['Alpha'])
    const [alpha, gamma] = [await server.person('version-alpha', ['Alpha']), await server.person('version-gamma')]
    const id = await made(owner, '/api/v1/dashboard/', { dashboard_title: 'Mine', published: true, position_json: JSON.stringify(layoutOf(warehouse.chartId)) })
    expect((await alpha.get(`/api/v1/dashboard/${id}`)).status).toBe(200)
    for (const client of [alpha, gamma])
      for (const path of [`/${id}/`, `/${id}/1`, `/${id}/compare?from=1&to=1`, `/${id}/used-by`])
        expect((await client.get(`/api/v1/history/dashboard${path}`)).status, path).toBe(404)
    for (const client of [alpha, gamma]) expect((await client.post(`/api/v1/history/dashboard/${id}/1/restore`)).status).toBe(404)
    expect((await server.nobody.get(`/api/v1/history/dashboard/${id}/`)).status).toBe(401)
    expect((await owner.get(`/api/v1/history/dashboard/${id}/1`)).json()).toMatchObject({
      result: { version: 1, snapshot: { row: { dashboard_title: 'Mine' } } },
    })
    expect((await admin.get(`/api/v1/history/dashboard/${id}/2`)).status).toBe(404)
    expect((await admin.get('/api/v1/history/theme/1/')).status).toBe(404)
    expect((await admin.get(`/api/v1/history/dashboard/${id}/used-by`)).json()).toEqual({
      result: { reports: { count: 0, hidden: 0, result: [] }, embedding: { count: 0, hidden: 0, result: [] } },
    })
  })

  test('going back puts no chart or filter on it that one may not read', async () => {
    const owner = await server.person('lost-access', ['Alpha'])
    const me = (await owner.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
    const filters = { native_filter_configuration: [{ id: 'f', name: 'f', targets: [{ datasetId: warehouse.datasetId, column: { name: 'region' } }] }] }
    const id = await made(owner, '/api/v1/dashboard/', { dashboard_title: 'Lending', position_json: JSON.stringify(layoutOf(warehouse.chartId)) })
    await ok(owner.put(`/api/v1/dashboard/${id}`, { json_metadata: JSON.stringify(filters) }))
    await ok(owner.put(`/api/v1/dashboard/${id}`, { position_json: JSON.stringify(layoutOf()), json_metadata: '{}' }))
    await ok(admin.put(`/api/v1/security/users/${me}`, { roles: [await server.roleId('Gamma')] }))
    const back = await owner.post(`/api/v1/history/dashboard/${id}/1/restore`)
    expect(back.json(), back.text).toMatchObject({ result: { left_out: [{ kind: 'chart', id: warehouse.chartId, name: 'Sales by region' }] } })
    const { db } = server.running.ctx.metadata
    expect(await db.selectFrom('dashboard_charts').select('chart_id').where('dashboard_id', '=', id).execute()).toEqual([])
    expect((await owner.post(`/api/v1/history/dashboard/${id}/2/restore`)).status).toBe(403)
    expect((await owner.get(`/api/v1/dashboard/${id}`)).json<{ result: { json_metadata: string } }>().result.json_metadata).not.toContain('datasetId')
  })
})

describe('versions of the other kinds', () => {
  test('a chart', async () => {
    const path = `/api/v1/chart/${warehouse.chartId}`
    await ok(admin.put(path, { slice_name: 'Other', params: JSON.stringify({ viz_type: 'table', row_limit: 5 }) }))
    const words = await wordsOf(admin, 'chart', warehouse.chartId)
    expect(words).toContain('Name was “Sales by region”, is “Other”')
    expect(words).toContain('Control “row_limit” was “100”, is “5”')
    await ok(admin.post(`/api/v1/history/chart/${warehouse.chartId}/1/restore`))
    expect((await admin.get(path)).json()).toMatchObject({ result: { slice_name: 'Sales by region' } })
    expect((await admin.get(`${path}/data/`)).text).toContain('north')
  })

  test('a dataset, whose SQL must still be allowed', async () => {
    const writer = await server.person('writer', ['Alpha'])
    const me = (await writer.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
    const sql = 'SELECT region,\n amount\nFROM sales'
    const id = await made(admin, '/api/v1/dataset/', { database: warehouse.databaseId, table_name: 'virtual', sql, owners: [me] })
    const path = `/api/v1/dataset/${id}`
    const read = async () => (await admin.get(path)).json<{ result: { columns: { id: number; column_name: string; uuid: string }[]; sql: string } }>().result
    const first = await read()
    await ok(admin.put(`${path}?override_columns=true`, { sql: 'SELECT region\nFROM sales' }))
    expect(await wordsOf(admin, 'dataset', id)).toEqual(['SQL changed: +1 −2 lines', '1 column removed: amount'])
    await ok(admin.post(`/api/v1/history/dataset/${id}/1/restore`))
    const again = await read()
    expect(again.sql).toBe(sql)
    expect(again.columns.map((one) => [one.column_name, one.uuid]).sort()).toEqual(first.columns.map((one) => [one.column_name, one.uuid]).sort())
    await ok(admin.put(path, { sql: 'SELECT region\nFROM sales' }))
    await ok(admin.put(`/api/v1/security/users/${me}`, { roles: [await server.roleId('Gamma')] }))
    const role = await made(admin, '/api/v1/security/roles/', { name: 'Dataset writers' })
    const all = (await admin.get(`/api/v1/security/permissions-resources/?q=(page_size:1000)`)).json<{
      result: { id: number; permission: { name: string }; view_menu: { name: string } }[]
    }>().result
    const wanted = all.filter((one) => one.view_menu.name === 'Dataset' && ['can_read', 'can_write'].includes(one.permission.name)).map((one) => one.id)
    await ok(admin.post(`/api/v1/security/roles/${role}/permissions`, { permission_view_menu_ids: wanted }))
    await ok(admin.put(`/api/v1/security/users/${me}`, { roles: [role] }))
    const refused = await writer.post(`/api/v1/history/dataset/${id}/1/restore`)
    expect([403, 422], refused.text).toContain(refused.status)
    expect((await read()).sql).toBe('SELECT region\nFROM sales')
  })

  test('a saved query, which is its maker’s alone', async () => {
    const maker = await server.person('query-maker', ['Alpha', 'sql_lab'])
    const id = await made(maker, '/api/v1/saved_query/', { label: 'Q', sql: 'SELECT 1', db_id: warehouse.databaseId })
    const first = await changedOn(maker, `/api/v1/saved_query/${id}`)
    await ok(maker.put(`/api/v1/saved_query/${id}`, { sql: 'SELECT 1\nUNION SELECT 2', expected_changed_on: first }))
    expect(await wordsOf(maker, 'saved_query', id)).toEqual(['SQL changed: +1 −0 lines'])
    const late = await maker.put(`/api/v1/saved_query/${id}`, { sql: 'SELECT 3', expected_changed_on: first })
    expect(late.status).toBe(409)
    await ok(maker.post(`/api/v1/history/saved_query/${id}/1/restore`))
    expect((await maker.get(`/api/v1/saved_query/${id}`)).json()).toMatchObject({ result: { sql: 'SELECT 1' } })
    expect((await admin.get(`/api/v1/history/saved_query/${id}/`)).status).toBe(404)
    await ok(maker.delete(`/api/v1/saved_query/${id}`))
    const { result } = (await maker.get('/api/v1/trash/?kind=saved_query')).json<{ result: { id: number }[] }>()
    await ok(maker.post(`/api/v1/trash/${result[0]?.id}/restore`))
    expect((await maker.get(`/api/v1/saved_query/${id}`)).json()).toMatchObject({ result: { sql: 'SELECT 1', label: 'Q' } })
  })

  test('a report', async () => {
    const body = {
      type: 'Report',
      name: 'R',
      crontab: '0 9 * * *',
      dashboard: warehouse.dashboardId,
      recipients: [{ type: 'Email', recipient_config_json: { target: 'a@example.org' } }],
    }
    const id = await made(admin, '/api/v1/report/', body)
    const read = await changedOn(admin, `/api/v1/report/${id}`)
    await ok(admin.put(`/api/v1/report/${id}`, { crontab: '0 10 * * *', active: false, expected_changed_on: read }))
    expect(await wordsOf(admin, 'report', id)).toEqual(['Active was switched off', 'Schedule was “0 9 * * *”, is “0 10 * * *”'])
    const late = await admin.put(`/api/v1/report/${id}`, { crontab: '0 11 * * *', expected_changed_on: read })
    expect(late.status).toBe(409)
    await ok(admin.post(`/api/v1/history/report/${id}/1/restore`))
    expect((await admin.get(`/api/v1/report/${id}`)).json()).toMatchObject({ result: { crontab: '0 9 * * *', active: true } })
    await ok(admin.delete(`/api/v1/report/${id}`))
    const { result } = (await admin.get('/api/v1/trash/?kind=report')).json<{ result: { id: number }[] }>()
    await ok(admin.post(`/api/v1/trash/${result[0]?.id}/restore`))
    expect((await admin.get(`/api/v1/report/${id}`)).json()).toMatchObject({ result: { name: 'R', recipients: [{ type: 'Email' }] } })
    await ok(admin.delete(`/api/v1/report/${id}`))
  })

  test('a role, never without an administrator', async () => {
    const id = await made(admin, '/api/v1/security/roles/', { name: 'Keepers' })
    const person = await server.person('keeper')
    const me = (await person.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
    await ok(admin.put(`/api/v1/security/roles/${id}/users`, { user_ids: [me] }))
    expect(await wordsOf(admin, 'role', id)).toEqual(['1 user added: keeper Tester'])
    await ok(admin.put(`/api/v1/security/roles/${id}`, { name: 'Keepers 2' }))
    await ok(admin.post(`/api/v1/history/role/${id}/1/restore`))
    expect((await admin.get(`/api/v1/security/roles/${id}`)).json()).toMatchObject({ result: { name: 'Keepers' } })
    expect(await server.running.ctx.metadata.db.selectFrom('user_roles').selectAll().where('role_id', '=', id).execute()).toEqual([])
    expect((await person.get(`/api/v1/history/role/${id}/`)).status).toBe(404)
    // A version in which nobody but somebody who left was an administrator
    const role = await server.roleId('Admin')
    const second = await server.person('second-admin', ['Admin'])
    const other = (await second.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
    const mine = (await admin.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
    await ok(admin.put(`/api/v1/security/roles/${role}/users`, { user_ids: [mine, other] }))
    await ok(admin.put(`/api/v1/security/roles/${role}/users`, { user_ids: [other] }))
    await ok(second.put(`/api/v1/security/roles/${role}/users`, { user_ids: [mine, other] }))
    const alone = (await versionsOf(second, 'role', role)).find((one) => one.words.some((word) => word.startsWith('1 user removed')))
    await ok(second.put(`/api/v1/security/roles/${role}/users`, { user_ids: [mine] }))
    await ok(admin.put(`/api/v1/security/users/${other}`, { active: false }))
    const refused = await admin.post(`/api/v1/history/role/${role}/${alone?.version}/restore`)
    expect(refused.status, refused.text).toBe(422)
    expect(refused.text).toContain('last administrator')
    expect((await admin.get('/api/v1/security/roles/')).status).toBe(200)
  })
})

describe('two who save at once', () => {
  test('the second finds what the first made, and nothing of theirs is lost', async () => {
    const chart = await made(admin, '/api/v1/chart/', { slice_name: 'Race', datasource_id: warehouse.datasetId, datasource_type: 'table' })
    for (const [path, field] of [
      [`/api/v1/chart/${chart}`, 'description'],
      [`/api/v1/dataset/${warehouse.datasetId}`, 'description'],
      [`/api/v1/dashboard/${warehouse.dashboardId}`, 'css'],
    ] as const) {
      const expected_changed_on = await changedOn(admin, path)
      const answers = await Promise.all([1, 2, 3].map((i) => admin.put(path, { [field]: `.w${i}{}`, expected_changed_on })))
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409])
      const winner = answers.findIndex((answer) => answer.status === 200) + 1
      const late = answers.find((answer) => answer.status === 409)
      const { details } = late?.json<{ details: { changed_on: number; changed_by: object; current: { row: Record<string, unknown> } } }>() ?? {
        details: undefined,
      }
      expect(details, late?.text).toMatchObject({ changed_on: await changedOn(admin, path), current: { row: { [field]: `.w${winner}{}` } } })
      expect(details?.changed_by).toMatchObject({ first_name: expect.any(String) })
      await ok(admin.put(path, { [field]: 'again' }))
    }
  })
})
