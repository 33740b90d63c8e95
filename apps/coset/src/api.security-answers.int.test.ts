import { type Answer, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type TestServer } from './test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

const at = (path: string): string => `/api/v1/security/${path}`
const ids = new Map<string, number>()
const { get, post, put, remove } = {
  get: (path: string) => server.admin.get(path),
  post: (path: string, body: unknown) => server.admin.post(path, body),
  put: (path: string, body: unknown) => server.admin.put(path, body),
  remove: (path: string) => server.admin.delete(path),
}
const idOf = (answer: Answer): number => answer.json<{ id: number }>().id

/** As Superset 6.1 answers, member for member. */
describe('roles', () => {
  test('get, change, search', async () => {
    const made = await post(at('roles/'), { name: 'zz role' })
    const id = idOf(made)
    expect([made.status, made.json()]).toEqual([201, { id, result: { name: 'zz role' } }])
    expect((await get(at(`roles/${id}`))).json()).toEqual({
      description_columns: {},
      id,
      label_columns: { id: 'Id', name: 'Name' },
      result: { id, name: 'zz role', changed_on_ms: expect.any(Number) },
      show_columns: ['id', 'name'],
      show_title: 'Show Role',
    })
    expect((await put(at(`roles/${id}`), {})).json()).toEqual({ result: { name: 'zz role', changed_on_ms: expect.any(Number) } })
    const renamed = { name: 'zz role2', changed_on_ms: expect.any(Number) }
    expect((await put(at(`roles/${id}`), { name: 'zz role2' })).json()).toEqual({ result: renamed })
    expect([(await put(at(`roles/${id}`), { name: 'Admin' })).status, (await post(at('roles/'), {})).status]).toEqual([422, 422])
    const { result, ...rest } = (await get(at(`roles/search/${q({ page_size: 2 })}`))).json<{ result: object[]; count: number; ids: number[] }>()
    expect([rest.count, rest.ids.length, result.map((role) => Object.keys(role).sort())]).toEqual([
      6,
      2,
      [
        ['group_ids', 'id', 'name', 'permission_ids', 'user_ids'],
        ['group_ids', 'id', 'name', 'permission_ids', 'user_ids'],
      ],
    ])
    expect((await get(at(`roles/search/${q({ filters: [{ col: 'name', opr: 'ct', value: 'AL' }] })}`))).json()).toMatchObject({
      count: 1,
      result: [{ name: 'Alpha', user_ids: [], group_ids: [] }],
    })
    expect((await get(at(`roles/search/${q({ filters: [{ col: 'user_ids', opr: 'eq', value: 1 }] })}`))).json()).toMatchObject({
      count: 1,
      result: [{ name: 'Admin', user_ids: [1] }],
    })
    const bad = { order_column: 'foo' }
    expect((await get(at(`roles/search/${q(bad)}`))).status).toBe(400)
    ids.set('role', id)
  })

  test('users and groups of a role', async () => {
    const role = ids.get('role') ?? 0
    const group = idOf(await post(at('groups/'), { name: 'of role' }))
    for (const [door, field, id] of [
      ['users', 'user_ids', 1],
      ['groups', 'group_ids', group],
    ] as const) {
      const path = at(`roles/${role}/${door}`)
      expect((await put(path, {})).json()).toEqual({ message: { [field]: ['Missing data for required field.'] } })
      expect((await put(path, { [field]: ['a'] })).json()).toEqual({ message: { [field]: { 0: [expect.stringMatching(/^Not a valid /)] } } })
      expect((await put(path, { [field]: [id, id] })).json()).toEqual({ result: { [field]: [id, id], changed_on_ms: expect.any(Number) } })
      expect((await get(at(`roles/search/${q({ filters: [{ col: field, opr: 'eq', value: id }], order_column: 'id' })}`))).text).toContain('"zz role2"')
      expect([(await put(path, { [field]: [99_999] })).status, (await put(at(`roles/99999/${door}`), { [field]: [id] })).status]).toEqual([404, 404])
      expect((await put(path, { [field]: [] })).json()).toEqual({ result: { [field]: [], changed_on_ms: expect.any(Number) } })
    }
  })
})

