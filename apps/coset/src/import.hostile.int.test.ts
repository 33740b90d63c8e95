import { readFileSync } from 'node:fs'
import { bundleOf } from '@coset/resources'
import { type Answer, type Client, multipart } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { change, dashboardFiles, PATHS, pack, sendBundle } from './test-bundle.ts'
import { startServer, type TestServer, writeWarehouse } from './test-server.ts'
import { rawZip } from './test-zip.ts'

let server: TestServer
let admin: Client
let uri: string
beforeAll(async () => {
  server = await startServer({ config: { uploadMaxBytes: 2_000_000 } })
  admin = server.admin
  uri = `sqlite:///${writeWarehouse(server.folder)}`
})
afterAll(() => server.close())

const METADATA = 'version: 1.0.0\ntype: Dashboard\n'
const refused = async (bytes: Uint8Array): Promise<Answer> => {
  const start = performance.now()
  const answer = await sendBundle(admin, bytes)
  expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
  expect(answer.status, answer.text).toBeLessThan(500)
  expect(performance.now() - start).toBeLessThan(5000)
  for (const kind of ['database', 'dataset', 'chart', 'dashboard']) expect((await admin.get(`/api/v1/${kind}/`)).json(), kind).toMatchObject({ count: 0 })
  return answer
}

/** Attack case 18. */
describe('hostile ZIPs', () => {
  test.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('this is no ZIP')],
    ['the beginning of one', new Uint8Array([0x50, 0x4b, 3, 4])],
    ['only an end', new Uint8Array([0x50, 0x4b, 5, 6, ...new Array(18).fill(0)])],
    ['zeros', new Uint8Array(100_000)],
  ])('%s', async (_name, bytes) => {
    await refused(bytes)
  })

  test('one that is cut off, anywhere', async () => {
    const whole = await pack(dashboardFiles(uri))
    for (const part of [0.1, 0.5, 0.9, 0.99]) await refused(whole.subarray(0, Math.floor(whole.length * part)))
  })

  test('18: a bomb: a file that packs ten megabytes of nothing', async () => {
    const answer = await refused(
      rawZip([
        { name: 'r/metadata.yaml', data: METADATA },
        { name: 'r/charts/a.yaml', data: Buffer.alloc(10_000_000, 0x20), deflate: true },
      ]),
    )
    expect(answer.status).toBe(413)
  })

  test('18: a bomb of many small ones', async () => {
    const small = Buffer.alloc(999_000, 0x20)
    const answer = await refused(rawZip(Array.from({ length: 40 }, (_, i) => ({ name: `r/charts/${i}.yaml`, data: small, deflate: true }))))
    expect(answer.status).toBe(413)
  })

  test('one that lies about its sizes', async () => {
    await refused(
      rawZip([
        { name: 'r/metadata.yaml', data: METADATA },
        { name: 'r/charts/a.yaml', data: Buffer.alloc(5_000_000, 0x20), deflate: true, claimedSize: 10 },
      ]),
    )
  })

  test('18: more entries than anybody has', async () => {
    const answer = await refused(rawZip(Array.from({ length: 10_001 }, (_, i) => ({ name: `r/${i}.txt`, data: '' }))))
    expect(answer.status).toBe(413)
  })

  test.each([
    '../../../../tmp/evil.yaml',
    'r/../../evil.yaml',
    '/etc/evil.yaml',
    'C:/evil.yaml',
    'r\\..\\evil.yaml',
    'r/charts/..\\evil.yaml',
    'r/charts/a\u0000.yaml',
  ])('a name like %j', async (name) => {
    await refused(
      rawZip([
        { name: 'r/metadata.yaml', data: METADATA },
        { name, data: 'a: 1\n' },
      ]),
    )
  })

  test('18: a symbolic link', async () => {
    const answer = await refused(
      rawZip([
        { name: 'r/metadata.yaml', data: METADATA },
        { name: 'r/charts/a.yaml', data: '/etc/passwd', mode: 0o120777 },
      ]),
    )
    expect(answer.text).toMatch(/symbolic link/)
  })

  test('18: a name that stands twice, by its own or by another folder', async () => {
    for (const second of ['r/charts/a.yaml', 'other/charts/a.yaml'])
      expect(
        (
          await refused(
            rawZip([
              { name: 'r/metadata.yaml', data: METADATA },
              { name: 'r/charts/a.yaml', data: 'a: 1\n' },
              { name: second, data: 'a: 2\n' },
            ]),
          )
        ).text,
      ).toMatch(/twice/)
  })

  test('an encrypted entry, a method nobody has, a wrong check sum', async () => {
    await refused(rawZip([{ name: 'r/metadata.yaml', data: METADATA, flags: 1 }]))
    await refused(rawZip([{ name: 'r/metadata.yaml', data: METADATA, method: 99 }]))
  })

  test('an upload that is larger than accepted', async () => {
    const answer = await admin.post('/api/v1/dashboard/import/', multipart({}, { formData: new Uint8Array(3_000_000) }))
    expect(answer.status).toBe(413)
  })

  test('more files and fields than a form has', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`field${i}`, 'x']))
    expect((await admin.post('/api/v1/dashboard/import/', multipart(many))).status).toBeLessThan(500)
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`file${i}`, new Uint8Array(10)]))
    expect((await admin.post('/api/v1/dashboard/import/', multipart({}, files))).status).toBeLessThan(500)
    expect((await admin.post('/api/v1/dashboard/import/', multipart({ __proto__: 'x', constructor: 'y', overwrite: 'true' }))).status).toBe(400)
  })
})

