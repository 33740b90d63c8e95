import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, type ConnectionPolicy, engineFor, parseDatabaseUri } from '@coset/engines'
import { createSqlAnalyzer } from '@coset/sql'
import { afterAll, describe, expect, it } from 'vitest'

const SEED = 7
const QUERIES = 150

const folder = mkdtempSync(join(tmpdir(), 'coset_test_rules_'))
const policy: ConnectionPolicy = { allowLocalFiles: true, allowPrivateAddresses: true, fileRoots: [folder] }
const name = `coset_test_rules_${process.pid}`
const analyzer = createSqlAnalyzer()
afterAll(async () => {
  await analyzer.close()
  rmSync(folder, { recursive: true, force: true })
})

const postgresql = process.env['TEST_POSTGRESQL_URI'] ?? 'postgresql://postgres@127.0.0.1:5432/postgres'
const mariadb = process.env['TEST_MYSQL_URI'] ?? 'mysql://root@127.0.0.1:3306'
const SERVERS = [
  { engine: 'postgresql', uri: postgresql.replace(/\/[^/]*$/, `/${name}`), root: postgresql },
  { engine: 'mysql', uri: `${mariadb}/${name}`, root: `${mariadb}/mysql` },
  { engine: 'sqlite', uri: `sqlite:///${folder}/rules.sqlite`, root: null },
  { engine: 'duckdb', uri: `duckdb:///${folder}/rules.duckdb`, root: null },
] as const

/** `t` with hidden rows, `v` with the visible ones alone, and another table. */
const TABLES = [
  'CREATE TABLE t (id INTEGER, r VARCHAR(10), n INTEGER)',
  "INSERT INTO t VALUES (1, 'a', 10), (2, 'hidden', 20), (3, 'b', 30), (4, 'hidden', 40), (5, NULL, 50), (6, 'a', 60)",
  'CREATE TABLE v (id INTEGER, r VARCHAR(10), n INTEGER)',
  "INSERT INTO v SELECT * FROM t WHERE r <> 'hidden' OR n > 45",
  'CREATE TABLE u (id INTEGER, r VARCHAR(10), n INTEGER)',
  "INSERT INTO u VALUES (1, 'a', 1), (2, 'hidden', 2), (4, 'c', 4), (7, NULL, 7)",
]
const CLAUSES = ["r <> 'hidden' OR n > 45"]

const open = (engine: string, uri: string): Connection => engineFor(engine).connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy, poolSize: 1 })

const run = async (connection: Connection, sql: string, readOnly = true): Promise<unknown[][]> => {
  const stream = await connection.stream({ sql, readOnly })
  const rows: unknown[][] = []
  for await (const block of stream.blocks) for (let i = 0; i < (block[0]?.length ?? 0); i++) rows.push(block.map((cells) => cells[i]))
  return rows
}

const once = async (engine: string, uri: string, sql: string): Promise<void> => {
  const connection = open(engine, uri)
  try {
    await run(connection, sql, false)
  } finally {
    await connection.close()
  }
}

/** Queries over `t` and `u`, with every column named by its alias; seeded. */
class Queries {
  private state: number
  private names = 0
  private readonly engine: string

  constructor(seed: number, engine: string) {
    this.state = seed
    this.engine = engine
  }

  private next(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0
    return this.state / 4_294_967_296
  }

