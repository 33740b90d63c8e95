import { allRoutes, contract, openWhileViewing } from '@coset/contract'
import { flushAudit } from '@coset/resources'
import { type Answer, bearerClient, type Client, multipart, q, sessionClient } from '@coset/testing'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { pathOf, whoIs } from './test-routes.ts'
import { ADMIN_PASSWORD, connectWarehouse, passwordOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

const PATH = '/api/v1/security/view_as/'
const routes = allRoutes(contract)

let server: TestServer
let made: Warehouse
let boss: Client
beforeAll(async () => {
  server = await startServer()
  made = await connectWarehouse(server)
})
afterAll(() => server.close())
beforeEach(async () => {
  boss = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
})
afterEach(async () => {
  vi.useRealTimers()
  await boss.delete(PATH)
  await grant([])
})

const idOf = async (client: Client): Promise<number> => (await whoIs(client)).id

const nameOf = async (client: Client): Promise<string> => (await client.get('/api/v1/me/')).json<{ result: { username: string } }>().result.username

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

const begin = async (client: Client, userId: number | null = null): Promise<void> => {
  const answer = await client.post(PATH, { user_id: userId })
  expect(answer.status, answer.text).toBe(200)
}

const question = (more: object = {}) => ({
  datasource: { id: made.datasetId, type: 'table' },
  queries: [{ columns: ['region'], metrics: ['count'], orderby: [['region', true]] }],
  ...more,
})

/** What the role Public holds from then on: every permission on these views. */
const grant = (names: readonly string[]): Promise<number> => server.grant('Public', names)

test('every read answers what it answers without an account, whatever the role Public opens', async () => {
  const stable = (answer: Answer): readonly unknown[] => [
    answer.status,
    answer.status < 400
      ? answer.text.replace(/"(?:cached_dttm|queried_dttm|is_cached|(?:changed|created)_on_delta_humanized)":(?:null|true|false|"[^"]*")/g, '')
      : '',
  ]
  const reads = routes.filter((route) => route.method === 'GET' && openWhileViewing(route) && !['system.bootstrap', 'security.csrfToken'].includes(route.name))
  for (const views of [[], [`[Warehouse].[sales](id:${made.datasetId})`, 'Datasource', 'Dashboard', 'Chart', 'Dataset']]) {
    await grant(views)
    await begin(boss)
    for (const route of reads) expect(stable(await boss.get(pathOf(route))), route.name).toEqual(stable(await server.nobody.get(pathOf(route))))
    expect((await server.nobody.get('/api/v1/dashboard/')).status).toBe(views.length === 0 ? 401 : 200)
    const [asked, plain] = [await boss.post('/api/v1/chart/data', question()), await server.nobody.post('/api/v1/chart/data', question())]
    expect(asked.status).toBe(plain.status)
    if (views.length > 0)
      expect(asked.json<{ result: { data: unknown }[] }>().result[0]?.data).toEqual(plain.json<{ result: { data: unknown }[] }>().result[0]?.data)
    await boss.delete(PATH)
  }
})

test('only looks: writes say why, and what is closed to viewers is closed', async () => {
  await begin(boss)
  for (const route of routes.filter((one) => !openWhileViewing(one))) {
    const body = route.bodyKind === 'multipart' ? multipart({}) : {}
    const path = pathOf(route)
    const answer =
      route.method === 'GET' ? await boss.get(path) : route.method === 'DELETE' ? await boss.delete(path) : await boss.request(route.method, path, body)
    expect([answer.status, errorOf(answer)], route.name).toEqual([403, expect.stringContaining('You see the site as somebody who is not signed in')])
  }
  expect((await boss.post(PATH, { user_id: 1 })).status).toBe(403)
})

test('the client is told, both are named in the audit log, and the way back is open', async () => {
  expect((await boss.post(PATH, { user_id: null })).json()).toMatchObject({ result: { user_id: null, username: '' } })
  const told = (await boss.get('/api/v1/coset/bootstrap')).json<{ user: unknown; viewing: { by: object } | null; permissions: unknown }>()
  expect(told).toMatchObject({ user: null, viewing: { by: { username: 'admin' } }, permissions: [] })
  expect((await boss.get('/api/v1/me/')).status).toBe(401)
  await boss.put(`/api/v1/dashboard/${made.dashboardId}`, { dashboard_title: 'x' })
  expect((await boss.with({ 'x-csrftoken': '' }).delete(PATH)).status).toBe(400)
  expect((await boss.delete(PATH)).json()).toEqual({ message: 'OK' })
  expect(await nameOf(boss)).toBe('admin')
  expect((await events('security.viewAs'))[0]).toMatchObject({ user_name: 'admin', object_kind: 'role', object_name: 'Public', status: 200 })
  expect((await events('dashboard.update'))[0]).toMatchObject({ user_name: 'admin', status: 403, detail: 'seen as nobody signed in' })
  expect((await events('security.endViewAs'))[0]).toMatchObject({
    user_name: 'admin',
    object_kind: 'role',
    object_name: 'Public',
    detail: 'ended by themselves',
  })
})

test('ends after an hour, with the right, and with the session; other browsers are not touched', async () => {
  await begin(boss)
  const other = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
  expect(await nameOf(other)).toBe('admin')
  const now = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: now + 59 * 60_000 })
  expect((await boss.get('/api/v1/me/')).status).toBe(401)
  vi.setSystemTime(now + 60 * 60_000 + 1000)
  expect(await nameOf(boss)).toBe('admin')
  vi.useRealTimers()
  expect((await events('security.endViewAs'))[0]).toMatchObject({ object_name: 'Public', detail: 'after an hour' })

  await server.person('passing', ['Admin'])
  const passing = await sessionClient(server.url, 'passing', passwordOf('passing'))
  const id = await idOf(passing)
  await begin(passing)
  await server.admin.put(`/api/v1/security/users/${id}`, { roles: [await server.roleId('Gamma')] })
  expect(await nameOf(passing)).toBe('passing')
  expect((await events('security.endViewAs'))[0]).toMatchObject({ user_name: 'passing', detail: 'the right to it was lost' })

  await begin(other)
  await other.get('/logout/')
  expect((await events('security.endViewAs'))[0]).toMatchObject({ user_name: 'admin', object_name: 'Public', detail: 'the session ended' })
  expect((await events('sign-out'))[0]).toMatchObject({ user_name: 'admin' })
})

test('a token does not, and a person who is deleted meanwhile leaves nobody’s eyes behind', async () => {
  expect((await server.admin.post(PATH, { user_id: null })).status).toBe(403)
  await server.person('brief')
  const brief = await idOf(await bearerClient(server.url, 'brief', passwordOf('brief')))
  await begin(boss, brief)
  expect((await server.admin.delete(`/api/v1/security/users/${brief}`)).status).toBe(200)
  expect(await nameOf(boss)).toBe('admin')
})