describe('groups', () => {
  test('are made, read, changed and deleted', async () => {
    const role = ids.get('role') ?? 0
    const body = { name: 'zz group', label: 'L', description: 'd', roles: [role], users: [1] }
    const made = await post(at('groups/'), body)
    const id = idOf(made)
    expect([made.status, made.json()]).toEqual([201, { id }])
    const row = { ...body, id, roles: [{ id: role, name: 'zz role2' }], users: [{ id: 1, username: 'admin' }] }
    expect((await get(at(`groups/${id}`))).json()).toMatchObject({ id, result: row, show_title: 'Show Group' })
    expect((await get(at(`groups/${q({ filters: [{ col: 'name', opr: 'eq', value: 'zz group' }] })}`))).json()).toMatchObject({ count: 1, result: [row] })
    expect((await put(at(`groups/${id}`), {})).json()).toEqual({ result: {} })
    expect((await put(at(`groups/${id}`), { roles: [99_999] })).json()).toEqual({ message: { roles: ['Role(s) with ID(s) [99999] do not exist.'] } })
    expect((await put(at(`groups/${id}`), { users: [99_999] })).json()).toEqual({ message: { users: ['User(s) with ID(s) [99999] do not exist.'] } })
    expect((await put(at(`groups/${id}`), { label: null, roles: [], users: [] })).status).toBe(200)
    expect((await get(at(`groups/${id}`))).json()).toMatchObject({ result: { label: null, description: 'd', roles: [], users: [] } })
    const statuses = [post(at('groups/'), { name: 'zz group' }), post(at('groups/'), { name: '' }), post(at('groups/'), {}), put(at('groups/9999'), {})]
    expect((await Promise.all(statuses)).map((answer) => answer.status)).toEqual([422, 400, 400, 404])
    expect((await remove(at(`groups/${id}`))).json()).toEqual({ message: 'OK' })
    expect([(await remove(at(`groups/${id}`))).status, (await get(at(`groups/${id}`))).status]).toEqual([404, 404])
  })
})

test('users: get as list, no role and no group is a 400', async () => {
  const { result, show_columns } = (await get(at('users/1'))).json<{ result: object; show_columns: string[] }>()
  expect(show_columns).toEqual((await get(at('users/'))).json<{ list_columns: string[] }>().list_columns)
  expect(Object.keys(result).sort()).toEqual([...new Set(show_columns.map((name) => name.split('.')[0]))].sort())
  const body = { username: 'zz', first_name: 'a', last_name: 'b', email: 'zz@example.org', password: 'p' }
  expect((await post(at('users/'), { ...body, roles: [999_999] })).status).toBe(400)
  const id = idOf(await post(at('users/'), { ...body, roles: [await server.roleId('Gamma')] }))
  expect((await put(at(`users/${id}`), { roles: [] })).status).toBe(400)
  expect((await put(at(`users/${id}`), { roles: [], groups: [idOf(await post(at('groups/'), { name: 'only' }))] })).status).toBe(200)
  expect((await remove(at(`users/${id}`))).status).toBe(200)
})

describe('permissions', () => {
  test('verbs, resources and pairs', async () => {
    expect((await get(at('permissions/1'))).json()).toMatchObject({ id: 1, show_columns: ['id', 'name'], show_title: 'Show Permission' })
    const view = idOf(await post(at('resources/'), { name: 'zz view' }))
    expect((await put(at(`resources/${view}`), {})).json()).toEqual({ result: { name: 'zz view' } })
    expect((await get(at(`resources/${view}`))).json()).toMatchObject({ result: { id: view, name: 'zz view' }, show_title: 'Show View Menu' })
    const made = await post(at('permissions-resources/'), { permission_id: 1, view_menu_id: view })
    const pair = idOf(made)
    expect([made.status, made.json()]).toEqual([201, { id: pair, result: { permission_id: 1, view_menu_id: view } }])
    expect((await put(at(`permissions-resources/${pair}`), {})).json()).toEqual({ result: { permission_id: 1, view_menu_id: view } })
    const refused = [
      post(at('resources/'), {}),
      post(at('resources/'), { name: 'Chart' }),
      put(at(`resources/${view}`), { name: 'Chart' }),
      post(at('permissions-resources/'), { permission_id: 1, view_menu_id: view }),
      post(at('permissions-resources/'), { permission_id: 1, view_menu_id: 99_999 }),
      post(at('permissions-resources/'), { permission_id: 99_999, view_menu_id: view }),
      put(at(`permissions-resources/${pair}`), { view_menu_id: 99_999 }),
      remove(at(`resources/${view}`)),
    ]
    expect((await Promise.all(refused)).map((answer) => answer.status)).toEqual(new Array(8).fill(422))
    expect((await remove(at(`permissions-resources/${pair}`))).json()).toEqual({ message: 'OK' })
    expect((await remove(at(`resources/${view}`))).json()).toEqual({ message: 'OK' })
    for (const path of ['permissions/99999', 'resources/99999', 'permissions-resources/99999']) expect((await get(at(path))).status).toBe(404)
  })
})

