import { memoryCache } from '@coset/cache'
import { type Clock, fixedClock } from '@coset/core'
import { type Connection, engineFor, parseDatabaseUri } from '@coset/engines'
import { createSqlAnalyzer } from '@coset/sql'
import type { DatasetModel } from '../model.ts'
import { createOperations } from '../operations/index.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import { createFairQueue } from './fair-queue.ts'

/** A PostgreSQL database of its own with one small, nasty table; used by tests only. */
export interface FixtureDatabase {
  readonly connection: Connection
  readonly dataset: DatasetModel
  /** Statements that reached the database. */
  readonly asked: string[]
  /** Faults that no answer could carry. */
  readonly notices: string[]
  deps(more?: Partial<QueryDependencies>): QueryDependencies
  ask(more?: Partial<QueryAsk>): QueryAsk
  close(): Promise<void>
}

const server = process.env['TEST_POSTGRESQL_URI'] ?? 'postgresql://postgres@127.0.0.1:5432/postgres'
const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }
const NOW = Date.UTC(2022, 5, 15, 12)

const TABLE = [
  `CREATE TABLE "Sales ""X""" (id bigint, day date, at timestamp, region text, amount numeric(12,3), units integer, ok boolean, note jsonb, slow integer)`,
  `INSERT INTO "Sales ""X""" VALUES
    (9007199254740993, '2020-01-15', '2020-01-15 10:00:00', 'north', 1.500, 1, true, '{"a": [1, null]}', 1),
    (2, '2020-02-15', '2020-02-15 10:00:00.5', 'south', 2.250, 2, false, null, 1),
    (3, '2021-01-10', '2021-01-10 00:00:00', 'north', 10.000, 3, null, '"x"', 1),
    (4, '2021-02-10', '2021-02-10 00:00:00', 'a, b', NULL, 4, true, null, 1),
    (5, '2021-02-11', '2021-02-11 00:00:00', NULL, 4.000, NULL, true, null, 1),
    (6, '2021-03-01', '2021-03-01 00:00:00', 'O''Brien "é" 😀', 7.125, 6, false, null, 1)`,
]

const run = async (connection: Connection, sql: string): Promise<void> => {
  const stream = await connection.stream({ sql, readOnly: false })
  for await (const _ of stream.blocks);
}

const column = (name: string, nativeType: string, more: Partial<DatasetModel['columns'][number]> = {}): DatasetModel['columns'][number] => ({
  name,
  verboseName: null,
  nativeType,
  isTemporal: false,
  groupable: true,
  filterable: true,
  expression: null,
  pythonDateFormat: null,
  datetimeFormat: null,
  ...more,
})

const datasetOf = (name: string): DatasetModel => ({
  id: 1,
  uid: '1__table',
  tableName: 'Sales "X"',
  schema: 'public',
  catalog: null,
  sql: null,
  mainDttmCol: 'at',
  offsetHours: 0,
  fetchValuesPredicate: null,
  alwaysFilterMainDttm: false,
  templateParams: {},
  currencyCodeColumn: null,
  cacheTimeout: null,
  staleSeconds: 0,
  changedOn: '2022-01-01T00:00:00',
  columns: [
    column('id', 'BIGINT'),
    column('day', 'DATE', { isTemporal: true }),
    column('at', 'TIMESTAMP WITHOUT TIME ZONE', { isTemporal: true }),
    column('region', 'TEXT', { verboseName: 'Sales region' }),
    column('amount', 'NUMERIC(12, 3)'),
    column('units', 'INTEGER'),
    column('ok', 'BOOLEAN'),
    column('note', 'JSONB'),
    column('sleepy', 'INTEGER', { expression: 'CASE WHEN pg_sleep(5) IS NULL THEN 1 ELSE 2 END' }),
  ],
  metrics: [
    { name: 'count', verboseName: 'Rows', expression: 'COUNT(*)', format: null },
    { name: 'total', verboseName: null, expression: 'SUM(amount)', format: null },
  ],
  database: { id: 1, name, engine: engineFor('postgresql'), slots: 4, cacheTimeout: null },
})

/** Creates the database; `close` drops it. */
export const openFixtureDatabase = async (clock: Clock = fixedClock(NOW)): Promise<FixtureDatabase> => {
  const engine = engineFor('postgresql')
  const name = `coset_test_query_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  const root = engine.connect({ uri: parseDatabaseUri(server), engineParams: {}, policy, poolSize: 1 })
  await run(root, `CREATE DATABASE ${name}`)
  const connection = engine.connect({ uri: { ...parseDatabaseUri(server), database: name }, engineParams: {}, policy, poolSize: 4 })
  for (const sql of TABLE) await run(connection, sql)
  const asked: string[] = []
  const watched: Connection = {
    ...connection,
    stream: (request) => {
      asked.push(request.sql)
      return connection.stream(request)
    },
  }
  const dataset = datasetOf(name)
  const limits = {
    rowLimit: 1000,
    samplesRowLimit: 4,
    sqlMaxRow: 2000,
    tableVizMaxRowServer: 5000,
    queryTimeoutMs: 20_000,
    maxResultBytes: 50_000_000,
    exportTimeoutMs: 20_000,
    dateRangeOffsets: false,
    defaultCacheTimeoutSeconds: 60,
  }
  const cache = memoryCache({ maxBytes: 10_000_000 })
  const analyzer = createSqlAnalyzer()
  const queue = createFairQueue(() => performance.now())
  const notices: string[] = []
  const operations = createOperations({ inlineCells: 100_000, timeoutMs: 20_000, threads: 1 })
  const notice = (what: string): void => {
    notices.push(what)
  }
  return {
    connection,
    dataset,
    asked,
    notices,
    deps: (more = {}) => ({ clock, analyzer, cache, limits, operations, queue, notice, connection: async () => watched, ...more }),
    ask: (more = {}) => ({
      dataset,
      security: { clauses: [] },
      userMarker: null,
      hideSql: false,
      chartCacheTimeout: null,
      ticket: { id: null, who: 'user:1', lane: 'interactive' },
      ...more,
    }),
    close: async () => {
      await analyzer.close()
      await operations.close()
      await connection.close()
      await run(root, `DROP DATABASE ${name} WITH (FORCE)`)
      await root.close()
    },
  }
}
