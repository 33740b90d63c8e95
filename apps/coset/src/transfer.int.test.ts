import { bundleOf } from '@coset/resources'
import { multipart } from '@coset/testing'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type TestServer } from './test-server.ts'
import { EXTRA, EXTRA_NAMES, type Extra, everyRow, exportOf, filesOf, makeScene, packOf, reviewOf, type Scene, send, WEBHOOK } from './test-transfer.ts'

let one: TestServer
let two: TestServer
let scene: Scene
beforeAll(async () => {
  one = await startServer()
  scene = await makeScene(one)
  two = await startServer({ config: { allowLocalFiles: true } })
  // Rows before shift every id of the second server
  for (let i = 0; i < 3; i++) {
    await two.admin.post('/api/v1/dashboard/', { dashboard_title: `before ${i}` })
    await two.admin.post('/api/v1/css_template/', { template_name: `before ${i}`, css: '' })
    await two.admin.post('/api/v1/security/roles/', { name: `before ${i}` })
  }
})
afterAll(async () => {
  await one.close()
  await two.close()
})

const everything = async (server: TestServer) => {
  const answer = await server.admin.get('/api/v1/assets/export/?everything=true')
  expect(answer.status, answer.text.slice(0, 500)).toBe(200)
  return answer
}

const idHere = async (server: TestServer, kind: Extra): Promise<number> => {
  const { db } = server.running.ctx.metadata
  const named = {
    role: () => db.selectFrom('roles').select('id').where('name', 'like', 'Analysts%'),
    row_level_rule: () => db.selectFrom('rls_rules').select('id'),
    report: () => db.selectFrom('report_schedules').select('id'),
    tag: () => db.selectFrom('tags').select('id').where('name', '=', 'Quarterly'),
    annotation_layer: () => db.selectFrom('annotation_layers').select('id'),
    css_template: () => db.selectFrom('css_templates').select('id').where('template_name', '=', 'Wide'),
  }
  return (await named[kind]().executeTakeFirstOrThrow()).id
}

test('references travel by UUID and by name, and numbers of a site do not', async () => {
  const role = filesOf((await exportOf(one.admin, 'role', [scene.ids.role])).bytes)
  expect(Object.keys(role)).toEqual(['metadata.yaml', 'roles/Analysts_North.yaml'])
  const { permissions } = load(role['roles/Analysts_North.yaml'] ?? '') as { permissions: { verb: string; view: string; uuid?: string }[] }
  expect(permissions).toEqual([
    { verb: 'can_read', view: 'Chart' },
    { verb: 'database_access', view: '[Warehouse]', uuid: expect.stringMatching(/^[\da-f-]{36}$/) },
    { verb: 'datasource_access', view: '[Warehouse].[sales]', uuid: expect.stringMatching(/^[\da-f-]{36}$/) },
    { verb: 'schema_access', view: '[Warehouse].[main]' },
  ])
  const [, rule] = Object.values(filesOf((await exportOf(one.admin, 'row_level_rule', [scene.ids.row_level_rule])).bytes))
  expect(load(rule ?? '')).toMatchObject({ tables: [permissions[2]?.uuid], roles: ['Analysts / "North"'], clause: "region = 'north'" })
  const [, report] = Object.values(filesOf((await exportOf(one.admin, 'report', [scene.ids.report])).bytes))
  expect(load(report ?? '')).toMatchObject({
    owners: ['admin'],
    dashboard_uuid: null,
    database_uuid: permissions[1]?.uuid,
    recipients: [{ recipient_config_json: { target: 'a@example.org' } }, { type: 'Webhook', recipient_config_json: { target: 'XXXXXXXXXX' } }],
  })
})

test('the default export of everything is what it was; of our own kinds it tells nothing', async () => {
  const plain = filesOf((await one.admin.get('/api/v1/assets/export/')).bytes)
  expect(Object.keys(plain).filter((path) => EXTRA_NAMES.some((kind) => path.startsWith(`${EXTRA[kind].folder}/`)))).toEqual([])
  const all = filesOf((await everything(one)).bytes)
  for (const [path, text] of Object.entries(plain)) if (path !== 'metadata.yaml') expect(all[path], path).toBe(text)
  for (const kind of EXTRA_NAMES)
    expect(
      Object.keys(all).some((path) => path.startsWith(`${EXTRA[kind].folder}/`)),
      kind,
    ).toBe(true)
})

