import { AppError } from '@coset/core'
import { describe, expect, it } from 'vitest'
import oracle from '../fixtures/sql-oracle.json' with { type: 'json' }
import type { ClauseKind } from './analyzer.ts'
import { createSqlAnalyzer } from './create-analyzer.ts'

const analyzer = createSqlAnalyzer()
const failure = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `answered ${JSON.stringify(value)}`,
    (error: unknown) => (error instanceof AppError ? `${error.status} ${error.code}` : `not ours: ${String(error)}`),
  )

interface Expected {
  readonly n?: number
  readonly tables?: readonly string[]
  readonly mut?: boolean
  readonly err?: string
}

/** Where our answer differs from the reference's on purpose. */
const STRICTER: Readonly<Record<string, string>> = {
  'WITH del AS (DELETE': 'the target of the DELETE is a table too, and the CTE name is none',
  'SELECT 1; DROP TABLE t': 'a DROP is one statement of two; its target is not parsed',
  'SELECT * INTO newt': 'SELECT INTO writes, and names its target',
  "COPY t TO '/tmp/x'": 'COPY writes files',
  'MERGE INTO t USING u': 'both tables of a MERGE are named',
  'INSERT INTO t (a)': 'the target is named',
  '/*!50000 DELETE */': 'executable comments are refused',
  'EXEC sp_who': 'a procedure may do anything',
  'REPLACE INTO t': 'REPLACE writes, its target is named',
  'DO $$ BEGIN': 'agrees; listed for its kind',
  'EXPLAIN ANALYZE DELETE': 'agrees',
  'PIVOT t ON': 'the pivoted table is named',
  'MATCH(c) AGAINST': 'not understood by the parser: refused',
  'FOR SYSTEM_TIME': 'not understood by the parser: refused',
  'LIMIT 10%': 'not understood by the parser: refused',
  'PRAGMA table_info': 'the table looked at is named',
  'proj.ds': 'quoted BigQuery paths are split into their parts',
}

const decode = (name: string): string => name.split('.').map(decodeURIComponent).join('.')

describe('the reference oracle', () => {
  for (const [grammar, sql, expected] of oracle as unknown as readonly (readonly [string, string, Expected])[]) {
    const reason = Object.entries(STRICTER).find(([part]) => sql.includes(part))?.[1]
    it(`${grammar}: ${sql.slice(0, 70)}${reason === undefined ? '' : ` (${reason})`}`, async () => {
      if (expected.err !== undefined) return
      const statements = await analyzer.statements(sql, grammar).catch((error: unknown) => error)
      if (!Array.isArray(statements)) {
        expect(reason, String(statements)).toBeDefined()
        return
      }
      expect(statements).toHaveLength(expected.n ?? 1)
      const mutates = statements.some((s) => s.mutates)
      if (expected.mut) expect(mutates).toBe(true)
      if (reason !== undefined) return
      expect(mutates).toBe(expected.mut)
      const tables = statements.flatMap((s) => s.tables).map((t) => [t.catalog, t.schema, t.table].filter((part) => part !== null).join('.'))
      expect([...new Set(tables)].sort()).toEqual(
        (expected.tables ?? [])
          .filter((name) => name !== '')
          .map(decode)
          .sort(),
      )
    })
  }
})

