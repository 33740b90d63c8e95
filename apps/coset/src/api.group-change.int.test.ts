import type { RightsChange } from '@coset/contract'
import { type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

const AT = '/api/v1/explain/'
const KINDS = ['dashboard', 'chart', 'dataset', 'database'] as const
const TITLES = { dashboard: 'dashboard_title', chart: 'slice_name', dataset: 'table_name', database: 'database_name' } as const
const NAMES = ['ann', 'bob', 'cem'] as const
const NOBODY = 1_999_999_999

let server: TestServer
let made: Warehouse
const people = new Map<string, Client>()
const ids = new Map<string, number>()
const roles = new Map<string, number>()
beforeAll(async () => {
  server = await startServer()
  made = await connectWarehouse(server)
  const pairs = await allPairs()
  const read = ['Dashboard', 'Chart', 'Dataset', 'Database'].map((view) => `can_read on ${view}`)
  await role(pairs, 'Seed', ['can_read on Tag'])
  await role(pairs, 'Reader', read)
  await role(pairs, 'Wide', ['all_datasource_access on all_datasource_access'])
  await role(pairs, 'Base', [`database_access on [Warehouse].(id:${made.databaseId})`])
  await role(pairs, 'Kept', [])
  for (let i = 0; i < 3; i++) {
    const dataset = await make('/api/v1/dataset/', { database: made.databaseId, table_name: `view ${i}`, sql: 'SELECT 1 AS one' })
    const chart = await make('/api/v1/chart/', { slice_name: `Chart ${i}`, viz_type: 'table', datasource_id: dataset, datasource_type: 'table', params: '{}' })
    const board = await make('/api/v1/dashboard/', { dashboard_title: `Board ${i}`, published: true, position_json: JSON.stringify(layoutOf(chart)) })
    if (i === 2) expect((await server.admin.put(`/api/v1/dashboard/${board}`, { roles: [roles.get('Kept')] })).status).toBe(200)
  }
  for (const name of NAMES) {
    people.set(name, await server.person(name, ['Seed']))
    ids.set(name, await idOf(name))
  }
})
afterAll(() => server.close())

const idOf = async (name: string): Promise<number> =>
  (await server.running.ctx.metadata.db.selectFrom('users').select('id').where('username', '=', name).executeTakeFirstOrThrow()).id

const make = async (path: string, body: object): Promise<number> => {
  const answer = await server.admin.post(path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ id: number }>().id
}

const allPairs = async (): Promise<ReadonlyMap<string, number>> => {
  const rows = await server.running.ctx.metadata.db
    .selectFrom('permissions')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permissions.id', 'permission_names.name as verb', 'permission_views.name as view'])
    .execute()
  return new Map(rows.map(({ id, verb, view }) => [`${verb} on ${view}`, id]))
}

const role = async (pairs: ReadonlyMap<string, number>, name: string, permissions: readonly string[]): Promise<void> => {
  const id = await make('/api/v1/security/roles/', { name })
  roles.set(name, id)
  const permission_view_menu_ids = permissions.map((one) => pairs.get(one) ?? expect.fail(one))
  expect((await server.admin.post(`/api/v1/security/roles/${id}/permissions`, { permission_view_menu_ids })).status).toBe(200)
}

const some = <T>(all: ReadonlyMap<string, T>, ...names: readonly string[]): readonly T[] => names.map((name) => all.get(name) ?? expect.fail(name))
const someIds = (...names: readonly string[]) => some(ids, ...names)
const someRoles = (...names: readonly string[]) => some(roles, ...names)

const preview = async (what: string, plan: object, client: Client = server.admin): Promise<RightsChange> => {
  const answer = await client.post(AT + what, plan)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ result: RightsChange }>().result
}

type Seen = ReadonlyMap<string, ReadonlyMap<number, string>>

/** What everybody may read, by the lists: of each person and kind the names by id. */
const seen = async (): Promise<Seen> => {
  const all = new Map<string, ReadonlyMap<number, string>>()
  for (const [name, client] of people)
    for (const kind of KINDS) {
      const answer = await client.get(`/api/v1/${kind}/${q({ page_size: 100 })}`)
      const rows = answer.status === 200 ? answer.json<{ result: ({ id: number } & Record<string, string>)[] }>().result : []
      all.set(`${name} ${kind}`, new Map(rows.map((row) => [row.id, row[TITLES[kind]] ?? ''])))
    }
  return all
}

