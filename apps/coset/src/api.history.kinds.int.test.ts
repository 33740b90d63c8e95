import type { Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whoIs } from './test-routes.ts'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

let server: TestServer
let warehouse: Warehouse
let admin: Client
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  warehouse = await connectWarehouse(server)
})
afterAll(() => server.close())

const made = async (client: Client, path: string, body: unknown): Promise<number> => {
  const answer = await client.post(path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ id: number }>().id
}

const ok = async (answer: Promise<{ status: number; text: string }>): Promise<void> => {
  const { status, text } = await answer
  expect(status, text).toBe(200)
}

interface Entry {
  readonly id: number
  readonly kind: string
  readonly object_id: number
}

const entryOf = async (client: Client, kind: string, objectId: number): Promise<number> => {
  const { result } = (await client.get(`/api/v1/trash/?kind=${kind}&page_size=100`)).json<{ result: Entry[] }>()
  const found = result.find((entry) => entry.object_id === objectId)
  if (found === undefined) throw new Error(`no ${kind} ${objectId} in the trash`)
  return found.id
}

const restore = async (client: Client, kind: string, id: number, body?: object) => client.post(`/api/v1/trash/${await entryOf(client, kind, id)}/restore`, body)

interface Back {
  readonly left_out: readonly { readonly kind: string; readonly id: number | null; readonly name: string }[]
  readonly renamed: readonly object[]
  readonly also: readonly { readonly kind: string; readonly id: number }[]
}

const back = async (client: Client, kind: string, id: number, body?: object): Promise<Back> => {
  const answer = await restore(client, kind, id, body)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ result: Back }>().result
}

/** A role that may read a dataset, and somebody who holds it. */
const reader = async (name: string, view: string) => {
  const role = await made(admin, '/api/v1/security/roles/', { name })
  const { db } = server.running.ctx.metadata
  const permission = await db
    .selectFrom('permissions')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select('permissions.id')
    .where('permission_views.name', '=', view)
    .executeTakeFirstOrThrow()
  await ok(admin.post(`/api/v1/security/roles/${role}/permissions`, { permission_view_menu_ids: [permission.id] }))
  return { role, client: await server.person(name.toLowerCase().replaceAll(' ', '-'), ['Gamma', name]) }
}

const datasetState = async (id: number) => {
  const { db } = server.running.ctx.metadata
  const { changed_on: _, changed_by: __, ...row } = await db.selectFrom('datasets').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return {
    row,
    columns: await db.selectFrom('dataset_columns').selectAll().where('dataset_id', '=', id).orderBy('id').execute(),
    metrics: await db.selectFrom('dataset_metrics').selectAll().where('dataset_id', '=', id).orderBy('id').execute(),
    owners: await db.selectFrom('owners').selectAll().where('object_type', '=', 'dataset').where('object_id', '=', id).execute(),
    rules: await db.selectFrom('rls_rule_datasets').selectAll().where('dataset_id', '=', id).execute(),
  }
}

const rowsSeen = async (client: Client, chart: number): Promise<string> => (await client.get(`/api/v1/chart/${chart}/data/`)).text

