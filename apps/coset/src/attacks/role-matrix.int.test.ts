import { can } from '@coset/access'
import { allRoutes, contract, type Route } from '@coset/contract'
import { type Answer, type Client, multipart, sessionClient } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pathOf, whoIs } from '../test-routes.ts'
import { connectWarehouse, passwordOf, startServer, type TestServer } from '../test-server.ts'

const routes = allRoutes(contract)
const UNKNOWN = '1999999999'
/** Each role alone, and the usual pair. */
const PEOPLE: readonly (readonly [name: string, roles: readonly string[]])[] = [
  ['alpha', ['Alpha']],
  ['gamma', ['Gamma']],
  ['sql', ['sql_lab']],
  ['analyst', ['Gamma', 'sql_lab']],
  ['public', ['Public']],
]
const OBJECTS = /^(?:chart|dashboard|dataset|database|savedQuery|saved_query|report|query)\./

let server: TestServer
let clients: ReadonlyMap<string, Client>
beforeAll(async () => {
  server = await startServer()
  await connectWarehouse(server)
  clients = new Map(
    await Promise.all(
      PEOPLE.map(async ([name, roles]) => {
        await server.person(name, roles)
        return [name, await sessionClient(server.url, name, passwordOf(name))] as const
      }),
    ),
  )
})
afterAll(() => server.close())

const clientOf = (name: string): Client => clients.get(name) ?? server.nobody
const ask = (client: Client, route: Route, path: string): Promise<Answer> =>
  route.method === 'GET' || route.method === 'DELETE'
    ? client.request(route.method, path)
    : client.request(route.method, path, route.bodyKind === 'multipart' ? multipart({}) : {})

describe.each(PEOPLE)('%s', (name, roles) => {
  test(`21: ${roles.join(' and ')}: what the roles lack is refused alike for what is there and what is not`, async () => {
    const actor = await server.running.ctx.actors.byId((await whoIs(clientOf(name))).id)
    if (actor === null) throw new Error(`${name} is nobody`)
    const refused: string[] = []
    for (const route of routes) {
      if (typeof route.guard === 'string' || can(actor, route.guard)) continue
      refused.push(route.name)
      const answers = [await ask(clientOf(name), route, pathOf(route, '1')), await ask(clientOf(name), route, pathOf(route, UNKNOWN))]
      for (const answer of answers) expect(answer.status, `${route.name}: ${answer.text.slice(0, 200)}`).toBe(403)
      expect(answers[0]?.text, route.name).toBe(answers[1]?.text)
    }
    expect(refused).toEqual(expect.arrayContaining(['role.create', 'user.create', 'user.delete', 'rls.create', 'database.create', 'security.viewAs']))
  })

  test(`21: ${roles.join(' and ')}: no foreign object is told, changed or deleted`, async () => {
    const kinds = ['chart', 'dashboard', 'dataset', 'database']
    const states = async (): Promise<readonly string[]> =>
      Promise.all(kinds.map(async (kind) => (await server.admin.get(`/api/v1/${kind}/1`)).text.replace(/"[a-z_]*humanized":"[^"]*"/g, '')))
    const before = await states()
    // Alpha reads all data by design; the rest of what they may is changed by nobody but owners
    const reads = roles.includes('Alpha') ? [] : routes.filter((route) => route.method === 'GET' && OBJECTS.test(route.name) && route.path.includes(':id'))
    for (const route of reads) {
      const [foreign, unknown] = [await ask(clientOf(name), route, pathOf(route, '1')), await ask(clientOf(name), route, pathOf(route, UNKNOWN))]
      expect(foreign.status, `${route.name}: ${foreign.text.slice(0, 200)}`).not.toBe(200)
      expect([foreign.status, foreign.text], route.name).toEqual([unknown.status, unknown.text])
    }
    for (const route of routes.filter((one) => ['PUT', 'DELETE'].includes(one.method) && OBJECTS.test(one.name) && one.path.includes(':id'))) {
      const answer = await ask(clientOf(name), route, pathOf(route, '1'))
      // A star is one's own
      if (!/favou?rite/i.test(route.name)) expect([400, 403, 404, 422], `${route.name}: ${answer.status} ${answer.text.slice(0, 200)}`).toContain(answer.status)
    }
    for (const kind of ['chart', 'dashboard', 'dataset'])
      expect([400, 403, 404], kind).toContain((await clientOf(name).delete(`/api/v1/${kind}/?q=!(1)`)).status)
    expect(await states()).toEqual(before)
  })
})
