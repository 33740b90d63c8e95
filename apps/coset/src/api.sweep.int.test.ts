import { get } from 'node:http'
import { can } from '@coset/access'
import { allRoutes, contract, type Route } from '@coset/contract'
import { type Answer, type Client, multipart, sessionClient } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pathOf, whoIs } from './test-routes.ts'
import { ADMIN_PASSWORD, connectWarehouse, passwordOf, startServer, type TestServer } from './test-server.ts'

const routes = allRoutes(contract)
const UNKNOWN = '1999999999'

let server: TestServer
let gamma: Client
let admin: Client
beforeAll(async () => {
  server = await startServer()
  await connectWarehouse(server)
  await server.person('gamma')
  gamma = await sessionClient(server.url, 'gamma', passwordOf('gamma'))
  admin = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
})
afterAll(() => server.close())

/** With the value in every place, whether one takes it or not. */
const rawPathOf = (route: Route, value: string): string => route.path.replace(/:(\w+)/g, (_, name: string) => (name === 'type' ? 'table' : value))

const ask = (client: Client, route: Route, path: string, body: unknown): Promise<Answer> =>
  route.method === 'GET' || route.method === 'DELETE' ? client.request(route.method, path) : client.request(route.method, path, body)

/** Status and body of errors: nothing of the inside, and the envelope that clients know. */
const checkError = (route: Route, answer: Answer): void => {
  expect(answer.status, `${route.name}: ${answer.text.slice(0, 500)}`).toBeLessThan(500)
  expect(answer.text, route.name).not.toMatch(/node_modules|\.ts:\d+|SQLITE_|SQLite error|at async|kysely|selectFrom/)
  if (answer.status < 400) return
  const body = answer.json()
  expect(['message', 'errors', 'msg'].filter((key) => key in body).length, `${route.name}: ${answer.text}`).toBe(1)
}

