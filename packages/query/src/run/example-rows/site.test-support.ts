import { memoryCache } from '@coset/cache'
import { fixedClock } from '@coset/core'
import { type Connection, engineFor } from '@coset/engines'
import type { Dialect, SqlAnalyzer } from '@coset/sql'
import type { DatasetModel } from '../../model.ts'
import { createOperations } from '../../operations/index.ts'
import { validateQueryContext } from '../../validate/context.ts'
import { createFairQueue } from '../fair-queue.ts'
import { runQueryContext } from '../run-query-context.ts'
import type { Rows } from '../same-rows/compare.test-support.ts'
import type { ExampleCase, ExampleTable, Query } from './fixtures.test-support.ts'
import { openWarehouse, type Warehouse } from './warehouse.test-support.ts'

/** One engine with the example data, ready to answer; used by tests only. */
export interface Site extends AsyncDisposable {
  readonly rows: (one: ExampleCase, query?: Query) => Promise<Rows>
}

const SQL_FIELDS = new Set(['sqlExpression', 'where', 'having'])
/** SQL that people wrote with "names" in quotes, with the quotes of the engine. */
const requoted = (sql: string, { quoteIdentifier }: Dialect): string => sql.replace(/"([^"]+)"/g, (_, name: string) => quoteIdentifier(name))
const inDialect = (query: Query, dialect: Dialect): unknown =>
  JSON.parse(JSON.stringify(query), (key, value: unknown) => (SQL_FIELDS.has(key) && typeof value === 'string' ? requoted(value, dialect) : value))

const datasetOf = async (warehouse: Warehouse, connection: Connection, example: ExampleTable, id: number): Promise<DatasetModel> => {
  const engine = engineFor(warehouse.engine)
  const found = new Map((await connection.table(example.table, warehouse.schema)).columns.map(({ name, nativeType }) => [name, nativeType]))
  return {
    id,
    uid: `${id}__table`,
    tableName: example.table,
    schema: warehouse.schema,
    catalog: null,
    sql: null,
    mainDttmCol: example.axis,
    offsetHours: 0,
    fetchValuesPredicate: null,
    alwaysFilterMainDttm: false,
    templateParams: {},
    currencyCodeColumn: null,
    cacheTimeout: null,
    staleSeconds: 0,
    changedOn: '',
    columns: example.columns.map(({ name, temporal = false, format = null }) => ({
      name,
      nativeType: found.get(name) ?? null,
      isTemporal: temporal,
      pythonDateFormat: format,
      ...{ verboseName: null, groupable: true, filterable: true, expression: null, datetimeFormat: null },
    })),
    metrics: example.metrics.map(({ name, expression }) => ({
      name,
      expression: requoted(expression, engine.dialect),
      ...{ verboseName: null, format: null },
    })),
    database: { id: 1, name: warehouse.engine, engine, slots: 2, cacheTimeout: null },
  }
}

const depsOf = (connection: Connection, analyzer: SqlAnalyzer) => ({
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

/** Loads the tables and answers over them. */
export const openSite = async (
  warehouse: Warehouse,
  place: { readonly uri: string; readonly folder: string },
  tables: readonly ExampleTable[],
  analyzer: SqlAnalyzer,
): Promise<Site> => {
  const connection = await openWarehouse(warehouse, place.uri, place.folder, tables)
  const datasets = new Map<string, DatasetModel>()
  for (const [index, example] of tables.entries()) datasets.set(example.table, await datasetOf(warehouse, connection, example, index + 1))
  const deps = depsOf(connection, analyzer)
  const { dialect } = engineFor(warehouse.engine)
  const rows = async (one: ExampleCase, query: Query = one.query): Promise<Rows> => {
    const dataset = datasets.get(one.dataset)
    if (dataset === undefined) throw new Error(`${one.dataset} was not loaded`)
    const ask = { dataset, security: { clauses: [] }, userMarker: null, hideSql: false, chartCacheTimeout: null }
    const context = validateQueryContext({ datasource: { id: dataset.id, type: 'table' }, queries: [inDialect(query, dialect)] })
    const clock = fixedClock(one.asked)
    const answer = await runQueryContext({ ...deps, clock }, { ...ask, ticket: { id: null, who: 'user:1', lane: 'interactive' } }, context)
    const { result } = JSON.parse(new TextDecoder().decode(answer.toJson())) as { result: { data: Rows; error: string | null }[] }
    if (result[0]?.data === undefined) throw new Error(`${one.id}: ${result[0]?.error}`)
    return result[0].data
  }
  const close = async (): Promise<void> => {
    await deps.operations.close()
    await connection.close()
  }
  return { rows, [Symbol.asyncDispose]: close }
}
