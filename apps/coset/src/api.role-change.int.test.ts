import type { RoleChange } from '@coset/contract'
import { type Answer, type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whoIs } from './test-routes.ts'
import { connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

const PATH = '/api/v1/explain/role_change'
const KINDS = ['dashboard', 'chart', 'dataset', 'database'] as const
const TITLES = { dashboard: 'dashboard_title', chart: 'slice_name', dataset: 'table_name', database: 'database_name' } as const

interface Pair {
  readonly id: number
  readonly permission: { readonly name: string }
  readonly view_menu: { readonly name: string }
}

let server: TestServer
let made: Warehouse
let pairs: readonly Pair[]
const people = new Map<string, Client>()
const ids = new Map<string, number>()
beforeAll(async () => {
  server = await startServer()
  made = await connectWarehouse(server)
  await fill()
  for (const name of ['ann', 'bob', 'cem', 'dee']) {
    people.set(name, await server.person(name, name === 'dee' ? ['Gamma'] : ['Seed']))
    ids.set(name, (await server.running.ctx.metadata.db.selectFrom('users').select('id').where('username', '=', name).executeTakeFirstOrThrow()).id)
  }
  const charts = await server.admin.get(`/api/v1/chart/${q({ filters: [{ col: 'slice_name', opr: 'eq', value: 'Chart 2' }] })}`)
  const [chart] = charts.json<{ ids: number[] }>().ids
  await server.admin.put(`/api/v1/chart/${chart}`, { owners: [ids.get('ann')] })
  const [dataset] = (await server.admin.get(`/api/v1/dataset/${q({ filters: [{ col: 'table_name', opr: 'eq', value: 'view 1' }] })}`)).json<{ ids: number[] }>()
    .ids
  await server.admin.put(`/api/v1/dataset/${dataset}`, { owners: [ids.get('ann')] })
  pairs = await allPairs()
})
afterAll(() => server.close())

const make = async (path: string, body: object): Promise<number> => {
  const answer = await server.admin.post(path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ id: number }>().id
}

/** A role that people have already, and objects of several kinds: dashboards with roles, drafts, and some without charts. */
const fill = async (): Promise<void> => {
  const seed = await make('/api/v1/security/roles/', { name: 'Seed' })
  for (let i = 0; i < 4; i++) {
    const dataset = await make('/api/v1/dataset/', { database: made.databaseId, table_name: `view ${i}`, sql: 'SELECT 1 AS one' })
    const chart = await make('/api/v1/chart/', { slice_name: `Chart ${i}`, viz_type: 'table', datasource_id: dataset, datasource_type: 'table', params: '{}' })
    const position_json = JSON.stringify(layoutOf(chart, ...(i === 0 ? [made.chartId] : [])))
    const board = await make('/api/v1/dashboard/', { dashboard_title: `Board ${i}`, published: i !== 1, position_json })
    if (i === 2) expect((await server.admin.put(`/api/v1/dashboard/${board}`, { roles: [seed] })).status).toBe(200)
  }
}

const allPairs = async (): Promise<readonly Pair[]> => {
  const rows: Pair[] = []
  for (let page = 0; ; page++) {
    const { result } = (await server.admin.get(`/api/v1/security/permissions-resources/${q({ page, page_size: 100, order_column: 'id' })}`)).json<{
      result: Pair[]
    }>()
    rows.push(...result)
    if (result.length < 100) return rows
  }
}

const idsOf = (...names: readonly (readonly [string, string])[]): readonly number[] =>
  names.map(([verb, view]) => {
    const found = pairs.find((pair) => pair.permission.name === verb && pair.view_menu.name === view)
    if (found === undefined) throw new Error(`${verb} on ${view}`)
    return found.id
  })

const preview = async (plan: object, client: Client = server.admin): Promise<RoleChange> => {
  const answer = await client.post(PATH, plan)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ result: RoleChange }>().result
}

type Seen = Readonly<Record<(typeof KINDS)[number], ReadonlyMap<number, string>>> & { readonly permissions: ReadonlySet<string> }