test('an export may be narrowed to kinds; an unknown one is named', async () => {
  const some = filesOf((await one.admin.get('/api/v1/assets/export/?kinds=roles,tags')).bytes)
  expect(new Set(Object.keys(some).map((path) => path.split('/')[0]))).toEqual(new Set(['metadata.yaml', 'roles', 'tags']))
  const wrong = await one.admin.get('/api/v1/assets/export/?kinds=roles,rolls')
  expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('rolls')])
})

test('the same content gives the same bytes', async () => {
  for (const kind of EXTRA_NAMES) {
    const first = await exportOf(one.admin, kind, [scene.ids[kind]])
    expect(first.headers.get('content-disposition')).toMatch(new RegExp(`^attachment; filename="${kind}_export_\\d{8}T\\d{6}\\.zip"$`))
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect((await exportOf(one.admin, kind, [scene.ids[kind]])).bytes, kind).toEqual(first.bytes)
  }
  expect((await everything(one)).bytes).toEqual((await everything(one)).bytes)
})

describe('into a fresh server', () => {
  let bundle: Uint8Array
  const webhook = { passwords: { 'reports/Too_few_sales.yaml': WEBHOOK } }
  beforeAll(async () => {
    bundle = (await everything(one)).bytes
  })

  test('a dry run changes nothing and says what would come', async () => {
    const before = await everyRow(two)
    const review = reviewOf(await send(two.admin, 'assets', bundle, { ...webhook, dryRun: true }))
    expect(await everyRow(two)).toEqual(before)
    expect(review.problems).toEqual([])
    const fates = Object.fromEntries(
      review.objects.filter((object) => object.kind !== 'role').map((object) => [`${object.kind} ${object.name}`, object.change]),
    )
    expect(fates).toEqual({
      'database Warehouse': 'new',
      'dataset sales': 'new',
      'chart Sales by region': 'new',
      'dashboard Sales': 'new',
      'css_template Wide': 'new',
      'annotation_layer Holidays': 'new',
      'row_level_rule North only': 'new',
      'tag Quarterly': 'new',
      'report Too few sales': 'new',
    })
    expect(review.objects.filter((object) => object.kind === 'role').map((object) => [object.name, object.change])).toEqual(
      expect.arrayContaining([
        ['Admin', 'kept'],
        ['Gamma', 'same'],
        ['Analysts / "North"', 'new'],
      ]),
    )
  })

  test('without the address of a webhook the report is refused, in a dry run and in earnest, with nothing changed', async () => {
    const before = await everyRow(two)
    const review = reviewOf(await send(two.admin, 'assets', bundle, { dryRun: true }))
    expect(review.objects.filter((object) => object.change === 'refused').map((object) => object.file)).toEqual(['reports/Too_few_sales.yaml'])
    expect(review.problems).toEqual([{ file: 'reports/Too_few_sales.yaml', message: expect.stringContaining('Must provide a password') }])
    const answer = await send(two.admin, 'assets', bundle)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('reports/Too_few_sales.yaml')
    expect(await everyRow(two)).toEqual(before)
  })

  test('everything comes, and each kind goes out with the same bytes again', async () => {
    const answer = await send(two.admin, 'assets', bundle, webhook)
    expect([answer.status, answer.text]).toEqual([200, '{"message":"OK"}'])
    for (const kind of EXTRA_NAMES) {
      const id = await idHere(two, kind)
      if (kind !== 'annotation_layer' && kind !== 'report' && kind !== 'row_level_rule' && kind !== 'tag') expect(id, kind).not.toBe(scene.ids[kind])
      expect((await exportOf(two.admin, kind, [id])).bytes, kind).toEqual((await exportOf(one.admin, kind, [scene.ids[kind]])).bytes)
    }
    const stored = await two.running.ctx.metadata.db.selectFrom('report_recipients').selectAll().where('type', '=', 'Webhook').executeTakeFirstOrThrow()
    expect(JSON.parse(stored.recipient_config_json)).toMatchObject({ target: WEBHOOK })
    const views = await two.running.ctx.metadata.db
      .selectFrom('role_permissions')
      .innerJoin('roles', 'roles.id', 'role_permissions.role_id')
      .innerJoin('permissions', 'permissions.id', 'role_permissions.permission_id')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .select('permission_views.name')
      .where('roles.name', 'like', 'Analysts%')
      .execute()
    const dataset = await two.running.ctx.metadata.db.selectFrom('datasets').select('id').where('table_name', '=', 'sales').executeTakeFirstOrThrow()
    expect(views.map((view) => view.name)).toContain(`[Warehouse].[sales](id:${dataset.id})`)
  })

  test('once more over itself it is all the same, and nothing but moments changes', async () => {
    const review = reviewOf(await send(two.admin, 'assets', bundle, { dryRun: true }))
    expect(review.problems).toEqual([])
    expect(review.objects.filter((object) => object.change !== 'same').map((object) => [object.file, object.change, object.differences])).toEqual([
      ['roles/Admin.yaml', 'kept', []],
    ])
    const answer = await send(two.admin, 'assets', bundle)
    expect([answer.status, answer.text]).toEqual([200, '{"message":"OK"}'])
    for (const kind of EXTRA_NAMES)
      expect((await exportOf(two.admin, kind, [await idHere(two, kind)])).bytes, kind).toEqual((await exportOf(one.admin, kind, [scene.ids[kind]])).bytes)
  })
})

