import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCache } from '@coset/cache'
import { fixedClock } from '@coset/core'
import { type Connection, type ConnectionPolicy, engineFor, parseDatabaseUri } from '@coset/engines'
import { createSqlAnalyzer } from '@coset/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatasetModel } from '../model.ts'
import { createOperations } from '../operations/index.ts'
import { validateQueryContext } from '../validate/context.ts'
import { createFairQueue } from './fair-queue.ts'
import { runQueryContext } from './run-query-context.ts'

const folder = mkdtempSync(join(tmpdir(), 'coset_test_query_'))
const policy: ConnectionPolicy = { allowLocalFiles: true, allowPrivateAddresses: true, fileRoots: [folder] }
const base = `coset_test_query_${process.pid}`
const analyzer = createSqlAnalyzer()
afterAll(async () => {
  await analyzer.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Server {
  readonly engine: string
  readonly uri: string
  /** Where a database of our own is made first. */
  readonly root: string | null
  readonly schema: string | null
  readonly moment: string
}
const mariadb = process.env['TEST_MYSQL_URI'] ?? 'mysql://root@127.0.0.1:3306'
const postgresql = process.env['TEST_POSTGRESQL_URI'] ?? 'postgresql://postgres@127.0.0.1:5432/postgres'
const SERVERS: readonly Server[] = [
  { engine: 'postgresql', uri: postgresql.replace(/\/[^/]*$/, `/${base}`), root: postgresql, schema: 'public', moment: 'TIMESTAMP' },
  { engine: 'mysql', uri: `${mariadb}/${base}`, root: `${mariadb}/mysql`, schema: null, moment: 'DATETIME' },
  { engine: 'sqlite', uri: `sqlite:///${folder}/main.sqlite`, root: null, schema: null, moment: 'DATETIME' },
  { engine: 'duckdb', uri: `duckdb:///${folder}/main.duckdb`, root: null, schema: null, moment: 'TIMESTAMP' },
]

const run = async (connection: Connection, sql: string): Promise<void> => {
  const stream = await connection.stream({ sql, readOnly: false })
  for await (const _ of stream.blocks);
}

const once = async (engine: string, uri: string, sql: string): Promise<void> => {
  const connection = engineFor(engine).connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy, poolSize: 1 })
  try {
    await run(connection, sql)
  } finally {
    await connection.close()
  }
}

const ROWS = [
  ['2020-01-05 10:00:00', 'a', 1],
  ['2020-02-05 10:00:00', 'a', 2],
  ['2021-01-05 10:00:00', 'a', 30],
  ['2021-01-06 10:00:00', 'b', 4],
  ['2021-02-05 10:00:00', "c'\\%_", 5],
  ['2021-02-06 10:00:00', null, null],
] as const

const columnsOf = (moment: string): DatasetModel['columns'] =>
  [
    { name: 'at', nativeType: moment, isTemporal: true },
    { name: 'Group By', nativeType: 'VARCHAR(20)', isTemporal: false },
    { name: 'n', nativeType: 'INTEGER', isTemporal: false },
  ].map((one) => ({ ...one, verboseName: null, groupable: true, filterable: true, expression: null, pythonDateFormat: null, datetimeFormat: null }))