describe('a deleted dataset', () => {
  test('comes back with columns, metrics, rules and who may read it; its chart waits for it', async () => {
    const id = await made(admin, '/api/v1/dataset/', { database: warehouse.databaseId, table_name: 'sales view', sql: 'SELECT * FROM sales' })
    const params = JSON.stringify({ viz_type: 'table', query_mode: 'aggregate', groupby: ['region'], metrics: ['count'] })
    const chart = await made(admin, '/api/v1/chart/', { slice_name: 'Of it', viz_type: 'table', datasource_id: id, datasource_type: 'table', params })
    const { role, client } = await reader('Dataset readers', `[Warehouse].[sales view](id:${id})`)
    const rule = await made(admin, '/api/v1/rowlevelsecurity/', {
      name: 'North only',
      filter_type: 'Regular',
      tables: [id],
      roles: [role],
      clause: "region = 'north'",
    })
    const seen = await rowsSeen(client, chart)
    expect(seen).toContain('north')
    expect(seen).not.toContain('south')
    const before = await datasetState(id)
    await ok(admin.delete(`/api/v1/dataset/${id}`))
    expect((await client.get(`/api/v1/chart/${chart}/data/`)).status).toBe(404)
    await ok(admin.delete(`/api/v1/chart/${chart}`))
    const waits = await restore(admin, 'chart', chart)
    expect(waits.status).toBe(422)
    expect(waits.text).toContain('“sales view”')
    expect((await back(admin, 'chart', chart, { with_dataset: true })).also).toMatchObject([{ kind: 'dataset', id }])
    expect(await datasetState(id)).toEqual(before)
    const again = await rowsSeen(client, chart)
    expect(again).toContain('north')
    expect(again).not.toContain('south')
    // Rule and dataset deleted one after another, and back in any order: the rule holds
    const both = [
      { kind: 'dataset', id, path: `/api/v1/dataset/${id}` },
      { kind: 'rls', id: rule, path: `/api/v1/rowlevelsecurity/${rule}` },
    ]
    for (const deleted of [both, both.toReversed()])
      for (const returned of [both, both.toReversed()]) {
        for (const one of deleted) await ok(admin.delete(one.path))
        for (const one of returned) await back(admin, one.kind, one.id)
        expect(await datasetState(id)).toEqual(before)
        expect(await rowsSeen(client, chart)).not.toContain('south')
      }
  })

  test('and the role that may read it come back together in any order', async () => {
    const id = await made(admin, '/api/v1/dataset/', { database: warehouse.databaseId, table_name: 'lent', sql: 'SELECT * FROM sales' })
    const { role, client } = await reader('Lent to', `[Warehouse].[lent](id:${id})`)
    const both = [
      { kind: 'dataset', id, path: `/api/v1/dataset/${id}` },
      { kind: 'role', id: role, path: `/api/v1/security/roles/${role}` },
    ]
    for (const deleted of [both, both.toReversed()])
      for (const returned of [both, both.toReversed()]) {
        for (const one of deleted) await ok(admin.delete(one.path))
        for (const one of returned) await back(admin, one.kind, one.id)
        expect((await client.get(`/api/v1/dataset/${id}`)).status).toBe(200)
      }
  })

  test('of a table is not there twice, one of SQL gets a free name', async () => {
    const table = await made(admin, '/api/v1/dataset/', { database: warehouse.databaseId, schema: 'main', table_name: 'secrets' })
    await ok(admin.delete(`/api/v1/dataset/${table}`))
    const twin = await made(admin, '/api/v1/dataset/', { database: warehouse.databaseId, schema: 'main', table_name: 'secrets' })
    expect(twin).toBeGreaterThan(table)
    expect((await restore(admin, 'dataset', table)).status).toBe(422)
    const id = await made(admin, '/api/v1/dataset/', { database: warehouse.databaseId, table_name: 'v', sql: 'SELECT 1 AS a' })
    await ok(admin.delete(`/api/v1/dataset/${id}`))
    await made(admin, '/api/v1/dataset/', { database: warehouse.databaseId, table_name: 'v', sql: 'SELECT 1 AS a' })
    expect((await back(admin, 'dataset', id)).renamed).toEqual([{ field: 'table_name', from: 'v', to: 'v (2)' }])
    const { db } = server.running.ctx.metadata
    const views = await db.selectFrom('permission_views').select('name').where('name', 'like', `%(id:${id})`).execute()
    expect(views).toEqual([{ name: `[Warehouse].[v (2)](id:${id})` }])
  })
})

