import { allRoutes, contract, openWhileViewing, READS_WHILE_VIEWING } from '@coset/contract'
import { flushAudit } from '@coset/resources'
import { type Answer, bearerClient, type Client, createClient, multipart, q, sessionClient } from '@coset/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { pathOf, whoIs } from './test-routes.ts'
import { ADMIN_PASSWORD, connectWarehouse, passwordOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

const PATH = '/api/v1/security/view_as/'
const routes = allRoutes(contract)

let server: TestServer
let made: Warehouse
let jo: Client
let joId = 0
let joRoleId = 0
let boss: Client
beforeAll(async () => {
  server = await startServer()
  made = await connectWarehouse(server)
  joRoleId = await roleOfNorth()
  jo = await server.person('jo', ['Gamma', 'North'])
  joId = await idOf(jo)
})
afterAll(() => server.close())
beforeEach(async () => {
  boss = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
})
afterEach(async () => {
  vi.useRealTimers()
  await boss.delete(PATH)
})

const idOf = async (client: Client): Promise<number> => (await whoIs(client)).id

/** A role that reads the dataset, and of its rows those of the north. */
const roleOfNorth = async (): Promise<number> => {
  const id = await server.grant('North', [`[Warehouse].[sales](id:${made.datasetId})`, 'Datasource'])
  const rule = { name: 'north', filter_type: 'Regular', tables: [made.datasetId], roles: [id], clause: "region = 'north'" }
  expect((await server.admin.post('/api/v1/rowlevelsecurity/', rule)).status).toBe(201)
  return id
}

const begin = async (client: Client, userId = joId): Promise<void> => {
  const answer = await client.post(PATH, { user_id: userId })
  expect(answer.status, answer.text).toBe(200)
}

const nameOf = async (client: Client): Promise<string> => (await client.get('/api/v1/me/')).json<{ result: { username: string } }>().result.username

const question = (more: object = {}) => ({
  datasource: { id: made.datasetId, type: 'table' },
  queries: [{ columns: ['region'], metrics: ['count'], orderby: [['region', true]] }],
  ...more,
})

const regions = async (client: Client): Promise<readonly unknown[]> => {
  const answer = await client.post('/api/v1/chart/data', question())
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ result: { data: { region: string | null }[] }[] }>().result[0]?.data.map((row) => row.region) ?? []
}

const errorOf = (answer: Answer): string => {
  const { message, errors } = answer.json<{ message?: string; errors?: { message: string }[] }>()
  return message ?? errors?.[0]?.message ?? ''
}

interface Event {
  readonly user_name: string
  readonly action: string
  readonly object_kind: string
  readonly object_id: string
  readonly object_name: string
  readonly status: number
  readonly detail: string
}

const events = async (action: string): Promise<readonly Event[]> => {
  await flushAudit(server.running.ctx)
  const filters = [{ col: 'action', opr: 'eq', value: action }]
  return (await server.admin.get(`/api/v1/coset/audit/${q({ filters, page_size: 100 })}`)).json<{ result: readonly Event[] }>().result
}

