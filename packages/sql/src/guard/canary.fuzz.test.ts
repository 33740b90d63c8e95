import { constants, DatabaseSync } from 'node:sqlite'
import { AppError } from '@coset/core'
import { fuzz, fuzzRun, mutateText, mutateWords, pick, type Random } from '@coset/testing'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSqlAnalyzer } from '../create-analyzer.ts'

const analyzer = createSqlAnalyzer()
// The parser is loaded with the first text
beforeAll(() => analyzer.statements('SELECT 1', 'sqlite'))
afterAll(() => analyzer.close())

/** Tables that no text may reach without the guard having named them. */
const CANARIES = ['canary', 'secret_words', 'Order Lines']
const SCHEMA = `CREATE TABLE sales (id INTEGER, region TEXT, amount INTEGER);
${CANARIES.map((name) => `CREATE TABLE "${name}" (word TEXT);`).join('\n')}`

const SEEDS = [
  'SELECT region, SUM(amount) FROM sales GROUP BY region HAVING SUM(amount) > 1 ORDER BY 2 DESC LIMIT 10',
  'WITH s AS (SELECT * FROM sales) SELECT s.id FROM s JOIN sales t ON s.id = t.id',
  'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c',
  'WITH canary AS (SELECT 1 AS word) SELECT word FROM canary',
  'SELECT (SELECT MAX(word) FROM canary) FROM sales',
  'SELECT * FROM sales WHERE id IN (SELECT word FROM "secret_words")',
  "SELECT * FROM sales WHERE region = 'it''s' -- canary",
  'SELECT * FROM sales /* FROM canary */ WHERE EXISTS (SELECT 1 FROM "Order Lines")',
  'SELECT a.id, b.word FROM sales AS a, canary AS b UNION SELECT 1, word FROM secret_words',
  'SELECT CASE WHEN amount > 1 THEN 1 ELSE 2 END, ROW_NUMBER() OVER (PARTITION BY region ORDER BY id) FROM (SELECT * FROM sales) q',
  'VALUES (1), (2)',
  'EXPLAIN SELECT * FROM canary',
  'SELECT * FROM main.canary',
  'DELETE FROM sales',
  'INSERT INTO sales SELECT 1, word, 2 FROM canary',
  'CREATE TABLE x AS SELECT * FROM sales',
  "ATTACH ':memory:' AS x",
]
const PIECES = [
  ...[
    'canary',
    '"canary"',
    '`canary`',
    '[canary]',
    "'canary'",
    'main.canary',
    'secret_words',
    '"Order Lines"',
    'CANARY',
    'FROM canary',
    ', canary',
    ' IN canary',
  ],
  ...['WITH canary AS (SELECT 1)', 'SELECT', 'FROM', 'JOIN', 'UNION ALL', '(', ')', ';', '--', '/*', '*/', '/*!', '$$', '$a$', "E'", "'", '"', '`', '[', ']'],
  ...['\\', '\n', 'DELETE FROM sales', 'DROP TABLE sales', 'UPDATE sales SET id = 1', 'RETURNING *', 'AS', 'NOT', 'LATERAL', 'VALUES', 'TABLE canary', '.'],
]

/** Words that leave most texts whole. */
const WORDS = [...PIECES, ...'id region amount word sales s t q 1 2 NULL * , = + (SELECT word FROM canary) (SELECT 1) DISTINCT MAX(id) WHERE ORDER'.split(' ')]
const near = (random: Random): string => (random() < 0.85 ? mutateWords(random, SEEDS, WORDS) : mutateText(random, SEEDS, PIECES))

const described = async (sql: string, grammar: string) => {
  try {
    return await analyzer.statements(sql, grammar)
  } catch (error) {
    if (error instanceof AppError && error.status >= 400 && error.status < 500) return null
    throw error
  }
}

const { SQLITE_READ, SQLITE_SELECT, SQLITE_FUNCTION, SQLITE_RECURSIVE, SQLITE_OK } = constants
const HARMLESS = new Set<number>([SQLITE_READ, SQLITE_SELECT, SQLITE_FUNCTION, SQLITE_RECURSIVE])

interface Facts {
  /** Names of the tables that the statement's program opens. */
  readonly tables: ReadonlySet<string>
  /** What its authoriser was asked for beside reading. */
  readonly deeds: ReadonlySet<number>
}

