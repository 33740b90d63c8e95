import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, type EngineName, errorType, type Ran, type SqlBench, startBench } from './sqllab-bench.ts'

let bench: SqlBench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench[Symbol.asyncDispose]())

const untouched = async (engine: EngineName): Promise<void> => {
  const answer = await bench.run(engine, 'SELECT COUNT(*) AS n, SUM(amount) AS total FROM sales')
  expect(answer.json<Ran>().data.map((row) => [Number(row['n']), Number(row['total'])])).toEqual([[6, 210]])
}

/** Attack case 10. */
describe('case 10: writes in disguise', () => {
  const EVERYWHERE = [
    'DELETE FROM sales',
    'delete\nfrom sales',
    '/* SELECT */ DELETE FROM sales',
    '-- SELECT 1\nUPDATE sales SET amount = 0',
    'SELECT 1; DELETE FROM sales',
    'SELECT 1;;; DROP TABLE sales',
    "SELECT ';'; TRUNCATE TABLE sales",
    'INSERT INTO sales SELECT * FROM sales',
    'CREATE TABLE copied AS SELECT * FROM sales',
    'CREATE VIEW seen AS SELECT * FROM sales',
    'DROP TABLE sales',
    'ALTER TABLE sales ADD COLUMN extra INTEGER',
    'REPLACE INTO sales VALUES (1, NULL, 1)',
    'COMMIT; DELETE FROM sales',
    'BEGIN; DELETE FROM sales; COMMIT',
    'GRANT SELECT ON sales TO public',
  ]
  const OWN: Readonly<Record<EngineName, readonly string[]>> = {
    postgresql: [
      'WITH gone AS (DELETE FROM sales RETURNING *) SELECT * FROM gone',
      'WITH a AS (SELECT 1), b AS (UPDATE sales SET amount = 0 RETURNING id) SELECT * FROM a, b',
      'SELECT * FROM (WITH gone AS (DELETE FROM sales RETURNING *) SELECT * FROM gone) x',
      'EXPLAIN ANALYZE DELETE FROM sales',
      'EXPLAIN (ANALYZE, BUFFERS) UPDATE sales SET amount = 0',
      'EXPLAIN (ANALYZE true) INSERT INTO sales VALUES (9)',
      'SELECT * INTO taken FROM sales',
      'SELECT id INTO TEMP taken FROM sales',
      'DO $$ BEGIN DELETE FROM sales; END $$',
      "DO LANGUAGE plpgsql 'BEGIN DELETE FROM sales; END'",
      "COPY sales TO PROGRAM 'touch /tmp/coset-attack'",
      "COPY (SELECT 1) TO '/tmp/coset-attack'",
      "COPY sales FROM PROGRAM 'echo 1'",
      'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'CALL something()',
      'PREPARE p AS DELETE FROM sales',
      'EXECUTE p',
      'LOCK TABLE sales',
      'SELECT * FROM sales FOR UPDATE',
      "SELECT set_config('transaction_read_only', 'off', false)",
      'SET TRANSACTION READ WRITE',
      'SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; SELECT 1',
      'REFRESH MATERIALIZED VIEW anything',
      'VACUUM sales',
      "SELECT lo_import('/etc/passwd')",
      "SELECT nextval('s')",
      'SELECT pg_advisory_lock(1)',
      "NOTIFY somebody, 'x'",
      'MERGE INTO sales s USING secrets x ON s.id = x.id WHEN MATCHED THEN DELETE',
    ],
    mysql: [
      '/*!50000 DELETE FROM sales */',
      '/*!DELETE FROM sales*/',
      'SELECT 1 /*!; DELETE FROM sales */',
      'SELECT 1 /*!50000 INTO OUTFILE "/tmp/coset-attack" */',
      "SELECT * FROM sales INTO OUTFILE '/tmp/coset-attack'",
      "SELECT 'x' INTO DUMPFILE '/tmp/coset-attack'",
      'SELECT amount INTO @x FROM sales LIMIT 1',
      "LOAD DATA INFILE '/etc/passwd' INTO TABLE sales",
      "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE sales",
      'SET SESSION TRANSACTION READ WRITE',
      'HANDLER sales OPEN',
      'CALL sys.something()',
      "PREPARE p FROM 'DELETE FROM sales'",
      "EXECUTE IMMEDIATE 'DELETE FROM sales'",
      'EXPLAIN ANALYZE DELETE FROM sales',
      'ANALYZE FORMAT=JSON DELETE FROM sales',
      'DO SLEEP(0)',
      'SELECT * FROM sales LOCK IN SHARE MODE',
      'KILL 1',
      'FLUSH TABLES',
      'RENAME TABLE sales TO lost',
    ],
    sqlite: [
      'WITH x AS (SELECT 1) DELETE FROM sales',
      "ATTACH DATABASE '/tmp/coset-attack.sqlite' AS other",
      'PRAGMA writable_schema = ON',
      'PRAGMA journal_mode = DELETE',
      'VACUUM INTO "/tmp/coset-attack.sqlite"',
      'REINDEX',
      'EXPLAIN DELETE FROM sales; DELETE FROM sales',
      'CREATE TEMP TRIGGER t AFTER INSERT ON sales BEGIN DELETE FROM sales; END',
      "INSERT OR REPLACE INTO sales VALUES (1, 'x', 0)",
    ],
    duckdb: [
      "COPY sales TO '/tmp/coset-attack.csv'",
      "EXPORT DATABASE '/tmp/coset-attack'",
      "ATTACH '/tmp/coset-attack.duckdb' AS other",
      'INSTALL httpfs; LOAD httpfs',
      'SET enable_external_access = true',
      'PRAGMA enable_external_access',
      'EXPLAIN ANALYZE DELETE FROM sales',
      'FROM sales; DELETE FROM sales',
      'CREATE MACRO f(x) AS x + 1',
      'PREPARE p AS DELETE FROM sales; EXECUTE p',
      'CREATE SECRET s (TYPE s3)',
    ],
  }
  test.each(ENGINES)('10: %s refuses every one of them and keeps its rows', async (engine) => {
    for (const sql of [...EVERYWHERE, ...OWN[engine]]) {
      const answer = await bench.run(engine, sql)
      expect([sql, [400, 403, 408, 422].includes(answer.status)], answer.text).toEqual([sql, true])
    }
    await untouched(engine)
  })

  test('10: the transaction refuses what a parser cannot see', async () => {
    await bench.set('postgresql', { allow_dml: true })
    const made = await bench.run('postgresql', 'CREATE FUNCTION harmless() RETURNS integer LANGUAGE sql AS $f$ DELETE FROM sales; SELECT 1 $f$')
    expect(made.status, made.text).toBe(200)
    await bench.set('postgresql', { allow_dml: false })
    const answer = await bench.run('postgresql', 'SELECT harmless()')
    expect(answer.status, answer.text).toBe(400)
    expect(answer.text).toContain('read-only transaction')
    await untouched('postgresql')
  })
})