/** What somebody may read and do, by the API. */
const seenBy = async (client: Client): Promise<Seen> => {
  const lists = await Promise.all(
    KINDS.map(async (kind) => {
      const answer = await client.get(`/api/v1/${kind}/${q({ page_size: 100 })}`)
      const rows = answer.status === 403 ? [] : answer.json<{ result: ({ id: number } & Record<string, string>)[] }>().result
      return [kind, new Map(rows.map((row) => [row.id, row[TITLES[kind]] ?? '']))] as const
    }),
  )
  const boot = (await client.get('/api/v1/coset/bootstrap')).json<{ permissions: string[] }>().permissions
  const actor = await server.running.ctx.actors.byId((await whoIs(client)).id)
  const objects = Object.entries(actor?.objects ?? {}).flatMap(([verb, views]) => [...views].map((view) => `${verb} on ${view}`))
  return {
    ...(Object.fromEntries(lists) as unknown as Record<(typeof KINDS)[number], ReadonlyMap<number, string>>),
    permissions: new Set([...boot, ...objects]),
  }
}

const everybody = async (): Promise<ReadonlyMap<string, Seen>> =>
  new Map(await Promise.all([...people].map(async ([name, client]) => [name, await seenBy(client)] as const)))

const random = (seed: number) => (n: number) => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
  return Math.floor((seed / 4_294_967_296) * n)
}

const newIn = <K>(before: Iterable<K>, after: Iterable<K>): readonly K[] => {
  const old = new Set(before)
  return [...after].filter((one) => !old.has(one))
}

/** What the lists say became readable, in the words of the preview. */
const really = (from: ReadonlyMap<string, Seen>, to: ReadonlyMap<string, Seen>) => {
  const of = (name: string, all: ReadonlyMap<string, Seen>): Seen => all.get(name) ?? expect.fail(name)
  const objects = KINDS.map((kind) => {
    const opened = new Map<number, string>()
    const who: string[] = []
    for (const name of people.keys()) {
      const fresh = newIn(of(name, from)[kind].keys(), of(name, to)[kind].keys())
      if (fresh.length > 0) who.push(name)
      for (const id of fresh) opened.set(id, of(name, to)[kind].get(id) ?? '')
    }
    return { kind, count: opened.size, names: [...opened.values()].sort(), people: who.sort() }
  })
  const permissions = new Map<string, string[]>()
  for (const name of people.keys())
    for (const key of newIn(of(name, from).permissions, of(name, to).permissions)) permissions.set(key, [...(permissions.get(key) ?? []), name].sort())
  return { objects, permissions: Object.fromEntries([...permissions].sort()) }
}