test('a deleted database comes back with its password, which no answer shows', async () => {
  const secret = 'hunter2-of-the-test'
  const { ctx } = server.running
  const body = {
    database_name: 'Secretive',
    sqlalchemy_uri: `sqlite:///${server.folder}/warehouse.sqlite`,
    masked_encrypted_extra: JSON.stringify({ token: secret }),
  }
  const id = await made(admin, '/api/v1/database/', body)
  const sealed = ctx.secrets.seal(secret)
  await ctx.metadata.db.updateTable('databases').set({ password: sealed }).where('id', '=', id).execute()
  const query = await made(admin, '/api/v1/saved_query/', { label: 'Of it', sql: 'SELECT 1', db_id: id })
  const { role, client } = await reader('Database readers', `[Secretive].(id:${id})`)
  expect((await client.get('/api/v1/database/')).json()).toMatchObject({ count: 1 })
  const before = await ctx.metadata.db.selectFrom('databases').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  await ok(admin.delete(`/api/v1/database/${id}`))
  expect((await admin.get(`/api/v1/saved_query/${query}`)).status).toBe(404)
  expect((await client.get('/api/v1/database/')).json()).toMatchObject({ count: 0 })
  const entry = await entryOf(admin, 'database', id)
  const listed = await admin.get('/api/v1/trash/')
  const answer = await admin.post(`/api/v1/trash/${entry}/restore`)
  expect(answer.json(), answer.text).toMatchObject({ result: { id, name: 'Secretive', left_out: [], also: [{ kind: 'saved_query', id: query }] } })
  for (const { text } of [listed, answer, await admin.get(`/api/v1/database/${id}`)])
    for (const hidden of [secret, sealed, before.encrypted_extra ?? 'none']) expect(text).not.toContain(hidden)
  const after = await ctx.metadata.db.selectFrom('databases').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  expect({ ...after, changed_on: 0, changed_by: 0 }).toEqual({ ...before, changed_on: 0, changed_by: 0 })
  expect(ctx.secrets.open(after.password ?? '')).toBe(secret)
  expect((await client.get('/api/v1/database/')).json()).toMatchObject({ count: 1 })
  expect((await admin.get(`/api/v1/saved_query/${query}`)).json()).toMatchObject({ result: { database: { id } } })
  const uses = await admin.get(`/api/v1/history/database/${id}/used-by`)
  expect(uses.json(), uses.text).toMatchObject({ result: { saved_queries: { count: 1, hidden: 0 }, datasets: { count: 0 } } })
  await ok(admin.delete(`/api/v1/security/roles/${role}`))
})

