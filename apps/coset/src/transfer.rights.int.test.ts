import { bundleOf } from '@coset/resources'
import { type Client, multipart } from '@coset/testing'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type TestServer } from './test-server.ts'
import { EXTRA, EXTRA_NAMES, type Extra, everyRow, exportOf, filesOf, makeScene, packOf, reviewOf, type Scene, send } from './test-transfer.ts'

const version = '1.0.0'
const NOWHERE = 'dddddddd-0000-4000-8000-00000000dead'

let server: TestServer
let scene: Scene
let alpha: Client
let gamma: Client
let lawyer: Client
let file: Record<Extra, Record<string, unknown>>
let uuids: Record<'chart' | 'dashboard' | 'dataset' | 'database', string>

/** A role that may write roles and rules, and no more than Alpha besides. */
const makeLawyer = async (): Promise<Client> => {
  const { admin } = server
  const { id } = (await admin.post('/api/v1/security/roles/', { name: 'Lawyer' })).json<{ id: number }>()
  const rows = await server.running.ctx.metadata.db
    .selectFrom('permissions')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permissions.id', 'permission_names.name as verb', 'permission_views.name as view'])
    .execute()
  const wanted = rows.filter(({ verb, view }) => (view === 'Role' && verb.startsWith('can_')) || (view === 'Row Level Security' && verb !== 'menu_access'))
  expect((await admin.post(`/api/v1/security/roles/${id}/permissions`, { permission_view_menu_ids: wanted.map((row) => row.id) })).status).toBe(200)
  return server.person('lawyer', ['Alpha', 'Lawyer'])
}

beforeAll(async () => {
  server = await startServer()
  scene = await makeScene(server)
  alpha = await server.person('alpha', ['Alpha'])
  gamma = await server.person('gamma')
  lawyer = await makeLawyer()
  const entries = await Promise.all(
    EXTRA_NAMES.map(async (kind) => {
      const [, [, text] = ['', '']] = Object.entries(filesOf((await exportOf(server.admin, kind, [scene.ids[kind]])).bytes))
      return [kind, load(text)] as const
    }),
  )
  file = Object.fromEntries(entries) as Record<Extra, Record<string, unknown>>
  const { db } = server.running.ctx.metadata
  const uuidOf = async (table: 'charts' | 'dashboards' | 'datasets' | 'databases', id: number): Promise<string> =>
    (await db.selectFrom(table).select('uuid').where('id', '=', id).executeTakeFirstOrThrow()).uuid
  uuids = {
    chart: await uuidOf('charts', scene.chartId),
    dashboard: await uuidOf('dashboards', scene.dashboardId),
    dataset: await uuidOf('datasets', scene.datasetId),
    database: await uuidOf('databases', scene.databaseId),
  }
})
afterAll(() => server.close())

/** Refused in earnest and in a dry run, in the kind's own import and in that of everything; nothing is left behind. */
const refused = async (client: Client, kind: Extra, content: unknown, status: number, told: RegExp): Promise<void> => {
  const path = `${EXTRA[kind].folder}/x.yaml`
  const before = await everyRow(server)
  for (const [into, type] of [
    [kind, kind],
    ['assets', 'assets'],
  ] as const) {
    const bytes = await packOf(type, { [path]: content })
    const answer = await send(client, into, bytes, { overwrite: true })
    expect(answer.status, `${into} ${answer.text}`).toBe(status)
    expect(answer.text).toMatch(told)
    if (answer.status === 422) expect(answer.text).toContain(path)
    expect(await everyRow(server)).toEqual(before)
    const dry = await send(client, into, bytes, { overwrite: true, dryRun: true })
    if (dry.status === 200) expect(reviewOf(dry)).toMatchObject({ objects: [{ change: 'refused' }], problems: [{ file: path }] })
    else expect(dry.status).toBe(status)
    expect(await everyRow(server)).toEqual(before)
  }
}