test('registrations keep their secrets, and are for administrators', async () => {
  const path = at('user_registrations/')
  const body = { username: 'newcomer', first_name: 'N', last_name: 'C', email: 'new@example.org', password: 'newcomer password' }
  const made = await post(path, body)
  expect(made.status, made.text).toBe(201)
  const id = idOf(made)
  const { db } = server.running.ctx.metadata
  const row = await db.selectFrom('register_users').selectAll().executeTakeFirstOrThrow()
  expect(row.password).toMatch(/^scrypt:/)
  expect(row.registration_hash).toMatch(/^[0-9a-f]{64}$/)
  const answers = [made, await get(path), await get(`${path}${id}`), await get(`${path}${q({ columns: ['username', 'registration_hash', 'password'] })}`)]
  for (const answer of answers) expect(answer.text).not.toMatch(new RegExp(`newcomer password|scrypt|${row.registration_hash}`))
  for (const col of ['registration_hash', 'password']) expect((await get(`${path}${q({ filters: [{ col, opr: 'sw', value: 'a' }] })}`)).status).toBe(400)
  expect((await get(`${path}${id}`)).json()).toMatchObject({ result: { username: 'newcomer', email: 'new@example.org' } })
  expect([(await post(path, body)).status, (await post(path, { ...body, username: 'admin' })).status, (await post(path, {})).status]).toEqual([422, 422, 422])
  expect((await put(`${path}${id}`, { first_name: 'Nora' })).json()).toEqual({ id, result: { first_name: 'Nora' } })
  expect((await get(`${path}distinct/username`)).status).toBe(404)
  expect((await get(`${path}related/username`)).status).toBe(404)
  for (const role of ['Gamma', 'Alpha']) {
    const client = await server.person(`watcher_${role}`, [role])
    for (const [method, address] of [
      ['GET', path],
      ['GET', `${path}${id}`],
      ['POST', path],
      ['PUT', `${path}${id}`],
      ['DELETE', `${path}${id}`],
    ] as const)
      expect((await client.request(method, address, method === 'GET' ? undefined : {})).status, `${role} ${method} ${address}`).toBe(403)
  }
  expect((await remove(`${path}${id}`)).json()).toEqual({ message: 'OK' })
  expect((await remove(`${path}${id}`)).status).toBe(404)
})

test('pictures of people: none yet, and nobody is told who exists', async () => {
  const gamma = await server.person('looker')
  expect([(await gamma.get('/api/v1/user/1/avatar.png')).status, (await gamma.get('/api/v1/user/99999/avatar.png')).status]).toEqual([204, 404])
  expect((await gamma.get('/api/v1/user/abc/avatar.png')).status).toBe(404)
  for (const id of [1, 99_999]) expect((await server.nobody.get(`/api/v1/user/${id}/avatar.png`)).status).toBe(401)
})

test('one entry of the log', async () => {
  const made = await post('/api/v1/log/', {})
  const id = idOf(made)
  expect([made.status, made.json()]).toEqual([201, { id, result: { id } }])
  expect((await get(`/api/v1/log/${id}`)).json()).toMatchObject({ id, result: { action: 'LogRestApi.post', user_id: 1 }, show_title: 'Show Log' })
  expect([(await post('/api/v1/log/', { action: 'zz' })).status, (await get('/api/v1/log/99999')).status]).toEqual([422, 404])
})

test('the API document is of version 1', async () => {
  const { openapi, paths } = (await get('/api/v1/_openapi')).json<{ openapi: string; paths: object }>()
  expect(openapi).toMatch(/^3\./)
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/{version}/_openapi', '/api/v1/rowlevelsecurity/{id}']))
  for (const version of ['v2', 'foo', 'V1']) expect((await get(`/api/${version}/_openapi`)).status).toBe(404)
  expect((await server.nobody.get('/api/v1/_openapi')).status).toBe(401)
})