/** Attack case 11. */
describe('case 11: dangerous functions', () => {
  const CALLS: Readonly<Record<EngineName, readonly string[]>> = {
    postgresql: [
      "SELECT pg_read_file('/etc/passwd')",
      "SELECT PG_READ_FILE('/etc/passwd')",
      "SELECT Pg_Read_File ('/etc/passwd')",
      `SELECT "pg_read_file"('/etc/passwd')`,
      "SELECT pg_catalog.pg_read_file('/etc/passwd')",
      `SELECT "pg_catalog"."pg_read_file"('/etc/passwd')`,
      `SELECT pg_catalog . "pg_read_file" ('/etc/passwd')`,
      "SELECT pg_read_file/* */('/etc/passwd')",
      "SELECT pg_read_file -- x\n('/etc/passwd')",
      "SELECT upper(lower(pg_read_file('/etc/passwd')))",
      "SELECT CASE WHEN true THEN pg_read_file('/etc/passwd') END",
      "SELECT * FROM (SELECT pg_read_file('/etc/passwd') AS x) y",
      "SELECT * FROM pg_read_file('/etc/passwd') AS x",
      "SELECT id FROM sales ORDER BY pg_read_file('/etc/passwd')",
      "SELECT id FROM sales WHERE id = (SELECT length(pg_read_file('/etc/passwd')))",
      "WITH x AS (SELECT pg_read_file('/etc/passwd') AS y) SELECT * FROM x",
      "SELECT * FROM sales, LATERAL (SELECT pg_ls_dir('/')) l",
      "SELECT query_to_xml('SELECT * FROM secrets', true, true, '')",
      "SELECT table_to_xml('secrets', true, true, '')",
      "SELECT * FROM ts_stat('SELECT to_tsvector(word) FROM secrets')",
      'SELECT pg_sleep(0)',
      "SELECT pg_sleep_for('0 seconds')",
      'SELECT version()',
      'SELECT current_user',
      'SELECT USER',
      'SELECT session_user AS x',
      "SELECT current_setting('data_directory')",
      "SELECT set_config('x.y', '1', false)",
      'SELECT inet_server_addr()',
      'SELECT U&"pg\\005fsleep"(0)',
      'EXPLAIN ANALYZE SELECT pg_sleep(0)',
      "SELECT dblink('dbname=postgres', 'SELECT 1')",
      'SELECT pg_terminate_backend(1)',
      'SELECT * FROM pg_show_all_settings()',
    ],
    mysql: [
      "SELECT LOAD_FILE('/etc/passwd')",
      "SELECT load_file ('/etc/passwd')",
      "SELECT /*!50000 LOAD_FILE('/etc/passwd') */",
      "SELECT LOAD_FILE/**/('/etc/passwd')",
      'SELECT SLEEP(0)',
      'SELECT sLeEp(0)',
      'SELECT BENCHMARK(1, 1)',
      'SELECT VERSION()',
      'SELECT USER()',
      'SELECT CURRENT_USER',
      'SELECT DATABASE()',
      'SELECT id FROM sales WHERE SLEEP(0) = 0',
      'SELECT (SELECT CONNECTION_ID())',
      "SELECT GET_LOCK('a', 0)",
    ],
    sqlite: [
      "SELECT load_extension('/tmp/x.so')",
      `SELECT "load_extension"('/tmp/x.so')`,
      "SELECT [load_extension]('/tmp/x.so')",
      "SELECT `Load_Extension`('/tmp/x.so')",
      'SELECT sqlite_version()',
      "SELECT readfile('/etc/passwd')",
      "SELECT writefile('/tmp/coset-attack', 'x')",
      "SELECT fts3_tokenizer('simple')",
      'SELECT upper(sqlite_source_id())',
    ],
    duckdb: [
      "SELECT * FROM read_csv('/etc/passwd')",
      "SELECT * FROM READ_CSV_AUTO('/etc/passwd')",
      `SELECT * FROM "read_text"('/etc/passwd')`,
      "SELECT * FROM main.read_blob('/etc/passwd')",
      "SELECT * FROM system.main.glob('/*')",
      "SELECT * FROM '/etc/passwd'",
      "SELECT * FROM '/etc/hosts.csv'",
      "SELECT * FROM query('SELECT * FROM secrets')",
      "SELECT * FROM query('DELETE ' || 'FROM sales')",
      "SELECT * FROM query_table('secrets')",
      "SELECT getenv('HOME')",
      'SELECT * FROM duckdb_secrets()',
      'SELECT * FROM duckdb_settings()',
      "FROM sniff_csv('/etc/passwd')",
    ],
  }
  test.each(ENGINES)('11: %s: every spelling is refused', async (engine) => {
    for (const sql of CALLS[engine]) {
      const answer = await bench.run(engine, sql)
      expect([sql, [400, 422].includes(answer.status)], answer.text).toEqual([sql, true])
      expect(answer.text).not.toContain('root:')
      expect(answer.text).not.toContain('swordfish')
    }
    await untouched(engine)
  })

  test('names that only look alike still work', async () => {
    for (const sql of [
      "SELECT 1 AS version, 2 AS pg_sleep, 'pg_read_file(1)' AS text",
      'SELECT length(region) AS current_user_length FROM sales',
      'SELECT upper(region) AS "pg_sleep" FROM sales',
      '/* pg_sleep(1) */ SELECT 1',
    ]) {
      const answer = await bench.run('postgresql', sql)
      expect([sql, answer.status], answer.text).toEqual([sql, 200])
    }
  })

  test('12: tables of accounts and sessions are refused in every spelling', async () => {
    const tables: Readonly<Record<string, readonly string[]>> = {
      postgresql: [
        'pg_shadow',
        'PG_SHADOW',
        'pg_catalog.pg_authid',
        '"pg_catalog"."pg_roles"',
        '"pg_user"',
        'pg_catalog . pg_settings',
        'pg_stat_activity',
        'pg_stats',
      ],
      mysql: [
        'mysql.user',
        'MySQL.`user`',
        '`mysql`.`global_priv`',
        'information_schema.processlist',
        'INFORMATION_SCHEMA.PROCESSLIST',
        'performance_schema.threads',
      ],
    }
    for (const engine of ['postgresql', 'mysql'] as const)
      for (const table of tables[engine] ?? []) {
        const answer = await bench.run(engine, `SELECT * FROM ${table}`)
        expect([table, answer.status, errorType(answer)]).toEqual([table, 422, 'SYNTAX_ERROR'])
      }
    const chosen = await bench.run('mysql', 'SELECT * FROM user', { schema: 'mysql' })
    expect([chosen.status, errorType(chosen)]).toEqual([422, 'SYNTAX_ERROR'])
  })
})

