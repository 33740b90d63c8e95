import { createSqlAnalyzer } from '@coset/sql'
import { temporaryDatabase, temporaryFolder } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXCEPTIONS } from './example-rows/exceptions.test-support.ts'
import { CASES, type ExampleCase, type Query, readAnswers, readTables } from './example-rows/fixtures.test-support.ts'
import { openSite, type Site } from './example-rows/site.test-support.ts'
import { WAREHOUSES } from './example-rows/warehouse.test-support.ts'
import { difference, type Rows } from './same-rows/compare.test-support.ts'

const YARDSTICK = 'postgresql'
/** The share of a number that may differ: sums of fractions depend on the order of rows. */
const WITHIN = 1e-12
const FEATURES = {
  'saved metrics': /"metrics":\["/,
  aggregates: /"aggregate":/,
  'SQL as a metric': /"sqlExpression":"(?:SUM|MAX|COUNT)/,
  'SQL as a column': /"sqlExpression":"UPPER/,
  'SQL as a condition': /"where":/,
  'conditions on groups': /"having":/,
  'filters by pattern': /"op":"NOT LIKE"/,
  'filters by list': /"op":"IN"/,
  'bounds of time': /"TEMPORAL_RANGE"/,
  'moving ranges': / years ago : now"/,
  'time grains': /"timeGrain":"P1M"/,
  'time comparison': /"time_offsets":\["/,
  'pages of rows': /"row_offset":/,
  'limits of series': /"series_limit":\d/,
  'a rest of series': /"group_others_when_limit_reached":true/,
  'counts of rows': /"is_rowcount":true/,
  ...Object.fromEntries(
    ['pivot', 'contribution', 'cum', 'rolling', 'rank', 'sort', 'resample', 'rename', 'boxplot', 'histogram'].map((name) => [
      name,
      new RegExp(`"operation":"${name}"`),
    ]),
  ),
}

const sites = new Map<string, Site>()
const opened = new AsyncDisposableStack()
const answers = readAnswers()

beforeAll(async () => {
  const analyzer = createSqlAnalyzer()
  opened.defer(() => analyzer.close())
  const folder = opened.use(temporaryFolder()).path
  const uris: Record<string, string> = { sqlite: `sqlite:///${folder}/main.sqlite`, duckdb: `duckdb:///${folder}/main.duckdb` }
  for (const kind of ['postgresql', 'mysql'] as const) uris[kind] = opened.use(await temporaryDatabase(kind)).url
  const tables = readTables()
  const open = WAREHOUSES.map(async (warehouse) => {
    sites.set(warehouse.engine, opened.use(await openSite(warehouse, { uri: uris[warehouse.engine] ?? '', folder }, tables, analyzer)))
  })
  await Promise.all(open)
})
afterAll(() => opened.disposeAsync())

const rowsOf = async (engine: string, one: ExampleCase, query?: Query): Promise<Rows> => {
  const site = sites.get(engine)
  if (site === undefined) throw new Error(`${engine} was not opened`)
  return site.rows(one, query)
}

/** Differences of all cases, each as a sentence. */
const differences = async (cases: readonly ExampleCase[], engine: string, expected: (one: ExampleCase) => Promise<Rows>): Promise<readonly string[]> => {
  const found = []
  for (const one of cases) {
    const rows = await expected(one)
    const differs = await rowsOf(engine, one).then((actual) => difference(rows, actual, one.ordered, WITHIN), String)
    if (differs !== null) found.push(`${one.id}: ${differs} (${JSON.stringify(one.query)})`)
  }
  return found
}

it('asks for enough', () => {
  const texts = CASES.map(({ query }) => JSON.stringify(query))
  expect(CASES.length).toBeGreaterThanOrEqual(100)
  expect(Object.entries(FEATURES).flatMap(([name, pattern]) => (texts.some((text) => pattern.test(text)) ? [] : [name]))).toEqual([])
  expect(CASES.filter(({ id }) => (answers[id] ?? []).length === 0)).toEqual([])
})

it('excepts cases that exist, each once', () => {
  const ids = new Set(CASES.map(({ id }) => id))
  const excepted = EXCEPTIONS.flatMap(({ engine, cases }) => cases.map((id) => ({ engine, id })))
  expect(excepted.filter(({ id }) => !ids.has(id))).toEqual([])
  expect(new Set(excepted.map(({ engine, id }) => `${engine} ${id}`)).size).toBe(excepted.length)
})

it('answers over PostgreSQL what Superset answered', async () => {
  expect(await differences(CASES, YARDSTICK, async ({ id }) => answers[id] ?? [])).toEqual([])
})

describe.each(WAREHOUSES.map(({ engine }) => engine).filter((engine) => engine !== YARDSTICK))('%s', (engine) => {
  const exceptions = EXCEPTIONS.filter((exception) => exception.engine === engine).flatMap((exception) => exception.cases.map((id) => ({ ...exception, id })))

  it('gives the same rows', async () => {
    const excepted = new Set(exceptions.map(({ id }) => id))
    const alike = CASES.filter(({ id }) => !excepted.has(id))
    expect(await differences(alike, engine, (one) => rowsOf(YARDSTICK, one))).toEqual([])
  })

  it.each(exceptions)('$id: $reason', async ({ id, ask, rows, within = WITHIN }) => {
    const [one] = CASES.filter((each) => each.id === id)
    if (one === undefined) throw new Error(`${id} is no case`)
    const actual = await rowsOf(engine, one)
    expect(difference(await rowsOf(YARDSTICK, one), actual, one.ordered, WITHIN)).not.toBeNull()
    const asked = await rowsOf(YARDSTICK, one, ask?.(one.query))
    expect(difference(rows?.(asked, one.query) ?? asked, actual, one.ordered, within)).toBeNull()
  })
})