describe('nobody gains anything by importing', () => {
  test('roles by Alpha and Gamma', async () => {
    for (const client of [alpha, gamma]) {
      expect((await exportOf(client, 'role', [scene.ids.role])).status).toBe(403)
      await refused(client, 'role', { name: 'Mine', permissions: [{ verb: 'all_database_access', view: 'all_database_access' }], version }, 403, /./)
      await refused(client, 'role', { name: 'Gamma', permissions: [{ verb: 'can_write', view: 'Role' }], version }, 403, /./)
    }
  })

  test('permissions that a writer of roles does not hold, and the role Admin', async () => {
    await refused(lawyer, 'role', { name: 'Mine', permissions: [{ verb: 'can_write', view: 'Database' }], version }, 403, /do not hold/)
    await refused(lawyer, 'role', { name: 'Alpha', permissions: [{ verb: 'can_post', view: 'User' }], version }, 403, /do not hold/)
    for (const name of ['admin', ' Admin', 'Admin ', 'ADMIN']) await refused(lawyer, 'role', { name, permissions: [], version }, 422, /name/)
    const before = await everyRow(server)
    const kept = await packOf('role', { 'roles/Admin.yaml': { name: 'Admin', permissions: [], version } })
    expect((await send(server.admin, 'role', kept, { overwrite: true })).status).toBe(200)
    const { settings: _, ...after } = await everyRow(server)
    expect(before).toMatchObject(after)
  })

  test('rules of datasets that one may not write', async () => {
    for (const client of [alpha, gamma]) await refused(client, 'row_level_rule', file.row_level_rule, 403, /./)
    await refused(lawyer, 'row_level_rule', { ...file.row_level_rule, name: 'Other' }, 403, /dataset that you may not change/)
    await refused(lawyer, 'row_level_rule', file.row_level_rule, 403, /dataset that you may not change/)
  })

  test('reports of others, and reports that run as somebody else', async () => {
    await refused(gamma, 'report', file.report, 403, /./)
    const plain = { ...file.report, uuid: NOWHERE, name: 'Mine', recipients: [] }
    await refused(alpha, 'report', { ...plain, owners: ['admin'] }, 403, /name of somebody else/)
    await refused(alpha, 'report', { ...plain, owners: ['alpha', 'nobody at all'] }, 403, /name of somebody else/)
    await refused(alpha, 'report', { ...file.report, owners: [] }, 403, /./)
    expect((await exportOf(alpha, 'report', [scene.ids.report])).status).toBe(404)
    const own = await packOf('report', { 'reports/x.yaml': { ...plain, owners: ['alpha'] } })
    expect(reviewOf(await send(alpha, 'report', own, { dryRun: true }))).toMatchObject({ objects: [{ change: 'new' }], problems: [] })
  })

  test('a masked webhook of others does not come to light under another report', async () => {
    const content = { ...file.report, uuid: NOWHERE, name: 'Mine', owners: ['alpha'] }
    await refused(alpha, 'report', content, 422, /Must provide a password/)
  })

  test('tags on objects that one may not write', async () => {
    const content = {
      tag_name: 'Taken',
      description: null,
      objects: [
        { type: 'chart', uuid: uuids.chart },
        { type: 'dashboard', uuid: NOWHERE },
      ],
      version,
    }
    const answer = await send(gamma, 'tag', await packOf('tag', { 'tags/x.yaml': content }))
    expect(answer.status).toBe(200)
    expect(answer.json()).toMatchObject({
      problems: [{ file: 'tags/x.yaml', message: expect.stringMatching(/may not tag/) }, { message: expect.stringMatching(/no dashboard/) }],
    })
    const marks = await server.running.ctx.metadata.db
      .selectFrom('tagged_objects')
      .innerJoin('tags', 'tags.id', 'tagged_objects.tag_id')
      .select('object_id')
      .where('tags.name', '=', 'Taken')
      .execute()
    expect(marks).toEqual([])
    // What one does not see, one is not told by an export either
    const seen = load(filesOf((await exportOf(gamma, 'tag', [scene.ids.tag])).bytes)['tags/Quarterly.yaml'] ?? '') as { objects: unknown[] }
    expect(seen.objects).toEqual([])
  })

  test('tags on things of others that lie in a bundle of one’s own', async () => {
    const { db } = server.running.ctx.metadata
    const all = filesOf((await server.admin.get(`/api/v1/dashboard/export/?q=!(${scene.dashboardId})`)).bytes)
    const files = Object.fromEntries(Object.entries(all).map(([path, text]) => [path, load(text) as Record<string, unknown>]))
    const marked = Object.fromEntries(
      Object.entries(files).map(([path, content]) => {
        if (path.startsWith('charts/')) return [path, { ...content, tags: ['Slipped in'] }]
        return [path, path.startsWith('dashboards/') ? { ...content, uuid: NOWHERE, slug: null, dashboard_title: 'Mine', tags: ['My own'] } : content]
      }),
    )
    const bytes = await bundleOf('bundle', new Map(Object.entries(marked)))
    const answer = await alpha.post('/api/v1/dashboard/import/', multipart({}, { formData: bytes }))
    expect(answer.status, answer.text).toBe(200)
    const names = await db.selectFrom('tags').select('name').where('name', 'in', ['Slipped in', 'My own']).execute()
    expect(names).toEqual([{ name: 'My own' }])
  })

  test('layers and style sheets by people who may only read them', async () => {
    await refused(gamma, 'annotation_layer', file.annotation_layer, 403, /./)
    await refused(gamma, 'css_template', file.css_template, 403, /./)
    expect((await exportOf(gamma, 'annotation_layer', [scene.ids.annotation_layer])).status).toBe(403)
    expect((await exportOf(server.nobody, 'css_template', [scene.ids.css_template])).status).toBe(401)
  })

  test('an export of everything holds what its asker may export, kind by kind', async () => {
    const answer = await alpha.get('/api/v1/assets/export/?everything=true')
    const folders = new Set(Object.keys(filesOf(answer.bytes)).map((path) => path.split('/')[0]))
    for (const folder of ['roles', 'row_level_rules', 'reports']) expect(folders, folder).not.toContain(folder)
    for (const folder of ['tags', 'annotation_layers', 'css_templates']) expect(folders, folder).toContain(folder)
    expect((await gamma.get('/api/v1/assets/export/?everything=true')).status).toBe(403)
  })

  test('one wrong file among many: nothing of them', async () => {
    const before = await everyRow(server)
    const bytes = await packOf('assets', {
      'css_templates/good.yaml': { template_name: 'Good', css: '', uuid: NOWHERE, version },
      'roles/bad.yaml': { name: 'Mine', permissions: [{ verb: 'can_write', view: 'Database' }], version },
    })
    const answer = await send(lawyer, 'assets', bytes)
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('roles/bad.yaml')])
    expect(await everyRow(server)).toEqual(before)
    const review = reviewOf(await send(lawyer, 'assets', bytes, { dryRun: true }))
    expect(review.objects.map((object) => [object.file, object.change])).toEqual([
      ['css_templates/good.yaml', 'new'],
      ['roles/bad.yaml', 'refused'],
    ])
  })
})

