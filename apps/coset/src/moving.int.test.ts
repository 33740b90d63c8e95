import { type MoveReport, moveIn, siteOf, takeBack } from '@coset/resources'
import { temporaryDatabase } from '@coset/testing'
import { describe, expect, test } from 'vitest'
import { DASHBOARD_UUID, EMBEDDED_UUID, OLD_KEY, OLD_TUNNEL, PERMALINK, writeOldSite } from './test-old-site.ts'
import { connectWarehouse, startServer, type TestServer, writeWarehouse } from './test-server.ts'

const addressOf = (server: TestServer): string => `sqlite:///${server.folder}/old.db`

const openSite = (server: TestServer) => writeOldSite(`${server.folder}/old.db`, writeWarehouse(server.folder, 'old-warehouse.sqlite'))

const move = (server: TestServer, more: { readonly secretKey?: string; readonly dryRun?: boolean } = {}): Promise<MoveReport> =>
  moveIn(server.running.ctx, { from: addressOf(server), secretKey: OLD_KEY, dryRun: false, ...more })

const countsOf = ({ counts }: MoveReport): Record<string, Record<string, number>> =>
  Object.fromEntries([...counts].map(([kind, own]) => [kind, Object.fromEntries(own)]))

const NEW = {
  user: { 'here already': 1, new: 2 },
  group: { new: 1 },
  role: { 'here already': 2, new: 1 },
  database: { new: 3 },
  dataset: { new: 1, 'left out': 1 },
  'row-level rule': { new: 1 },
  theme: { new: 1 },
  chart: { new: 2 },
  dashboard: { new: 1 },
  tag: { new: 1 },
  'saved query': { new: 1 },
  report: { new: 1 },
  permalink: { new: 1 },
}

const rowsOf = async (server: TestServer): Promise<readonly number[]> => {
  const { db } = server.running.ctx.metadata
  const tables = ['users', 'roles', 'databases', 'datasets', 'dataset_columns', 'charts', 'dashboards', 'owners', 'permissions', 'key_values'] as const
  return Promise.all(
    tables.map(async (table) =>
      Number(
        (
          await db
            .selectFrom(table)
            .select((e) => e.fn.countAll().as('n'))
            .executeTakeFirstOrThrow()
        ).n,
      ),
    ),
  )
}

const whole = (database: () => Promise<{ readonly url: string } | null>) => async (): Promise<void> => {
  const own = await database()
  await using server = await startServer(own === null ? {} : { config: { databaseUrl: own.url } })
  const site = openSite(server)
  const before = await rowsOf(server)
  expect(countsOf(await move(server, { dryRun: true }))).toEqual(NEW)
  expect(await rowsOf(server)).toEqual(before)
  const report = await move(server)
  expect(countsOf(report)).toEqual(NEW)
  const told = report.remarks.map(({ kind, name, fate, why }) => `${kind} ${name}: ${fate} ${why}`)
  for (const expected of [
    /user admin: here already/,
    /database Exotic: note .*nothing here can connect/,
    /dataset lost: left out its database/,
    /chart Orphan: note .*dataset did not/,
    /report Morning: note .*Pigeon/,
    /report Morning: note .*switched off/,
    /role 1 permissions: note/,
  ])
    expect(
      told.some((line) => expected.test(line)),
      `${expected} in ${told.join('\n')}`,
    ).toBe(true)
  const { admin } = server
  const result = async (path: string): Promise<Record<string, unknown>> => (await admin.get(path)).json<{ result: Record<string, unknown> }>().result
  expect(await result('/api/v1/dashboard/4')).toMatchObject({
    uuid: DASHBOARD_UUID,
    slug: 'old-sales',
    published: true,
    owners: [{ first_name: 'Ann' }],
    roles: [{ name: 'Sellers' }],
  })
  const data = await admin.get('/api/v1/chart/8/data/')
  expect(data.json<{ result: { data: object[] }[] }>().result[0]?.data).toContainEqual({ region: 'south', total: 150 })
  expect((await admin.get(`/api/v1/dashboard/permalink/${PERMALINK}`)).json()).toMatchObject({ dashboardId: DASHBOARD_UUID, state: { activeTabs: ['TAB-1'] } })
  const { ctx } = server.running
  const far = await ctx.metadata.db.selectFrom('databases').selectAll().where('database_name', '=', 'Far').executeTakeFirstOrThrow()
  expect(ctx.secrets.open(far.password ?? '')).toBe('s3cret €')
  const tunnel = await ctx.metadata.db.selectFrom('ssh_tunnels').selectAll().executeTakeFirstOrThrow()
  expect(tunnel).toMatchObject({ database_id: far.id, server_address: 'jump.example', server_port: 2222, username: 'jumper', password: null })
  expect([tunnel.private_key, tunnel.private_key_password].map((secret) => ctx.secrets.open(secret ?? ''))).toEqual([
    OLD_TUNNEL.privateKey,
    OLD_TUNNEL.privateKeyPassword,
  ])
  const embedded = await ctx.metadata.db.selectFrom('embedded_dashboards').selectAll().executeTakeFirst()
  expect(embedded).toMatchObject({ uuid: EMBEDDED_UUID, dashboard_id: 4, allow_domain_list: 'https://host.example' })
  const ann = await ctx.metadata.db.selectFrom('users').select(['id', 'password', 'active']).where('username', '=', 'ann').executeTakeFirstOrThrow()
  expect(ann.password).toBe('scrypt:2:1:1$salt$00')
  const actor = await ctx.actors.byId(ann.id)
  expect(actor?.roles.map((role) => role.name).sort()).toEqual(['Gamma', 'Sellers'])
  expect([...(actor?.objects.datasource_access ?? [])]).toEqual(['[Old].[sales](id:5)'])
  // Rights that were taken here are not given again
  const rights = async () => {
    const now = await ctx.actors.byId(ann.id)
    return [now?.roles.map((role) => role.name), [...(now?.objects.datasource_access ?? [])]]
  }
  const sellers = await server.roleId('Sellers')
  expect((await admin.post(`/api/v1/security/roles/${sellers}/permissions`, { permission_view_menu_ids: [] })).status).toBe(200)
  const taken = await admin.put(`/api/v1/security/users/${ann.id}`, { roles: [sellers] })
  expect(taken.status, taken.text).toBe(200)
  const again = await move(server)
  expect(await rights()).toEqual([['Sellers'], []])
  expect(countsOf(again)).toMatchObject({ user: { 'here already': 1, same: 2 }, chart: { same: 2 }, dashboard: { same: 1 }, permalink: { same: 1 } })
  // Changed there; changed here; changed on both sides; deleted here
  site.exec(
    "UPDATE slices SET slice_name = 'Renamed there', changed_on = '2024-06-01 00:00:00' WHERE id = 8; UPDATE dashboards SET dashboard_title = 'There', changed_on = '2024-06-01 00:00:00'",
  )
  expect((await admin.put('/api/v1/dashboard/4', { dashboard_title: 'Here' })).status).toBe(200)
  expect((await admin.delete('/api/v1/chart/9')).status).toBe(200)
  expect(countsOf(await move(server))).toMatchObject({ chart: { changed: 1, 'deleted here': 1 }, dashboard: { 'kept, changed here': 1 } })
  expect(await result('/api/v1/chart/8')).toMatchObject({ slice_name: 'Renamed there' })
  expect(await result('/api/v1/dashboard/4')).toMatchObject({ dashboard_title: 'Here' })
  expect((await takeBack(ctx, siteOf(addressOf(server)))).get('chart')).toBe(2)
  expect((await admin.get('/api/v1/chart/8')).status).toBe(404)
  expect((await rowsOf(server)).slice(0, 8)).toEqual(before.slice(0, 8))
  expect(countsOf(await move(server))).toMatchObject({ chart: { new: 2 } })
  site.close()
}

