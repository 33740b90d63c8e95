import type { TimeRange } from '@coset/core'
import { engineFor } from '@coset/engines'
import { describe, expect, it } from 'vitest'
import type { DatasetModel } from '../model.ts'
import { noEffects } from '../template/effects.ts'
import { validateQueryContext } from '../validate/context.ts'
import { expressionKey, type PlanContext, type PreparedSql } from './plan-context.ts'
import { planQuery } from './plan-query.ts'
import { planColumnValues } from './values-for-column.ts'

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

const dataset: DatasetModel = {
  id: 1,
  uid: '1__table',
  tableName: 'Sales "2024"',
  schema: 'public',
  catalog: null,
  sql: null,
  mainDttmCol: 'day',
  offsetHours: 0,
  fetchValuesPredicate: null,
  alwaysFilterMainDttm: false,
  templateParams: {},
  currencyCodeColumn: null,
  cacheTimeout: null,
  changedOn: '2024-01-01',
  columns: [
    column('day', 'TIMESTAMP WITHOUT TIME ZONE', { isTemporal: true }),
    column('region', 'VARCHAR', { verboseName: 'Sales region' }),
    column('units', 'BIGINT'),
    column('ok', 'BOOLEAN'),
    column('at', 'BIGINT', { isTemporal: true, pythonDateFormat: 'epoch_ms' }),
    column('half', 'BIGINT', { expression: 'units / 2 -- half' }),
  ],
  metrics: [{ name: 'count', verboseName: null, expression: 'COUNT(*)', format: null }],
  database: { id: 1, name: 'd', engine: engineFor('postgresql'), slots: 5, cacheTimeout: null },
  staleSeconds: 0,
}

const OPEN: TimeRange = { since: null, until: null }
const prepared = (more: Partial<PreparedSql> = {}): PreparedSql => ({
  source: '"public"."Sales ""2024"""',
  prelude: '',
  expressions: new Map([
    [expressionKey('where', 'a = 1 OR b = 2'), 'a = 1 OR b = 2'],
    [expressionKey('having', 'COUNT(*) > 1'), 'COUNT(*) > 1'],
    [expressionKey('metric', 'SUM(units) / 2'), 'SUM(units) / 2'],
    [expressionKey('column', 'UPPER(region)'), 'UPPER(region)'],
  ]),
  temporal: new Set(),
  columnSql: new Map([['half', 'units / 2 -- half']]),
  metricSql: new Map(),
  fetchValuesPredicate: null,
  rowPredicates: [],
  templates: false,
  effects: noEffects(),
  ...more,
})

const contextOf = (body: Record<string, unknown>, more: Partial<PlanContext> = {}): PlanContext => {
  const [query] = validateQueryContext({ datasource: { id: 1, type: 'table' }, queries: [body] }).queries
  if (query === undefined) throw new Error('no query')
  const filterRanges = new Map([['2021 : 2022', { since: Date.UTC(2021, 0, 1), until: Date.UTC(2022, 0, 1) }]])
  const { dialect } = dataset.database.engine
  return { dataset, dialect, query, sql: prepared(), range: OPEN, innerRange: null, shifted: null, rowLimit: 100, topSeries: null, filterRanges, ...more }
}
const sqlOf = (body: Record<string, unknown>, more: Partial<PlanContext> = {}): string => planQuery(contextOf(body, more)).sql
const where = (filter: Record<string, unknown>): string =>
  sqlOf({ columns: ['region'], filters: [filter] })
    .split('\nWHERE ')[1]
    ?.split(' LIMIT')[0] ?? ''