/** What the lists say is new in `to`, in the words of the preview. */
const fresh = (from: Seen, to: Seen) =>
  KINDS.map((kind) => {
    const opened = new Map<number, string>()
    const who = [...people.keys()].filter((name) => {
      const rows = [...(to.get(`${name} ${kind}`) ?? [])].filter(([id]) => from.get(`${name} ${kind}`)?.has(id) !== true)
      for (const [id, title] of rows) opened.set(id, title)
      return rows.length > 0
    })
    return { kind, count: opened.size, names: [...opened.values()].sort(), people: who.sort() }
  })

const said = (change: RightsChange, way: 'gained' | 'lost') =>
  change.objects.map((one) => ({ kind: one.kind, count: one[way].count, names: one[way].names, people: one[way].people.names }))

/** Looks, saves, and compares what was told with what became of it. */
const holds = async (what: string, plan: object, write: () => Promise<{ readonly status: number; readonly text: string }>): Promise<RightsChange> => {
  const before = await seen()
  const told = await preview(what, plan)
  expect(await seen()).toEqual(before)
  const answer = await write()
  expect(answer.status, answer.text).toBe(200)
  const after = await seen()
  expect(said(told, 'gained'), what).toEqual(fresh(before, after))
  expect(said(told, 'lost'), what).toEqual(fresh(after, before))
  expect(told.complete).toBe(true)
  return told
}

const rolesOf = (change: RightsChange, way: 'gained' | 'lost') => change.roles[way].map((one) => [one.name, one.people.names])

describe('what it says is what happens', () => {
  const random = (seed: number) => (n: number) => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return Math.floor((seed / 4_294_967_296) * n)
  }

  test('a user name or an e-mail of another account, as saving refuses it', async () => {
    const [ann = 0] = someIds('ann')
    const known = (await server.admin.get(`/api/v1/security/users/${someIds('bob')[0]}`)).json<{ result: { username: string; email: string } }>().result
    const fresh = { roles: someRoles('Seed'), first_name: 'N', last_name: 'N', username: 'nina', email: 'nina@example.com', password: 'a long password 1' }
    for (const field of ['username', 'email'] as const) {
      const taken = { [field]: known[field] }
      const refused = [422, expect.stringContaining(field)]
      for (const [plan, save] of [
        [{ user_id: ann, ...taken }, () => server.admin.put(`/api/v1/security/users/${ann}`, taken)],
        [
          { user_id: null, roles: fresh.roles, username: 'nina', email: 'nina@example.com', ...taken },
          () => server.admin.post('/api/v1/security/users/', { ...fresh, ...taken }),
        ],
      ] as const) {
        const [asked, saved] = [await server.admin.post(`${AT}user_change`, plan), await save()]
        expect([asked.status, asked.text], field).toEqual(refused)
        expect([saved.status, saved.text], field).toEqual(refused)
      }
    }
    // One's own name is nobody else's
    const own = (await server.admin.get(`/api/v1/security/users/${ann}`)).json<{ result: { username: string; email: string } }>().result
    expect((await server.admin.post(`${AT}user_change`, { user_id: ann, username: own.username, email: own.email })).status).toBe(200)
  })

  test.each([1, 2, 3])('groups and accounts at random, seed %i', async (seed) => {
    const next = random(seed)
    const pick = <T>(all: Iterable<T>): readonly T[] => [...all].filter(() => next(10) < 5)
    const group = await make('/api/v1/security/groups/', { name: `G${seed}`, users: pick(ids.values()), roles: pick(roles.values()) })
    const path = `/api/v1/security/groups/${group}`
    for (let round = 0; round < 4; round++) {
      const body = { users: pick(ids.values()), roles: pick(roles.values()) }
      await holds('group_change', { group_id: group, ...body }, () => server.admin.put(path, body))
      const id = someIds(NAMES[next(3)] ?? 'ann')[0]
      const wanted = { roles: [...someRoles('Seed'), ...pick(roles.values())], groups: pick([group]), active: next(10) < 8 }
      await holds('user_change', { user_id: id, ...wanted }, () => server.admin.put(`/api/v1/security/users/${id}`, wanted))
    }
    await holds('group_deletion', { group_ids: [group] }, () => server.admin.delete(path))
    for (const id of ids.values()) await server.admin.put(`/api/v1/security/users/${id}`, { roles: someRoles('Seed'), groups: [], active: true })
  })

  test('an account that is switched off, on again, and deleted', async () => {
    people.set('eva', await server.person('eva', ['Reader', 'Wide']))
    const id = await idOf('eva')
    const put = (body: object) => () => server.admin.put(`/api/v1/security/users/${id}`, body)
    const off = await holds('user_change', { user_id: id, active: false }, put({ active: false }))
    expect([off.accounts, off.affected]).toEqual([
      { gained: { count: 0, names: [] }, lost: { count: 1, names: ['eva'] } },
      { count: 1, names: ['eva'] },
    ])
    expect(rolesOf(off, 'lost')).toEqual([
      ['Reader', ['eva']],
      ['Wide', ['eva']],
    ])
    // Who is switched off has nothing to lose or get
    const nothing = await holds('user_change', { user_id: id, roles: someRoles('Seed') }, put({ roles: someRoles('Seed') }))
    expect(nothing.affected.count).toBe(0)
    const on = await preview('user_change', { user_id: id, active: true, roles: someRoles('Reader', 'Wide') })
    expect(on.accounts.gained).toEqual({ count: 1, names: ['eva'] })
    expect(on.permissions.gained[0]).toMatchObject({ verb: 'all_datasource_access', danger: 'Read the rows of every dataset' })
    await put({ active: true, roles: someRoles('Reader', 'Wide') })()
    const gone = await holds('user_deletion', { user_ids: [id] }, () => server.admin.delete(`/api/v1/security/users/${id}`))
    expect(gone.accounts.lost).toEqual({ count: 1, names: ['eva'] })
    people.delete('eva')
  })

  test('a role that goes takes rights away, and opens dashboards that it alone kept for its people', async () => {
    const give = (name: string, ...wanted: readonly string[]) =>
      server.admin.put(`/api/v1/security/users/${someIds(name)[0]}`, { roles: someRoles('Seed', ...wanted) })
    await give('ann', 'Reader', 'Wide')
    await give('bob', 'Reader', 'Kept')
    const id = someRoles('Kept')[0]
    const told = await holds('role_deletion', { role_ids: [id] }, () => server.admin.delete(`/api/v1/security/roles/${id}`))
    const boards = told.objects.find((one) => one.kind === 'dashboard')
    expect(boards?.gained).toEqual({ count: 1, names: ['Board 2'], people: { count: 1, names: ['ann'] } })
    expect(boards?.lost).toEqual({ count: 1, names: ['Board 2'], people: { count: 1, names: ['bob'] } })
    expect([told.affected.names, rolesOf(told, 'lost'), told.anonymous]).toEqual([['ann', 'bob'], [['Kept', ['bob']]], false])
    roles.delete('Kept')
  })

  test('several are told as one', async () => {
    const a = await make('/api/v1/security/groups/', { name: 'A', users: someIds('cem'), roles: someRoles('Reader') })
    const c = await make('/api/v1/security/groups/', { name: 'C', users: someIds('cem'), roles: someRoles('Reader') })
    expect((await preview('group_deletion', { group_ids: [a] })).affected.count).toBe(0)
    expect(rolesOf(await preview('group_deletion', { group_ids: [a, c] }), 'lost')).toEqual([['Reader', ['cem']]])
    for (const id of [a, c]) await server.admin.delete(`/api/v1/security/groups/${id}`)
  })
})