const said = (change: RoleChange, way: 'gained' | 'lost') => ({
  objects: change.objects.map((one) => ({ kind: one.kind, count: one[way].count, names: one[way].names, people: one[way].people.names })),
  permissions: Object.fromEntries(
    change.permissions[way]
      .filter((one) => one.people.count > 0)
      .map((one) => [`${one.verb} on ${one.view}`, one.people.names] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ),
})

describe('what it says is what happens', () => {
  test.each([1, 2, 3, 4])('random roles, seed %i', async (seed) => {
    const next = random(seed)
    const some = <T>(all: readonly T[], in10: number): readonly T[] => all.filter(() => next(10) < in10)
    const role = await make('/api/v1/security/roles/', { name: `Random ${seed}` })
    const group = await make('/api/v1/security/groups/', { name: `Group ${seed}`, users: some([...ids.values()], 4), roles: [] })
    const objects = pairs.filter(({ permission }) => ['datasource_access', 'schema_access', 'database_access'].includes(permission.name))
    const classes = pairs.filter(
      ({ permission, view_menu }) => permission.name === 'can_read' && ['Dashboard', 'Chart', 'Dataset', 'Database', 'Tag'].includes(view_menu.name),
    )
    const wide = pairs.filter(({ permission }) => permission.name === 'all_datasource_access')
    for (let round = 0; round < 4; round++) {
      const permission_view_menu_ids = [...some(objects, 3), ...some(classes, 7), ...some(wide, 1)].map((pair) => pair.id)
      const plan = { permission_view_menu_ids, user_ids: some([...ids.values()], 4), group_ids: some([group], 5) }
      const before = await everybody()
      const told = await preview({ role_id: role, ...plan })
      expect(await everybody()).toEqual(before)
      expect((await server.admin.post(`/api/v1/security/roles/${role}/permissions`, { permission_view_menu_ids })).status).toBe(200)
      expect((await server.admin.put(`/api/v1/security/roles/${role}/users`, { user_ids: plan.user_ids })).status).toBe(200)
      expect((await server.admin.put(`/api/v1/security/roles/${role}/groups`, { group_ids: plan.group_ids })).status).toBe(200)
      const after = await everybody()
      expect(said(told, 'gained'), `round ${round}`).toEqual(really(before, after))
      expect(said(told, 'lost'), `round ${round}`).toEqual(really(after, before))
      expect(told.complete).toBe(true)
    }
    expect((await server.admin.delete(`/api/v1/security/groups/${group}`)).status).toBe(200)
    expect((await server.admin.delete(`/api/v1/security/roles/${role}`)).status).toBe(200)
  })
})

describe('what it tells', () => {
  test('nothing where nothing changes', async () => {
    const role = await server.roleId('Seed')
    const users = ['ann', 'bob', 'cem'].map((name) => ids.get(name))
    for (const plan of [{ role_id: role }, { role_id: role, permission_view_menu_ids: [], user_ids: users, group_ids: [] }]) {
      const change = await preview(plan)
      expect(change).toMatchObject({
        affected: { count: 0, names: [] },
        people: { gained: { count: 0 }, lost: { count: 0 } },
        anonymous: false,
        complete: true,
      })
      expect([...change.permissions.gained, ...change.permissions.lost, ...change.pages.gained, ...change.pages.lost]).toEqual([])
    }
  })

  test('of a role that is not there yet, with dangerous permissions first and pages', async () => {
    const wanted = idsOf(['can_read', 'Tag'], ['all_datasource_access', 'all_datasource_access'], ['can_execute_sql_query', 'SQLLab'], ['can_put', 'User'])
    const change = await preview({ role_id: null, permission_view_menu_ids: wanted, user_ids: [ids.get('bob')] })
    expect(change.people.gained).toEqual({ count: 1, names: ['bob'] })
    expect(change.permissions.gained.map((one) => [one.verb, one.danger !== null])).toEqual([
      ['can_execute_sql_query', true],
      ['can_put', true],
      ['all_datasource_access', true],
      ['can_read', false],
    ])
    expect(change.pages.gained).toEqual([{ name: 'Tags', people: { count: 1, names: ['bob'] } }])
    const roles = await server.admin.get(`/api/v1/security/roles/${q({ page_size: 100 })}`)
    expect(roles.json<{ result: { name: string }[] }>().result.map((role) => role.name)).not.toContain('')
  })

  test('who becomes an administrator, and who no longer is one', async () => {
    const { db } = server.running.ctx.metadata
    const admin = await server.roleId('Admin')
    const first = (await db.selectFrom('users').select('id').where('username', '=', 'admin').executeTakeFirstOrThrow()).id
    const change = await preview({ role_id: admin, user_ids: [first, ids.get('cem')] })
    expect(change.administrators).toEqual({ gained: { count: 1, names: ['cem'] }, lost: { count: 0, names: [] } })
    expect(change.objects.find((one) => one.kind === 'dashboard')?.gained.count).toBeGreaterThan(3)
    expect((await preview({ role_id: admin, user_ids: [] })).administrators.lost).toEqual({ count: 1, names: ['admin'] })
  })

  test('that people without an account are touched, of the role Public', async () => {
    const change = await preview({ role_id: await server.roleId('Public'), permission_view_menu_ids: idsOf(['can_read', 'Dashboard']) })
    expect(change).toMatchObject({ anonymous: true, affected: { count: 0 } })
    expect(change.permissions.gained).toMatchObject([{ verb: 'can_read', view: 'Dashboard', people: { count: 0 } }])
  })

  test('accounts that are switched off are left out', async () => {
    await server.admin.put(`/api/v1/security/users/${ids.get('cem')}`, { active: false })
    const change = await preview({ role_id: null, permission_view_menu_ids: idsOf(['can_read', 'Tag']), user_ids: [ids.get('bob'), ids.get('cem')] })
    expect([change.affected, change.people.gained]).toEqual([
      { count: 1, names: ['bob'] },
      { count: 1, names: ['bob'] },
    ])
    await server.admin.put(`/api/v1/security/users/${ids.get('cem')}`, { active: true })
  })

  test('many people are counted, and 25 of them named', async () => {
    const { db } = server.running.ctx.metadata
    const names = Array.from({ length: 30 }, (_, i) => `crowd${String(i).padStart(2, '0')}`)
    for (const username of names) {
      const body = {
        username,
        email: `${username}@example.org`,
        first_name: 'C',
        last_name: 'R',
        active: true,
        is_service: true,
        roles: [await server.roleId('Gamma')],
      }
      expect((await server.admin.post('/api/v1/security/users/', body)).status).toBe(201)
    }
    const crowd = await db.selectFrom('users').select('id').where('username', 'in', names).execute()
    const change = await preview({
      role_id: null,
      permission_view_menu_ids: idsOf(['database_access', `[Warehouse].(id:${made.databaseId})`]),
      user_ids: crowd.map((row) => row.id),
    })
    expect(change.affected).toEqual({ count: 30, names: names.slice(0, 25) })
    expect(change.objects.find((one) => one.kind === 'dataset')?.gained).toMatchObject({ count: 5, people: { count: 30 } })
  })
})

describe('who may ask', () => {
  const texts = (answer: Answer): string => answer.text

  test('nobody without the permission', async () => {
    expect((await server.nobody.post(PATH, { role_id: null })).status).toBe(401)
    expect((await (people.get('dee') ?? server.nobody).post(PATH, { role_id: null })).status).toBe(403)
  })

  test('wrong bodies and unknown ids are refused as saving them would be', async () => {
    const role = await server.roleId('Seed')
    for (const body of [{}, { role_id: 'x' }, { role_id: role, user_ids: 'x' }, { role_id: role, more: 1 }])
      expect((await server.admin.post(PATH, body)).status).toBe(422)
    expect((await server.admin.post(PATH, { role_id: 1_999_999_999 })).status).toBe(404)
    expect((await server.admin.post(PATH, { role_id: role, permission_view_menu_ids: [1_999_999_999] })).status).toBe(422)
    expect((await server.admin.post(PATH, { role_id: role, user_ids: [1_999_999_999] })).status).toBe(404)
    expect((await server.admin.post(PATH, { role_id: role, group_ids: [1_999_999_999] })).status).toBe(404)
    expect((await server.admin.post(PATH, { role_id: await server.roleId('Admin'), permission_view_menu_ids: [] })).status).toBe(422)
  })

  test('somebody who is no administrator learns no more names than they see, and gives no more than they hold', async () => {
    const keepers = await make('/api/v1/security/roles/', { name: 'Keepers' })
    const wanted = idsOf(['can_put', 'Role'], ['can_read', 'Dataset'], ['can_read', 'Dashboard'])
    await server.admin.post(`/api/v1/security/roles/${keepers}/permissions`, { permission_view_menu_ids: wanted })
    const keeper = await server.person('keeper', ['Keepers'])
    const seed = await server.roleId('Seed')
    const more = await keeper.post(PATH, { role_id: seed, permission_view_menu_ids: idsOf(['all_datasource_access', 'all_datasource_access']) })
    expect([more.status, texts(more)]).toEqual([403, expect.stringContaining('Only permissions that you hold')])
    expect((await keeper.post(PATH, { role_id: seed, user_ids: [ids.get('dee')] })).status).toBe(403)
    const change = await preview({ role_id: keepers, user_ids: [ids.get('ann')] }, keeper)
    expect(change.people.gained).toEqual({ count: 1, names: [] })
    const datasets = change.objects.find((one) => one.kind === 'dataset')?.gained
    expect(datasets).toMatchObject({ count: 1, names: [] })
  })
})