describe('what is here already', () => {
  const edits: Readonly<Record<Extra, readonly [Record<string, unknown>, readonly { field: string; before: string; after: string }[]]>> = {
    role: [{ permissions: [{ verb: 'can_read', view: 'Chart' }] }, [{ field: 'permissions', before: '10 lines', after: '2 lines' }]],
    row_level_rule: [
      { clause: '1 = 1', description: 'new' },
      [
        { field: 'description', before: '', after: 'new' },
        { field: 'clause', before: "region = 'north'", after: '1 = 1' },
      ],
    ],
    report: [
      { crontab: '0 8 * * *', context_markdown: 'a\nb\nc' },
      [
        { field: 'context_markdown', before: '', after: '3 lines' },
        { field: 'crontab', before: '0 9 * * 1', after: '0 8 * * *' },
      ],
    ],
    tag: [{ description: 'changed' }, [{ field: 'description', before: 'by quarter', after: 'changed' }]],
    annotation_layer: [{ annotations: [] }, [{ field: 'annotations', before: '10 lines', after: '[]' }]],
    css_template: [{ css: '.c {}' }, [{ field: 'css', before: '2 lines', after: '.c {}' }]],
  }

  test.each(EXTRA_NAMES)('%s: refused without overwrite, told before, then as told', async (kind) => {
    const id = scene.ids[kind]
    const [head, ...others] = Object.entries(filesOf((await exportOf(one.admin, kind, [id])).bytes))
    expect(head?.[0]).toBe('metadata.yaml')
    const [path, text] = others[0] ?? ['', '']
    const [edit, differences] = edits[kind]
    const bytes = await packOf(kind, { [path]: { ...(load(text) as object), ...edit } })
    const before = await everyRow(one)

    const refused = await send(one.admin, kind, bytes)
    expect(refused.status, refused.text).toBe(422)
    expect(refused.json<{ errors: { extra: Record<string, unknown> }[] }>().errors[0]?.extra[path]).toMatch(
      /already exists and `overwrite=true` was not passed/,
    )
    const told = reviewOf(await send(one.admin, kind, bytes, { dryRun: true }))
    expect(told.objects).toMatchObject([{ kind, file: path, change: 'refused', differences: [] }])
    expect(told.problems).toMatchObject([{ file: path }])

    const review = reviewOf(await send(one.admin, kind, bytes, { dryRun: true, overwrite: true }))
    expect(review).toEqual({ objects: [expect.objectContaining({ kind, file: path, change: 'changed' })], problems: [] })
    expect(review.objects[0]?.differences).toEqual(differences)
    expect(await everyRow(one)).toEqual(before)

    expect((await send(one.admin, kind, bytes, { overwrite: true })).text).toBe('{"message":"OK"}')
    const after = load(filesOf((await exportOf(one.admin, kind, [id])).bytes)[path] ?? '') as Record<string, unknown>
    expect(after).toEqual({ ...(load(text) as object), ...edit })
    expect(reviewOf(await send(one.admin, kind, bytes, { dryRun: true, overwrite: true })).objects).toMatchObject([{ change: 'same', differences: [] }])
    // And back, for whoever comes next
    expect((await send(one.admin, kind, await packOf(kind, { [path]: load(text) }), { overwrite: true })).status).toBe(200)
  })

  test('what an import overwrites stays among the versions', async () => {
    const rows = await one.running.ctx.metadata.db
      .selectFrom('object_versions')
      .select(['kind', 'words'])
      .where('object_id', '=', scene.ids.role)
      .where('kind', '=', 'role')
      .orderBy('version', 'desc')
      .execute()
    expect(rows[0]?.words).toContain('Imported')
    expect(rows.length).toBeGreaterThan(2)
  })

  test('the address of a webhook that changes is told as a change, and not shown', async () => {
    const [, [path, text] = ['', '']] = Object.entries(filesOf((await exportOf(one.admin, 'report', [scene.ids.report])).bytes))
    const other = 'https://hooks.example.org/another-planted-secret'
    const bytes = await packOf('report', { [path]: load(text) })
    const answer = await send(one.admin, 'report', bytes, { dryRun: true, overwrite: true, passwords: { [`${path}#1`]: other } })
    expect(reviewOf(answer).objects[0]?.differences).toEqual([{ field: 'webhook_addresses', before: '(hidden)', after: '(hidden)' }])
    expect(answer.text).not.toContain('planted')
  })
})