describe('what it tells', () => {
  test('nothing where nothing changes', async () => {
    const group = await make('/api/v1/security/groups/', { name: 'Same', users: someIds('cem'), roles: someRoles('Seed') })
    for (const [what, plan] of [
      ['group_change', { group_id: group }],
      // Whom a role is given who has it already gets nothing
      ['group_change', { group_id: group, users: someIds('cem', 'bob') }],
      ['group_change', { group_id: null, users: someIds('cem') }],
      ['group_deletion', { group_ids: [group] }],
      ['user_change', { user_id: someIds('cem')[0], groups: [] }],
    ] as const) {
      const { roles: held, accounts, affected, permissions, pages } = await preview(what, plan)
      expect({ held, accounts, affected, permissions, pages }).toEqual({
        held: { gained: [], lost: [] },
        accounts: { gained: { count: 0, names: [] }, lost: { count: 0, names: [] } },
        affected: { count: 0, names: [] },
        permissions: { gained: [], lost: [] },
        pages: { gained: [], lost: [] },
      })
    }
    await server.admin.delete(`/api/v1/security/groups/${group}`)
  })

  test('of a group and an account that are not there yet', async () => {
    const group = await preview('group_change', { group_id: null, users: someIds('bob', 'cem'), roles: someRoles('Wide') })
    expect(rolesOf(group, 'gained')).toEqual([['Wide', ['bob', 'cem']]])
    const user = await preview('user_change', { user_id: null, roles: [await server.roleId('Admin')], username: 'new <b>one</b>' })
    expect([user.administrators.gained, user.accounts.gained]).toEqual([
      { count: 1, names: ['new <b>one</b>'] },
      { count: 1, names: ['new <b>one</b>'] },
    ])
    expect((await server.admin.get(`/api/v1/security/users/${q({ page_size: 100 })}`)).text).not.toContain('new <b>')
  })
})

