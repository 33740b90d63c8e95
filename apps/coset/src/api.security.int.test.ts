import { seedRoles } from '@coset/resources'
import { type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whoIs } from './test-routes.ts'
import { connectWarehouse, passwordOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

let server: TestServer
let warehouse: Warehouse
let gamma: Client
beforeAll(async () => {
  server = await startServer()
  warehouse = await connectWarehouse(server)
  gamma = await server.person('gamma')
})
afterAll(() => server.close())

const idOf = async (client: Client): Promise<number> => (await whoIs(client)).id
const user = (path: number | string): string => `/api/v1/security/users/${path}`
const role = (path: number | string): string => `/api/v1/security/roles/${path}`
const account = (username: string, roles: readonly number[], more: object = {}) => ({
  username,
  email: `${username}@example.org`,
  first_name: 'A',
  last_name: 'B',
  password: passwordOf(username),
  active: true,
  roles,
  ...more,
})

/** Somebody with a role that may manage people and roles, but is no administrator. */
const manager = async (name: string): Promise<{ readonly client: Client; readonly roleId: number; readonly id: number }> => {
  const made = (await server.admin.post(role(''), { name: `${name}s` })).json<{ id: number }>()
  const { db } = server.running.ctx.metadata
  const rows = await db
    .selectFrom('permissions')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select('permissions.id')
    .where('permission_views.name', 'in', ['User', 'Role', 'CurrentUserRestApi'])
    .execute()
  const set = await server.admin.post(`${role(made.id)}/permissions`, { permission_view_menu_ids: rows.map((row) => row.id) })
  expect(set.status, set.text).toBe(200)
  const client = await server.person(name, [`${name}s`])
  return { client, roleId: made.id, id: await idOf(client) }
}

/** Attack case 24. */
describe('the last administrator', () => {
  test('24: cannot be deleted, switched off or taken from the role', async () => {
    const id = await idOf(server.admin)
    const gammaRole = await server.roleId('Gamma')
    for (const answer of [
      await server.admin.delete(user(id)),
      await server.admin.put(user(id), { active: false }),
      await server.admin.put(user(id), { roles: [gammaRole] }),
    ])
      expect(answer.status, answer.text).toBe(422)
    expect((await server.admin.put(user(id), { roles: [] })).status).toBe(400)
    expect((await server.admin.get('/api/v1/security/users/')).status).toBe(200)
  })

  test('keeps a role of that name and all it may do', async () => {
    const id = await server.roleId('Admin')
    for (const answer of [
      await server.admin.delete(role(id)),
      await server.admin.put(role(id), { name: 'Former' }),
      await server.admin.post(`${role(id)}/permissions`, { permission_view_menu_ids: [] }),
    ])
      expect(answer.status, answer.text).toBe(422)
    expect((await server.admin.get(`${role(id)}/permissions/`)).json<{ result: unknown[] }>().result.length).toBeGreaterThanOrEqual(226)
  })

  test('may go when there is another', async () => {
    const second = await server.person('second', ['Admin'])
    const id = await idOf(second)
    expect((await server.admin.put(user(id), { roles: [await server.roleId('Gamma')] })).status).toBe(200)
    expect((await second.get('/api/v1/security/users/')).status).toBe(403)
    expect((await server.admin.delete(user(id))).status).toBe(200)
  })
})

describe('raising oneself', () => {
  test('24: Gamma cannot through any door', async () => {
    const id = await idOf(gamma)
    const admin = await server.roleId('Admin')
    const tries = [
      gamma.put(user(id), { roles: [admin] }),
      gamma.post(user(''), account('mole', [admin])),
      gamma.post(role(''), { name: 'Mine' }),
      gamma.put(role(await server.roleId('Gamma')), { name: 'Admin' }),
      gamma.post(`${role(await server.roleId('Gamma'))}/permissions`, { permission_view_menu_ids: [1] }),
    ]
    for (const answer of await Promise.all(tries)) expect(answer.status).toBe(403)
    for (const body of [{ roles: [admin] }, { is_admin: true }, { active: true }, { id: 1 }, { username: 'admin' }, { email: 'admin@localhost' }])
      expect((await gamma.put('/api/v1/me/', body)).status).toBe(400)
    expect((await gamma.get('/api/v1/me/roles/')).text).not.toContain('"Admin"')
  })

  test('24: who manages people gives only roles of their own', async () => {
    const { client, id, roleId } = await manager('warden')
    const [admin, alpha] = [await server.roleId('Admin'), await server.roleId('Alpha')]
    expect((await client.put(user(id), { roles: [roleId, admin] })).status).toBe(403)
    expect((await client.put(user(id), { roles: [roleId, alpha] })).status).toBe(403)
    expect((await client.post(user(''), account('mole1', [admin]))).status).toBe(403)
    expect((await client.post(user(''), account('mole2', [roleId]))).status).toBe(201)
  })

  test('24: nor through a group that carries a role', async () => {
    const { client, id } = await manager('groupie')
    const { db } = server.running.ctx.metadata
    await db.insertInto('groups').values({ name: 'Bosses', label: null, description: null }).execute()
    const group = await db.selectFrom('groups').select('id').where('name', '=', 'Bosses').executeTakeFirstOrThrow()
    await db
      .insertInto('group_roles')
      .values({ group_id: group.id, role_id: await server.roleId('Admin') })
      .execute()
    expect((await client.put(user(id), { groups: [group.id] })).status).toBe(403)
    expect((await server.admin.put(user(id), { groups: [group.id] })).status).toBe(200)
    expect((await client.get('/api/v1/coset/bootstrap')).json()).toMatchObject({ user: { is_admin: true } })
  })

  test('24: nor by taking over an administrator', async () => {
    const { client } = await manager('usurper')
    const admin = await idOf(server.admin)
    expect((await client.put(user(admin), { password: 'mine now, all mine' })).status).toBe(403)
    expect((await client.put(user(admin), { email: 'usurper2@example.org' })).status).toBe(403)
    expect((await client.delete(user(admin))).status).toBe(403)
  })

  test('24: nor by giving a role of their own more than they hold', async () => {
    const { client, roleId } = await manager('tinker')
    const held = (await client.get(`${role(roleId)}/permissions/`)).json<{ result: { id: number }[] }>().result.map((p) => p.id)
    const all = (await server.admin.get(`${role(await server.roleId('Admin'))}/permissions/`)).json<{ result: { id: number }[] }>().result.map((p) => p.id)
    expect((await client.post(`${role(roleId)}/permissions`, { permission_view_menu_ids: all })).status).toBe(403)
    expect((await client.post(`${role(roleId)}/permissions`, { permission_view_menu_ids: held })).status).toBe(200)
    expect((await client.put(role(roleId), { name: 'Admin' })).status).toBe(422)
  })
})

describe('people and roles', () => {
  test('25: a password is never told', async () => {
    const made = await server.admin.post(user(''), account('secretive', [await server.roleId('Gamma')]))
    const { id } = made.json<{ id: number }>()
    const answers = [
      made,
      await server.admin.get(user(id)),
      await server.admin.get(`/api/v1/security/users/${q({ columns: ['username', 'password'] })}`),
      await server.admin.put(user(id), { password: 'another one entirely' }),
      await server.admin.get('/api/v1/me/'),
      await server.admin.get('/api/v1/me/roles/'),
    ]
    for (const answer of answers) expect(answer.text).not.toMatch(/secretive password|another one|scrypt:/)
    for (const filter of ['password', 'password.x', 'fab_password'])
      expect((await server.admin.get(`/api/v1/security/users/${q({ filters: [{ col: filter, opr: 'sw', value: 'scrypt' }] })}`)).status).toBe(400)
    expect((await server.admin.get(`/api/v1/security/users/${q({ order_column: 'password' })}`)).status).toBe(400)
  })

  test('names are taken once; a taken one is a 422', async () => {
    const gammaRole = await server.roleId('Gamma')
    expect((await server.admin.post(user(''), account('twin', [gammaRole]))).status).toBe(201)
    expect((await server.admin.post(user(''), account('twin', [gammaRole], { email: 'x@example.org' }))).status).toBe(422)
    expect((await server.admin.post(user(''), account('twin2', [gammaRole], { email: 'twin@example.org' }))).status).toBe(422)
    expect((await server.admin.post(user(''), account('twin3', []))).status).toBe(400)
    expect((await server.admin.post(user(''), account('twin4', [999_999]))).status).toBe(400)
    expect((await server.admin.post(role(''), { name: 'Gamma' })).status).toBe(422)
    const made = await server.admin.post(role(''), { name: 'Renamed' })
    expect((await server.admin.put(role(made.json<{ id: number }>().id), { name: 'Gamma' })).status).toBe(422)
  })

  test('one who is made at the same moment twice is made once', async () => {
    const gammaRole = await server.roleId('Gamma')
    const answers = await Promise.all(Array.from({ length: 6 }, () => server.admin.post(user(''), account('racer', [gammaRole]))))
    expect(answers.map((a) => a.status).sort()).toEqual([201, 422, 422, 422, 422, 422])
  })

  test('roles taken away act at once', async () => {
    const client = await server.person('fading', ['Alpha'])
    expect((await client.get('/api/v1/dataset/')).json()).toMatchObject({ count: 1 })
    await server.admin.put(user(await idOf(client)), { roles: [await server.roleId('Gamma')] })
    expect((await client.get('/api/v1/dataset/')).json()).toMatchObject({ count: 0 })
  })
})

/** Attack case 25. */
describe('pickers', () => {
  test.each(['dashboard', 'chart', 'dataset'])('25: owners of a %s tell names, and an e-mail only to those who may see it', async (kind) => {
    const answer = await gamma.get(`/api/v1/${kind}/related/owners`)
    const { count, result } = answer.json<{ count: number; result: { value: number; text: string; extra: { email: string | null } }[] }>()
    expect(count).toBeGreaterThan(1)
    expect(answer.text).not.toMatch(/password|scrypt|login_count|"username"|last_login/)
    const me = await idOf(gamma)
    for (const { value, extra } of result) if (value !== me) expect(extra.email).toBeNull()
    expect(Object.keys(result[0] ?? {}).sort()).toEqual(['extra', 'text', 'value'])
  })

  test('a page holds at most a hundred, a filter is a text', async () => {
    const many = await server.admin.get(`/api/v1/dashboard/related/owners${q({ page_size: 100_000 })}`)
    expect(many.json<{ result: unknown[] }>().result.length).toBeLessThanOrEqual(100)
    for (const filter of ['%', "' or 1=1 --", '_', '\\', '*'])
      expect((await server.admin.get(`/api/v1/dashboard/related/owners${q({ filter })}`)).status).toBe(200)
  })

  test('databases are told to those who may use one', async () => {
    expect((await server.admin.get('/api/v1/dataset/related/database')).json()).toMatchObject({ count: 1 })
    expect((await gamma.get('/api/v1/dataset/related/database')).json()).toMatchObject({ count: 0, result: [] })
  })

  test('25: relations that are not for picking do not exist', async () => {
    for (const column of ['password', 'roles.permissions', '__proto__', 'constructor', 'hasOwnProperty'])
      for (const kind of ['dashboard', 'chart', 'dataset', 'database'])
        for (const door of ['related', 'distinct']) expect((await server.admin.get(`/api/v1/${kind}/${door}/${column}`)).status).toBe(404)
  })

  test('distinct schemas are those of readable datasets', async () => {
    expect((await server.admin.get('/api/v1/dataset/distinct/schema')).json()).toMatchObject({ result: [{ text: 'main', value: 'main' }] })
    expect((await gamma.get('/api/v1/dataset/distinct/schema')).json()).toMatchObject({ count: 0, result: [] })
  })
})

/** Attack case 22. */
describe('members that are not for clients', () => {
  test.each([
    ['dashboard', { dashboard_title: 'x' }],
    ['chart', { slice_name: 'x' }],
    ['dataset', { table_name: 'x' }],
  ])('22: are refused for a %s', async (kind, body) => {
    for (const more of [{ id: 77 }, { created_by: 1 }, { created_by_fk: 1 }, { changed_on: 0 }, { is_admin: true }, { __class__: 'x' }, { permissions: [] }]) {
      const answer = await server.admin.put(`/api/v1/${kind}/1`, { ...body, ...more })
      expect([400, 422], `${JSON.stringify(more)} ${answer.text}`).toContain(answer.status)
      expect(JSON.stringify(answer.json())).toContain('Unknown field')
    }
  })

  test('22: are left out for a database, which is taken back as it was read', async () => {
    const rows = () => server.running.ctx.metadata.db.selectFrom('databases').selectAll().orderBy('id').execute()
    const before = await rows()
    for (const more of [
      { id: 77 },
      { uuid: crypto.randomUUID() },
      { created_by: 1 },
      { changed_on: 0 },
      { is_admin: true },
      { __class__: 'x' },
      { password: 'p' },
    ]) {
      const answer = await server.admin.put(`/api/v1/database/${warehouse.databaseId}`, { database_name: 'Warehouse', ...more })
      expect([200, 422], `${JSON.stringify(more)} ${answer.text}`).toContain(answer.status)
      const stamps = { changed_on: expect.any(Number), changed_by: await idOf(server.admin) }
      expect(await rows()).toEqual(before.map((row) => (row.id === warehouse.databaseId ? { ...row, ...stamps } : row)))
      expect((await rows())[0]?.changed_on).toBeGreaterThan(0)
    }
  })

  test('owners who do not exist are refused; people who leave themselves out stay', async () => {
    expect((await server.admin.put(`/api/v1/dashboard/${warehouse.dashboardId}`, { owners: [999_999] })).status).toBe(422)
    const mine = (await gamma.post('/api/v1/dashboard/', { dashboard_title: 'mine', owners: [await idOf(server.admin)] })).json<{ id: number }>().id
    const owners = (await gamma.get(`/api/v1/dashboard/${mine}`)).json<{ result: { owners: { id: number }[] } }>().result.owners.map((o) => o.id)
    expect(owners).toContain(await idOf(gamma))
  })
})

test('a role Public that holds nothing is filled when the setting comes later; one that holds something is left alone', async () => {
  const { metadata } = server.running.ctx
  const held = async (): Promise<readonly string[]> => {
    const rows = await metadata.db
      .selectFrom('role_permissions')
      .innerJoin('permissions', 'permissions.id', 'role_permissions.permission_id')
      .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .select(['permission_names.name as verb', 'permission_views.name as view'])
      .where('role_id', '=', await server.roleId('Public'))
      .execute()
    return rows.map((row) => `${row.verb} on ${row.view}`)
  }
  expect(await held()).toEqual([])
  await seedRoles(metadata, null)
  expect(await held()).toEqual([])
  await seedRoles(metadata, 'Gamma')
  const filled = await held()
  expect(filled).toContain('can_read on Dashboard')
  expect(filled).not.toContain('can_write on Database')
  const [one = 0] = (await server.admin.get(`/api/v1/security/roles/${await server.roleId('Public')}/permissions/`))
    .json<{ result: { id: number }[] }>()
    .result.map((row) => row.id)
  const role = await server.roleId('Public')
  expect((await server.admin.post(`/api/v1/security/roles/${role}/permissions`, { permission_view_menu_ids: [one] })).status).toBe(200)
  await seedRoles(metadata, 'Alpha')
  expect(await held()).toHaveLength(1)
})
