import { type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { change, dashboardFiles, PATHS, pack, sendBundle, UUIDS } from './test-bundle.ts'
import { startServer, type TestServer, writeWarehouse } from './test-server.ts'

let server: TestServer
let admin: Client
let gamma: Client
let alpha: Client
let uri: string
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  uri = `sqlite:///${writeWarehouse(server.folder)}`
  const answer = await sendBundle(admin, await pack(dashboardFiles(uri)))
  expect(answer.status, answer.text).toBe(200)
  gamma = await server.person('gamma')
  alpha = await server.person('alpha', ['Alpha'])
})
afterAll(() => server.close())

const state = async (): Promise<string> => {
  const answers = await Promise.all(['chart', 'dataset', 'dashboard'].map((kind) => admin.get(`/api/v1/${kind}/${UUIDS[kind as 'chart']}`)))
  const databases = await admin.get('/api/v1/database/')
  return [...answers, databases].map((a) => a.text.replace(/"[a-z_]*humanized":"[^"]*"/g, '')).join('\n')
}
const other = (n: number): string => `bbbbbbbb-0000-4000-8000-00000000000${n}`
const touched = (files: Map<string, unknown>): void => {
  change(PATHS.dashboard, { dashboard_title: 'Taken over' })(files)
  change(PATHS.chart, { slice_name: 'Taken over' })(files)
  change(PATHS.dataset, { sql: 'SELECT word AS region FROM secrets' })(files)
  change(PATHS.database, { sqlalchemy_uri: 'postgresql://jo:x@evil.example/d', password: 'x' })(files)
}

/** Attack case 17. */
describe('a bundle overwrites nothing of others', () => {
  test('17: by Gamma, of any kind', async () => {
    const before = await state()
    for (const overwrite of [true, false])
      for (const [kind, type] of [
        ['dashboard', 'Dashboard'],
        ['chart', 'Slice'],
        ['dataset', 'SqlaTable'],
        ['database', 'Database'],
        ['assets', 'assets'],
      ] as const) {
        const files = dashboardFiles(uri, (map) => {
          touched(map)
          change('metadata.yaml', { type })(map)
        })
        const answer = await sendBundle(gamma, await pack(files), { kind, overwrite })
        expect([403, 422], `${kind} ${overwrite}: ${answer.text}`).toContain(answer.status)
      }
    expect(await state()).toBe(before)
  })

  test('17: by Alpha: neither dashboards nor charts nor datasets of others, and no database at all', async () => {
    const before = await state()
    for (const [kind, type] of [
      ['dashboard', 'Dashboard'],
      ['chart', 'Slice'],
      ['dataset', 'SqlaTable'],
    ] as const) {
      const files = dashboardFiles(uri, (map) => {
        touched(map)
        change('metadata.yaml', { type })(map)
      })
      const answer = await sendBundle(alpha, await pack(files), { kind, overwrite: true })
      expect(answer.status, `${kind}: ${answer.text}`).toBe(403)
    }
    const assets = await sendBundle(alpha, await pack(dashboardFiles(uri, touched)), { kind: 'assets' })
    expect(assets.status, assets.text).toBe(403)
    const fresh = dashboardFiles(uri, (map) => {
      change(PATHS.database, { uuid: other(1), database_name: 'New one' })(map)
      change(PATHS.dataset, { uuid: other(2), database_uuid: other(1) })(map)
      change(PATHS.chart, { uuid: other(3), dataset_uuid: other(2) })(map)
      change(PATHS.dashboard, { uuid: other(4), slug: 'new-one' })(map)
    })
    expect((await sendBundle(alpha, await pack(fresh))).status).toBe(403)
    expect(await state()).toBe(before)
  })

  test('17: half of a bundle that is refused at the end is not kept', async () => {
    const files = dashboardFiles(uri, (map) => {
      map.set('charts/new.yaml', { ...(map.get(PATHS.chart) as object), uuid: other(9), slice_name: 'New chart' })
      change(PATHS.dashboard, { dashboard_title: 'Taken over' })(map)
    })
    expect((await sendBundle(alpha, await pack(files), { overwrite: true })).status).toBe(403)
    expect((await admin.get(`/api/v1/chart/${other(9)}`)).status).toBe(404)
  })

  test('but Alpha may bring a dashboard of their own over what is here', async () => {
    const files = dashboardFiles(uri, (map) => {
      change(PATHS.dashboard, { uuid: other(5), slug: null, dashboard_title: 'Mine' })(map)
      map.set('charts/new.yaml', { ...(map.get(PATHS.chart) as object), uuid: other(6), slice_name: 'My chart' })
    })
    const answer = await sendBundle(alpha, await pack(files))
    expect(answer.status, answer.text).toBe(200)
    const mine = (await alpha.get(`/api/v1/dashboard/${other(5)}`)).json<{ result: { owners: { first_name: string }[] } }>().result
    expect(mine.owners.map((o) => o.first_name)).toEqual(['alpha'])
    expect((await sendBundle(alpha, await pack(files), { overwrite: true })).status).toBe(200)
  })
})

describe('a bundle opens no data', () => {
  test('that its importer may not read, through a dashboard of a role', async () => {
    // Gamma may use another database and names the foreign dataset and chart as if they lay there
    const path = writeWarehouse(server.folder, 'open.sqlite')
    const made = (await admin.post('/api/v1/database/', { database_name: 'Open', sqlalchemy_uri: `sqlite:///${path}` })).json<{
      id: number
      result: { uuid: string }
    }>()
    const role = (await admin.post('/api/v1/security/roles/', { name: 'open' })).json<{ id: number }>()
    const permission = await server.running.ctx.metadata.db
      .selectFrom('permissions')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .select('permissions.id')
      .where('permission_views.name', '=', `[Open].(id:${made.id})`)
      .executeTakeFirstOrThrow()
    await admin.post(`/api/v1/security/roles/${role.id}/permissions`, { permission_view_menu_ids: [permission.id] })
    const client = await server.person('sly', ['Gamma', 'open'])
    const files = dashboardFiles(`sqlite:///${path}`, (map) => {
      change(PATHS.database, { uuid: made.result.uuid, database_name: 'Open' })(map)
      change(PATHS.dataset, { database_uuid: made.result.uuid })(map)
      change(PATHS.dashboard, { uuid: other(7), slug: null })(map)
    })
    const answer = await sendBundle(client, await pack(files))
    expect(answer.status, answer.text).toBe(403)
    expect((await admin.get(`/api/v1/dashboard/${other(7)}`)).status).toBe(404)
  })

  test('by ids in the filters of a file', async () => {
    const dataset = (await admin.get(`/api/v1/dataset/${UUIDS.dataset}`)).json<{ result: { id: number } }>().result.id
    const filters = [{ id: 'NATIVE_FILTER-1', targets: [{ datasetId: dataset, column: { name: 'region' } }] }]
    const files = new Map<string, unknown>([...dashboardFiles(uri)].filter(([path]) => path === 'metadata.yaml' || path === PATHS.dashboard))
    change(PATHS.dashboard, { uuid: other(8), slug: null, position: {}, metadata: { native_filter_configuration: filters } })(files)
    const answer = await sendBundle(gamma, await pack(files))
    expect(answer.status, answer.text).toBe(200)
    const mine = (await gamma.get(`/api/v1/dashboard/${other(8)}`)).json<{ result: { id: number; json_metadata: string } }>().result
    expect(JSON.parse(mine.json_metadata).native_filter_configuration[0].targets).toEqual([{ column: { name: 'region' } }])
    expect((await gamma.put(`/api/v1/dashboard/${mine.id}`, { roles: [await server.roleId('Gamma')] })).status).toBe(200)
    const asked = await gamma.post('/api/v1/chart/data', {
      datasource: { id: dataset, type: 'table' },
      queries: [{ columns: ['region'], metrics: [], row_limit: 10 }],
      form_data: { dashboardId: mine.id, type: 'NATIVE_FILTER', native_filter_id: 'NATIVE_FILTER-1' },
    })
    expect(asked.status).toBe(403)
  })
})

describe('an export', () => {
  test('is for those who may see the object', async () => {
    const id = async (kind: 'dashboard' | 'chart' | 'dataset'): Promise<number> =>
      (await admin.get(`/api/v1/${kind}/${UUIDS[kind]}`)).json<{ result: { id: number } }>().result.id
    for (const kind of ['dashboard', 'chart'] as const) expect([403, 404]).toContain((await gamma.get(`/api/v1/${kind}/export/${q([await id(kind)])}`)).status)
    expect((await gamma.get(`/api/v1/dataset/export/${q([await id('dataset')])}`)).status).toBe(403)
    expect((await alpha.get(`/api/v1/dataset/export/${q([await id('dataset')])}`)).status).toBe(200)
    expect((await alpha.get(`/api/v1/database/export/${q([1])}`)).status).toBe(403)
    for (const ids of [[999_999], [await id('dashboard'), 999_999]]) expect((await admin.get(`/api/v1/dashboard/export/${q(ids)}`)).status).toBe(404)
  })
})
