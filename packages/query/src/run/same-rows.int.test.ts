import { memoryCache } from '@coset/cache'
import { fixedClock, GenericType } from '@coset/core'
import { type Connection, engineFor } from '@coset/engines'
import { createSqlAnalyzer } from '@coset/sql'
import { temporaryDatabase, temporaryFolder } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatasetModel } from '../model.ts'
import { createOperations } from '../operations/index.ts'
import { validateQueryContext } from '../validate/context.ts'
import { createFairQueue } from './fair-queue.ts'
import { runQueryContext } from './run-query-context.ts'
import { type Case, casesOf, type Query } from './same-rows/cases.test-support.ts'
import { difference, type Rows } from './same-rows/compare.test-support.ts'
import { EXCEPTIONS } from './same-rows/exceptions.test-support.ts'
import { openWarehouse, WAREHOUSES, type Warehouse } from './same-rows/warehouse.test-support.ts'

const SEED = 20_261
const YARDSTICK = 'postgresql'
const VIRTUAL = 'SELECT s.*, p.name, p.region FROM sales s JOIN people p ON p.id = s.person'
const cases = casesOf(SEED)

interface Site {
  readonly rows: (one: Case, query?: Query) => Promise<Rows>
}
const sites = new Map<string, Site>()
const opened = new AsyncDisposableStack()
const analyzer = createSqlAnalyzer()

const datasetOf = async (warehouse: Warehouse, connection: Connection, kind: Case['dataset']): Promise<DatasetModel> => {
  const engine = engineFor(warehouse.engine)
  const tables = kind === 'sales' ? ['sales'] : ['sales', 'people']
  const found = (await Promise.all(tables.map((table) => connection.table(table, warehouse.schema)))).flatMap((table) => table.columns)
  const columns = [...new Map(found.toReversed().map((column) => [column.name, column])).values()].map(({ name, nativeType }) => ({
    name,
    nativeType,
    isTemporal: engine.dialect.genericType(nativeType) === GenericType.TEMPORAL,
    ...{ verboseName: null, groupable: true, filterable: true, expression: null, pythonDateFormat: null, datetimeFormat: null },
  }))
  return {
    id: kind === 'sales' ? 1 : 2,
    uid: kind === 'sales' ? '1__table' : '2__table',
    tableName: kind,
    schema: kind === 'sales' ? warehouse.schema : null,
    catalog: null,
    sql: kind === 'sales' ? null : VIRTUAL,
    mainDttmCol: 'at',
    offsetHours: 0,
    fetchValuesPredicate: null,
    alwaysFilterMainDttm: false,
    templateParams: {},
    currencyCodeColumn: null,
    cacheTimeout: null,
    staleSeconds: 0,
    changedOn: '',
    columns,
    metrics: [],
    database: { id: 1, name: warehouse.engine, engine, slots: 2, cacheTimeout: null },
  }
}

const depsOf = (connection: Connection) => ({
  clock: fixedClock(Date.UTC(2022, 0, 1)),
  analyzer,
  cache: memoryCache({ maxBytes: 100_000_000 }),
  limits: {
    rowLimit: 50_000,
    samplesRowLimit: 10,
    sqlMaxRow: 100_000,
    tableVizMaxRowServer: 100_000,
    queryTimeoutMs: 20_000,
    maxResultBytes: 50_000_000,
    exportTimeoutMs: 20_000,
    dateRangeOffsets: false,
    defaultCacheTimeoutSeconds: 60,
  },
  operations: createOperations({ inlineCells: 1_000_000, timeoutMs: 20_000, threads: 1 }),
  queue: createFairQueue(() => performance.now()),
  notice: () => undefined,
  connection: async () => connection,
})

const siteOf = async (warehouse: Warehouse, uri: string, folder: string): Promise<Site> => {
  const connection = await openWarehouse(warehouse, uri, folder, SEED)
  opened.defer(() => connection.close())
  const datasets = { sales: await datasetOf(warehouse, connection, 'sales'), joined: await datasetOf(warehouse, connection, 'joined') }
  const deps = depsOf(connection)
  const rows = async (one: Case, query: Query = one.query): Promise<Rows> => {
    const ask = { dataset: datasets[one.dataset], security: { clauses: [] }, userMarker: null, hideSql: false, chartCacheTimeout: null }
    const context = validateQueryContext({ datasource: { id: 1, type: 'table' }, queries: [query] })
    const answer = await runQueryContext(deps, { ...ask, ticket: { id: null, who: 'user:1', lane: 'interactive' } }, context)
    const { result } = JSON.parse(new TextDecoder().decode(answer.toJson())) as { result: { data: Rows; error: string | null }[] }
    if (result[0]?.data === undefined) throw new Error(`${JSON.stringify(query)}: ${result[0]?.error}`)
    return result[0].data
  }
  return { rows }
}

beforeAll(async () => {
  opened.defer(() => analyzer.close())
  const folder = opened.use(temporaryFolder()).path
  const uris: Record<string, string> = { sqlite: `sqlite:///${folder}/main.sqlite`, duckdb: `duckdb:///${folder}/main.duckdb` }
  for (const kind of ['postgresql', 'mysql'] as const) uris[kind] = opened.use(await temporaryDatabase(kind)).url
  for (const warehouse of WAREHOUSES) sites.set(warehouse.engine, await siteOf(warehouse, uris[warehouse.engine] ?? '', folder))
})
afterAll(() => opened.disposeAsync())

const rowsOf = async (engine: string, one: Case, query?: Query): Promise<Rows> => {
  const site = sites.get(engine)
  if (site === undefined) throw new Error(`${engine} was not opened`)
  return site.rows(one, query)
}

it('asks for enough', () => {
  expect(cases.length).toBeGreaterThanOrEqual(150)
  const kinds = new Set(cases.map((one) => one.kind))
  expect(EXCEPTIONS.filter(({ kind }) => !kinds.has(kind))).toEqual([])
})

it('has answers that say something', async () => {
  const empty = []
  for (const one of cases) if ((await rowsOf(YARDSTICK, one)).length === 0) empty.push(one)
  expect(empty).toEqual([])
})

describe.each(WAREHOUSES.map(({ engine }) => engine).filter((engine) => engine !== YARDSTICK))('%s', (engine) => {
  const exceptionOf = (kind: string) => EXCEPTIONS.find((one) => one.kind === kind && one.engines.includes(engine))

  it('gives the same rows', async () => {
    const found = []
    for (const one of cases) {
      if (exceptionOf(one.kind) !== undefined) continue
      const expected = await rowsOf(YARDSTICK, one)
      const differs = await rowsOf(engine, one).then((actual) => difference(expected, actual, one.ordered), String)
      if (differs !== null) found.push(`${one.kind}: ${differs} (${JSON.stringify(one.query)})`)
    }
    expect(found).toEqual([])
  })

  it.each(EXCEPTIONS.filter(({ engines }) => engines.includes(engine)))('$kind: $reason', async ({ kind, yardstick }) => {
    let differing = 0
    for (const one of cases.filter((each) => each.kind === kind)) {
      const actual = await rowsOf(engine, one)
      if (difference(await rowsOf(YARDSTICK, one), actual, one.ordered) !== null) differing += 1
      const expected = await rowsOf(YARDSTICK, one, yardstick.query?.(one.query))
      expect(difference(yardstick.rows?.(expected) ?? expected, actual, one.ordered, yardstick.within)).toBeNull()
    }
    expect(differing).toBeGreaterThan(0)
  })
})