describe('expressions', () => {
  const kept: readonly (readonly [string, string, string])[] = [
    ['COUNT(*)', 'postgresql', 'COUNT(*)'],
    ['sum(a) / nullif(count(*), 0) -- share', 'postgresql', 'sum(a) / nullif(count(*), 0)'],
    ["/* a */ x = 'it''s' /* ; DROP */", 'postgresql', "x = 'it''s'"],
    ["x = ';' OR y = ')'", 'postgresql', "x = ';' OR y = ')'"],
    ["CASE WHEN a > 1 THEN 'x' ELSE NULL END", 'duckdb', "CASE WHEN a > 1 THEN 'x' ELSE NULL END"],
    ["d > now() - interval '7 days'", 'postgresql', "d > now() - interval '7 days'"],
    ['SUM(x) OVER (PARTITION BY y ORDER BY z)', 'postgresql', 'SUM(x) OVER (PARTITION BY y ORDER BY z)'],
    ['"Quoted ""x"" Col"::text', 'postgresql', '"Quoted ""x"" Col"::text'],
    ['`odd``name` + 1', 'mysql', '`odd``name` + 1'],
    ['EXTRACT(year FROM d)', 'postgresql', 'EXTRACT(year FROM d)'],
    ["DATE_TRUNC('month', ts AT TIME ZONE 'UTC')", 'postgresql', "DATE_TRUNC('month', ts AT TIME ZONE 'UTC')"],
    ["CAST(x AS TIMESTAMP WITH TIME ZONE) > '2020-01-01'", 'postgresql', "CAST(x AS TIMESTAMP WITH TIME ZONE) > '2020-01-01'"],
    ['percentile_cont(0.5) WITHIN GROUP (ORDER BY x)', 'postgresql', 'percentile_cont(0.5) WITHIN GROUP (ORDER BY x)'],
    ['count(*) FILTER (WHERE x > 1)', 'postgresql', 'count(*) FILTER (WHERE x > 1)'],
    ["x NOT IN ('a', 'b') AND y BETWEEN 1 AND 2 OR z IS NOT NULL", 'sqlite', "x NOT IN ('a', 'b') AND y BETWEEN 1 AND 2 OR z IS NOT NULL"],
    ["a IS DISTINCT FROM b AND j ->> 'k' = 'v'", 'postgresql', "a IS DISTINCT FROM b AND j ->> 'k' = 'v'"],
    [`${'('.repeat(100)}1${')'.repeat(100)}`, 'postgresql', `${'('.repeat(100)}1${')'.repeat(100)}`],
    ["GROUP_CONCAT(DISTINCT a ORDER BY b SEPARATOR ';')", 'mysql', "GROUP_CONCAT(DISTINCT a ORDER BY b SEPARATOR ';')"],
    ['DATE_SUB(NOW(), INTERVAL 1 DAY)', 'mysql', 'DATE_SUB(NOW(), INTERVAL 1 DAY)'],
    ["'a\\'b'", 'mysql', "'a\\'b'"],
    ["x = 'a\\' OR (1=1) -- '", 'mysql', "x = 'a\\' OR (1=1) -- '"],
    ['sum(été)', 'postgresql', 'sum(été)'],
  ]
  for (const [sql, grammar, out] of kept) it(`keeps ${sql.slice(0, 60)}`, async () => expect(await analyzer.expression(sql, grammar, 'metric')).toBe(out))

  const refused: readonly (readonly [string, string])[] = [
    ['1 = 1) OR (1 = 1', 'postgresql'],
    ['COUNT(*) > 1; DROP TABLE x', 'postgresql'],
    ['COUNT(*);', 'postgresql'],
    ['', 'postgresql'],
    ['-- nothing', 'postgresql'],
    ['a, b', 'postgresql'],
    ['a AS b', 'postgresql'],
    ['a FROM t', 'postgresql'],
    ['a) FROM t WHERE (1=1', 'postgresql'],
    ['(SELECT 1)', 'postgresql'],
    ['a IN (SELECT b FROM c)', 'postgresql'],
    ['a IN (TABLE secret)', 'postgresql'],
    ['a IN (table "secret")', 'postgresql'],
    ['a IN (VALUES (1))', 'postgresql'],
    ['a IN (FROM secret)', 'duckdb'],
    ["EXISTS (FROM 'secret.csv')", 'duckdb'],
    ['EXISTS (PIVOT t ON y)', 'duckdb'],
    ['a IN secret', 'sqlite'],
    ['a IN "secret"', 'sqlite'],
    ['1 UNION SELECT 2', 'postgresql'],
    ['1UNION SELECT 2', 'postgresql'],
    ['x /*!50000 UNION SELECT 1 */', 'mysql'],
    ['x /*M!50000 OR 1=1 */', 'mysql'],
    ["'unterminated", 'postgresql'],
    ['$$ unterminated', 'postgresql'],
    ['/* open', 'postgresql'],
    ['/* /* nested */ 1', 'postgresql'],
    ['x -- \r) OR (1=1', 'postgresql'],
    ['a\0b', 'postgresql'],
    ['U&"\\0073elect"(1)', 'postgresql'],
    ['[a]) OR ([b]', 'sqlite'],
    ['a]', 'postgresql'],
    ['x INTO OUTFILE "/tmp/a"', 'mysql'],
    ['a b', 'postgresql'],
    ['a = = b', 'postgresql'],
    ['a LIMIT 1', 'postgresql'],
    ['a GROUP BY b', 'postgresql'],
    ['(a) OR', 'postgresql'],
    ['*', 'postgresql'],
  ]
  for (const [sql, grammar] of refused) {
    it(`refuses ${JSON.stringify(sql)}`, async () => {
      for (const clause of ['metric', 'where', 'orderby'] satisfies ClauseKind[]) {
        expect(await failure(analyzer.expression(sql, grammar, clause))).toMatch(
          /^(?:422 INVALID_SQL_ERROR|400 INVALID_PAYLOAD_FORMAT_ERROR|400 ADHOC_SUBQUERY_NOT_ALLOWED_ERROR)$/,
        )
      }
    })
  }

  it('tells a wrong filter from a sub-query', async () => {
    await expect(analyzer.expression('1 = 1) OR (1 = 1', 'postgresql', 'where')).rejects.toThrow('Invalid SQL clause: 1 = 1) OR (1 = 1')
    await expect(analyzer.expression('a IN (SELECT 1)', 'postgresql', 'where')).rejects.toThrow('Custom SQL fields cannot contain sub-queries.')
    expect(await failure(analyzer.expression('a b', 'postgresql', 'having'))).toBe('400 INVALID_PAYLOAD_FORMAT_ERROR')
  })

  it('reads the same text per grammar', async () => {
    expect(await failure(analyzer.expression("'a\\'", 'mysql', 'metric'))).toBe('422 INVALID_SQL_ERROR')
    expect(await analyzer.expression("'a\\'", 'postgresql', 'metric')).toBe("'a\\'")
    expect(await analyzer.expression('1--1', 'mysql', 'metric')).toBe('1--1')
    expect(await analyzer.expression('1--1', 'postgresql', 'metric')).toBe('1')
    expect(await analyzer.expression('"a; -- b"', 'mysql', 'metric')).toBe('"a; -- b"')
  })
})