/** SQLite itself says what a statement would do: its authoriser names deeds, its program the tables. Null: it does not take the text. */
const openSqlite = () => {
  const database = new DatabaseSync(':memory:')
  database.exec(SCHEMA)
  const pages = new Map(
    database
      .prepare("SELECT rootpage, name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map((row) => [Number(row['rootpage']), String(row['name']).toLowerCase()]),
  )
  let deeds = new Set<number>()
  database.setAuthorizer((code) => {
    if (!HARMLESS.has(code)) deeds.add(code)
    return SQLITE_OK
  })
  return (sql: string): Facts | null => {
    deeds = new Set()
    try {
      const program = database.prepare(`EXPLAIN ${sql}`).all()
      const opened = program.filter(({ opcode }) => opcode === 'OpenRead' || opcode === 'OpenWrite' || opcode === 'ReopenIdx')
      return { tables: new Set(opened.map(({ p2 }) => pages.get(Number(p2)) ?? '')), deeds }
    } catch {
      // Text that the database does not take does nothing
      return null
    }
  }
}

test.each([
  ['sqlite', 'SELECT word, $$ FROM canary'],
  ['sqlite', 'SELECT word, $a$ FROM canary -- $a$'],
  ['mysql', 'SELECT word AS $$ FROM canary AS $$'],
  ['mysql', 'SELECT $x$.word FROM canary AS $x$'],
  ['sqlite', 'SELECT id IN canary + 1 FROM sales'],
  ['sqlite', "SELECT id IN 'canary' FROM sales"],
  ['sqlite', 'SELECT id IN canary COLLATE NOCASE FROM sales'],
])('12, 13: %s: what the parser reads otherwise than the database is refused: %s', async (grammar, sql) => expect(await described(sql, grammar)).toBeNull())

const named = (tables: readonly { readonly table: string }[]): ReadonlySet<string> => new Set(tables.map(({ table }) => table.toLowerCase()))

const inSqlite = fuzzRun(20_000)
test(`10, 12, 13: what the guard lets through only reads what it named, as SQLite sees it; seed ${inSqlite.seed}`, { timeout: inSqlite.timeout }, async () => {
  const ask = openSqlite()
  const understood = await fuzz(inSqlite, {
    next: near,
    check: async (sql) => {
      const statements = await described(sql, 'sqlite')
      if (statements === null) return false
      let asked = false
      for (const statement of statements) {
        if (statement.kind !== 'select' || statement.mutates) continue
        const facts = ask(statement.text)
        if (facts === null) continue
        asked = true
        expect([...facts.deeds], 'deeds beside reading').toEqual([])
        const guard = named(statement.tables)
        for (const canary of CANARIES)
          if (facts.tables.has(canary.toLowerCase())) expect(guard.has(canary.toLowerCase()), `${canary} is read, and not named`).toBe(true)
      }
      return asked
    },
  })
  expect(understood).toBeGreaterThan(inSqlite.inputs / 40)
})

const inDuckdb = fuzzRun(1_500)
test(`10, 12, 13: the same in DuckDB, which runs it; seed ${inDuckdb.seed}`, { timeout: inDuckdb.timeout }, async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(SCHEMA)
  for (const [i, name] of CANARIES.entries()) await connection.run(`INSERT INTO "${name}" VALUES ('feather-${i}-of-the-bird')`)
  await connection.run("SET enable_external_access = false; SET memory_limit = '200MB'; SET threads = 1; SET lock_configuration = true")
  const state = async (): Promise<string> =>
    JSON.stringify((await connection.runAndReadAll('SELECT table_name, estimated_size FROM duckdb_tables() ORDER BY 1')).getRowsJson())
  const before = await state()
  const understood = await fuzz(inDuckdb, {
    next: near,
    check: async (sql) => {
      const statements = await described(sql, 'duckdb')
      let asked = false
      for (const statement of statements ?? []) {
        if (statement.kind !== 'select' || statement.mutates) continue
        const guard = named(statement.tables)
        // Recursion without an end is for time limits
        const stop = setTimeout(() => connection.interrupt(), 300)
        const rows = await connection.runAndReadUntil(statement.text, 100).then(
          (reader) => JSON.stringify(reader.getRowsJson()),
          () => null,
        )
        clearTimeout(stop)
        if (rows === null) continue
        asked = true
        for (const [i, canary] of CANARIES.entries())
          if (rows.includes(`feather-${i}-of`)) expect(guard.has(canary.toLowerCase()), `${canary} is read, and not named`).toBe(true)
      }
      return asked
    },
    mostMs: 10_000,
  })
  expect(understood).toBeGreaterThan(inDuckdb.inputs / 40)
  expect(await state()).toBe(before)
  connection.closeSync()
})

const pieces = fuzzRun(8_000)
test(`3, 13: expressions are one expression or a refusal, in every grammar; seed ${pieces.seed}`, { timeout: pieces.timeout }, async () => {
  const ask = openSqlite()
  const seeds = ['SUM(amount) / 2', "region = 'x' AND amount > 1", 'CASE WHEN amount > 1 THEN region END', "COALESCE(region, 'a''b')", 'amount NOT IN (1, 2)']
  await fuzz(pieces, {
    next: (random) => ({
      text: mutateText(random, seeds, PIECES),
      grammar: pick(random, ['sqlite', 'sqlite', 'postgresql', 'mysql', 'duckdb']),
      clause: pick(random, ['column', 'metric', 'where', 'having', 'orderby'] as const),
    }),
    check: async ({ text, grammar, clause }) => {
      const safe = await analyzer.expression(text, grammar, clause).catch((error: unknown) => {
        if (error instanceof AppError && error.status >= 400 && error.status < 500) return null
        throw error
      })
      if (safe === null) return false
      if (grammar !== 'sqlite') return true
      const facts = ask(`SELECT (${safe}) FROM sales`)
      if (facts === null) return false
      for (const canary of CANARIES) expect(facts.tables.has(canary.toLowerCase()), `${canary} is read`).toBe(false)
      expect([...facts.deeds]).toEqual([])
      return true
    },
  })
})