describe('who may', () => {
  test('nobody without the permission, whoever is named', async () => {
    const session = await sessionClient(server.url, 'jo', passwordOf('jo'))
    for (const user_id of [1, joId, 1_999_999_999, null]) expect((await session.post(PATH, { user_id })).status).toBe(403)
    expect(await nameOf(session)).toBe('jo')
    expect((await server.nobody.post(PATH, { user_id: joId })).status).toBe(401)
    expect((await server.nobody.delete(PATH)).status).toBe(401)
  })

  test('a token or key does not: the answer says why', async () => {
    const answer = await server.admin.post(PATH, { user_id: joId })
    expect([answer.status, errorOf(answer)]).toEqual([403, expect.stringContaining('Only a browser that is signed in')])
    expect(await nameOf(server.admin)).toBe('admin')
  })

  test('needs the CSRF token, and a person who is there, active and somebody else', async () => {
    const bare = boss.with({ 'x-csrftoken': '' })
    expect((await bare.post(PATH, { user_id: joId })).status).toBe(400)
    expect(await nameOf(boss)).toBe('admin')
    expect((await boss.post(PATH, { user_id: 1_999_999_999 })).status).toBe(404)
    for (const body of [{}, { user_id: 'x' }, { user_id: [null] }, { user_id: joId, more: 1 }, { user_id: await idOf(boss) }])
      expect((await boss.post(PATH, body)).status, JSON.stringify(body)).toBe(400)
    await server.person('off')
    const off = await idOf(await sessionClient(server.url, 'off', passwordOf('off')))
    await server.admin.put(`/api/v1/security/users/${off}`, { active: false })
    expect((await boss.post(PATH, { user_id: off })).status).toBe(400)
    await begin(boss)
    expect((await bare.delete(PATH)).status).toBe(400)
    expect(await nameOf(boss)).toBe('jo')
  })

  test('administrators are seen by administrators only', async () => {
    await server.person('second', ['Admin'])
    const second = await idOf(await bearerClient(server.url, 'second', passwordOf('second')))
    await begin(boss, second)
    expect(await nameOf(boss)).toBe('second')
    await server.grant('Helpers', ['can_view_as'], 'permission.name')
    await server.person('helper', ['Gamma', 'Helpers'])
    const helper = await sessionClient(server.url, 'helper', passwordOf('helper'))
    expect((await helper.post(PATH, { user_id: second })).status).toBe(403)
    await begin(helper)
    expect(await nameOf(helper)).toBe('jo')
    // Made an administrator meanwhile
    await server.admin.put(`/api/v1/security/users/${joId}`, { roles: [await server.roleId('Admin')] })
    expect(await nameOf(helper)).toBe('helper')
    await server.admin.put(`/api/v1/security/users/${joId}`, { roles: [await server.roleId('Gamma'), joRoleId] })
    expect(await nameOf(helper)).toBe('helper')
  })

  test('accounts of programs are seen as well', async () => {
    const names = { username: 'robot', email: 'robot@example.org', first_name: 'Ro', last_name: 'Bot' }
    const answer = await server.admin.post('/api/v1/security/users/', { ...names, is_service: true, active: true, roles: [await server.roleId('Gamma')] })
    await begin(boss, answer.json<{ id: number }>().id)
    expect(await nameOf(boss)).toBe('robot')
  })
})

