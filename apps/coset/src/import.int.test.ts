import { type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { change, dashboardFiles, PATHS, pack, sendBundle, UUIDS } from './test-bundle.ts'
import { startServer, type TestServer, writeWarehouse } from './test-server.ts'

let server: TestServer
let admin: Client
let uri: string
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  uri = `sqlite:///${writeWarehouse(server.folder)}`
})
afterAll(() => server.close())

const counts = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    await Promise.all(
      ['database', 'dataset', 'chart', 'dashboard'].map(async (kind) => [kind, (await admin.get(`/api/v1/${kind}/`)).json<{ count: number }>().count] as const),
    ),
  )
const dashboard = async () =>
  (await admin.get(`/api/v1/dashboard/${UUIDS.dashboard}`)).json<{
    result: { id: number; json_metadata: string; position_json: string } & Record<string, unknown>
  }>().result
const errorsOf = (text: string): Record<string, unknown> => {
  const [error] = (JSON.parse(text) as { errors: { extra: Record<string, unknown>; message: string; error_type: string }[] }).errors
  expect(error?.error_type).toBe('GENERIC_COMMAND_ERROR')
  const { issue_codes: _, ...files } = error?.extra ?? {}
  return files
}

describe('what is refused leaves nothing behind', () => {
  const none = { database: 0, dataset: 0, chart: 0, dashboard: 0 }

  test('a password that is masked and not given', async () => {
    const files = dashboardFiles('postgresql://jo:XXXXXXXXXX@127.0.0.1:5432/shop')
    const answer = await sendBundle(admin, await pack(files))
    expect(answer.status, answer.text).toBe(422)
    expect(errorsOf(answer.text)).toEqual({ [PATHS.database]: { _schema: ['Must provide a password for the database'] } })
    expect(await counts()).toEqual(none)
  })

  test.each<[string, (files: Map<string, unknown>) => void, string | RegExp]>([
    ['another kind of bundle', change('metadata.yaml', { type: 'Slice' }), 'metadata.yaml'],
    ['another version', change('metadata.yaml', { version: '2.0.0' }), 'metadata.yaml'],
    ['no metadata', (files) => files.delete('metadata.yaml'), 'metadata.yaml'],
    ['a file of another version', change(PATHS.chart, { version: '0.9' }), PATHS.chart],
    ['a missing member', change(PATHS.chart, { slice_name: undefined }), PATHS.chart],
    ['a member of the wrong kind', change(PATHS.dashboard, { position: 'x' }), PATHS.dashboard],
    ['a UUID that is none', change(PATHS.dataset, { uuid: 'x' }), PATHS.dataset],
    ['a dataset of a database that did not come', change(PATHS.dataset, { database_uuid: 'bbbbbbbb-0000-4000-8000-000000000001' }), PATHS.dataset],
    ['a chart of a dataset that did not come', change(PATHS.chart, { dataset_uuid: 'bbbbbbbb-0000-4000-8000-000000000001' }), PATHS.chart],
    ['a list instead of a mapping', (files) => files.set(PATHS.chart, [1]), PATHS.chart],
    ['nothing in a file', (files) => files.set(PATHS.chart, null), PATHS.chart],
  ])('%s', async (_name, edit, path) => {
    const answer = await sendBundle(admin, await pack(dashboardFiles(uri, edit)))
    expect(answer.status, answer.text).toBe(422)
    expect(Object.keys(errorsOf(answer.text))).toEqual([path])
    expect(await counts()).toEqual(none)
  })

  test('an engine nobody knows, and a file outside, after everything else was right', async () => {
    for (const address of ['orcale://h/d', 'sqlite:////etc/passwd', `sqlite:///${server.folder}/coset.db`, 'duckdb:////etc/passwd', 'nonsense']) {
      const answer = await sendBundle(admin, await pack(dashboardFiles(address)))
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
      expect(answer.status, answer.text).toBeLessThan(500)
      expect(await counts()).toEqual(none)
    }
  })

  test('a fault in the last file: all or nothing', async () => {
    const twice = (files: Map<string, unknown>) => {
      const columns = [{ column_name: 'a' }, { column_name: 'a' }]
      change(PATHS.dataset, { columns })(files)
    }
    const answer = await sendBundle(admin, await pack(dashboardFiles(uri, twice)))
    expect(answer.status, answer.text).toBe(422)
    expect(await counts()).toEqual(none)
    expect((await admin.get('/api/v1/tag/?q=(filters:!((col:type,opr:custom_tag,value:!t)))')).json()).toMatchObject({ count: 0 })
  })
})

