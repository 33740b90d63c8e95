import { describe, expect, test } from 'vitest'
import { type Actor, createActor } from './actor.ts'
import { can, type DashboardFacts, dataScope, decideDashboard, decideDatabase, decideDataset, decideOwnership } from './decide.ts'
import { defaultPermissions, type Permission } from './roles.ts'

const UUID = '0f3c3c2a-2f5e-4a0e-8a3b-0d6c3f9d8a11'
const OTHER = '1f3c3c2a-2f5e-4a0e-8a3b-0d6c3f9d8a11'

const everything: readonly Permission[] = [
  ...defaultPermissions(),
  { verb: 'database_access', view: '[Shop].(id:2)' },
  { verb: 'datasource_access', view: '[Shop].[sales](id:3)' },
  { verb: 'schema_access', view: '[Shop].[main]' },
  { verb: 'catalog_access', view: '[Shop].[east]' },
]

const guest = (dashboards: readonly string[], permissions: readonly Permission[] = everything, role = 'Public'): Actor =>
  createActor(
    {
      kind: 'guest',
      id: null,
      username: 'visitor',
      firstName: '',
      lastName: '',
      email: '',
      roles: [{ id: 1, name: role }],
      guest: { dashboards, rules: [] },
    },
    permissions,
  )

const board = (more: Partial<DashboardFacts> = {}): DashboardFacts => ({
  id: 5,
  embeddedUuid: UUID,
  ownerIds: [],
  published: true,
  roleIds: [],
  readableDatasets: 2,
  datasets: 2,
  ...more,
})

describe('a guest', () => {
  test.each([
    ['by the UUID of its embedding', [UUID], {}, true],
    ['by the UUID in capitals', [UUID.toUpperCase()], {}, true],
    ['by its id', ['5'], {}, true],
    ['by its id, not embedded', ['5'], { embeddedUuid: null }, true],
    ['as a draft', [UUID], { published: false }, true],
    ['with roles that the guest lacks', [UUID], { roleIds: [99] }, true],
    ['one of several', [OTHER, '5'], {}, true],
    ['another embedding', [OTHER], {}, false],
    ['another id', ['55'], {}, false],
    ['an id with a zero before', ['05'], {}, false],
    ['no dashboard', [], {}, false],
    ['the word null, not embedded', ['null'], { embeddedUuid: null }, false],
    ['an empty name', [''], { embeddedUuid: null }, false],
    ['a role of the guest on a dashboard that the token does not name', [OTHER], { roleIds: [1] }, false],
    ['a dashboard without data that the token does not name', [OTHER], { datasets: 0, readableDatasets: 0 }, false],
    ['an owner without an id', [OTHER], { ownerIds: [0] }, false],
  ] as const)('opens dashboards named by the token: %s', (_name, dashboards, more, allowed) => {
    expect(decideDashboard(guest(dashboards), board(more)).allowed).toBe(allowed)
  })

  test('reads no dataset and no database by itself, whatever its role holds', () => {
    const actor = guest([UUID])
    const facts = { id: 3, tableName: 'sales', schema: 'main', catalog: 'east', databaseId: 2, databaseName: 'Shop', ownerIds: [] }
    expect(decideDataset(actor, facts).allowed).toBe(false)
    expect(decideDatabase(actor, { id: 2, name: 'Shop' }).allowed).toBe(false)
    expect(dataScope(actor)).toEqual({ all: false, databaseIds: [], datasetIds: [], schemaViews: [], catalogViews: [] })
  })

  test('runs no SQL and changes nothing but states and links, whatever its role holds', () => {
    const actor = guest([UUID])
    for (const { verb, view } of everything)
      if (view === 'SQLLab' || (verb.endsWith('_access') && verb !== 'menu_access')) expect(can(actor, { verb, view }), `${verb} ${view}`).toBe(false)
    const writes = everything.filter(({ verb, view }) => verb === 'can_write' && can(actor, { verb, view })).map(({ view }) => view)
    expect(writes.toSorted()).toEqual(['DashboardFilterStateRestApi', 'DashboardPermalinkRestApi', 'ExploreFormDataRestApi', 'ExplorePermalinkRestApi'])
    expect(can(actor, { verb: 'can_read', view: 'Dashboard' })).toBe(true)
  })

  test('is no administrator and owns nothing, even with the role Admin', () => {
    const actor = guest([UUID], everything, 'Admin')
    expect(actor.isAdmin).toBe(false)
    expect(decideOwnership(actor, [0, 1]).allowed).toBe(false)
    expect(decideDashboard(actor, board({ id: 6, embeddedUuid: null })).allowed).toBe(false)
  })
})