describe('dry runs of the kinds that Superset knows', () => {
  let bundle: Record<string, unknown>
  beforeAll(async () => {
    const all = filesOf((await one.admin.get(`/api/v1/dashboard/export/?q=!(${scene.dashboardId})`)).bytes)
    bundle = Object.fromEntries(Object.entries(all).map(([path, text]) => [path, load(text)]))
  })
  const edited = (edits: Readonly<Record<string, object>>): Promise<Uint8Array> =>
    bundleOf(
      'bundle',
      new Map(
        Object.entries(bundle).map(([path, content]) => {
          const edit = Object.entries(edits).find(([folder]) => path.startsWith(folder))?.[1]
          return [path, { ...(content as object), ...edit }]
        }),
      ),
    )
  const dry = (server: TestServer, bytes: Uint8Array, fields: Record<string, string>) =>
    server.admin.post('/api/v1/dashboard/import/', multipart({ dry_run: 'true', ...fields }, { formData: bytes }))

  test('what is changed, what stays, and that nothing happened', async () => {
    const before = await everyRow(one)
    const bytes = await edited({
      dashboards: { dashboard_title: 'Renamed', css: 'a\nb\nc' },
      charts: { slice_name: 'Not taken' },
      databases: { allow_dml: true },
    })
    const review = reviewOf(await dry(one, bytes, { overwrite: 'true' }))
    expect(review.objects.map((object) => [object.kind, object.name, object.change, object.differences])).toEqual([
      ['database', 'Warehouse', 'kept', []],
      ['dataset', 'sales', 'kept', []],
      ['chart', 'Not taken', 'kept', []],
      [
        'dashboard',
        'Renamed',
        'changed',
        [
          { field: 'dashboard_title', before: 'Sales', after: 'Renamed' },
          { field: 'css', before: '', after: '3 lines' },
        ],
      ],
    ])
    expect(reviewOf(await dry(one, bytes, {})).objects.at(-1)).toMatchObject({ change: 'refused', differences: [] })
    expect(await everyRow(one)).toEqual(before)
  })

  test('what needs something that is refused is refused, and each is told', async () => {
    const before = await everyRow(two)
    const uuid = (n: number): string => `eeeeeeee-0000-4000-8000-00000000000${n}`
    const bytes = await edited({
      databases: { uuid: uuid(1), database_name: 'Far', sqlalchemy_uri: 'orcale://h/d' },
      datasets: { uuid: uuid(2), database_uuid: uuid(1) },
      charts: { uuid: uuid(3), dataset_uuid: uuid(2) },
      dashboards: { uuid: uuid(4), slug: null },
    })
    const review = reviewOf(await dry(two, bytes, {}))
    expect(review.objects.map((object) => [object.kind, object.change])).toEqual([
      ['database', 'refused'],
      ['dataset', 'refused'],
      ['chart', 'refused'],
      ['dashboard', 'new'],
    ])
    expect(review.problems).toHaveLength(3)
    expect(await everyRow(two)).toEqual(before)
  })

  test('a password that is given is no difference that is shown', async () => {
    const far = 'eeeeeeee-0000-4000-8000-000000000009'
    const bytes = await edited({
      databases: { uuid: far, database_name: 'Far', sqlalchemy_uri: 'postgresql://jo:XXXXXXXXXX@127.0.0.1:1/x' },
      datasets: { database_uuid: far },
    })
    const path = Object.keys(bundle).find((name) => name.startsWith('databases/')) ?? ''
    const without = reviewOf(await dry(two, bytes, {}))
    expect(without.objects[0]).toMatchObject({ kind: 'database', change: 'refused' })
    expect(without.problems[0]).toEqual({ file: path, message: 'Must provide a password for the database' })
    const given = await dry(two, bytes, { passwords: JSON.stringify({ [path]: 'planted-password' }) })
    expect(reviewOf(given).objects[0]).toMatchObject({ kind: 'database', change: 'new', differences: [] })
    expect(given.text).not.toContain('planted-password')
  })
})