describe('hostile YAML', () => {
  const withChart = (yaml: string): Uint8Array =>
    rawZip([
      { name: 'r/metadata.yaml', data: METADATA },
      { name: `r/${PATHS.chart}`, data: yaml },
    ])

  test.each([
    ['broken', 'a: [1, 2\nb: }'],
    ['tabs', '\ta: 1'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['a key twice', 'slice_name: a\nslice_name: b\n'],
    ['an unknown alias', 'a: *nothing'],
    ['a tag of Python', 'a: !!python/object/apply:os.system ["touch /tmp/coset-evil"]'],
    ['a tag of JavaScript', 'a: !!js/function "function () { return 1 }"'],
    ['a tag of one’s own', 'a: !evil {b: 1}'],
    ['control characters', 'a: "\u0001\u0000"'],
    ['bytes that are no text', '\ufffd\ufffd: [\ufffd'],
    ['an alias of itself', 'a: &a [*a]'],
    ['a mapping that holds itself', 'a: &a {b: *a}'],
    ['deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['deep mappings', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['prototype keys', '__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\n'],
    [
      'a billion laughs',
      ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]', ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${new Array(10).fill(`*a${i}`).join(',')}]`)].join(
        '\n',
      ),
    ],
    [
      'merge keys without end',
      ['m0: &m0 {k: v}', ...Array.from({ length: 30 }, (_, i) => `m${i + 1}: &m${i + 1} {<<: [*m${i}, *m${i}], k${i}: v}`)].join('\n'),
    ],
    ['a long number', `cache_timeout: ${'9'.repeat(100_000)}`],
    ['a pattern that takes ages', `slice_name: ${'a'.repeat(50_000)}!`],
  ])('%s', async (_name, yaml) => {
    await refused(withChart(yaml))
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('the error names the file and tells nothing of the server', async () => {
    const answer = await refused(withChart('a: [1, 2\nb: }'))
    expect(answer.text).toContain(PATHS.chart)
    expect(answer.text).not.toMatch(/node_modules|\/work\/|\.ts/)
  })

  test('words that other readers take for something else stay what they are', async () => {
    const files = dashboardFiles(uri, change(PATHS.dashboard, { dashboard_title: 'no', slug: '0123', css: 'yes' }))
    const answer = await sendBundle(admin, await pack(files))
    expect(answer.status, answer.text).toBe(200)
    expect((await admin.get('/api/v1/dashboard/0123')).json()).toMatchObject({ result: { dashboard_title: 'no', css: 'yes' } })
    await admin.delete(`/api/v1/dashboard/${(await admin.get('/api/v1/dashboard/0123')).json<{ result: { id: number } }>().result.id}`)
  })
})

test('files that are not YAML, hidden ones and those of other folders are passed over', async () => {
  const files = dashboardFiles(uri)
  const extra = new Map<string, unknown>([
    ...files,
    ['charts/.hidden.yaml', { broken: true }],
    ['charts/_private.yaml', { broken: true }],
    ['queries/x.yaml', { anything: 1 }],
    ['README.md', 'hello'],
  ])
  const answer = await sendBundle(admin, await bundleOf('root', extra), { overwrite: true })
  expect(answer.status, answer.text).toBe(200)
})

test('nothing was written outside the data folder', () => {
  for (const path of ['/tmp/evil.yaml', '/etc/evil.yaml', '/tmp/coset-evil']) expect(() => readFileSync(path)).toThrow()
})