describe('references to what is not here', () => {
  test('are refused where something would be less than it says', async () => {
    const { admin } = server
    await refused(admin, 'row_level_rule', { ...file.row_level_rule, tables: [uuids.dataset, NOWHERE] }, 422, /tables\.1/)
    await refused(admin, 'row_level_rule', { ...file.row_level_rule, roles: ['Nobody’s'] }, 422, /roles\.0/)
    await refused(admin, 'report', { ...file.report, owners: ['nobody at all'] }, 422, /owners\.0/)
    await refused(admin, 'report', { ...file.report, chart_uuid: NOWHERE }, 422, /chart_uuid/)
    await refused(admin, 'report', { ...file.report, database_uuid: NOWHERE }, 422, /database_uuid/)
    await refused(admin, 'row_level_rule', { ...file.row_level_rule, clause: '1 = 1; DROP TABLE sales' }, 422, /clause/)
    await refused(admin, 'report', { ...file.report, crontab: 'never' }, 422, /crontab/)
  })

  test('permissions on what is not here are left out and named, whatever number they carry', async () => {
    const permissions = [
      { verb: 'can_read', view: 'Chart' },
      { verb: 'can_fly', view: 'Chart' },
      { verb: 'can_read', view: 'Spaceship' },
      { verb: 'datasource_access', view: '[Warehouse].[sales]', uuid: NOWHERE },
      { verb: 'datasource_access', view: `[Warehouse].[sales](id:${scene.datasetId})` },
      { verb: 'database_access', view: `[Warehouse].(id:${scene.databaseId})` },
      { verb: 'database_access', view: '[Warehouse]', uuid: uuids.dataset },
      { verb: 'schema_access', view: '[Elsewhere].[main]' },
      { verb: 'can_read', view: `[Warehouse].(id:${scene.databaseId})` },
      { verb: 'toString', view: '__proto__' },
    ]
    const answer = await send(server.admin, 'role', await packOf('role', { 'roles/x.yaml': { name: 'Partial', permissions, version } }))
    expect(answer.status, answer.text).toBe(200)
    expect(answer.json<{ problems: unknown[] }>().problems).toHaveLength(permissions.length - 1)
    for (const { verb, view } of permissions.slice(1)) expect(answer.text).toContain(JSON.stringify(`${verb} on ${view}`).slice(1, -1))
    const { id } = await server.running.ctx.metadata.db.selectFrom('roles').select('id').where('name', '=', 'Partial').executeTakeFirstOrThrow()
    const [, [, text] = ['', '']] = Object.entries(filesOf((await exportOf(server.admin, 'role', [id])).bytes))
    expect(load(text)).toEqual({ name: 'Partial', permissions: [{ verb: 'can_read', view: 'Chart' }], version })
  })
})