/** Attack case 13. */
describe('case 13: texts that guard and database could read differently', () => {
  const TEXTS: Readonly<Record<EngineName, readonly string[]>> = {
    postgresql: [
      '$$; DELETE FROM sales; SELECT $$',
      'SELECT $a$ x $a$; DELETE FROM sales',
      'SELECT $a$ $b$ $a$, 1; DELETE FROM sales --$a$',
      '/* /* */ DELETE FROM sales */ SELECT 1; DELETE FROM sales',
      '/* /* */ SELECT 1 -- */\nDELETE FROM sales',
      "SELECT 'unterminated",
      'SELECT "unterminated',
      'SELECT $$unterminated',
      '/* unterminated',
      "SELECT '\\'; DELETE FROM sales; --'",
      "SELECT U&'\\0027; DELETE FROM sales; --'; DELETE FROM sales",
      'ЅELECT 1; DELETE FROM sales',
      'SELECT 1； DELETE FROM sales',
      'DΕLETE FROM sales',
      'SELECT 1\u00a0;\u00a0DELETE FROM sales',
      'DELETE\u2028FROM sales',
      '(((((SELECT 1',
      'SELECT 1)))',
      "SELECT 1 '; DELETE FROM sales; '",
    ],
    mysql: [
      "SELECT 'a\\'; DELETE FROM sales; -- '; DELETE FROM sales",
      'SELECT 1 --1; DELETE FROM sales\n; DELETE FROM sales',
      'SELECT 1 # x\n; DELETE FROM sales',
      'SELECT /*! 1 */ /*!99999 + 1 */; DELETE FROM sales',
      'SELECT `a``; DELETE FROM sales; `',
      "SELECT 'unterminated",
      'SELECT "a"; DELETE FROM sales; "b"',
      '/*! */ DELETE FROM sales',
      'SELECT 1 /*!*/; DELETE /*!*/ FROM sales',
    ],
    sqlite: [
      "SELECT 'a''; DELETE FROM sales; --'; DELETE FROM sales",
      'SELECT [a]; DELETE FROM sales',
      'SELECT 1 /* unterminated; DELETE FROM sales',
      "SELECT 'unterminated",
      "SELECT x'zz'; DELETE FROM sales",
    ],
    duckdb: ['SELECT $$a$$; DELETE FROM sales', "SELECT e'\\''; DELETE FROM sales; --'", '/* /* */ SELECT 1; */ DELETE FROM sales', "SELECT 'unterminated"],
  }
  test.each(ENGINES)('13: %s runs none of what hides in them', async (engine) => {
    for (const sql of TEXTS[engine]) {
      const answer = await bench.run(engine, sql)
      expect([sql, answer.status >= 400 && answer.status < 500], answer.text).toEqual([sql, true])
    }
    await untouched(engine)
  })

  test('harmless ones of their kind come back as they are', async () => {
    const texts: readonly (readonly [EngineName, string, unknown])[] = [
      ['postgresql', "SELECT 'a;b' AS x", 'a;b'],
      ['postgresql', 'SELECT $$DELETE FROM sales;$$ AS x', 'DELETE FROM sales;'],
      ['postgresql', "SELECT $t$it's$t$ AS x", "it's"],
      ['postgresql', "/* outer /* inner */ still */ SELECT 'x' AS x", 'x'],
      ['postgresql', "SELECT E'\\'; DELETE FROM sales; --' AS x", "'; DELETE FROM sales; --"],
      ['postgresql', "SELECT 'ЅELECT' AS x", 'ЅELECT'],
      ['mysql', "SELECT 'a\\'b' AS x", "a'b"],
      ['mysql', 'SELECT "DELETE FROM sales; " AS x', 'DELETE FROM sales; '],
      ['sqlite', "SELECT 'it''s' AS x", "it's"],
      ['duckdb', 'SELECT $$a;b$$ AS x', 'a;b'],
    ]
    for (const [engine, sql, value] of texts) {
      const answer = await bench.run(engine, sql)
      expect([sql, answer.status], answer.text).toEqual([sql, 200])
      expect(answer.json<Ran>().data).toEqual([{ x: value }])
    }
  })

  test('13: random splices of a write into a query never run it', async () => {
    let seed = 20_261_125
    const random = (n: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % n
    }
    const parts = [
      "'",
      '"',
      '`',
      '$$',
      '$a$',
      '/*',
      '*/',
      '/*!',
      '--',
      '#',
      '\n',
      ';',
      '\\',
      '(',
      ')',
      'E',
      'SELECT 1',
      ' DELETE FROM sales ',
      ' FROM sales ',
      '[',
      ']',
      ' AS ',
    ]
    for (const engine of ENGINES) {
      for (let i = 0; i < 120; i++) {
        const sql = Array.from({ length: 3 + random(9) }, () => parts[random(parts.length)]).join('')
        const answer = await bench.run(engine, sql)
        expect([sql, answer.status < 500], answer.text).toEqual([sql, true])
      }
      await untouched(engine)
    }
  })
})