describe('select', () => {
  it('quotes everything, keeps order and groups by whole expressions', () => {
    const axis = { label: 'day', sqlExpression: 'day', columnType: 'BASE_AXIS', timeGrain: 'P1M', expressionType: 'SQL' }
    expect(
      sqlOf({
        columns: [axis, 'region', { label: 'u"r', sqlExpression: 'UPPER(region)', expressionType: 'SQL' }],
        metrics: ['count', { expressionType: 'SIMPLE', column: { column_name: 'units' }, aggregate: 'COUNT_DISTINCT' }],
        orderby: [
          ['count', false],
          ['region', true],
        ],
        row_offset: 5,
      }),
    ).toBe(
      `SELECT DATE_TRUNC('month', "day") AS "day", "region" AS "region", (UPPER(region)) AS "u""r", COUNT(*) AS "count", COUNT(DISTINCT "units") AS "COUNT_DISTINCT(units)"\n` +
        `FROM "public"."Sales ""2024"""\nGROUP BY DATE_TRUNC('month', "day"), "region", (UPPER(region))\nORDER BY "count" DESC, "region" ASC LIMIT 100 OFFSET 5`,
    )
  })
  it('tells raw rows from distinct ones and ends comments of calculated columns', () => {
    expect(sqlOf({ columns: ['region'] })).not.toContain('GROUP BY')
    expect(sqlOf({ columns: ['half'], metrics: [] })).toContain('(units / 2 -- half\n) AS "half"')
    expect(sqlOf({ columns: ['region'], metrics: [] })).toContain('GROUP BY "region"')
    expect(sqlOf({ columns: ['region'], orderby: [['count', true]] })).toContain('GROUP BY "region"\nORDER BY COUNT(*) ASC')
  })
  it('puts the time column first and last', () => {
    const sql = sqlOf({ columns: ['region'], metrics: ['count'], is_timeseries: true, granularity: 'at', extras: { time_grain_sqla: 'P1D' } })
    const moment = `DATE_TRUNC('day', (timestamp 'epoch' + ("at"/1000) * interval '1 second'))`
    expect(sql).toContain(`SELECT ${moment} AS "__timestamp", "region" AS "region"`)
    expect(sql).toContain(`GROUP BY "region", ${moment}`)
  })
  it('hashes long labels in SQL only', () => {
    const plan = planQuery(contextOf({ columns: [{ label: 'x'.repeat(70), sqlExpression: 'region', expressionType: 'SQL' }] }))
    expect(plan.sql).toMatch(/AS "[0-9a-f]{63}"/)
    expect(plan.labels).toEqual(['x'.repeat(70)])
  })
  it('counts rows of the limited query', () =>
    expect(sqlOf({ columns: ['region'], is_rowcount: true })).toMatch(/^SELECT COUNT\(\*\) AS "rowcount"\nFROM \(SELECT .* LIMIT 100\) AS rowcount_qry$/s))
  it('refuses what it cannot plan', () => {
    expect(() => sqlOf({ columns: ['nope'] })).toThrow("Error: Columns missing in dataset: ['nope']")
    expect(() => sqlOf({ columns: ['region'], metrics: ['nope'] })).toThrow("Error: Metric 'nope' does not exist")
    expect(() => sqlOf({ columns: ['region'], orderby: [['SUM(n)', true]] })).toThrow('Unknown column used in orderby')
    expect(() => sqlOf({ columns: [], metrics: [] })).toThrow('Error: Empty query?')
    expect(() => sqlOf({ columns: ['region', 'region'] })).toThrow('Duplicate column/metric labels: "region"')
    expect(() => sqlOf({ columns: ['region'], metrics: [], series_columns: ['units'] })).toThrow('series_columns')
  })
})

describe('filters', () => {
  const cases: readonly [Record<string, unknown>, string][] = [
    [{ col: 'region', op: '==', val: "O'Brien\\" }, `"region" = 'O''Brien\\'`],
    [{ col: 'region', op: '!=', val: null }, '"region" IS NOT NULL'],
    [{ col: 'region', op: '==', val: '<NULL>' }, '"region" IS NULL'],
    [{ col: 'region', op: '==', val: '<empty string>' }, `"region" = ''`],
    [{ col: 'region', op: 'in', val: ['a', null] }, `("region" IS NULL OR "region" IN ('a'))`],
    [{ col: 'region', op: 'NOT IN', val: [null] }, `NOT ("region" IS NULL OR 1 = 0)`],
    [{ col: 'units', op: '==', val: 'abc' }, '"units" IS NULL'],
    [{ col: 'units', op: 'IN', val: ['1', 2.5, '12345678901234567890'] }, '"units" IN (1, 2.5, 12345678901234567890)'],
    [{ col: 'units', op: 'LIKE', val: '1%' }, `CAST("units" AS VARCHAR) LIKE '1%'`],
    [{ col: 'region', op: 'NOT ILIKE', val: '%A%' }, `"region" NOT ILIKE '%A%'`],
    [{ col: 'ok', op: 'IS TRUE' }, '"ok" IS true'],
    [{ col: 'ok', op: '==', val: 'no' }, '"ok" = false'],
    [{ col: 'day', op: '>', val: 0 }, `"day" > TO_TIMESTAMP('1970-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US')`],
    [{ col: 'at', op: 'TEMPORAL_RANGE', val: '2021 : 2022' }, '"at" >= 1609459200000 AND "at" < 1640995200000'],
    [{ col: 'Sales region', op: '==', val: 'x' }, `"region" = 'x'`],
    [{ col: { label: 'u', sqlExpression: 'UPPER(region)', expressionType: 'SQL' }, op: '==', val: 'X' }, `(UPPER(region)) = 'X'`],
    [{ col: 'unknown', op: '==', val: 'x' }, ''],
  ]
  for (const [filter, expected] of cases) it(expected || 'leaves unknown columns out', () => expect(where(filter)).toBe(expected))
  it('puts metrics into HAVING', () =>
    expect(sqlOf({ columns: ['region'], metrics: ['count'], filters: [{ col: 'count', op: '>', val: 1 }] })).toContain('\nHAVING (COUNT(*)) > 1'))
  it('refuses empty lists, missing values and numbers without end', () => {
    expect(() => where({ col: 'region', op: 'IN', val: [] })).toThrow('Filter value list cannot be empty')
    expect(() => where({ col: 'units', op: '>', val: null })).toThrow('Must specify a value')
    expect(() => where({ col: 'units', op: '==', val: 'nan' })).toThrow('finite')
    expect(() => where({ col: 'region', op: '==', val: 'a\0b' })).toThrow()
  })
})