describe('statements', () => {
  const one = async (sql: string, grammar = 'postgresql') => {
    const [statement] = await analyzer.statements(sql, grammar)
    if (statement === undefined) throw new Error('no statement')
    return statement
  }

  it('splits and keeps the text', async () => {
    const found = await analyzer.statements("SELECT ';' AS a /* ; */;\n\n SHOW search_path ; -- end", 'postgresql')
    expect(found.map((s) => [s.text, s.kind])).toEqual([
      ["SELECT ';' AS a /* ; */", 'select'],
      ['SHOW search_path', 'show'],
    ])
    expect(await analyzer.statements(' -- only\n/* comments */;;', 'postgresql')).toEqual([])
  })

  const writes: readonly (readonly [string, string])[] = [
    ['WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d', 'postgresql'],
    ['WITH d AS MATERIALIZED (UPDATE t SET a = 1 RETURNING *) SELECT * FROM d', 'postgresql'],
    ['WITH d AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM d', 'postgresql'],
    ['WITH a AS (SELECT 1) DELETE FROM t', 'mysql'],
    ['SELECT * INTO x FROM t', 'postgresql'],
    ['SELECT a INTO TEMP x FROM t UNION SELECT 1', 'postgresql'],
    ['EXPLAIN ANALYZE DELETE FROM t', 'postgresql'],
    ['EXPLAIN (ANALYZE, VERBOSE) DELETE FROM t', 'postgresql'],
    ['EXPLAIN (ANALYZE) WITH d AS (DELETE FROM t RETURNING 1) SELECT * FROM d', 'postgresql'],
    ['DO $$ BEGIN DELETE FROM t; END $$', 'postgresql'],
    ["COPY t TO PROGRAM 'id'", 'postgresql'],
    ["COPY (SELECT 1) TO '/tmp/x'", 'postgresql'],
    ['CALL p()', 'postgresql'],
    ['SET ROLE postgres', 'postgresql'],
    ['BEGIN', 'postgresql'],
    ['SELECT * FROM t FOR UPDATE', 'postgresql'],
    ["SELECT setval('s', 1)", 'postgresql'],
    ["SELECT pg_catalog.set_config('role', 'x', false)", 'postgresql'],
    ['SELECT "nextval"(\'s\')', 'postgresql'],
    ["SELECT lo_import('/etc/passwd')", 'postgresql'],
    ['REPLACE INTO t VALUES (1)', 'mysql'],
    ['REPLACE INTO t VALUES (1)', 'sqlite'],
    ['ANALYZE UPDATE t SET a = 1', 'mysql'],
    ["LOAD DATA INFILE 'x' INTO TABLE t", 'mysql'],
    ['PRAGMA writable_schema = 1', 'sqlite'],
    ['PRAGMA journal_mode(WAL)', 'sqlite'],
    ["ATTACH 'x.db' AS y", 'sqlite'],
    ["SELECT load_extension('x')", 'sqlite'],
    ['INSTALL httpfs', 'duckdb'],
    ['SET enable_external_access = true', 'duckdb'],
    ['VACUUM', 'sqlite'],
  ]
  for (const [sql, grammar] of writes) it(`writes: ${sql}`, async () => expect((await one(sql, grammar)).mutates).toBe(true))

  const reads: readonly (readonly [string, string, string])[] = [
    ['SELECT 1', 'postgresql', 'select'],
    ['(SELECT 1)', 'postgresql', 'select'],
    ['VALUES (1)', 'postgresql', 'select'],
    ['WITH a AS (SELECT 1) SELECT * FROM a', 'postgresql', 'select'],
    ['SELECT \'DELETE FROM t\' AS "insert into"', 'postgresql', 'select'],
    ["SELECT replace(a, 'x', 'y'), insert(a, 1, 2, 'z') FROM t", 'mysql', 'select'],
    ['EXPLAIN DELETE FROM t', 'postgresql', 'explain'],
    ['EXPLAIN ANALYZE SELECT 1', 'postgresql', 'explain'],
    ['EXPLAIN QUERY PLAN SELECT 1', 'sqlite', 'explain'],
    ['SHOW TABLES', 'mysql', 'show'],
    ['DESCRIBE t', 'mysql', 'show'],
    ['PRAGMA table_info(t)', 'sqlite', 'show'],
    ['FROM t', 'duckdb', 'select'],
    ['SUMMARIZE t', 'duckdb', 'select'],
  ]
  for (const [sql, grammar, kind] of reads) {
    it(`reads: ${sql}`, async () => expect(await one(sql, grammar)).toMatchObject({ mutates: false, kind }))
  }

  const tables: readonly (readonly [string, string, readonly string[]])[] = [
    ['WITH a AS (SELECT * FROM a) SELECT * FROM a', 'postgresql', ['a']],
    ['WITH RECURSIVE a AS (SELECT 1 UNION SELECT * FROM a) SELECT * FROM a', 'postgresql', []],
    ['WITH x AS (SELECT 1) SELECT * FROM s.x', 'postgresql', ['s.x']],
    ['WITH "A" AS (SELECT 1) SELECT * FROM a', 'postgresql', ['a']],
    ['SELECT * FROM (WITH x AS (SELECT * FROM y) SELECT * FROM x) q, x', 'postgresql', ['y', 'x']],
    ['SELECT (SELECT max(a) FROM u) FROM t WHERE EXISTS (SELECT FROM v)', 'postgresql', ['u', 't', 'v']],
    ['SELECT * FROM (t1, t2)', 'mysql', ['t1', 't2']],
    ['SELECT * FROM a NATURAL JOIN b CROSS JOIN LATERAL (SELECT * FROM c) z', 'postgresql', ['a', 'b', 'c']],
    ['SELECT * FROM t WHERE a IN secret', 'sqlite', ['t', 'secret']],
    ['SELECT * FROM (PIVOT secret ON y USING sum(x))', 'duckdb', ['secret']],
    ['SELECT * FROM (SUMMARIZE secret)', 'duckdb', ['secret']],
    ["SELECT * FROM 'file.csv'", 'duckdb', ['file.csv']],
    ['EXPLAIN SELECT * FROM t', 'postgresql', ['t']],
    ['SHOW CREATE TABLE a.b', 'mysql', ['a.b']],
    ['SHOW COLUMNS FROM b', 'mysql', ['b']],
    ['SELECT ORDER_ID FROM "Mixed"."Case Table"', 'postgresql', ['Mixed.Case Table']],
  ]
  for (const [sql, grammar, names] of tables) {
    it(`tables of ${sql}`, async () => {
      const found = (await one(sql, grammar)).tables.map((t) => [t.catalog, t.schema, t.table].filter((part) => part !== null).join('.'))
      expect(found.sort()).toEqual([...names].sort())
    })
  }

  it('refuses TABLE commands, which the parser misreads', async () => {
    for (const sql of ['SELECT * FROM (TABLE secret) x', 'SELECT 1 UNION TABLE secret', 'WITH a AS (TABLE secret) SELECT * FROM a', 'TABLE secret']) {
      expect(
        await failure(analyzer.statements(sql, 'postgresql').then(([s]) => (s?.mutates ? Promise.reject(new AppError('', { code: 'W', status: 1 })) : s))),
      ).toMatch(/^422|^1 W/)
    }
  })

  it('is not fooled where the parser would cut the text otherwise', async () => {
    const named = async (sql: string, grammar: string) => (await one(sql, grammar)).tables.map((t) => t.table)
    expect(await named('SELECT 1 --2 FROM secret', 'mysql')).toEqual(['secret'])
    expect(await named("SELECT 'a\\', ' FROM x' FROM secret", 'mysql').catch(() => 'refused')).toBe('refused')
    expect(await named("SELECT 'a\\', b FROM secret WHERE c = ' FROM x'", 'postgresql')).toEqual(['secret'])
    expect(await named("SELECT 'a\\' , ' FROM secret", 'sqlite').catch(() => 'refused')).toBe('refused')
    expect(await named("SELECT $$ ' $$ FROM secret", 'postgresql')).toEqual(['secret'])
    expect(await named('SELECT 1 # 2\n FROM secret', 'postgresql')).toEqual(['secret'])
    expect(await named('SELECT 1 // 2\n FROM secret', 'duckdb').catch(() => 'refused')).toBe('refused')
    expect(await named("SELECT E'\\' FROM x' FROM secret", 'postgresql')).toEqual(['secret'])
  })

  it('names functions', async () => {
    expect((await one('SELECT pg_catalog.pg_sleep (1), "PG_Read_File"(a), current_user, count(*) FROM t')).functions).toEqual([
      'pg_sleep',
      'pg_read_file',
      'current_user',
      'count',
    ])
    expect((await one('SELECT version FROM t')).functions).toEqual([])
  })

  it('fails closed on what it does not understand', async () => {
    for (const sql of ['SELECT FROM WHERE', 'SELECT 1 FRM t u v', 'SELECT (1', 'SELECT 1)', "SELECT 'a", 'WITH x SELECT']) {
      expect(await failure(analyzer.statements(sql, 'postgresql'))).toBe('422 INVALID_SQL_ERROR')
    }
    expect(await failure(analyzer.statements('/*!50000 DELETE */ FROM t', 'mysql'))).toBe('422 INVALID_SQL_ERROR')
  })
})