describe('a deleted role', () => {
  test('comes back with permissions, people, dashboards and rules', async () => {
    const { role, client } = await reader('Returning', `[Warehouse].[sales](id:${warehouse.datasetId})`)
    await ok(admin.put(`/api/v1/dashboard/${warehouse.dashboardId}`, { roles: [role] }))
    const rule = await made(admin, '/api/v1/rowlevelsecurity/', {
      name: 'South',
      filter_type: 'Regular',
      tables: [warehouse.datasetId],
      roles: [role],
      clause: "region = 'south'",
    })
    const { db } = server.running.ctx.metadata
    const state = async () => ({
      permissions: await db.selectFrom('role_permissions').selectAll().where('role_id', '=', role).execute(),
      users: await db.selectFrom('user_roles').selectAll().where('role_id', '=', role).execute(),
      dashboards: await db.selectFrom('dashboard_roles').selectAll().where('role_id', '=', role).execute(),
      rules: await db.selectFrom('rls_rule_roles').selectAll().where('role_id', '=', role).execute(),
    })
    const before = await state()
    const uses = await admin.get(`/api/v1/history/role/${role}/used-by`)
    expect(uses.json(), uses.text).toMatchObject({
      result: {
        users: { count: 1, result: [{ name: 'returning' }] },
        dashboards: { count: 1 },
        rules: { count: 1, result: [{ id: rule }] },
        groups: { count: 0 },
      },
    })
    await ok(admin.delete(`/api/v1/security/roles/${role}`))
    expect((await client.get(`/api/v1/dataset/${warehouse.datasetId}`)).status).toBe(404)
    await made(admin, '/api/v1/security/roles/', { name: 'Returning' })
    expect(await back(admin, 'role', role)).toMatchObject({ renamed: [{ field: 'name', from: 'Returning', to: 'Returning (2)' }], left_out: [] })
    expect(await state()).toEqual(before)
    expect((await client.get(`/api/v1/dataset/${warehouse.datasetId}`)).status).toBe(200)
    await ok(admin.delete(`/api/v1/rowlevelsecurity/${rule}`))
    await ok(admin.put(`/api/v1/dashboard/${warehouse.dashboardId}`, { roles: [] }))
  })

  test('gives nobody who is no administrator what they do not hold', async () => {
    const keeper = await made(admin, '/api/v1/security/roles/', { name: 'Role keepers' })
    const { db } = server.running.ctx.metadata
    const permissions = await db
      .selectFrom('permissions')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
      .select(['permissions.id', 'permission_names.name as verb'])
      .where('permission_views.name', '=', 'Role')
      .execute()
    await ok(admin.post(`/api/v1/security/roles/${keeper}/permissions`, { permission_view_menu_ids: permissions.map((one) => one.id) }))
    const person = await server.person('role-keeper', ['Role keepers'])
    const me = (await whoIs(person)).id
    const strong = await made(admin, '/api/v1/security/roles/', { name: 'Strong' })
    const all = await db
      .selectFrom('permissions')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .select('permissions.id')
      .where('permission_views.name', '=', 'all_database_access')
      .executeTakeFirstOrThrow()
    await ok(admin.post(`/api/v1/security/roles/${strong}/permissions`, { permission_view_menu_ids: [all.id] }))
    await ok(admin.put(`/api/v1/security/roles/${strong}/users`, { user_ids: [me] }))
    expect((await person.delete(`/api/v1/security/roles/${strong}`)).status).toBe(200)
    expect((await restore(person, 'role', strong)).status).toBe(403)
    expect(await db.selectFrom('roles').select('id').where('id', '=', strong).execute()).toEqual([])
    await back(admin, 'role', strong)
  })
})

test('small things come back as they were', async () => {
  const layer = await made(admin, '/api/v1/annotation_layer/', { name: 'Holidays', descr: 'd' })
  const annotation = { short_descr: 'New year', long_descr: '', start_dttm: '2024-01-01T00:00:00', end_dttm: '2024-01-02T00:00:00' }
  const one = await made(admin, `/api/v1/annotation_layer/${layer}/annotation/`, annotation)
  await ok(admin.delete(`/api/v1/annotation_layer/${layer}/annotation/${one}`))
  await ok(admin.delete(`/api/v1/annotation_layer/${layer}`))
  expect((await restore(admin, 'annotation', one)).status).toBe(422)
  expect((await back(admin, 'annotation_layer', layer)).also).toMatchObject([{ kind: 'annotation', id: one }])
  expect((await admin.get(`/api/v1/annotation_layer/${layer}/annotation/${one}`)).json()).toMatchObject({ result: { short_descr: 'New year' } })
  const template = await made(admin, '/api/v1/css_template/', { template_name: 'T', css: '.a{}' })
  await ok(admin.delete(`/api/v1/css_template/${template}`))
  await back(admin, 'css_template', template)
  expect((await admin.get(`/api/v1/css_template/${template}`)).json()).toMatchObject({ result: { css: '.a{}' } })
  const theme = await made(admin, '/api/v1/theme/', { theme_name: 'Th', json_data: '{"token":{}}' })
  await ok(admin.delete(`/api/v1/theme/${theme}`))
  await back(admin, 'theme', theme)
  expect((await admin.get(`/api/v1/theme/${theme}`)).json()).toMatchObject({ result: { theme_name: 'Th' } })
})