describe('conditions', () => {
  it('keeps every part in its own parentheses, rules included', () => {
    const sql = sqlOf(
      { columns: ['region'], metrics: ['count'], extras: { where: 'a = 1 OR b = 2', having: 'COUNT(*) > 1' }, granularity: 'day' },
      { sql: prepared({ rowPredicates: ['x = 1 OR 1 = 1 -- sly', '(a) OR (b)'] }), range: { since: 0, until: null } },
    )
    expect(sql).toContain(
      `\nWHERE (x = 1 OR 1 = 1 -- sly\n) AND ((a) OR (b)) AND "day" >= TO_TIMESTAMP('1970-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND (a = 1 OR b = 2)\nGROUP BY "region"\nHAVING (COUNT(*) > 1)`,
    )
  })
  it('falls back to the main time column', () => {
    expect(sqlOf({ columns: ['region'], granularity: 'region' }, { range: { since: 0, until: null } })).toContain('"day" >= TO_TIMESTAMP')
  })
  it('lists values under the same rules', () => {
    const plan = contextOf({ columns: ['region'] }, { sql: prepared({ rowPredicates: ['r = 1'], fetchValuesPredicate: 'p = 1' }) })
    expect(planColumnValues(plan, 'region')).toBe(
      'SELECT DISTINCT "region" AS "column_values"\nFROM "public"."Sales ""2024"""\nWHERE (p = 1) AND (r = 1) LIMIT 100',
    )
  })
})

describe('series limit', () => {
  const body = {
    columns: ['region', 'units'],
    metrics: ['count'],
    series_columns: ['region'],
    series_limit: 3,
    filters: [{ col: 'ok', op: 'IS TRUE' }],
    orderby: [['count', false]],
  }
  it('joins the top series, rules included', () => {
    expect(sqlOf(body, { sql: prepared({ rowPredicates: ['r = 1'] }) })).toContain(
      `\nJOIN (SELECT "region" AS "region__", COUNT(*) AS "mme_inner__"\nFROM "public"."Sales ""2024"""\nWHERE (r = 1) AND "ok" IS true\nGROUP BY "region"\nORDER BY "mme_inner__" DESC LIMIT 3) AS series_limit ON "region" = series_limit."region__"\nWHERE (r = 1) AND "ok" IS true`,
    )
  })
  it('names the rest', () => {
    const sql = sqlOf({ ...body, group_others_when_limit_reached: true })
    expect(sql).toContain(`CASE WHEN series_limit."region__" IS NOT NULL THEN "region" ELSE 'Others' END AS "region"`)
    expect(sql).toContain('\nLEFT JOIN (')
    expect(sql).not.toMatch(/ORDER BY "count"|LIMIT 100/)
  })
})

it('speaks every engine', () => {
  for (const name of ['postgresql', 'mysql', 'sqlite', 'duckdb']) {
    const { dialect } = engineFor(name)
    const sql = sqlOf({ columns: ['region'], metrics: ['count'], filters: [{ col: 'region', op: 'ILIKE', val: "%'%" }] }, { dialect })
    expect(sql).toContain(dialect.quoteIdentifier('region'))
    expect(sql).toContain(dialect.stringLiteral("%'%"))
  }
})
