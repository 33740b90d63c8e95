import { AppError } from '@coset/core'
import { fuzz, fuzzRun, mutateBytes, mutateJson, mutateText, pick } from '@coset/testing'
import { expect, test } from 'vitest'
import { type BundleKind, parseBundle } from './parse.ts'
import { readYaml, writeYaml } from './yaml.ts'
import { writeZip } from './zip.ts'

const LIMITS = { maxBytes: 2_000_000, maxEntries: 50, maxRatio: 100 }
const id = (n: number): string => `aaaaaaaa-0000-4000-8000-00000000000${n}`
const version = '1.0.0'
const COLUMN = { column_name: 'region', type: 'TEXT', groupby: true, filterable: true, is_dttm: false }

const FILES: Readonly<Record<string, object>> = {
  'metadata.yaml': { version, type: 'assets', timestamp: '2026-01-01T00:00:00+00:00' },
  'databases/shop.yaml': {
    database_name: 'Shop',
    sqlalchemy_uri: 'postgresql://u:XXXXXXXXXX@db.example.com/shop',
    expose_in_sqllab: true,
    extra: { metadata_params: {} },
    uuid: id(1),
    version,
  },
  'datasets/shop/sales.yaml': { table_name: 'sales', schema: 'main', uuid: id(2), database_uuid: id(1), metrics: [], columns: [COLUMN], version },
  'charts/sales.yaml': { slice_name: 'Sales', viz_type: 'table', params: { groupby: ['region'] }, uuid: id(3), dataset_uuid: id(2), version },
  'dashboards/sales.yaml': { dashboard_title: 'Sales', slug: 'sales', position: { ROOT_ID: { children: ['x'] } }, metadata: {}, uuid: id(4), version },
  'queries/q.yaml': { label: 'Q', schema: null, sql: 'SELECT 1', uuid: id(5), database_uuid: id(1), version },
  'css_templates/c.yaml': { template_name: 'C', css: 'a{}', uuid: id(6), version },
  'annotation_layers/a.yaml': {
    name: 'A',
    annotations: [{ short_descr: 'x', start_dttm: '2024-01-01T00:00:00', end_dttm: '2024-01-02T00:00:00' }],
    uuid: id(7),
    version,
  },
  'roles/r.yaml': { name: 'R', permissions: [{ verb: 'can_read', view: 'Chart' }], version },
  'tags.yaml': { tags: [{ tag_name: 'x', description: 'y' }] },
}
const NAMES = ['uuid', 'version', 'type', 'position', 'metadata', 'extra', 'columns', 'params', 'children', '__proto__', 'constructor', 'database_uuid']
const KINDS: readonly (BundleKind | null)[] = [null, 'dashboard', 'chart', 'dataset', 'database', 'saved_query', 'role', 'report', 'tag', 'css_template']
const PIECES = [
  '&a ',
  '*a',
  '<<: ',
  '!!js/function ',
  '!!binary ',
  '- ',
  ': ',
  '? ',
  '|\n  ',
  '>\n',
  '---\n',
  '...\n',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '#',
  '%TAG ',
]

/** True: taken. A refusal by us is no fault. */
const taken = async (work: () => unknown): Promise<boolean> => {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof AppError && error.status >= 400 && error.status < 500) return false
    throw error
  }
}

const texts = fuzzRun(13_000)
test(`18: YAML of any text is a value that comes back, or a 400; seed ${texts.seed}`, { timeout: texts.timeout }, async () => {
  const seeds = Object.values(FILES).map((file) => writeYaml(file))
  const understood = await fuzz(texts, {
    next: (random) => mutateText(random, seeds, PIECES),
    check: (text) =>
      taken(() => {
        const value = readYaml(text, 'x.yaml')
        const again = readYaml(writeYaml(value), 'x.yaml')
        expect(again).toEqual(value)
      }),
  })
  expect(understood).toBeGreaterThan(texts.inputs / 50)
})

const zips = fuzzRun(5_000)
test(`18: ZIPs of any bytes are a bundle or a refusal; seed ${zips.seed}`, { timeout: zips.timeout }, async () => {
  const names = Object.keys(FILES)
  const seeds = await Promise.all(
    [names, names.slice(0, 5), ['metadata.yaml']].map((some) => writeZip('bundle', new Map(some.map((name) => [name, writeYaml(FILES[name])])))),
  )
  const understood = await fuzz(zips, {
    next: (random) => ({ bytes: mutateBytes(random, seeds), kind: random() < 0.7 ? null : pick(random, KINDS) }),
    check: ({ bytes, kind }) => taken(() => parseBundle(bytes, kind, LIMITS)),
    show: ({ bytes, kind }) => `${kind} ${Buffer.from(bytes).toString('base64')}`,
  })
  expect(understood).toBeGreaterThan(zips.inputs / 100)
})

const bundles = fuzzRun(2_000)
test(`18: bundles of any content are taken or refused; seed ${bundles.seed}`, { timeout: bundles.timeout }, async () => {
  const understood = await fuzz(bundles, {
    next: (random) => ({
      files: Object.entries(FILES).map(([path, file]): [string, unknown] => [path, random() < 0.4 ? mutateJson(random, file, NAMES, 0.15) : file]),
      kind: random() < 0.7 ? null : pick(random, KINDS),
    }),
    check: ({ files, kind }) =>
      taken(async () => {
        const whole = files.map(([path, file]): [string, string] => [path, writeYaml(file)])
        await parseBundle(await writeZip('bundle', new Map(whole)), kind, LIMITS)
      }),
  })
  expect(understood).toBeGreaterThan(bundles.inputs / 100)
})