describe('who may ask', () => {
  const ROUTES = [
    ['role_deletion', () => ({ role_ids: someRoles('Seed') })],
    ['group_change', () => ({ group_id: null })],
    ['group_deletion', () => ({ group_ids: [1] })],
    ['user_change', () => ({ user_id: null })],
    ['user_deletion', () => ({ user_ids: someIds('ann') })],
  ] as const

  test('nobody who may not write', async () => {
    const [ann] = some(people, 'ann')
    for (const [what, plan] of ROUTES) expect((await ann?.post(AT + what, plan()))?.status, what).toBe(403)
  })

  test('unknown ids and wrong bodies are a 422 that names the field', async () => {
    const [user] = someIds('ann')
    for (const [what, plan, field] of [
      ['role_deletion', { role_ids: [NOBODY] }, 'role_ids'],
      ['role_deletion', { role_ids: [] }, 'role_ids'],
      ['role_deletion', { role_ids: [await server.roleId('Gamma')] }, 'role_ids'],
      ['group_change', { group_id: NOBODY }, 'group_id'],
      ['group_change', {}, 'group_id'],
      ['group_change', { group_id: null, users: [NOBODY] }, 'users'],
      ['group_change', { group_id: null, roles: [NOBODY] }, 'roles'],
      ['group_change', { group_id: null, roles: 'x' }, 'roles'],
      ['group_deletion', { group_ids: [NOBODY] }, 'group_ids'],
      ['user_change', { user_id: NOBODY }, 'user_id'],
      ['user_change', { user_id: user, roles: [NOBODY] }, 'roles'],
      ['user_change', { user_id: user, groups: [NOBODY] }, 'groups'],
      ['user_change', { user_id: user, active: 'sometimes' }, 'active'],
      ['user_change', { user_id: user, roles: [] }, 'roles'],
      ['user_change', { user_id: null }, 'roles'],
      ['user_change', { user_id: user, more: 1 }, 'more'],
      ['user_deletion', { user_ids: [NOBODY, user] }, 'user_ids'],
    ] as const) {
      const answer = await server.admin.post(AT + what, plan)
      expect([answer.status, answer.text], `${what} ${JSON.stringify(plan)}`).toEqual([422, expect.stringContaining(field)])
    }
  })

  test('the last administrator stays', async () => {
    const admin = await idOf('admin')
    for (const [what, plan] of [
      ['user_change', { user_id: admin, active: false }],
      ['user_change', { user_id: admin, roles: someRoles('Seed') }],
      ['user_deletion', { user_ids: [admin] }],
    ] as const) {
      const answer = await server.admin.post(AT + what, plan)
      expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('last administrator')])
    }
  })

  test('somebody who is no administrator gives no more than they hold, and learns no names that they do not see', async () => {
    const pairs = await allPairs()
    await role(pairs, 'Keepers', ['can_put on Group', 'can_put on User', 'can_delete on User', 'can_delete on Role', 'can_read on Dataset'])
    const keeper = await server.person('keeper', ['Keepers', 'Wide'])
    const dan = await server.person('dan', ['Base', 'Reader']).then(() => idOf('dan'))
    expect((await keeper.post(`${AT}group_change`, { group_id: null })).status).toBe(403)
    for (const [what, plan] of [
      ['user_change', { user_id: dan, roles: someRoles('Seed') }],
      ['user_change', { user_id: await idOf('admin'), active: false }],
      ['user_deletion', { user_ids: [await idOf('admin')] }],
      ['role_deletion', { role_ids: someRoles('Seed') }],
    ] as const)
      expect((await keeper.post(AT + what, plan)).status, what).toBe(403)
    const change = await preview('user_change', { user_id: dan, roles: someRoles('Wide') }, keeper)
    expect(change.affected).toEqual({ count: 1, names: [] })
    // Of roles that are theirs they know the name
    expect([rolesOf(change, 'gained'), rolesOf(change, 'lost')]).toEqual([
      [['Wide', []]],
      [
        [null, []],
        [null, []],
      ],
    ])
    const off = await preview('user_change', { user_id: dan, active: false }, keeper)
    expect(off.permissions.lost).toContainEqual({ verb: 'database_access', view: '', people: { count: 1, names: [] }, danger: 'Read all data of a database' })
    expect(JSON.stringify(off)).not.toContain('Warehouse')
    expect(off.objects.find((one) => one.kind === 'database')?.lost).toMatchObject({ count: 1, names: [] })
    expect((await preview('user_change', { user_id: dan, active: false })).permissions.lost).toContainEqual(
      expect.objectContaining({ view: `[Warehouse].(id:${made.databaseId})` }),
    )
  })
})