describe('what is seen', () => {
  test('lists, dashboards, rows, downloads and choices of filters are the person’s', async () => {
    expect(await regions(boss)).toHaveLength(3)
    await begin(boss)
    const same = async (path: string): Promise<void> => {
      const [theirs, seen] = [await jo.get(path), await boss.get(path)]
      expect([seen.status, seen.text.replace(/"[a-z_]*humanized":"[^"]*"/g, '')], path).toEqual([
        theirs.status,
        theirs.text.replace(/"[a-z_]*humanized":"[^"]*"/g, ''),
      ])
    }
    for (const kind of ['dashboard', 'chart', 'dataset', 'database', 'security/users', 'security/roles', 'rowlevelsecurity', 'log', 'coset/audit'])
      await same(`/api/v1/${kind}/`)
    for (const path of [`dashboard/${made.dashboardId}`, `dashboard/${made.dashboardId}/charts`, `chart/${made.chartId}`, `dataset/${made.datasetId}`, 'menu/'])
      await same(`/api/v1/${path}`)
    await same(`/api/v1/datasource/table/${made.datasetId}/column/region/values/`)
    expect((await boss.get(`/api/v1/datasource/table/${made.datasetId}/column/region/values/`)).json()).toEqual({ result: ['north'] })
    expect(await regions(boss)).toEqual(['north'])
    const csv = await boss.post('/api/v1/chart/data', question({ result_format: 'csv' }))
    expect([csv.status, csv.text]).toEqual([200, expect.stringContaining('north')])
    expect(csv.text).not.toContain('south')
    const rows = await boss.post(`/datasource/samples?datasource_type=table&datasource_id=${made.datasetId}`, {})
    expect([rows.status, rows.text]).toEqual([200, expect.stringContaining('north')])
    expect(rows.text).not.toContain('south')
    expect((await boss.get(`/api/v1/chart/${made.chartId}/data/`)).text).not.toContain('south')
  })

  test('cached answers of one are not the other’s', async () => {
    const [whole, north] = [await regions(boss), await regions(jo)]
    expect([whole.length, north]).toEqual([3, ['north']])
    await begin(boss)
    expect(await regions(boss)).toEqual(north)
    await boss.delete(PATH)
    expect(await regions(boss)).toEqual(whole)
    const body = { database: made.databaseId, table_name: 'whoever', sql: "SELECT '{{ current_username() }}' AS me" }
    const { id } = (await server.admin.post('/api/v1/dataset/', body)).json<{ id: number }>()
    await server.admin.put(`/api/v1/dataset/${id}`, { owners: [await idOf(boss), joId] })
    const me = async (client: Client): Promise<string> => {
      const answer = await client.post('/api/v1/chart/data', { datasource: { id, type: 'table' }, queries: [{ columns: ['me'], metrics: ['count'] }] })
      return /"me":"(\w+)"/.exec(answer.text)?.[1] ?? answer.text
    }
    expect([await me(boss), await me(jo)]).toEqual(['admin', 'jo'])
    await begin(boss)
    expect(await me(boss)).toBe('jo')
    await boss.delete(PATH)
    expect(await me(boss)).toBe('admin')
  })

  test('the client is told that it is on, as whom, by whom and until when', async () => {
    const boot = async () => (await boss.get('/api/v1/coset/bootstrap')).json<{ user: { username: string }; viewing: { by: object; until: string } | null }>()
    expect((await boot()).viewing).toBeNull()
    await begin(boss)
    const { user, viewing } = await boot()
    expect([user.username, viewing?.by]).toEqual(['jo', expect.objectContaining({ username: 'admin' })])
    const minutes = (Date.parse(`${viewing?.until}Z`.replace(/ZZ$/, 'Z')) - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(58)
    expect(minutes).toBeLessThanOrEqual(60)
    expect((await boss.get('/api/v1/me/')).json()).toMatchObject({ result: { username: 'jo', viewed_by: 'admin' } })
    expect(await nameOf(await sessionClient(server.url, 'admin', ADMIN_PASSWORD))).toBe('admin')
  })

  test('a database that answers people in their own names is not asked in theirs, and gives no kept answer', async () => {
    await server.admin.put(`/api/v1/database/${made.databaseId}`, { impersonate_user: true })
    await jo.post('/api/v1/chart/data', question())
    await begin(boss)
    for (const answer of [
      await boss.post('/api/v1/chart/data', question()),
      await boss.get(`/api/v1/datasource/table/${made.datasetId}/column/region/values/`),
    ])
      expect([answer.status, errorOf(answer)]).toEqual([403, expect.stringContaining('in their own names')])
    await boss.delete(PATH)
    await server.admin.put(`/api/v1/database/${made.databaseId}`, { impersonate_user: false })
  })
})

describe('what is refused', () => {
  test('every write of the contract, with the reason', async () => {
    const second = await server.person('whole', ['Admin'])
    // An administrator's eyes: no other rule refuses first
    await begin(boss, await idOf(second))
    let refused = 0
    for (const route of routes.filter(({ method }) => method !== 'GET')) {
      if (route.name === 'security.endViewAs') continue
      const body = route.bodyKind === 'multipart' ? multipart({}) : {}
      const answer = route.method === 'DELETE' ? await boss.delete(pathOf(route)) : await boss.request(route.method, pathOf(route), body)
      if (READS_WHILE_VIEWING.has(route.name)) {
        expect(answer.status, `${route.name}: ${answer.text}`).not.toBe(403)
        continue
      }
      refused++
      expect([answer.status, errorOf(answer)], route.name).toEqual([
        403,
        'You see the site as whole and can only look. Go back to yourself to change or run something.',
      ])
    }
    expect(refused).toBeGreaterThan(130)
    expect(await nameOf(boss)).toBe('whole')
  })

  test('reads of what is a person’s own', async () => {
    await begin(boss)
    const closed = routes.filter((route) => route.method === 'GET' && !openWhileViewing(route))
    expect(closed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['signIn.apiKeys', 'signIn.sessions', 'signIn.factors', 'sqllab.export', 'database.signedIn']),
    )
    for (const route of closed) {
      const answer = await boss.get(pathOf(route))
      expect([answer.status, errorOf(answer)], route.name).toEqual([403, expect.stringContaining('is not shown to you')])
    }
    for (const route of routes.filter((one) => one.method === 'GET' && openWhileViewing(one)))
      expect((await boss.get(pathOf(route))).status, route.name).toBeLessThan(500)
  })

  test('no mark is left in their name', async () => {
    const { db } = server.running.ctx.metadata
    const marks = async () =>
      Promise.all(
        (['logs', 'favourites', 'queries', 'tab_states', 'key_values'] as const).map((table) =>
          db
            .selectFrom(table)
            .select((e) => e.fn.countAll().as('n'))
            .execute(),
        ),
      )
    const before = [await marks(), await db.selectFrom('users').selectAll().where('id', '=', joId).execute()]
    await begin(boss)
    await boss.get(`/api/v1/dashboard/${made.dashboardId}`)
    await regions(boss)
    await boss.post('/superset/log/?explode=events', { events: JSON.stringify([{ event_name: 'mount_dashboard', dashboard_id: made.dashboardId }]) })
    await boss.post(`/api/v1/dashboard/${made.dashboardId}/favorites/`)
    await boss.post(`/api/v1/dashboard/${made.dashboardId}/filter_state`, { value: '{}' })
    await boss.post('/api/v1/sqllab/execute/', { database_id: made.databaseId, sql: 'SELECT 1' })
    await boss.post('/tabstateview/', { queryEditor: JSON.stringify({ title: 'x' }) })
    for (const route of routes.filter(({ method }) => method === 'GET')) if (!route.name.startsWith('asyncEvent.')) await boss.get(pathOf(route))
    expect([await marks(), await db.selectFrom('users').selectAll().where('id', '=', joId).execute()]).toEqual(before)
  })
})

