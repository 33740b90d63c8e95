import { allRoutes, contract } from '@coset/contract'
import { describe, expect, test } from 'vitest'
import { type Actor, createActor } from './actor.ts'
import { CATALOGUE } from './catalogue.ts'
import { can, type DashboardFacts, type DatasetFacts, dataScope, decideDashboard, decideDatabase, decideDataset, decideOwnership } from './decide.ts'
import { catalogView, databaseView, datasetView, idOfView, schemaView } from './objects.ts'
import { DEFAULT_ROLES, defaultPermissions, type Permission, PUBLIC_MINIMUM } from './roles.ts'

const permissionsOf = (role: string): readonly Permission[] => defaultPermissions().filter((p) => p.roles.includes(role))

const person = (roles: readonly string[], more: readonly Permission[] = [], id = 7): Actor =>
  createActor(
    { kind: 'user', id, username: 'jo', firstName: 'Jo', lastName: 'Doe', email: 'jo@example.org', roles: roles.map((name, i) => ({ id: i + 1, name })) },
    [...roles.flatMap(permissionsOf), ...more],
  )
const nobody = createActor({ kind: 'anonymous', id: null, username: '', firstName: '', lastName: '', email: '', roles: [] }, [])
const stranger = person([])

const dataset = (more: Partial<DatasetFacts> = {}): DatasetFacts => ({
  id: 3,
  tableName: 'sales',
  schema: 'main',
  catalog: null,
  databaseId: 2,
  databaseName: 'Shop',
  ownerIds: [],
  ...more,
})

