import { type Client, createClient, q } from '@coset/testing'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { change, dashboardFiles, PATHS, pack, sendBundle, UUIDS } from './test-bundle.ts'
import { startServer, type TestServer, writeWarehouse } from './test-server.ts'
import { readEntries } from './test-zip.ts'

const idOf = async (client: Client, kind: 'dashboard' | 'chart' | 'dataset'): Promise<number> =>
  (await client.get(`/api/v1/${kind}/${UUIDS[kind]}`)).json<{ result: { id: number } }>().result.id

/** File → content; ids at the end of file names, and the moment, say where a bundle was made, not what it holds. */
const content = (bytes: Uint8Array): Record<string, unknown> =>
  Object.fromEntries(
    [...readEntries(bytes)]
      .map(
        ([path, text]) =>
          [
            path
              .split('/')
              .slice(1)
              .join('/')
              .replace(/_\d+\.yaml$/, '.yaml'),
            path.endsWith('metadata.yaml') ? text.replace(/timestamp: .*/, '') : text,
          ] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

const rich = (uri: string): Map<string, unknown> =>
  dashboardFiles(uri, (map) => {
    change(PATHS.dashboard, {
      description: 'über\nmehrere\n\nZeilen: "x" \'y\' # z',
      css: '.a::after { content: "\\201C" }',
      tags: ['imported'],
      certified_by: 'yes',
      certification_details: '1e3',
    })(map)
    change(PATHS.chart, { slice_name: 'By region 🐘 / "no"', description: 'null', query_context: '{"queries":[]}', cache_timeout: 0 })(map)
    change(PATHS.dataset, {
      description: '~',
      sql: "SELECT region, sold_at\nFROM sales -- all\nWHERE region <> 'x'  ",
      offset: -3,
      params: { a: '2024-01-01', b: '0777', c: null, d: [true, 'true'] },
      extra: { certification: { certified_by: 'me' } },
      folders: [{ uuid: 'f', name: 'Ordner', children: [] }],
      fetch_values_predicate: 'region IS NOT NULL',
    })(map)
    change(PATHS.database, { extra: { metadata_params: {}, engine_params: { connect_args: { read_only: true } } }, cache_timeout: 60 })(map)
  })

const start = async (): Promise<TestServer> => startServer()

test('export → import into an empty server → export gives the same, but for the moment', async () => {
  await using one = await start()
  const uri = `sqlite:///${writeWarehouse(one.folder)}`
  const first = await sendBundle(one.admin, await pack(rich(uri)))
  expect(first.status, first.text).toBe(200)
  const exported = await one.admin.get(`/api/v1/dashboard/export/${q([await idOf(one.admin, 'dashboard')])}`)
  expect(exported.status, exported.text).toBe(200)
  expect(exported.headers.get('content-disposition')).toMatch(/^attachment; filename="dashboard_export_\d{8}T\d{6}\.zip"$/)

  await using two = await startServer({ config: { allowLocalFiles: true } })
  // Rows before shift every id of the second server
  for (let i = 0; i < 3; i++) await two.admin.post('/api/v1/dashboard/', { dashboard_title: `before ${i}` })
  const second = await sendBundle(two.admin, exported.bytes)
  expect(second.status, second.text).toBe(200)
  const again = await two.admin.get(`/api/v1/dashboard/export/${q([await idOf(two.admin, 'dashboard')])}`)
  const ids = (text: unknown): unknown => (typeof text === 'string' ? text.replace(/(chartId|- |"?)\b\d+\b(:)?/g, (all) => all) : text)
  const [a, b] = [content(exported.bytes), content(again.bytes)]
  expect(Object.keys(b)).toEqual(Object.keys(a))
  for (const path of Object.keys(a)) if (!path.startsWith('dashboards/')) expect(ids(b[path]), path).toBe(ids(a[path]))
  // A dashboard names its charts by ids of its site: compared once they are ours
  const dashboardOf = (files: Record<string, unknown>, chartId: number): unknown => {
    const [path] = Object.keys(files).filter((name) => name.startsWith('dashboards/'))
    return JSON.parse(JSON.stringify(load(String(files[path ?? '']))).replaceAll(new RegExp(`(?<=[[:,{"])${chartId}(?=[\\],}":])`, 'g'), '4711'))
  }
  expect(dashboardOf(b, await idOf(two.admin, 'chart'))).toEqual(dashboardOf(a, await idOf(one.admin, 'chart')))

  // Third: once more over itself changes nothing
  expect((await sendBundle(two.admin, again.bytes, { overwrite: true })).status).toBe(200)
  const third = await two.admin.get(`/api/v1/dashboard/export/${q([await idOf(two.admin, 'dashboard')])}`)
  expect(content(third.bytes)).toEqual(content(again.bytes))
})

test('everything as one bundle, and each kind on its own', async () => {
  await using server = await start()
  const { admin } = server
  const uri = `sqlite:///${writeWarehouse(server.folder)}`
  expect((await sendBundle(admin, await pack(rich(uri)))).status).toBe(200)
  const all = content((await admin.get('/api/v1/assets/export/')).bytes)
  expect(Object.keys(all)).toEqual([
    'charts/By_region_no.yaml',
    'dashboards/Imported_sales.yaml',
    'databases/Shop.yaml',
    'datasets/Shop/sales.yaml',
    'metadata.yaml',
    'tags.yaml',
  ])
  for (const [kind, type, files] of [
    ['chart', 'Slice', 5],
    ['dataset', 'SqlaTable', 3],
    ['database', 'Database', 3],
  ] as const) {
    const id = kind === 'database' ? 1 : await idOf(admin, kind)
    const bundle = content((await admin.get(`/api/v1/${kind}/export/${q([id])}`)).bytes)
    expect(load(String(bundle['metadata.yaml'])), kind).toMatchObject({ version: '1.0.0', type })
    expect(Object.keys(bundle), kind).toHaveLength(files)
  }
  expect((await createClient(server.url).get('/api/v1/assets/export/')).status).toBe(401)
})

test('names of objects are no paths', async () => {
  await using server = await start()
  const { admin } = server
  for (const dashboard_title of ['../../etc/passwd', '/abs', 'C:\\x', 'a\r\nb', '...', '', '日本', 'x'.repeat(400)]) {
    const { id } = (await admin.post('/api/v1/dashboard/', { dashboard_title })).json<{ id: number }>()
    const answer = await admin.get(`/api/v1/dashboard/export/${q([id])}`)
    expect(answer.status, answer.text).toBe(200)
    for (const path of readEntries(answer.bytes).keys())
      expect(path, dashboard_title).toMatch(/^dashboard_export_\w+\/(metadata|tags|dashboards\/[\w.-]{1,500})\.?(yaml)?$/)
    for (const path of readEntries(answer.bytes).keys()) expect(path.split('/')).not.toContain('..')
  }
})