describe.each(SERVERS)('$engine', ({ engine: id, uri, root, schema, moment }) => {
  const engine = engineFor(id)
  const connection = engine.connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy, poolSize: 2 })
  const dataset: DatasetModel = {
    id: 1,
    uid: '1__table',
    tableName: 'order',
    schema,
    catalog: null,
    sql: null,
    mainDttmCol: 'at',
    offsetHours: 0,
    fetchValuesPredicate: null,
    alwaysFilterMainDttm: false,
    templateParams: {},
    currencyCodeColumn: null,
    cacheTimeout: null,
    changedOn: '',
    columns: columnsOf(moment),
    metrics: [{ name: 'total', verboseName: null, expression: 'SUM(n)', format: null }],
    database: { id: 1, name: id, engine, slots: 2, cacheTimeout: null },
    staleSeconds: 0,
  }
  const limits = {
    rowLimit: 100,
    samplesRowLimit: 10,
    sqlMaxRow: 1000,
    tableVizMaxRowServer: 1000,
    queryTimeoutMs: 20_000,
    maxResultBytes: 50_000_000,
    exportTimeoutMs: 20_000,
    dateRangeOffsets: false,
    defaultCacheTimeoutSeconds: 60,
  }
  const deps = {
    clock: fixedClock(Date.UTC(2022, 0, 1)),
    analyzer,
    cache: memoryCache({ maxBytes: 1_000_000 }),
    limits,
    operations: createOperations({ inlineCells: 100_000, timeoutMs: 20_000, threads: 1 }),
    queue: createFairQueue(() => performance.now()),
    notice: () => undefined,
    connection: async () => connection,
  }

  beforeAll(async () => {
    if (root !== null) await once(id, root, `CREATE DATABASE ${base}`)
    const { quoteIdentifier, stringLiteral } = engine.dialect
    await run(
      connection,
      `CREATE TABLE ${quoteIdentifier('order')} (${quoteIdentifier('at')} ${moment}, ${quoteIdentifier('Group By')} VARCHAR(20), n INTEGER)`,
    )
    for (const [at, group, n] of ROWS)
      await run(connection, `INSERT INTO ${quoteIdentifier('order')} VALUES ('${at}', ${group === null ? 'NULL' : stringLiteral(group)}, ${n ?? 'NULL'})`)
  })
  afterAll(async () => {
    await connection.close()
    if (root !== null) await once(id, root, `DROP DATABASE ${base}`)
  })

  const rows = async (query: Record<string, unknown>): Promise<unknown[][]> => {
    const context = validateQueryContext({ datasource: { id: 1, type: 'table' }, queries: [query] })
    const answer = await runQueryContext(
      deps,
      {
        dataset,
        security: { clauses: [] },
        userMarker: null,
        hideSql: false,
        chartCacheTimeout: null,
        ticket: { id: null, who: 'user:1', lane: 'interactive' },
      },
      context,
    )
    const { result } = JSON.parse(new TextDecoder().decode(answer.toJson())) as { result: { data: Record<string, unknown>[] }[] }
    return (result[0]?.data ?? []).map((row) => Object.values(row))
  }
  const axis = (grain: string) => ({ label: 'at', sqlExpression: 'at', columnType: 'BASE_AXIS', expressionType: 'SQL', timeGrain: grain })
  const day = (text: string): number => Date.parse(`${text}T00:00:00Z`)
  const between = { col: 'at', op: 'TEMPORAL_RANGE', val: '2021-01-01 : 2021-02-06' }

  it('groups by every grain it has', async () => {
    expect(await rows({ columns: [axis('P1M')], metrics: ['total'], filters: [between], orderby: [['at', true]] })).toEqual([
      [day('2021-01-01'), 34],
      [day('2021-02-01'), 5],
    ])
    for (const grain of Object.keys(engine.dialect.timeGrains)) expect((await rows({ columns: [axis(grain)], metrics: ['total'] })).length).toBeGreaterThan(0)
  })
  it('reads back exactly the text that was asked for', async () => {
    const by = (op: string, val: unknown) => rows({ columns: ['Group By'], filters: [{ col: 'Group By', op, val }] })
    expect(await by('==', "c'\\%_")).toEqual([["c'\\%_"]])
    expect(await by('IN', ["c'\\%_", null])).toHaveLength(2)
    expect(await by('ILIKE', 'C%')).toEqual([["c'\\%_"]])
    expect(await by('==', "' OR '1'='1")).toEqual([])
  })
  it('limits series and names the rest', async () => {
    const query = { columns: ['Group By'], metrics: ['total'], series_columns: ['Group By'], series_limit: 1, filters: [{ col: 'n', op: 'IS NOT NULL' }] }
    expect(await rows(query)).toEqual([['a', 33]])
    const others = await rows({ ...query, group_others_when_limit_reached: true })
    expect(others.sort((x, y) => Number(y[1]) - Number(x[1]))).toEqual([
      ['a', 33],
      ['Others', 9],
    ])
  })
  it('orders, skips, counts and compares', async () => {
    expect(
      await rows({
        columns: ['Group By'],
        metrics: ['total'],
        filters: [{ col: 'n', op: '>', val: '1' }],
        orderby: [['total', false]],
        row_limit: 1,
        row_offset: 1,
      }),
    ).toEqual([["c'\\%_", 5]])
    expect(await rows({ columns: ['n'], is_rowcount: true })).toEqual([[6]])
    expect(await rows({ metrics: ['total'], extras: { having: 'SUM(n) > 100' } })).toEqual([])
    const compared = await rows({
      columns: [axis('P1M')],
      metrics: ['total'],
      filters: [{ ...between, val: '2021-01-01 : 2022-01-01' }],
      orderby: [['at', true]],
      time_offsets: ['1 year ago'],
    })
    expect(compared).toEqual([
      [day('2021-01-01'), 34, 1],
      [day('2021-02-01'), 5, 2],
    ])
  })
})
