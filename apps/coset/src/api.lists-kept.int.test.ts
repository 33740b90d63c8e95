import { bearerClient, type Client } from '@coset/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectWarehouse, passwordOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

/** What lists found is kept until something changes: every change has to be seen at once, on the server that made it and on another one. */

let server: TestServer
let other: TestServer
let warehouse: Warehouse
let reader: Client
let elsewhere: Client

const DASHBOARDS = '/api/v1/dashboard/?q=(order_column:dashboard_title,order_direction:asc)'

const titles = async (client: Client, path = DASHBOARDS): Promise<string> => {
  const { count, result } = (await client.get(path)).json<{ count: number; result: { dashboard_title: string }[] }>()
  return [count, ...result.map((row) => row.dashboard_title)].join(' ')
}
/** The same on both servers. */
const listed = async (path = DASHBOARDS): Promise<string> => {
  const [here, there] = [await titles(reader, path), await titles(elsewhere, path)]
  expect(there).toBe(here)
  return here
}

beforeAll(async () => {
  server = await startServer()
  warehouse = await connectWarehouse(server)
  reader = await server.person('reader')
  other = await startServer({ config: { databaseUrl: `sqlite:///${server.folder}/coset.db`, secretKey: server.running.config.secretKey } })
  elsewhere = await bearerClient(other.url, 'reader', passwordOf('reader'))
})

afterAll(async () => {
  await other?.close()
  await server?.close()
})

test('a list is told of what opens and closes, whatever does it', async () => {
  expect(await listed()).toBe('0')
  const role = (await server.admin.post('/api/v1/security/roles/', { name: 'sellers' })).json<{ id: number }>().id
  const change = async (body: Record<string, unknown>): Promise<void> => {
    expect((await server.admin.put(`/api/v1/dashboard/${warehouse.dashboardId}`, body)).status).toBe(200)
  }
  await change({ roles: [role] })
  expect(await listed()).toBe('0')
  const user = (await reader.get('/api/v1/me/')).json<{ result: { id?: number } }>()
  const id =
    user.result.id ?? (await server.running.ctx.metadata.db.selectFrom('users').select('id').where('username', '=', 'reader').executeTakeFirstOrThrow()).id
  const roles = [await server.roleId('Gamma'), role]
  expect((await server.admin.put(`/api/v1/security/users/${id}`, { roles })).status).toBe(200)
  expect(await listed()).toBe('1 Sales')
  await change({ dashboard_title: 'Sales of all' })
  expect(await listed()).toBe('1 Sales of all')
  await change({ published: false })
  expect(await listed()).toBe('0')
  await change({ published: true })
  expect(await listed()).toBe('1 Sales of all')
  expect((await server.admin.delete(`/api/v1/dashboard/${warehouse.dashboardId}`)).status).toBe(200)
  expect(await listed()).toBe('0')
})

test('pages, marks and counts are of one list', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const made = await server.admin.post('/api/v1/dashboard/', { dashboard_title: name, published: true, roles: [await server.roleId('Gamma')] })
    expect(made.status).toBe(201)
  }
  const page = (n: number): string => `/api/v1/dashboard/?q=(order_column:dashboard_title,order_direction:desc,page:${n},page_size:2)`
  expect(await Promise.all([0, 1, 2, 3].map((n) => titles(reader, page(n))))).toEqual(['5 e d', '5 c b', '5 a', '5'])
  const { ids } = (await reader.get(DASHBOARDS)).json<{ ids: number[] }>()
  const favourites = '/api/v1/dashboard/?q=(filters:!((col:id,opr:dashboard_is_favorite,value:!t)))'
  expect(await listed(favourites)).toBe('0')
  expect((await reader.post(`/api/v1/dashboard/${ids[2]}/favorites/`)).status).toBe(200)
  expect(await listed(favourites)).toBe('1 c')
  expect(await titles(server.admin, favourites)).toBe('0')
  const found = '/api/v1/dashboard/?q=(filters:!((col:dashboard_title,opr:title_or_slug,value:d)))'
  expect(await listed(found)).toBe('1 d')
})