describe('default roles', () => {
  test.each([
    ['Admin', 229],
    ['Alpha', 117],
    ['Gamma', 95],
    ['sql_lab', 30],
    ['Public', 0],
  ])('%s holds %i permissions', (role, count) => {
    expect(permissionsOf(role)).toHaveLength(count)
  })

  test('every role is one of the default roles, no permission stands twice', () => {
    const keys = defaultPermissions().map((p) => `${p.verb} on ${p.view}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const { roles } of defaultPermissions()) for (const role of roles) expect(DEFAULT_ROLES).toContain(role)
  })

  test('Admin holds all that Alpha and sql_lab hold, Alpha all that Gamma holds', () => {
    for (const [greater, lesser] of [
      ['Admin', 'Alpha'],
      ['Alpha', 'Gamma'],
      ['Admin', 'sql_lab'],
    ] as const)
      for (const permission of permissionsOf(lesser)) expect(can(person([greater]), permission), `${greater}: ${permission.verb} ${permission.view}`).toBe(true)
  })

  test('nobody but Admin changes people, roles and databases', () => {
    for (const role of ['Alpha', 'Gamma', 'sql_lab'])
      for (const permission of [
        { verb: 'can_post', view: 'User' },
        { verb: 'can_put', view: 'User' },
        { verb: 'can_post', view: 'Role' },
        { verb: 'can_add_role_permissions', view: 'Role' },
        { verb: 'can_write', view: 'Database' },
        { verb: 'can_write', view: 'Row Level Security' },
        { verb: 'can_grant_guest_token', view: 'SecurityRestApi' },
      ])
        expect(can(person([role]), permission), `${role} ${permission.verb} ${permission.view}`).toBe(false)
  })

  test('the minimum of public dashboards is part of what Gamma or Alpha may do, and writes only states', () => {
    for (const permission of PUBLIC_MINIMUM) {
      expect(can(person(['Alpha']), permission), `${permission.verb} ${permission.view}`).toBe(true)
      if (permission.verb === 'can_write') expect(permission.view).toBe('DashboardFilterStateRestApi')
    }
  })

  test('every guard of the contract is a permission of the catalogue', () => {
    for (const { name, guard } of allRoutes(contract)) {
      if (typeof guard === 'string') continue
      expect(Object.values(CATALOGUE[guard.view] ?? {}).flat(), name).toContain(guard.verb)
    }
  })
})

describe('can', () => {
  test('is exact: other verbs, other views and joined names are not granted', () => {
    const actor = person([], [{ verb: 'can_read', view: 'Chart' }])
    expect(can(actor, { verb: 'can_read', view: 'Chart' })).toBe(true)
    for (const [verb, view] of [
      ['can_write', 'Chart'],
      ['can_read', 'chart'],
      ['can_read', 'Charts'],
      ['can_read on Chart', ''],
      ['can_read', 'Chart '],
      ['', ''],
      ['constructor', '__proto__'],
    ] as const)
      expect(can(actor, { verb, view }), `${verb} ${view}`).toBe(false)
  })

  test('object permissions grant no class permission', () => {
    const actor = person(
      [],
      [
        { verb: 'database_access', view: 'all_database_access' },
        { verb: 'datasource_access', view: 'all_datasource_access' },
      ],
    )
    expect(actor.permissions.size).toBe(0)
    expect(decideDatabase(actor, { id: 2, name: 'Shop' }).allowed).toBe(false)
  })

  test('only the role named Admin makes an administrator', () => {
    expect(person(['Admin']).isAdmin).toBe(true)
    for (const name of ['admin', 'ADMIN', 'Admin ', 'Alpha']) expect(person([name]).isAdmin).toBe(false)
  })
})

describe('datasets', () => {
  const holding = (verb: string, view: string): Actor => person([], [{ verb, view }])
  const cases: readonly [string, Actor, Partial<DatasetFacts>, boolean][] = [
    ['nobody', nobody, {}, false],
    ['no roles', stranger, {}, false],
    ['Gamma', person(['Gamma']), {}, false],
    ['sql_lab', person(['sql_lab']), {}, false],
    ['Alpha', person(['Alpha']), {}, true],
    ['Admin', person(['Admin']), {}, true],
    ['all_datasource_access', holding('all_datasource_access', 'all_datasource_access'), {}, true],
    ['all_database_access', holding('all_database_access', 'all_database_access'), {}, true],
    ['its database', holding('database_access', '[Shop].(id:2)'), {}, true],
    ['a database of the same name', holding('database_access', '[Shop].(id:22)'), {}, false],
    ['the dataset', holding('datasource_access', '[Shop].[sales](id:3)'), {}, true],
    ['a dataset of the same name', holding('datasource_access', '[Shop].[sales](id:33)'), {}, false],
    ['the schema', holding('schema_access', '[Shop].[main]'), {}, true],
    ['the schema of another database', holding('schema_access', '[Shop2].[main]'), {}, false],
    ['the schema, dataset in a catalog', holding('schema_access', '[Shop].[main]'), { catalog: 'east' }, false],
    ['schema and catalog', holding('schema_access', '[Shop].[east].[main]'), { catalog: 'east' }, true],
    ['the catalog', holding('catalog_access', '[Shop].[east]'), { catalog: 'east' }, true],
    ['the catalog, dataset without one', holding('catalog_access', '[Shop].[east]'), {}, false],
    ['a catalog named like the schema', holding('catalog_access', '[Shop].[main]'), {}, false],
    ['a schema view of nothing, dataset without schema', holding('schema_access', '[Shop].[null]'), { schema: null }, false],
    ['an owner', stranger, { ownerIds: [9, 7] }, true],
    ['owned by others', stranger, { ownerIds: [9] }, false],
    ['the view of another verb', holding('schema_access', '[Shop].[sales](id:3)'), {}, false],
  ]
  test.each(cases)('%s', (_name, actor, facts, allowed) => {
    expect(decideDataset(actor, dataset(facts)).allowed).toBe(allowed)
  })

  test('every decision says why', () => {
    for (const [, actor, facts] of cases) expect(decideDataset(actor, dataset(facts)).because).not.toBe('')
  })

  test('the scope of lists agrees with the decisions', () => {
    expect(dataScope(person(['Alpha'])).all).toBe(true)
    expect(dataScope(stranger)).toEqual({ all: false, databaseIds: [], datasetIds: [], schemaViews: [], catalogViews: [] })
    const actor = person(
      [],
      [
        { verb: 'database_access', view: databaseView({ id: 2, name: 'a](id:9)' }) },
        { verb: 'datasource_access', view: datasetView('Shop', { id: 3, tableName: 'x](id:4)' }) },
        { verb: 'database_access', view: 'broken' },
      ],
    )
    expect(dataScope(actor)).toMatchObject({ databaseIds: [2], datasetIds: [3] })
  })
})

describe('names of object permissions', () => {
  test.each([
    [databaseView({ id: 5, name: 'Shop' }), '[Shop].(id:5)', 5],
    [datasetView('Shop', { id: 6, tableName: 'sales' }), '[Shop].[sales](id:6)', 6],
    [schemaView('Shop', 'main', null), '[Shop].[main]', null],
    [schemaView('Shop', 'main', 'east'), '[Shop].[east].[main]', null],
    [catalogView('Shop', 'east'), '[Shop].[east]', null],
  ])('%s', (view, text, id) => {
    expect(view).toBe(text)
    expect(idOfView(view)).toBe(id)
  })
  test.each(['', '(id:)', '(id:x)', '(id:1) ', 'id:1'])('no id in %j', (view) => expect(idOfView(view)).toBeNull())
})

describe('ownership', () => {
  test.each([
    ['administrator', person(['Admin']), [], true],
    ['owner', stranger, [7], true],
    ['other', stranger, [8], false],
    ['no owners', stranger, [], false],
    ['Alpha', person(['Alpha']), [8], false],
    ['nobody', nobody, [7], false],
  ] as const)('%s', (_name, actor, owners, allowed) => expect(decideOwnership(actor, owners).allowed).toBe(allowed))
})

describe('dashboards', () => {
  const facts = (more: Partial<DashboardFacts>): DashboardFacts => ({
    id: 5,
    embeddedUuid: null,
    ownerIds: [],
    published: true,
    roleIds: [],
    readableDatasets: 0,
    datasets: 2,
    ...more,
  })
  test.each([
    ['nothing readable', person(['Gamma']), {}, false],
    ['one readable', person(['Gamma']), { readableDatasets: 1 }, true],
    ['owner', stranger, { ownerIds: [7], published: false, roleIds: [99] }, true],
    ['administrator', person(['Admin']), { published: false, roleIds: [99] }, true],
    ['role of the dashboard', person(['Gamma']), { roleIds: [1] }, true],
    ['role of the dashboard, not published', person(['Gamma']), { roleIds: [1], published: false, readableDatasets: 2 }, false],
    ['roles decide alone', person(['Gamma']), { roleIds: [99], readableDatasets: 2 }, false],
    ['Alpha without the role', person(['Alpha']), { roleIds: [99], readableDatasets: 2 }, false],
    ['nobody', nobody, { roleIds: [1] }, false],
    ['nobody, owners without id', nobody, { ownerIds: [] }, false],
  ] as const)('%s', (_name, actor, more, allowed) => expect(decideDashboard(actor, facts(more)).allowed).toBe(allowed))
})

describe('somebody without roles', () => {
  /** Numbers from 0 to 1 by a fixed seed. */
  const random = (seed: number) => () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return seed / 4_294_967_296
  }

  test('may use no permission of the catalogue and no guarded route', () => {
    for (const actor of [nobody, stranger]) {
      for (const permission of defaultPermissions()) expect(can(actor, permission)).toBe(false)
      for (const { guard, name } of allRoutes(contract)) if (typeof guard === 'object') expect(can(actor, guard), name).toBe(false)
    }
  })

  test('may read and change nothing of others, whatever it is called', () => {
    const next = random(42)
    const pick = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)] as T
    const names = ['', 'Shop', '[Shop]', 'all_datasource_access', '__proto__', 'null', 'undefined', 'a](id:3)']
    for (let i = 0; i < 2000; i++) {
      const actor = pick([nobody, stranger])
      const ownerIds = pick([[], [1], [8, 9], [0], [-1]])
      const fact = dataset({
        id: Math.floor(next() * 10),
        tableName: pick(names),
        schema: pick([null, ...names]),
        catalog: pick([null, ...names]),
        databaseName: pick(names),
        databaseId: Math.floor(next() * 10),
        ownerIds,
      })
      expect(decideDataset(actor, fact).allowed).toBe(false)
      expect(decideDatabase(actor, { id: fact.databaseId, name: fact.databaseName }).allowed).toBe(false)
      expect(decideOwnership(actor, ownerIds).allowed).toBe(false)
      // A dashboard without data shows nobody's data; its route still asks for a permission
      const board = {
        id: 5,
        embeddedUuid: null,
        ownerIds,
        published: pick([true, false]),
        roleIds: pick([[], [1], [99]]),
        readableDatasets: 0,
        datasets: 1 + Math.floor(next() * 3),
      }
      expect(decideDashboard(actor, board).allowed).toBe(false)
    }
  })
})
