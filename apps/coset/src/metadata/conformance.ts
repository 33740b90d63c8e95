import { allRoutes, contract } from '@coset/contract'
import { type Client, q, type TemporaryDatabase } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { change, dashboardFiles, PATHS, pack, sendBundle, UUIDS } from '../test-bundle.ts'
import { connectWarehouse, passwordOf, startServer, type TestServer, type Warehouse, writeWarehouse } from '../test-server.ts'

const lists = allRoutes(contract).filter((r) => r.name.endsWith('.list'))

/** What somebody may send as the value of any filter. */
const VALUES: readonly unknown[] = [
  'a',
  "x' or '1'='1",
  1,
  true,
  null,
  [],
  [1, 'a'],
  { a: 1 },
  '',
  -1.5,
  '%',
  '2024-01-01T00:00:00',
  2 ** 40,
  1e30,
  'a\\',
  'a\u0000b',
  ['\u0000'],
]

/** What two servers do on one metadata database, whatever its kind. */
export const metadataServers = (name: string, open: () => Promise<TemporaryDatabase>): void => {
  describe(`on ${name}`, () => {
    let database: TemporaryDatabase
    let server: TestServer
    let second: TestServer
    let admin: Client
    let warehouse: Warehouse
    beforeAll(async () => {
      database = await open()
      const config = {
        databaseUrl: database.url,
        secretKey: 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW',
        allowLocalFiles: true,
        featureFlags: { EMBEDDED_SUPERSET: true },
      }
      // Two servers of a new site start at the same moment
      ;[server, second] = await Promise.all([startServer({ config }), startServer({ config })])
      admin = server.admin
      warehouse = await connectWarehouse(server)
    })
    afterAll(async () => {
      await server?.close()
      await second?.close()
      await database?.[Symbol.asyncDispose]()
    })

    test('two servers that start at once make one site', async () => {
      const { db } = server.running.ctx.metadata
      expect(await db.selectFrom('users').select('username').execute()).toEqual([{ username: 'admin' }])
      expect((await db.selectFrom('roles').select('name').execute()).map((r) => r.name).sort()).toEqual(['Admin', 'Alpha', 'Gamma', 'Public', 'sql_lab'])
    })

    test('what one server makes the other shows, and its tokens hold there', async () => {
      expect((await second.admin.get(`/api/v1/dashboard/${warehouse.dashboardId}`)).json()).toMatchObject({ result: { slug: 'sales', published: true } })
      expect((await second.admin.get(`/api/v1/chart/${warehouse.chartId}/data/`)).text).toContain('north')
    })

    test('objects are made, changed, marked, copied and deleted', async () => {
      const id = (await admin.post('/api/v1/dashboard/', { dashboard_title: 'D 🐘', slug: 'd', css: 'é'.repeat(50_000) })).json<{ id: number }>().id
      expect((await admin.put(`/api/v1/dashboard/${id}`, { published: true, tags: [] })).status).toBe(200)
      expect((await admin.post(`/api/v1/dashboard/${id}/favorites/`)).status).toBe(200)
      expect((await admin.get(`/api/v1/dashboard/${q({ filters: [{ col: 'id', opr: 'dashboard_is_favorite', value: true }] })}`)).json()).toMatchObject({
        ids: [id],
      })
      expect(
        (
          await admin.get(
            `/api/v1/dashboard/${q({ filters: [{ col: 'published', opr: 'eq', value: true }], order_column: 'changed_on_delta_humanized', order_direction: 'desc' })}`,
          )
        ).json(),
      ).toMatchObject({ count: 2 })
      expect(
        (await admin.post(`/api/v1/dashboard/${warehouse.dashboardId}/copy/`, { dashboard_title: 'copy', json_metadata: '{}', duplicate_slices: true })).status,
      ).toBe(200)
      expect((await admin.post('/api/v1/dashboard/', { dashboard_title: 'E', slug: 'd' })).status).toBe(422)
      expect((await admin.delete(`/api/v1/dashboard/${id}`)).status).toBe(200)
      expect((await admin.get('/api/v1/dashboard/d')).status).toBe(404)
    })

    test('a dashboard is embedded once, for guests of both servers, and as long as it is there', async () => {
      const made = await admin.post('/api/v1/dashboard/', { dashboard_title: 'Embedded' })
      const { id } = made.json<{ id: number }>()
      const path = `/api/v1/dashboard/${id}/embedded`
      const answers = await Promise.all(
        [admin, second.admin, admin, second.admin].map((client) => client.post(path, { allowed_domains: ['https://a.example'] })),
      )
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200])
      const uuids = new Set(answers.map((answer) => answer.json<{ result: { uuid: string } }>().result.uuid))
      expect(uuids.size).toBe(1)
      const [uuid = ''] = uuids
      const changed = await second.admin.put(path, { allowed_domains: [] })
      expect(changed.json<{ result: object }>().result).toMatchObject({ uuid, allowed_domains: [], dashboard_id: String(id) })
      const body = { user: { username: 'é 🐘' }, resources: [{ type: 'dashboard', id: uuid }], rls: [] }
      const { token } = (await admin.post('/api/v1/security/guest_token/', body)).json<{ token: string }>()
      expect((await second.nobody.with({ 'x-guesttoken': token }).get('/api/v1/me/')).json()).toMatchObject({ result: { username: 'é 🐘' } })
      expect((await admin.delete(`/api/v1/dashboard/${id}`)).status).toBe(200)
      expect((await second.admin.get(`/api/v1/embedded_dashboard/${uuid}`)).status).toBe(404)
      expect(await server.running.ctx.metadata.db.selectFrom('embedded_dashboards').select('uuid').where('dashboard_id', '=', id).execute()).toEqual([])
    })

    test('of ten writers one wins', async () => {
      const { changed_on_ms } = (await admin.get(`/api/v1/dashboard/${warehouse.dashboardId}`)).json<{ result: { changed_on_ms: number } }>().result
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          (i % 2 === 0 ? admin : second.admin).put(`/api/v1/dashboard/${warehouse.dashboardId}`, { css: `.w${i}{}`, expected_changed_on: changed_on_ms }),
        ),
      )
      expect(answers.map((a) => a.status).filter((s) => s === 200)).toHaveLength(1)
      expect(answers.map((a) => a.status).filter((s) => s === 409)).toHaveLength(9)
    })

    test('the same for kinds whose rows say nothing of versions, for roles, groups and accounts', async () => {
      const made = async (path: string, body: object): Promise<string> => `${path}${(await admin.post(path, body)).json<{ id: number }>().id}`
      const theme = await made('/api/v1/theme/', { theme_name: 'Race', json_data: '{"token": {}}' })
      const role = await made('/api/v1/security/roles/', { name: 'Race' })
      const group = await made('/api/v1/security/groups/', { name: 'Race' })
      const racer = { username: 'hurried', email: 'hurried@example.org', first_name: 'R', last_name: 'R', password: 'a long password' }
      const user = await made('/api/v1/security/users/', { ...racer, groups: [Number(group.split('/').at(-1))] })
      for (const [path, field] of [
        [theme, 'theme_name'],
        [role, 'name'],
        [group, 'name'],
        [user, 'last_name'],
      ] as const)
        for (const round of [1, 2]) {
          const { changed_on_ms } = (await second.admin.get(`${path}?q=(columns:!(changed_on_ms))`)).json<{ result: { changed_on_ms: number } }>().result
          const answers = await Promise.all(
            Array.from({ length: 6 }, (_, i) =>
              (i % 2 === 0 ? admin : second.admin).put(path, { [field]: `Race ${round} ${i}`, expected_changed_on: changed_on_ms }),
            ),
          )
          expect(answers.map((answer) => answer.status).sort(), path).toEqual([200, 409, 409, 409, 409, 409])
        }
    })

    test('of two administrators who remove each other one stays', async () => {
      const other = await server.person('rival', ['Admin'])
      const ids = await Promise.all([admin, other].map(async (c) => (await c.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id))
      const gamma = await server.roleId('Gamma')
      await Promise.all([
        second.admin.put(`/api/v1/security/users/${ids[1]}`, { roles: [gamma] }),
        other.put(`/api/v1/security/users/${ids[0]}`, { roles: [gamma] }),
      ])
      const left = await server.running.ctx.metadata.db
        .selectFrom('user_roles')
        .innerJoin('roles', 'roles.id', 'user_roles.role_id')
        .select('user_id')
        .where('roles.name', '=', 'Admin')
        .execute()
      expect(left.length).toBeGreaterThanOrEqual(1)
      const role = await server.roleId('Admin')
      const { db } = server.running.ctx.metadata
      for (const id of ids)
        if (id !== undefined && !left.some((row) => row.user_id === id)) await db.insertInto('user_roles').values({ user_id: id, role_id: role }).execute()
      for (const s of [server, second]) s.running.ctx.actors.forget()
    })

    test('rights that one server changes hold at the other with its next request', async () => {
      const client = await server.person('traveller')
      const { id } = (await client.get('/api/v1/me/')).json<{ result: { id: number } }>().result
      const there = second.nobody.with({
        authorization: `Bearer ${(await second.nobody.post('/api/v1/security/login', { username: 'traveller', password: passwordOf('traveller'), provider: 'db' })).json<{ access_token: string }>().access_token}`,
      })
      const seen = async (): Promise<unknown> => (await there.get('/api/v1/dataset/')).json<{ count: number }>().count
      const group = await admin.post('/api/v1/security/groups/', { name: 'Analysts', roles: [await server.roleId('Alpha')] })
      expect(group.status, group.text).toBe(201)
      const path = `/api/v1/security/groups/${group.json<{ id: number }>().id}`
      expect(await seen()).toBe(0)
      expect((await admin.put(path, { users: [id] })).status).toBe(200)
      expect(await seen()).toBe(1)
      expect((await admin.put(path, { roles: [] })).status).toBe(200)
      expect(await seen()).toBe(0)
      expect((await admin.delete(path)).status).toBe(200)
    })

    test('row-level rules, resources and registrations are kept', async () => {
      const rule = { name: 'Rule 🐘', filter_type: 'Regular', tables: [warehouse.datasetId], roles: [await server.roleId('Gamma')], clause: "region = 'north'" }
      const made = await admin.post('/api/v1/rowlevelsecurity/', rule)
      expect(made.status, made.text).toBe(201)
      const path = `/api/v1/rowlevelsecurity/${made.json<{ id: number }>().id}`
      expect((await second.admin.put(path, { clause: 'x'.repeat(9000), roles: [] })).status).toBe(200)
      expect((await admin.get(path)).json()).toMatchObject({ result: { name: 'Rule 🐘', clause: 'x'.repeat(9000), roles: [] } })
      expect((await admin.post('/api/v1/rowlevelsecurity/', rule)).status).toBe(422)
      expect((await admin.delete(path)).status).toBe(200)
      const view = await admin.post('/api/v1/security/resources/', { name: 'Réseau' })
      expect((await admin.post('/api/v1/security/resources/', { name: 'Réseau' })).status).toBe(422)
      expect((await admin.delete(`/api/v1/security/resources/${view.json<{ id: number }>().id}`)).status).toBe(200)
      const person = { username: 'new', first_name: 'N', last_name: 'N', email: 'n@example.org', password: 'new password' }
      const answers = await Promise.all([admin, second.admin].map((client) => client.post('/api/v1/security/user_registrations/', person)))
      expect(answers.map((answer) => answer.status).sort()).toEqual([201, 422])
    })

    test('the same person made at once on both servers is made once', async () => {
      const body = {
        username: 'racer',
        email: 'racer@example.org',
        first_name: 'R',
        last_name: 'R',
        password: 'racer password',
        roles: [await server.roleId('Gamma')],
      }
      const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? admin : second.admin).post('/api/v1/security/users/', body)))
      expect(answers.map((a) => a.status).sort()).toEqual([201, ...new Array(7).fill(422)])
    })

    test.each(lists.map((r) => [r.name, r.path] as const))('%s: orders and filters with any value', async (_name, path) => {
      const { order_columns } = (await admin.get(path)).json<{ order_columns: string[] }>()
      for (const order_column of order_columns)
        for (const order_direction of ['asc', 'desc'])
          expect((await admin.get(`${path}${q({ order_column, order_direction })}`)).status, order_column).toBe(200)
      const { filters } = (await admin.get(`${path}_info${q({ keys: ['filters'] })}`)).json<{ filters: Record<string, { operator: string }[]> }>()
      for (const [col, operators] of Object.entries(filters))
        for (const { operator } of operators)
          await Promise.all(
            VALUES.map(async (value) => {
              const answer = await admin.get(`${path}${q({ filters: [{ col, opr: operator, value }] })}`)
              expect([200, 400], `${col} ${operator} ${JSON.stringify(value)}: ${answer.text.slice(0, 300)}`).toContain(answer.status)
            }),
          )
    })

    test('characters and numbers that no database takes are refused before it sees them', async () => {
      const nul = 'a\u0000b'
      const tries: readonly (readonly [string, string, unknown])[] = [
        ['POST', '/api/v1/dashboard/', { dashboard_title: nul }],
        ['POST', '/api/v1/dashboard/', { dashboard_title: 'a', css: nul }],
        ['POST', '/api/v1/chart/', { slice_name: nul, datasource_id: warehouse.datasetId, datasource_type: 'table' }],
        ['PUT', `/api/v1/dataset/${warehouse.datasetId}`, { description: nul }],
        ['POST', '/api/v1/security/login', { username: nul, password: 'x', provider: 'db' }],
        ['POST', '/api/v1/tag/', { name: nul }],
        ['POST', '/api/v1/tag/', { name: 'x', objects_to_tag: [['x'.repeat(300), 1]] }],
        ['POST', '/api/v1/tag/', { name: 'x', objects_to_tag: [['dashboard', 2 ** 40]] }],
        ['POST', '/api/v1/css_template/', { template_name: nul, css: '' }],
        ['POST', '/api/v1/saved_query/', { label: 'x', sql: 'SELECT 1', db_id: 999_999 }],
        ['POST', `/api/v1/dashboard/${warehouse.dashboardId}/filter_state`, { value: nul }],
        ['POST', '/superset/log/?dashboard_id=1', { events: [{ event_name: nul, slice_id: 1.5, dashboard_id: 2 ** 40, duration: 2 ** 40 }] }],
        ['POST', '/superset/log/?dashboard_id=1', { events: '{' }],
        ['GET', '/api/v1/dashboard/%00', undefined],
        ['GET', '/api/v1/chart/a%00b', undefined],
        ['GET', '/api/v1/dashboard/permalink/%00', undefined],
        ['GET', `/api/v1/dashboard/${warehouse.dashboardId}/filter_state/%00`, undefined],
        ['GET', `/api/v1/dashboard/related/owners${q({ filter: nul })}`, undefined],
        ['GET', `/api/v1/dashboard/related/owners${q({ include_ids: [2 ** 40] })}`, undefined],
        ['GET', '/api/v1/explore/?form_data_key=%00', undefined],
        ['POST', '/api/v1/cachekey/invalidate', { datasources: [{ database_name: nul, datasource_name: nul }] }],
      ]
      for (const [method, path, body] of tries) {
        const answer = await admin.request(method, path, body)
        expect(answer.status, `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`).toBeLessThan(500)
      }
      const files = dashboardFiles(`sqlite:///${writeWarehouse(server.folder, 'nul.sqlite')}`, change(PATHS.chart, { slice_name: nul }))
      const imported = await sendBundle(admin, await pack(files))
      expect(imported.status, imported.text).toBeLessThan(500)
    })

    test('a bundle comes in, once, and goes out', async () => {
      const files = dashboardFiles(`sqlite:///${writeWarehouse(server.folder, 'import.sqlite')}`)
      const answer = await sendBundle(admin, await pack(files))
      expect(answer.status, answer.text).toBe(200)
      expect((await sendBundle(second.admin, await pack(files))).status).toBe(422)
      expect((await sendBundle(second.admin, await pack(files), { overwrite: true })).status).toBe(200)
      const chart = (await admin.get(`/api/v1/chart/${UUIDS.chart}`)).json<{ result: { id: number } }>().result.id
      expect((await admin.get(`/api/v1/chart/${chart}/data/`)).text).toContain('north')
      expect((await admin.get('/api/v1/assets/export/')).headers.get('content-type')).toBe('application/zip')
      const broken = dashboardFiles('sqlite:///x', (map) => {
        change(PATHS.database, { uuid: 'dddddddd-0000-4000-8000-000000000001', database_name: 'B', sqlalchemy_uri: 'sqlite:////etc/passwd' })(map)
      })
      expect((await sendBundle(admin, await pack(broken), { overwrite: true })).status).toBeGreaterThanOrEqual(400)
    })
  })
}
