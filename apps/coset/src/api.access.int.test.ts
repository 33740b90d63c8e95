import { type Answer, type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whoIs } from './test-routes.ts'
import { connectWarehouse, passwordOf, startServer, type TestServer, type Warehouse, writeWarehouse } from './test-server.ts'

let server: TestServer
let warehouse: Warehouse
let admin: Client
let adminId: number
let adminRole: number
beforeAll(async () => {
  server = await startServer()
  warehouse = await connectWarehouse(server)
  admin = server.admin
  adminId = await idOf(admin)
  adminRole = await server.roleId('Admin')
})
afterAll(() => server.close())

const at = (path: string | number): string => `/api/v1/security/${path}`
const idOf = async (client: Client): Promise<number> => (await whoIs(client)).id
const made = async (answer: Promise<Answer>): Promise<number> => {
  const { status, text, json } = await answer
  expect(status, text).toBe(201)
  return json<{ id: number }>().id
}
const isAdmin = async (client: Client): Promise<unknown> =>
  (await client.get('/api/v1/coset/bootstrap')).json<{ user: { is_admin: boolean } | null }>().user?.is_admin ?? null
const fieldsOf = (answer: Answer): string[] => Object.keys(answer.json<{ message: object }>().message)
const permissionIds = async (col: string, value: string): Promise<number[]> =>
  (await admin.get(at(`permissions-resources/${q({ filters: [{ col, opr: 'eq', value }], page_size: 100 })}`))).json<{ ids: number[] }>().ids
const idNamed = async (list: string, name: string): Promise<number> => {
  const [id] = (await admin.get(at(`${list}/${q({ filters: [{ col: 'name', opr: 'eq', value: name }] })}`))).json<{ ids: number[] }>().ids
  if (id === undefined) throw new Error(`no ${name}`)
  return id
}

/** Somebody who may manage everything of security but is no administrator. */
const manager = async (name: string): Promise<{ readonly client: Client; readonly roleId: number; readonly id: number }> => {
  const roleId = await server.grant(`${name}s`, ['User', 'Role', 'Group', 'ViewMenu', 'PermissionViewMenu', 'CurrentUserRestApi'])
  const client = await server.person(name, [`${name}s`])
  return { client, roleId, id: await idOf(client) }
}

describe('the last administrator', () => {
  test('loses the role by no door', async () => {
    const other = await idOf(await server.person('bystander'))
    for (const answer of [
      await admin.put(at(`roles/${adminRole}/users`), { user_ids: [] }),
      await admin.put(at(`roles/${adminRole}/users`), { user_ids: [999_999] }),
      await admin.delete(at(`roles/${adminRole}`)),
      await admin.put(at(`roles/${adminRole}`), { name: 'x' }),
      await admin.post(at(`roles/${adminRole}/permissions`), { permission_view_menu_ids: [] }),
      await admin.delete(at(`users/${adminId}`)),
      await admin.put(at(`users/${adminId}`), { active: false }),
    ])
      expect([404, 422], answer.text).toContain(answer.status)
    expect(await isAdmin(admin)).toBe(true)
    expect((await admin.put(at(`roles/${adminRole}/users`), { user_ids: [adminId, other] })).status).toBe(200)
    expect((await admin.put(at(`roles/${adminRole}/users`), { user_ids: [adminId] })).status).toBe(200)
  })

  test('may be one through a group, who then stays too', async () => {
    const client = await server.person('grouped')
    const id = await idOf(client)
    const group = await made(admin.post(at('groups/'), { name: 'Bosses', roles: [adminRole], users: [id] }))
    expect(await isAdmin(client)).toBe(true)
    expect((await client.put(at(`roles/${adminRole}/users`), { user_ids: [] })).status).toBe(200)
    expect(await isAdmin(admin)).toBe(false)
    for (const answer of [
      await client.delete(at(`groups/${group}`)),
      await client.put(at(`groups/${group}`), { users: [] }),
      await client.put(at(`groups/${group}`), { roles: [] }),
      await client.put(at(`roles/${adminRole}/groups`), { group_ids: [] }),
      await client.put(at(`users/${id}`), { active: false }),
      await client.put(at(`users/${id}`), { groups: [] }),
      await client.delete(at(`users/${id}`)),
    ])
      expect([answer.status, answer.text]).toEqual([422, JSON.stringify({ message: 'The last administrator cannot be removed' })])
    expect(await isAdmin(client)).toBe(true)
    expect((await client.put(at(`roles/${adminRole}/users`), { user_ids: [adminId] })).status).toBe(200)
    expect((await admin.delete(at(`groups/${group}`))).status).toBe(200)
    expect(await isAdmin(client)).toBe(false)
  })

  test('does not count when switched off', async () => {
    const id = await idOf(await server.person('sleeper', ['Admin']))
    await admin.put(at(`users/${id}`), { active: false })
    expect((await admin.put(at(`users/${adminId}`), { active: false })).status).toBe(422)
    expect((await admin.put(at(`roles/${adminRole}/users`), { user_ids: [id] })).status).toBe(422)
    expect((await admin.delete(at(`users/${id}`))).status).toBe(200)
  })

  test('keeps what the role may do, by whatever door', async () => {
    const view = await idNamed('resources', 'User')
    const [pair = 0] = await permissionIds('view_menu.name', 'User')
    for (const answer of [
      await admin.put(at(`resources/${view}`), { name: 'Nobody' }),
      await admin.delete(at(`resources/${view}`)),
      await admin.delete(at(`permissions-resources/${pair}`)),
      await admin.put(at(`permissions-resources/${pair}`), { view_menu_id: await idNamed('resources', 'Chart') }),
    ])
      expect(answer.status, answer.text).toBe(422)
    expect((await admin.get(at('users/'))).status).toBe(200)
  })
})