describe('a small site comes over, comes again, and goes', () => {
  test(
    'into SQLite',
    whole(async () => null),
  )
  test('into PostgreSQL', async () => {
    await using database = await temporaryDatabase('postgresql')
    await whole(async () => database)()
  })
  test('into MariaDB', async () => {
    await using database = await temporaryDatabase('mysql')
    await whole(async () => database)()
  })
})

test('where ids are taken, what points to them follows', async () => {
  await using server = await startServer()
  const { chartId, dashboardId, datasetId } = await connectWarehouse(server)
  const { db } = server.running.ctx.metadata
  const [dataset5] = await db.selectFrom('datasets').selectAll().where('id', '=', datasetId).execute()
  const [chart8] = await db.selectFrom('charts').selectAll().where('id', '=', chartId).execute()
  const [dashboard4] = await db.selectFrom('dashboards').selectAll().where('id', '=', dashboardId).execute()
  if (dataset5 === undefined || chart8 === undefined || dashboard4 === undefined) throw new Error('nothing to copy')
  await db
    .insertInto('datasets')
    .values({ ...dataset5, id: 5, uuid: crypto.randomUUID(), table_name: 'secrets' })
    .execute()
  await db
    .insertInto('charts')
    .values({ ...chart8, id: 8, uuid: crypto.randomUUID() })
    .execute()
  await db
    .insertInto('dashboards')
    .values({ ...dashboard4, id: 4, uuid: crypto.randomUUID(), slug: 'taken' })
    .execute()
  openSite(server).close()
  await move(server)
  const dashboard = await db.selectFrom('dashboards').selectAll().where('uuid', '=', DASHBOARD_UUID).executeTakeFirstOrThrow()
  const chart = await db.selectFrom('charts').selectAll().where('slice_name', '=', 'By region').executeTakeFirstOrThrow()
  const dataset = await db.selectFrom('datasets').selectAll().where('description', '=', 'What was sold').executeTakeFirstOrThrow()
  expect(chart.datasource_id).toBe(dataset.id)
  expect(JSON.parse(chart.params)).toMatchObject({ datasource: `${dataset.id}__table` })
  expect(JSON.parse(chart.query_context ?? '{}')).toMatchObject({ datasource: { id: dataset.id }, form_data: { datasource: `${dataset.id}__table` } })
  expect(JSON.parse(dashboard.position_json)).toMatchObject({ 'CHART-a': { meta: { chartId: chart.id } } })
  expect(JSON.parse(dashboard.json_metadata)).toMatchObject({
    expanded_slices: { [chart.id]: true },
    native_filter_configuration: [{ targets: [{ datasetId: dataset.id }], chartsInScope: [chart.id] }],
  })
  expect([dataset.id, chart.id, dashboard.id].some((id, i) => id === [5, 8, 4][i])).toBe(false)
})

test('a wrong key, an address that leads nowhere: nothing comes, and the reason is told', async () => {
  await using server = await startServer()
  openSite(server).close()
  const before = await rowsOf(server)
  await expect(move(server, { secretKey: 'wrong' })).rejects.toThrow(/cannot be opened with this key/)
  expect(await rowsOf(server)).toEqual(before)
  await expect(moveIn(server.running.ctx, { from: `sqlite:///${server.folder}/none.db`, secretKey: OLD_KEY, dryRun: false })).rejects.toThrow()
  await expect(moveIn(server.running.ctx, { from: 'nonsense', secretKey: OLD_KEY, dryRun: false })).rejects.toThrow()
})