/** Attack case 21. */
describe('every route', () => {
  test('asks nobody in', async () => {
    for (const route of routes) {
      if (route.guard === 'public') continue
      for (const value of ['1', UNKNOWN]) {
        const answer = await ask(server.nobody, route, pathOf(route, value), route.bodyKind === 'multipart' ? multipart({}) : {})
        expect(answer.status, route.name).toBe(401)
        checkError(route, answer)
      }
    }
  })

  test('21: says no to Gamma where Gamma lacks the permission, before it looks at anything', async () => {
    const me = (await whoIs(gamma)).id
    const actor = await server.running.ctx.actors.byId(me)
    expect(actor).not.toBeNull()
    if (actor === null) return
    let refused = 0
    for (const route of routes) {
      if (typeof route.guard === 'string' || can(actor, route.guard)) continue
      refused++
      const bodies = new Set<string>()
      for (const value of ['1', UNKNOWN]) {
        const answer = await ask(gamma, route, pathOf(route, value), {})
        expect(answer.status, route.name).toBe(403)
        bodies.add(answer.text)
      }
      expect(bodies.size, route.name).toBe(1)
    }
    expect(refused).toBeGreaterThan(30)
  })

  test('21: gives Gamma nothing of a foreign object that it would not give of an unknown one', async () => {
    const reads = routes.filter((r) => r.method === 'GET' && /^(chart|dataset|database)\./.test(r.name) && r.path.includes(':id'))
    for (const route of reads) {
      const [foreign, unknown] = [await gamma.get(pathOf(route, '1')), await gamma.get(pathOf(route, UNKNOWN))]
      checkError(route, foreign)
      expect(foreign.status, `${route.name}: ${foreign.text}`).not.toBe(200)
      expect([foreign.status, foreign.text], route.name).toEqual([unknown.status, unknown.text])
    }
    for (const path of ['chart', 'dataset', 'dashboard', 'database']) {
      const answer = await gamma.get(`/api/v1/${path}/`)
      expect(answer.json(), path).toMatchObject({ count: 0, ids: [], result: [] })
    }
  })

  test('21: lets Gamma change and delete nothing of others', async () => {
    const before = await Promise.all(['chart', 'dataset', 'dashboard', 'database'].map((kind) => server.admin.get(`/api/v1/${kind}/1`)))
    const bodies: Record<string, object> = {
      'chart.update': { slice_name: 'taken' },
      'dashboard.update': { dashboard_title: 'taken' },
      'dashboard.copy': { dashboard_title: 'mine', json_metadata: '{}', duplicate_slices: true },
      'dashboard.createState': { value: 'x' },
      'dashboard.createPermalink': {},
      'dashboard.updateFilters': { deleted: [], modified: [{ id: 'x' }], reordered: [] },
      'dashboard.updateColors': { color_scheme: 'x' },
    }
    for (const route of routes.filter((r) => r.method !== 'GET' && /^(chart|dashboard|dataset|database)\./.test(r.name) && r.path.includes(':id'))) {
      const answer = await ask(gamma, route, pathOf(route, '1'), bodies[route.name] ?? {})
      checkError(route, answer)
      expect([400, 403, 404, 422], `${route.name}: ${answer.text}`).toContain(answer.status)
    }
    for (const kind of ['chart', 'dashboard']) expect([403, 404]).toContain((await gamma.delete(`/api/v1/${kind}/?q=!(1)`)).status)
    const after = await Promise.all(['chart', 'dataset', 'dashboard', 'database'].map((kind) => server.admin.get(`/api/v1/${kind}/1`)))
    const steady = (answer: Answer): string => answer.text.replace(/"[a-z_]*humanized":"[^"]*"/g, '')
    expect(after.map(steady)).toEqual(before.map(steady))
  })

  test('tells Admin 404 of what is not there', async () => {
    // Ending a session that has ended is done
    const named = routes.filter((r) => (r.path.includes(':id') || r.path.includes(':key')) && r.name !== 'signIn.endSession')
    for (const route of named) {
      const answer = await ask(admin, route, pathOf(route, UNKNOWN), {})
      checkError(route, answer)
      // A body or a needed q is read before the object is looked for
      const readFirst =
        route.body !== undefined ||
        route.bodyKind === 'multipart' ||
        [route.q, route.query].some((schema) => schema?.safeParse({}).success === false) ||
        /^database\.table/.test(route.name)
      expect(readFirst ? [400, 404, 422] : [404], `${route.name}: ${answer.text}`).toContain(answer.status)
    }
  })

  test.each(['0', '-1', '1.5', 'x', '%00', '%F0%9F%90%98', '..%2f..%2fetc', "1'--", '99999999999999999999', 'null', '__proto__', 'a'.repeat(400)])(
    '21: takes %s as no id',
    async (value) => {
      for (const route of routes.filter((r) => r.path.includes(':') && r.method !== 'POST')) {
        const answer = await ask(admin, route, rawPathOf(route, value), {})
        checkError(route, answer)
        expect([400, 404, 414, 422], `${route.name} ${value}: ${answer.status} ${answer.text}`).toContain(answer.status)
      }
    },
  )

  /** Attack case 23. */
  test.each([
    ['nothing', undefined],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['a number', '1'],
    ['not JSON', '{'],
    ['an empty object', '{}'],
    ['prototype keys', '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}},"toString":1}'],
    ['deep', `${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['objects everywhere', '{"dashboard_title":{},"slice_name":[],"table_name":{},"database_name":1,"owners":"x","name":{},"username":[],"sql":{}}'],
  ])('23: answers a body of %s with 4xx', async (_name, body) => {
    for (const route of routes) {
      if (route.method === 'GET' || route.method === 'DELETE' || route.name === 'log.events') continue
      const answer = await server.admin.request(route.method, pathOf(route, '1'), body)
      checkError(route, answer)
      if (route.body !== undefined && route.name !== 'dashboard.createPermalink' && !(body === '{}' || body === undefined) && !/update|put/i.test(route.name))
        expect(answer.status, `${route.name}: ${answer.text}`).toBeGreaterThanOrEqual(route.name === 'datasource.samples' ? 200 : 400)
    }
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
  })

  test.each([
    '(',
    '!(',
    "'",
    '(page:x)',
    '(page:1.5)',
    '(columns:x)',
    '(filters:x)',
    '(filters:!((col:id)))',
    '!n',
    '!t',
    '5',
    '(__proto__:(a:1))',
    `${'!('.repeat(100)}`,
    '%00',
    'a'.repeat(5000),
  ])('answers q=%s with 4xx or as if it were not there', async (q) => {
    for (const route of routes.filter((r) => r.q !== undefined && r.method === 'GET')) {
      const answer = await server.admin.get(`${pathOf(route, '1')}?q=${q}`)
      checkError(route, answer)
    }
  })

  test('a wrong Rison of a list is a 400 that says so', async () => {
    for (const q of ['(', '(page:x)', '(unknown:1,page:x)', '[1', '(filters:!((col:id)))', '(order_direction:up)'])
      for (const route of routes.filter((r) => r.name.endsWith('.list'))) {
        const answer = await server.admin.get(`${route.path}?q=${q}`)
        expect(answer.status, `${route.name} ${q}: ${answer.text}`).toBe(400)
        expect(answer.json()['message'], route.name).toMatch(/rison/i)
      }
  })

  test('a method that is not there is a 405 that names those that are', async () => {
    for (const [method, path, allowed] of [
      ['PATCH', '/api/v1/dashboard/1', 'GET, PUT, DELETE'],
      ['GET', '/api/v1/security/login', 'POST'],
      ['DELETE', '/api/v1/menu/?x=1', 'GET'],
    ] as const) {
      const answer = await server.admin.request(method, path)
      expect([answer.status, answer.headers.get('allow')], `${method} ${path}`).toEqual([405, allowed])
      expect(answer.json(), path).toHaveProperty('errors')
    }
  })

  test('addresses outside are 404 in JSON', async () => {
    for (const [method, path] of [
      ['POST', '/api/v1/nothing'],
      ['GET', '/api/v1/nothing'],
      ['GET', '/api/'],
      ['DELETE', '/dashboard/list/'],
    ] as const) {
      const answer = await server.admin.request(method, path)
      expect(answer.status, `${method} ${path}`).toBe(404)
      expect(answer.json(), path).toHaveProperty('errors')
    }
  })

  /** Attack case 29. The path travels as it stands here. */
  test.each([
    '/static/../index.html',
    '/static/../../package.json',
    '/static/%2e%2e/%2e%2e/package.json',
    '/static/..%2f..%2fpackage.json',
    '/static/..%5c..%5cpackage.json',
    '/static/%252e%252e%252fpackage.json',
    '/static//etc/passwd',
    '/static/%00',
    '/static/.env',
    '/static/',
  ])('29: %s gives no file', async (path) => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      get(server.url, { path }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).on('error', reject)
    })
    expect([400, 403, 404]).toContain(status)
  })
})