test('a report comes back after what it is about, and switched off when that is gone for good', async () => {
  const dashboard = await made(admin, '/api/v1/dashboard/', { dashboard_title: 'Reported' })
  const report = await made(admin, '/api/v1/report/', { type: 'Report', name: 'About it', crontab: '0 9 * * *', dashboard })
  const uses = await admin.get(`/api/v1/history/dashboard/${dashboard}/used-by`)
  expect(uses.json(), uses.text).toMatchObject({ result: { reports: { count: 1, hidden: 0, result: [{ kind: 'report', id: report, name: 'About it' }] } } })
  await ok(admin.delete(`/api/v1/report/${report}`))
  await ok(admin.delete(`/api/v1/dashboard/${dashboard}`))
  const waits = await restore(admin, 'report', report)
  expect(waits.status).toBe(422)
  expect(waits.text).toContain('“Reported”')
  await ok(admin.delete(`/api/v1/trash/${await entryOf(admin, 'dashboard', dashboard)}`))
  expect((await back(admin, 'report', report)).left_out).toEqual([{ kind: 'dashboard', id: dashboard, name: 'Reported' }])
  expect((await admin.get(`/api/v1/report/${report}`)).json()).toMatchObject({ result: { active: false, dashboard: null } })
})

test('what one does not see is counted, not named', async () => {
  const owner = await server.person('use-owner', ['Alpha'])
  const id = await made(owner, '/api/v1/dataset/', { database: warehouse.databaseId, table_name: 'used', sql: 'SELECT * FROM sales' })
  const chart = await made(owner, '/api/v1/chart/', { slice_name: 'Seen', datasource_id: id, datasource_type: 'table' })
  await made(admin, '/api/v1/rowlevelsecurity/', { name: 'Hidden rule', filter_type: 'Base', tables: [id], roles: [], clause: '1 = 1' })
  const report = { type: 'Report', name: 'Hidden report', crontab: '0 9 * * *', chart, owners: [] }
  await made(admin, '/api/v1/report/', report)
  const uses = await owner.get(`/api/v1/history/dataset/${id}/used-by`)
  expect(uses.json(), uses.text).toEqual({
    result: {
      charts: { count: 1, hidden: 0, result: [{ kind: 'chart', id: chart, name: 'Seen' }] },
      dashboards: { count: 0, hidden: 0, result: [] },
      reports: { count: 1, hidden: 1, result: [] },
      rules: { count: 1, hidden: 1, result: [] },
    },
  })
})

test('what has been in the trash for long enough goes for good', async () => {
  const { ctx } = server.running
  const { jobDefinitions } = await import('@coset/resources')
  const purge = jobDefinitions.find((definition) => definition.name === 'maintenance.trash')
  const run = { id: 'x', attempt: 1, last: true, signal: new AbortController().signal }
  const [old, fresh] = [
    await made(admin, '/api/v1/dashboard/', { dashboard_title: 'old' }),
    await made(admin, '/api/v1/dashboard/', { dashboard_title: 'fresh' }),
  ]
  await ok(admin.delete(`/api/v1/dashboard/?q=!(${old},${fresh})`))
  const before = ctx.clock.now() - 30 * 86_400_000
  await ctx.metadata.db
    .updateTable('trash')
    .set({ deleted_on: before - 1000 })
    .where('object_id', '=', old)
    .where('kind', '=', 'dashboard')
    .execute()
  await purge?.run(ctx, {}, run)
  await expect(entryOf(admin, 'dashboard', old)).rejects.toThrow()
  expect(await entryOf(admin, 'dashboard', fresh)).toBeGreaterThan(0)
  const versions = await ctx.metadata.db
    .selectFrom('object_versions')
    .select('object_id')
    .where('kind', '=', 'dashboard')
    .where('object_id', 'in', [old, fresh])
    .execute()
  expect(versions).toEqual([{ object_id: fresh }])
})
