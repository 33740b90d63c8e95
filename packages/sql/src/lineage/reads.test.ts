import { afterAll, describe, expect, test } from 'vitest'
import { createSqlAnalyzer } from '../create-analyzer.ts'

const analyzer = createSqlAnalyzer()
afterAll(() => analyzer.close())

const text = (source: {
  readonly table: { readonly schema: string | null; readonly table: string }
  readonly column: string
  readonly certain: boolean
}): string => `${source.table.schema === null ? '' : `${source.table.schema}.`}${source.table.table}.${source.column}${source.certain ? '' : '?'}`
const reads = async (sql: string, grammar = 'postgresql'): Promise<string[]> => (await analyzer.reads(sql, grammar)).reads.map(text).sort()
const outputs = async (sql: string, grammar = 'postgresql'): Promise<Record<string, string[]>> =>
  Object.fromEntries((await analyzer.reads(sql, grammar)).outputs.map((column) => [column.name, [...new Set(column.sources.map(text))].sort()]))

describe('what a query reads', () => {
  test.each([
    ['SELECT a, b + c AS d FROM s.t WHERE e > 1 ORDER BY d, f', ['s.t.a', 's.t.b', 's.t.c', 's.t.e', 's.t.f']],
    ['SELECT * FROM t', ['t.*']],
    ['SELECT x.a FROM t x JOIN u y ON y.id = x.id', ['t.a', 't.id', 'u.id']],
    ['SELECT a FROM t, u', ['t.a?', 'u.a?']],
    ['WITH c AS (SELECT x AS y FROM t) SELECT y FROM c', ['t.x']],
    ['WITH t AS (SELECT x FROM t) SELECT x FROM t', ['t.x']],
    ['SELECT q.b FROM (SELECT b, hidden FROM t) q', ['t.b', 't.hidden']],
    ['SELECT a FROM t UNION ALL SELECT b FROM u', ['t.a', 'u.b']],
    ['SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.k = t.k AND z = 1)', ['t.a', 't.k', 'u.k', 'u.z']],
    ['SELECT (SELECT max(v) FROM u) AS m FROM t', ['u.v']],
    ['SELECT COUNT(*) FROM t', []],
    ["SELECT sum(a) FILTER (WHERE b = 'x') OVER (PARTITION BY c ORDER BY d) FROM t", ['t.a', 't.b', 't.c', 't.d']],
    ['SELECT t.* FROM t JOIN u USING (id)', ['t.*']],
  ])('%s', async (sql, wanted) => expect(await reads(sql)).toEqual(expect.arrayContaining(wanted)))

  test('and no more than that', async () => {
    expect(await reads('WITH c AS (SELECT x AS y FROM t) SELECT y AS z FROM c ORDER BY z')).toEqual(['t.x'])
    expect(await reads('SELECT x.a FROM t x JOIN u y ON y.id = x.id')).toEqual(['t.a', 't.id', 'u.id'])
  })
})

describe('where a query’s columns come from', () => {
  test('through names, CTEs, sub-queries and set operations', async () => {
    expect(
      await outputs(`WITH sales AS (SELECT o.day, o.amount * r.rate AS usd FROM orders o JOIN rates r ON r.currency = o.currency)
      SELECT day AS "Day", SUM(usd) AS total, COUNT(*) AS n FROM sales GROUP BY 1`),
    ).toEqual({ Day: ['orders.day'], total: ['orders.amount', 'rates.rate'], n: [] })
    expect(await outputs('SELECT a AS v FROM t UNION SELECT b FROM u')).toEqual({ v: ['t.a', 'u.b'] })
    expect(await outputs('WITH c(v) AS (SELECT a FROM t) SELECT v FROM c')).toEqual({ v: ['t.a'] })
  })
  test('a star stays one where the table’s columns are not told', async () => {
    expect(await outputs('SELECT * FROM t')).toEqual({ '*': ['t.*'] })
    expect(await outputs('SELECT q.x FROM (SELECT * FROM t) q')).toEqual({ x: ['t.x'] })
    expect(await outputs('SELECT * FROM (SELECT a, b AS c FROM t) q')).toEqual({ a: ['t.a'], c: ['t.b'] })
  })
  test('in other grammars', async () => {
    expect(await outputs('SELECT `a b` AS x FROM `s`.`t`', 'mysql')).toEqual({ x: ['s.t.a b'] })
    expect(await outputs('SELECT a FROM t', 'duckdb')).toEqual({ a: ['t.a'] })
  })
})

describe('what an expression uses', () => {
  test.each([
    ['SUM(a) / NULLIF(COUNT(DISTINCT b), 0) -- c', ['a', 'b']],
    ['CASE WHEN t.x = \'y\' THEN "Odd Name" END', ['x', 'Odd Name']],
    ['COUNT(*)', []],
  ])('%s', async (sql, wanted) => expect(await analyzer.columns(sql, 'postgresql')).toEqual(wanted))
  test('what is none is refused', async () => expect(analyzer.columns('SUM(', 'postgresql')).rejects.toMatchObject({ status: 422 }))
})