describe('how it ends', () => {
  test('by going back, as often as one likes', async () => {
    await begin(boss)
    for (const _ of [1, 2]) expect((await boss.delete(PATH)).json()).toEqual({ message: 'OK' })
    expect(await nameOf(boss)).toBe('admin')
    expect((await events('security.endViewAs'))[0]).toMatchObject({ user_name: 'admin', object_name: 'jo', detail: 'ended by themselves' })
  })

  test('after an hour, for good', async () => {
    await begin(boss)
    const now = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now: now + 59 * 60_000 })
    expect(await nameOf(boss)).toBe('jo')
    vi.setSystemTime(now + 60 * 60_000 + 1000)
    expect(await nameOf(boss)).toBe('admin')
    vi.setSystemTime(now)
    expect(await nameOf(boss)).toBe('admin')
    expect((await events('security.endViewAs'))[0]).toMatchObject({ user_name: 'admin', object_name: 'jo', detail: 'after an hour' })
  })

  test('with the session', async () => {
    await begin(boss)
    await boss.get('/logout/')
    expect((await events('security.endViewAs'))[0]).toMatchObject({ user_name: 'admin', object_name: 'jo', detail: 'the session ended' })
    expect((await events('sign-out'))[0]).toMatchObject({ user_name: 'admin' })
    boss = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
    expect(await nameOf(boss)).toBe('admin')
  })

  test.each([
    ['the right is lost', 'other', { roles: 'Gamma' }, 'the right to it was lost'],
    ['the administrator is switched off', 'other', { active: false }, 'the account was switched off'],
    ['the person is switched off', 'jo', { active: false }, 'the account that was seen was switched off'],
  ] as const)('when %s, with the next request and for good', async (_what, whose, change, because) => {
    const name = `other${because.length}`
    await server.person(name, ['Admin'])
    const other = await sessionClient(server.url, name, passwordOf(name))
    const otherId = await idOf(other)
    await begin(other)
    expect(await regions(other)).toEqual(['north'])
    const id = whose === 'jo' ? joId : otherId
    const body = 'roles' in change ? { roles: [await server.roleId(change.roles)] } : change
    expect((await server.admin.put(`/api/v1/security/users/${id}`, body)).status).toBe(200)
    const answer = await other.get('/api/v1/me/')
    expect(answer.status === 401 ? null : answer.json<{ result: { username: string } }>().result.username).toBe(
      because === 'the account was switched off' ? null : name,
    )
    await server.admin.put(`/api/v1/security/users/${id}`, { active: true })
    await server.admin.put(`/api/v1/security/users/${otherId}`, { roles: [await server.roleId('Admin')] })
    expect(await nameOf(other)).toBe(name)
    expect((await events('security.endViewAs'))[0]).toMatchObject({ user_name: name, object_name: 'jo', detail: because })
  })
})

test('the audit log names both while it is on', async () => {
  await begin(boss)
  expect((await events('security.viewAs'))[0]).toMatchObject({
    user_name: 'admin',
    object_kind: 'user',
    object_id: String(joId),
    object_name: 'jo',
    status: 200,
  })
  await boss.get(`/api/v1/dashboard/${made.dashboardId}`)
  await boss.put(`/api/v1/dashboard/${made.dashboardId}`, { dashboard_title: 'x' })
  await boss.get(`/api/v1/dashboard/export/${q([made.dashboardId])}`)
  const both = { user_name: 'admin', detail: `seen as jo (${joId})` }
  expect((await events('dashboard.get'))[0]).toMatchObject({ ...both, status: 200 })
  expect((await events('dashboard.update'))[0]).toMatchObject({ ...both, status: 403 })
  expect((await events('dashboard.export'))[0]).toMatchObject({ ...both, object_id: String(made.dashboardId) })
  await boss.delete(PATH)
  await boss.get(`/api/v1/dashboard/${made.dashboardId}`)
  expect((await events('dashboard.get'))[0]).toMatchObject({ user_name: 'admin', detail: '' })
})

test('sessions in the list of one’s own tell nothing of it', async () => {
  await begin(boss)
  await boss.delete(PATH)
  const { result } = (await boss.get('/api/v1/coset/me/sessions')).json<{ result: object[] }>()
  expect(Object.keys(result[0] ?? {})).not.toContain('view_as_id')
  expect(await createClient(server.url).get('/api/v1/coset/me/sessions')).toMatchObject({ status: 401 })
})