  private pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T
  }

  private alias(): string {
    return `a${++this.names}`
  }

  /** A FROM item and the name by which it goes. */
  private item(depth: number, ctes: readonly string[]): readonly [sql: string, alias: string] {
    const kind = this.next()
    const alias = this.alias()
    if (kind < 0.15 && !ctes.includes('t')) return ['t', 't']
    if (kind < 0.55) return [`${this.pick(['t', 't', 'u', ...ctes])}${this.pick([' ', ' AS '])}${alias}`, alias]
    if (depth <= 0) return [`t ${alias}`, alias]
    if (kind < 0.8) return [`(${this.query(depth - 1, ctes)}) ${alias}`, alias]
    return [`(SELECT * FROM t UNION ALL SELECT * FROM u) ${this.pick(['', 'AS '])}${alias}`, alias]
  }

  private condition(alias: string, depth: number, ctes: readonly string[]): string {
    const inner = this.alias()
    const from = this.pick(['t', 'u', ...ctes])
    return this.pick([
      () => `${alias}.n > ${Math.floor(this.next() * 60)}`,
      () => `${alias}.r = '${this.pick(['a', 'b', 'hidden', 't'])}' /* FROM t */`,
      () => `EXISTS (SELECT 1 FROM ${from} ${inner} WHERE ${inner}.id = ${alias}.id)`,
      () => `${alias}.id IN (SELECT ${inner}.id FROM ${from} ${inner}${depth > 0 ? ` WHERE ${this.condition(inner, depth - 1, ctes)}` : ''})`,
      () => `${alias}.n >= (SELECT COUNT(*) FROM ${from} ${inner})`,
      () => `NOT (${alias}.r IS NULL) OR ${alias}.n = (SELECT MAX(${inner}.n) FROM t ${inner})`,
    ])()
  }

  query(depth: number, outer: readonly string[] = []): string {
    let ctes = outer
    let head = ''
    if (this.next() < 0.3) {
      const cte = this.pick(['c', 'd', ...(this.engine === 'sqlite' ? [] : ['t'])])
      head = `WITH ${cte} AS (${depth > 0 ? this.query(depth - 1, outer) : 'SELECT id, r, n FROM t'}) `
      ctes = [...outer, cte]
    }
    const [first, alias] = this.item(depth, ctes)
    let from = first
    if (this.next() < 0.5) {
      const [second, other] = this.item(depth - 1, ctes)
      // One name once
      if (other !== alias)
        from += this.pick([
          `, ${second}`,
          ` JOIN ${second} ON ${other}.id = ${alias}.id`,
          ` LEFT JOIN ${second} ON ${other}.id = ${alias}.id`,
          ` CROSS JOIN ${second}`,
        ])
    }
    const where = this.next() < 0.5 ? ` WHERE ${this.condition(alias, depth, ctes)}` : ''
    const body = `SELECT ${alias}.id, ${alias}.r, ${alias}.n FROM ${from}${where}`
    if (this.next() < 0.2) return `${head}${body} UNION ALL SELECT id, r, n FROM ${this.pick(['t', 'u'])} ${this.alias()}`
    return head + body
  }
}

const asText = (rows: unknown[][]): string[] => rows.map((row) => JSON.stringify(row)).sort()

describe.each(SERVERS)('$engine: random queries, seed 7', ({ engine, uri, root }) => {
  it('a ruled table reads as the table of its visible rows', async () => {
    if (root !== null) await once(engine, root, `CREATE DATABASE ${name}`)
    const connection = open(engine, uri)
    let answered = 0
    try {
      for (const sql of TABLES) await run(connection, sql, false)
      const queries = new Queries(SEED, engine)
      for (let i = 0; i < QUERIES; i++) {
        const sql = queries.query(2)
        const wanted = await run(connection, sql.replaceAll(/(?<!')\bt\b(?!')/g, 'v')).catch(() => null)
        if (wanted === null) continue
        const restricted = await analyzer.restrictTables(sql, engine, [{ catalog: null, schema: null, table: 't', clauses: CLAUSES }])
        expect(asText(await run(connection, restricted)), `${sql}\n${restricted}`).toEqual(asText(wanted))
        answered++
      }
    } finally {
      await connection.close()
      if (root !== null) await once(engine, root, engine === 'postgresql' ? `DROP DATABASE ${name} WITH (FORCE)` : `DROP DATABASE ${name}`)
    }
    expect(answered).toBeGreaterThan(QUERIES / 2)
  })
})