test('built-in roles keep their names and stay', async () => {
  for (const name of ['Admin', 'Alpha', 'Gamma', 'Public', 'sql_lab']) {
    const id = await server.roleId(name)
    expect((await admin.put(at(`roles/${id}`), { name: 'Other' })).status, name).toBe(422)
    expect((await admin.delete(at(`roles/${id}`))).status, name).toBe(422)
    expect((await admin.put(at(`roles/${id}`), { name })).json()).toMatchObject({ result: { name } })
  }
})

describe('nobody who is no administrator gains', () => {
  test('through groups', async () => {
    const { client, id, roleId } = await manager('grouper')
    const alpha = await server.roleId('Alpha')
    const bosses = await made(admin.post(at('groups/'), { name: 'Chiefs', roles: [adminRole] }))
    const reviewers = await made(admin.post(at('groups/'), { name: 'Reviewers', roles: [alpha] }))
    for (const answer of [
      await client.post(at('groups/'), { name: 'mine', roles: [alpha], users: [id] }),
      await client.put(at(`groups/${bosses}`), { users: [id] }),
      await client.put(at(`groups/${reviewers}`), { users: [id] }),
      await client.put(at(`groups/${reviewers}`), { roles: [roleId] }),
      await client.delete(at(`groups/${bosses}`)),
      await client.put(at(`users/${id}`), { groups: [reviewers] }),
      await client.put(at(`roles/${alpha}/groups`), { group_ids: [bosses, reviewers] }),
      await client.put(at(`roles/${adminRole}/groups`), { group_ids: [] }),
    ])
      expect(answer.status, answer.text).toBe(403)
    const own = await made(client.post(at('groups/'), { name: 'own', roles: [roleId], users: [id] }))
    expect((await client.put(at(`groups/${own}`), { roles: [roleId, alpha] })).status).toBe(403)
    expect((await client.put(at(`groups/${own}`), { users: [adminId, id] })).status).toBe(403)
    expect((await client.put(at(`groups/${own}`), { label: 'Ours' })).status).toBe(200)
  })

  test('through roles', async () => {
    const { client, id, roleId } = await manager('roler')
    const alpha = await server.roleId('Alpha')
    for (const answer of [
      await client.put(at(`roles/${adminRole}/users`), { user_ids: [id] }),
      await client.put(at(`roles/${alpha}/users`), { user_ids: [id] }),
      await client.put(at(`roles/${roleId}/users`), { user_ids: [id, adminId] }),
    ])
      expect(answer.status, answer.text).toBe(403)
    const strange = await made(admin.post(at('roles/'), { name: 'Strange' }))
    expect((await client.delete(at(`roles/${strange}`))).status).toBe(403)
    expect((await client.put(at(`roles/${roleId}/users`), { user_ids: [id] })).status).toBe(200)
    expect((await whoIs(client)).roles).toContain('rolers')
  })

  test('by turning a permission that they hold into another', async () => {
    const { client, roleId } = await manager('turner')
    const view = await made(client.post(at('resources/'), { name: 'Turned' }))
    const read = await idNamed('permissions', 'can_read')
    const pair = await made(client.post(at('permissions-resources/'), { permission_id: read, view_menu_id: view }))
    expect((await client.put(at(`permissions-resources/${pair}`), { permission_id: await idNamed('permissions', 'can_get') })).status).toBe(200)
    const held = (await admin.get(at(`roles/${roleId}/permissions/`))).json<{ result: { id: number }[] }>().result.map((permission) => permission.id)
    await admin.post(at(`roles/${roleId}/permissions`), { permission_view_menu_ids: [...held, pair] })
    for (const answer of [
      await client.put(at(`permissions-resources/${pair}`), { view_menu_id: await idNamed('resources', 'Log') }),
      await client.put(at(`resources/${view}`), { name: 'all_access' }),
      await client.delete(at(`permissions-resources/${pair}`)),
    ])
      expect(answer.status, answer.text).toBe(403)
    expect((await admin.delete(at(`resources/${view}`))).status).toBe(422)
    expect((await admin.delete(at(`permissions-resources/${pair}`))).json()).toEqual({ message: 'OK' })
    expect((await admin.delete(at(`resources/${view}`))).json()).toEqual({ message: 'OK' })
  })
})