describe('virtual tables', () => {
  it('keeps one read-only query', async () => {
    expect(await analyzer.virtualTable('\n SELECT a -- c\nFROM s.t ; \n', 'postgresql')).toEqual({
      sql: 'SELECT a -- c\nFROM s.t',
      tables: [{ catalog: null, schema: 's', table: 't' }],
    })
  })
  it('refuses the rest with 400', async () => {
    for (const sql of ['', '-- c', 'SELECT 1; SELECT 2', 'DELETE FROM t', 'SHOW TABLES', 'SELECT * INTO x FROM t', 'SELECT (', 'EXPLAIN SELECT 1']) {
      expect(await failure(analyzer.virtualTable(sql, 'postgresql'))).toMatch(/^400 /)
    }
  })
})

describe('limits', () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['SELECT a FROM t', 'postgresql', 5, 'SELECT a FROM t\nLIMIT 5'],
    ['SELECT a FROM t -- c', 'postgresql', 5, 'SELECT a FROM t\nLIMIT 5 -- c'],
    ['SELECT a FROM t LIMIT 3', 'postgresql', 5, 'SELECT a FROM t LIMIT 3'],
    ['SELECT a FROM t LIMIT 30 OFFSET 2', 'postgresql', 5, 'SELECT a FROM t LIMIT 5 OFFSET 2'],
    ['SELECT a FROM t LIMIT ALL', 'postgresql', 5, 'SELECT a FROM t LIMIT 5'],
    ['SELECT a FROM t LIMIT (10 + 20)', 'postgresql', 5, 'SELECT a FROM t LIMIT 5'],
    ['SELECT a FROM t LIMIT 7, 30', 'mysql', 5, 'SELECT a FROM t LIMIT 7, 5'],
    ['SELECT a FROM (SELECT 1 LIMIT 100) x', 'postgresql', 5, 'SELECT a FROM (SELECT 1 LIMIT 100) x\nLIMIT 5'],
    ['SELECT 1 UNION SELECT 2', 'postgresql', 5, 'SELECT 1 UNION SELECT 2\nLIMIT 5'],
    ['(SELECT 1 LIMIT 9)', 'postgresql', 5, 'SELECT * FROM (\n(SELECT 1 LIMIT 9)\n) AS limited_query\nLIMIT 5'],
    ['SELECT a FROM t FETCH FIRST 9 ROWS ONLY', 'postgresql', 5, 'SELECT * FROM (\nSELECT a FROM t FETCH FIRST 9 ROWS ONLY\n) AS limited_query\nLIMIT 5'],
    ["SELECT 'é😀', a FROM t LIMIT 100", 'postgresql', 5, "SELECT 'é😀', a FROM t LIMIT 5"],
    ['/* 😀 */ SELECT a FROM t LIMIT 100;', 'postgresql', 5, '/* 😀 */ SELECT a FROM t LIMIT 5'],
    ['SELECT TOP 100 a FROM t', 'mssql', 5, 'SELECT TOP 5 a FROM t'],
    ['SELECT DISTINCT a FROM t', 'mssql', 5, 'SELECT DISTINCT TOP 5 a FROM t'],
    ['SHOW TABLES', 'mysql', 5, 'SHOW TABLES'],
    ['DELETE FROM t', 'mysql', 5, 'DELETE FROM t'],
  ]
  for (const [sql, grammar, limit, out] of cases) it(sql, async () => expect(await analyzer.withLimit(sql, grammar, limit)).toBe(out))
  const replaced: readonly (readonly [string, string, string])[] = [
    ['SELECT a FROM t LIMIT 3', 'postgresql', 'SELECT a FROM t LIMIT 5'],
    ['SELECT a FROM t LIMIT 0 OFFSET 2', 'postgresql', 'SELECT a FROM t LIMIT 5 OFFSET 2'],
    ['SELECT a FROM t LIMIT 7, 3', 'mysql', 'SELECT a FROM t LIMIT 7, 5'],
    ['SELECT a FROM t OFFSET 2 FETCH FIRST 3 ROWS ONLY', 'postgresql', 'SELECT a FROM t OFFSET 2 LIMIT 5'],
    ['SELECT a FROM (SELECT 1 LIMIT 2) x', 'postgresql', 'SELECT a FROM (SELECT 1 LIMIT 2) x\nLIMIT 5'],
    ['SELECT 1 UNION SELECT 2 LIMIT 1', 'postgresql', 'SELECT 1 UNION SELECT 2 LIMIT 5'],
    ['SELECT TOP 3 a FROM t', 'mssql', 'SELECT TOP 5 a FROM t'],
  ]
  for (const [sql, grammar, out] of replaced) it(`${sql}, replaced`, async () => expect(await analyzer.withLimit(sql, grammar, 5, 'replaced')).toBe(out))
  it('tells the integer of the top level only', async () => {
    const limitOf = async (sql: string, grammar = 'postgresql') => (await analyzer.statements(sql, grammar))[0]?.limit
    expect(await limitOf('SELECT 1 LIMIT 10')).toBe(10)
    expect(await limitOf('SELECT 1 UNION SELECT 2 LIMIT 10')).toBe(10)
    expect(await limitOf('SELECT * FROM (SELECT 1 LIMIT 10) x')).toBeNull()
    expect(await limitOf('SELECT 1 LIMIT ALL')).toBeNull()
    expect(await limitOf('SELECT TOP 10 a FROM t', 'mssql')).toBe(10)
  })
})

describe('format', () => {
  it('prints one clause a line', async () => {
    expect(await analyzer.format('select a, b from t where x in (1,2)', 'postgresql')).toBe('SELECT\n  a,\n  b\nFROM t\nWHERE\n  x IN (1, 2)')
  })
  it('keeps every comment', async () => {
    const out = await analyzer.format('select a, -- hi\n b from t left join u on a=b /* c */ where x = 1', 'postgresql')
    expect(out).toBe('select a, -- hi\nb\nfrom t\nleft join u on a=b /* c */\nwhere x = 1')
  })
})