describe('hostile files', () => {
  const wrong: readonly unknown[] = [null, [], 'text', 7, true, {}, { version }, { version: '2.0.0' }]

  test.each(EXTRA_NAMES)('%s: no mapping, no members, members of the wrong kind', async (kind) => {
    for (const content of wrong) await refused(server.admin, kind, content, 422, /./)
    for (const key of Object.keys(file[kind]))
      for (const value of [[[[]]], { a: { b: 1 } }, 1e300, '\u0001'.repeat(5000), { __proto__: null, constructor: { prototype: { polluted: 1 } } }]) {
        const path = `${EXTRA[kind].folder}/x.yaml`
        const answer = await send(server.admin, kind, await packOf(kind, { [path]: { ...file[kind], [key]: value } }), { overwrite: true, dryRun: true })
        expect(answer.status, `${key} ${JSON.stringify(value).slice(0, 40)} ${answer.text.slice(0, 300)}`).toBeLessThan(500)
      }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('a bundle of another kind, and one kind under the routes of another', async () => {
    const before = await everyRow(server)
    for (const kind of EXTRA_NAMES) {
      const other = kind === 'tag' ? 'role' : 'tag'
      expect((await send(server.admin, kind, await packOf(other, { [`${other}s/x.yaml`]: file[other] }), { overwrite: true })).status).toBe(422)
    }
    // What does not belong to the kind is passed over
    const smuggled = await packOf('tag', { 'roles/x.yaml': { name: 'Smuggled', permissions: [], version } })
    expect((await send(gamma, 'tag', smuggled)).status).toBe(200)
    expect(await everyRow(server)).toEqual(before)
  })

  test('members that nobody knows, in a report', async () => {
    await refused(server.admin, 'report', { ...file.report, last_state: 'Success' }, 422, /last_state/)
  })
})

test('exports, answers and dry runs hold no secret', async () => {
  const { admin } = server
  const planted = ['planted-webhook-secret', 'planted-db-password', 'planted-extra', 'planted-cert', 'lawyer password']
  const guarded = {
    database_name: 'Guarded',
    sqlalchemy_uri: 'postgresql://jo:XXXXXXXXXX@127.0.0.1:1/shop',
    password: 'planted-db-password',
    uuid: 'ffffffff-0000-4000-8000-000000000001',
    version,
  }
  const { db } = server.running.ctx.metadata
  expect((await send(admin, 'assets', await packOf('assets', { 'databases/Guarded.yaml': guarded }))).status).toBe(200)
  const encrypted_extra = server.running.ctx.secrets.seal(JSON.stringify({ token: 'planted-extra' }))
  await db.updateTable('databases').set({ encrypted_extra, server_cert: 'planted-cert' }).where('database_name', '=', 'Guarded').execute()
  const row = await db.selectFrom('databases').selectAll().where('database_name', '=', 'Guarded').executeTakeFirstOrThrow()
  expect(server.running.ctx.secrets.open(row.password ?? '')).toBe('planted-db-password')
  const answers = [
    await admin.get('/api/v1/assets/export/?everything=true'),
    await admin.get('/api/v1/assets/export/'),
    ...(await Promise.all(EXTRA_NAMES.map((kind) => exportOf(admin, kind, [scene.ids[kind]])))),
  ]
  for (const answer of answers) {
    expect(answer.status).toBe(200)
    const text = Object.values(filesOf(answer.bytes)).join('\n')
    for (const secret of planted) expect(text.includes(secret), secret).toBe(false)
  }
  const [everything] = answers
  const dry = await send(admin, 'assets', everything?.bytes ?? new Uint8Array(), {
    dryRun: true,
    passwords: { 'databases/Guarded.yaml': 'planted-db-password', 'reports/Too_few_sales.yaml': 'https://h.example/planted-webhook-secret' },
  })
  expect(dry.status, dry.text).toBe(200)
  for (const secret of planted) expect(dry.text.includes(secret), secret).toBe(false)
})