describe('permissions on data', () => {
  test('name data that is there: nothing is granted that is made later', async () => {
    const next = warehouse.datasetId + 1
    for (const name of [
      `[Warehouse].[later](id:${next})`,
      `whatever (id:${next})`,
      `[Warehouse].(id:${warehouse.databaseId + 1})`,
      `[Other].[main]`,
      `[Other].(id:${warehouse.databaseId})`,
      `[Warehouse].[`,
      `[Warehouse].[]`,
      '[',
    ]) {
      const answer = await admin.post(at('resources/'), { name })
      expect([answer.status, fieldsOf(answer)], name).toEqual([422, ['name']])
    }
    const plain = await made(admin.post(at('resources/'), { name: 'plain' }))
    expect((await admin.put(at(`resources/${plain}`), { name: `[Warehouse].[later](id:${next})` })).status).toBe(422)
    for (const verb of ['datasource_access', 'database_access', 'schema_access']) {
      const answer = await admin.post(at('permissions-resources/'), { permission_id: await idNamed('permissions', verb), view_menu_id: plain })
      expect([answer.status, fieldsOf(answer)], verb).toEqual([422, ['view_menu_id']])
    }
    await admin.delete(at(`resources/${plain}`))
  })

  test('stay with their data', async () => {
    const own = await idNamed('resources', `[Warehouse].[sales](id:${warehouse.datasetId})`)
    const [pair = 0] = await permissionIds('view_menu.name', `[Warehouse].[sales](id:${warehouse.datasetId})`)
    const database = await idNamed('permissions', 'database_access')
    for (const answer of [
      await admin.put(at(`resources/${own}`), { name: 'gone' }),
      await admin.delete(at(`resources/${own}`)),
      await admin.delete(at(`permissions-resources/${pair}`)),
      await admin.put(at(`permissions-resources/${pair}`), { permission_id: database }),
      await admin.post(at('permissions-resources/'), { permission_id: database, view_menu_id: own }),
    ])
      expect(answer.status, answer.text).toBe(422)
  })

  test('on a schema may be made before it is filled', async () => {
    const view = await made(admin.post(at('resources/'), { name: '[Warehouse].[reports]' }))
    const pair = await made(admin.post(at('permissions-resources/'), { permission_id: await idNamed('permissions', 'schema_access'), view_menu_id: view }))
    expect((await admin.get(at(`permissions-resources/${pair}`))).json()).toMatchObject({
      result: { id: pair, permission: { name: 'schema_access' }, view_menu: { name: '[Warehouse].[reports]' } },
    })
  })
})

test('a database that takes the name of one that is gone lends nobody its schemas', async () => {
  const path = writeWarehouse(server.folder, 'second.sqlite')
  const connect = (): Promise<number> => made(admin.post('/api/v1/database/', { database_name: 'Second', sqlalchemy_uri: `sqlite:///${path}` }))
  const dataset = (database: number): Promise<number> => made(admin.post('/api/v1/dataset/', { database, schema: 'main', table_name: 'sales' }))
  const first = await connect()
  const kept = await dataset(first)
  const role = await made(admin.post(at('roles/'), { name: 'Schema readers' }))
  await admin.post(at(`roles/${role}/permissions`), { permission_view_menu_ids: await permissionIds('view_menu.name', '[Second].[main]') })
  const client = await server.person('lodger', ['Gamma', 'Schema readers'])
  expect((await client.get(`/api/v1/dataset/${kept}`)).status).toBe(200)
  expect((await admin.delete(`/api/v1/dataset/${kept}`)).status).toBe(200)
  expect((await admin.delete(`/api/v1/database/${first}`)).status).toBe(200)
  const later = await dataset(await connect())
  server.running.ctx.actors.forget()
  expect((await client.get(`/api/v1/dataset/${later}`)).status).toBe(404)
  expect((await client.get('/api/v1/dataset/')).json()).toMatchObject({ count: 0 })
  await admin.delete(`/api/v1/dataset/${later}`)
})

test('two servers: rights that one changes hold at the other with the next request', async () => {
  const config = { databaseUrl: `sqlite:///${server.folder}/coset.db`, secretKey: server.running.config.secretKey }
  await using second = await startServer({ config: { ...config, dataDir: server.folder } })
  const client = await server.person('traveller')
  const there = second.nobody.with({ authorization: `Bearer ${await token('traveller')}` })
  const alpha = await server.roleId('Alpha')
  const id = await idOf(client)
  expect((await there.get('/api/v1/dataset/')).json()).toMatchObject({ count: 0 })
  await admin.put(at(`roles/${alpha}/users`), { user_ids: [id] })
  expect((await there.get('/api/v1/dataset/')).json()).toMatchObject({ count: 1 })
  await admin.put(at(`roles/${alpha}/users`), { user_ids: [] })
  expect((await there.get('/api/v1/dataset/')).json()).toMatchObject({ count: 0 })
  await admin.put(at(`users/${id}`), { active: false })
  expect((await there.get('/api/v1/me/')).status).toBe(401)
})

const token = async (username: string): Promise<string> =>
  (await server.nobody.post(at('login'), { username, password: passwordOf(username), provider: 'db' })).json<{ access_token: string }>().access_token