describe('a good bundle', () => {
  test('brings everything, its ids made ours', async () => {
    const answer = await sendBundle(admin, await pack(dashboardFiles(uri)))
    expect([answer.status, answer.text]).toEqual([200, '{"message":"OK"}'])
    expect(await counts()).toEqual({ database: 1, dataset: 1, chart: 1, dashboard: 1 })
    const row = await dashboard()
    const chart = (await admin.get(`/api/v1/chart/${UUIDS.chart}`)).json<{ result: { id: number } }>().result
    const dataset = (await admin.get(`/api/v1/dataset/${UUIDS.dataset}`)).json<{ result: { id: number } }>().result
    expect(row).toMatchObject({ dashboard_title: 'Imported sales', slug: 'imported-sales', published: true, css: '', charts: ['By region'] })
    expect(JSON.parse(row.position_json)['CHART-a'].meta).toMatchObject({ chartId: chart.id, uuid: UUIDS.chart })
    const metadata = JSON.parse(row.json_metadata)
    expect(metadata.chart_configuration).toEqual({ [chart.id]: { id: chart.id, crossFilters: { scope: 'global', chartsInScope: [chart.id] } } })
    expect(metadata.native_filter_configuration[0]).toMatchObject({
      targets: [{ datasetId: dataset.id, column: { name: 'region' } }],
      scope: { rootPath: ['ROOT_ID'], excluded: [chart.id] },
      chartsInScope: [chart.id],
    })
    const data = await admin.get(`/api/v1/chart/${chart.id}/data/`)
    expect(data.status, data.text).toBe(200)
    expect(data.text).toContain('north')
    expect((await admin.get('/api/v1/tag/?q=(filters:!((col:type,opr:custom_tag,value:!t)))')).json()).toMatchObject({
      count: 1,
      result: [{ name: 'imported', description: 'came by import' }],
    })
  })

  test('is not taken twice without overwrite', async () => {
    const answer = await sendBundle(admin, await pack(dashboardFiles(uri)))
    expect(answer.status).toBe(422)
    expect(errorsOf(answer.text)).toEqual({ [PATHS.dashboard]: 'Dashboard already exists and `overwrite=true` was not passed' })
  })

  test('with overwrite changes the dashboard and leaves its charts and datasets alone', async () => {
    const files = dashboardFiles(uri, (map) => {
      change(PATHS.dashboard, { dashboard_title: 'Second state' })(map)
      change(PATHS.chart, { slice_name: 'Not taken' })(map)
      change(PATHS.dataset, { description: 'not taken' })(map)
      change(PATHS.database, { database_name: 'Not taken', allow_dml: true })(map)
    })
    const answer = await sendBundle(admin, await pack(files), { overwrite: true })
    expect(answer.status, answer.text).toBe(200)
    expect(await counts()).toEqual({ database: 1, dataset: 1, chart: 1, dashboard: 1 })
    expect((await dashboard())['dashboard_title']).toBe('Second state')
    expect((await admin.get(`/api/v1/chart/${UUIDS.chart}`)).json()).toMatchObject({ result: { slice_name: 'By region' } })
    expect((await admin.get(`/api/v1/database/`)).json()).toMatchObject({ result: [{ database_name: 'Shop', allow_dml: false }] })
  })

  test('of a kind overwrites that kind: chart, dataset, database', async () => {
    const send = async (kind: 'chart' | 'dataset' | 'database', type: string, path: string, more: object) => {
      const files = dashboardFiles(uri, (map) => {
        change('metadata.yaml', { type })(map)
        change(path, { ...more })(map)
        map.delete(PATHS.dashboard)
      })
      expect((await sendBundle(admin, await pack(files), { kind })).status).toBe(422)
      const answer = await sendBundle(admin, await pack(files), { kind, overwrite: true })
      expect(answer.status, answer.text).toBe(200)
    }
    await send('chart', 'Slice', PATHS.chart, { slice_name: 'Renamed chart' })
    await send('dataset', 'SqlaTable', PATHS.dataset, { description: 'Renamed dataset' })
    const other = writeWarehouse(server.folder, 'moved.sqlite')
    await send('database', 'Database', PATHS.database, { cache_timeout: 77, sqlalchemy_uri: `sqlite:///${other}` })
    expect((await admin.get(`/api/v1/chart/${UUIDS.chart}`)).json()).toMatchObject({ result: { slice_name: 'Renamed chart' } })
    expect((await admin.get(`/api/v1/dataset/${UUIDS.dataset}`)).json()).toMatchObject({ result: { description: 'Renamed dataset' } })
    const { id } = (await admin.get('/api/v1/database/')).json<{ result: { id: number }[] }>().result[0] ?? { id: 0 }
    expect((await admin.get(`/api/v1/database/${id}/connection`)).json()).toMatchObject({ result: { cache_timeout: 77, sqlalchemy_uri: `sqlite:///${other}` } })
  })

  test('the same through assets, which overwrites all', async () => {
    const files = dashboardFiles(uri, (map) => {
      change('metadata.yaml', { type: 'assets' })(map)
      change(PATHS.dashboard, { dashboard_title: 'By assets' })(map)
      change(PATHS.chart, { slice_name: 'By assets' })(map)
    })
    const answer = await sendBundle(admin, await pack(files), { kind: 'assets' })
    expect(answer.status, answer.text).toBe(200)
    expect((await dashboard())['dashboard_title']).toBe('By assets')
    expect((await admin.get(`/api/v1/chart/${UUIDS.chart}`)).json()).toMatchObject({ result: { slice_name: 'By assets' } })
    expect(await counts()).toEqual({ database: 1, dataset: 1, chart: 1, dashboard: 1 })
  })

  test('a given password is sealed, and told nowhere', async () => {
    const uuid = 'aaaaaaaa-0000-4000-8000-0000000000ff'
    const files = dashboardFiles(uri, (map) => {
      change('metadata.yaml', { type: 'Database' })(map)
      change(PATHS.database, { database_name: 'Secretive', sqlalchemy_uri: 'postgresql://jo:XXXXXXXXXX@127.0.0.1:1/shop', uuid })(map)
      for (const path of [PATHS.dataset, PATHS.chart, PATHS.dashboard]) map.delete(path)
    })
    const wrong = await sendBundle(admin, await pack(files), { kind: 'database', passwords: { 'databases/other.yaml': 'hunter2' } })
    expect(wrong.status).toBe(422)
    const answer = await sendBundle(admin, await pack(files), { kind: 'database', passwords: { [PATHS.database]: 'hunter2 @:/?' } })
    expect(answer.status, answer.text).toBe(200)
    const { db } = server.running.ctx.metadata
    const row = await db.selectFrom('databases').selectAll().where('uuid', '=', uuid).executeTakeFirstOrThrow()
    expect(row.sqlalchemy_uri).toBe('postgresql://jo:XXXXXXXXXX@127.0.0.1:1/shop')
    expect(server.running.ctx.secrets.open(row.password ?? '')).toBe('hunter2 @:/?')
    for (const path of [`${row.id}`, `${row.id}/connection`, `export/${q([row.id])}`])
      expect((await admin.get(`/api/v1/database/${path}`)).text).not.toContain('hunter2')
    // The stored password stays when the same bundle comes masked again
    expect((await sendBundle(admin, await pack(files), { kind: 'database', overwrite: true })).status).toBe(200)
    const after = await db.selectFrom('databases').select('password').where('uuid', '=', uuid).executeTakeFirstOrThrow()
    expect(server.running.ctx.secrets.open(after.password ?? '')).toBe('hunter2 @:/?')
  })

  test('form fields that are no JSON are told', async () => {
    const bytes = await pack(dashboardFiles(uri))
    const { multipart } = await import('@coset/testing')
    for (const passwords of ['{', '[]', '{"a":1}'])
      expect((await admin.post('/api/v1/dashboard/import/', multipart({ passwords }, { formData: bytes }))).status).toBe(400)
    expect((await admin.post('/api/v1/dashboard/import/', multipart({}))).status).toBe(400)
    expect((await admin.post('/api/v1/dashboard/import/', {})).status).toBe(400)
  })
})
