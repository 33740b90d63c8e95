import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError, type Cell } from '@coset/core'
import { afterAll, describe, expect, it } from 'vitest'
import { describeEngine } from '../conformance.ts'
import type { Connection } from '../port.ts'
import { parseDatabaseUri } from '../uri.ts'
import { duckdb } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'coset_test_engines_'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describeEngine({
  engine: duckdb,
  prepare: () => Promise.resolve({ uri: `duckdb:///${folder}/main.duckdb`, dispose: () => Promise.resolve() }),
  slow: 'SELECT sum(a.range * b.range % 7) FROM range(1000000) a, range(10000000) b',
  series: (n) => `SELECT range + 1 AS n FROM range(${n})`,
  timestampType: 'TIMESTAMP',
  typed: {
    setUp: [
      `CREATE TABLE typed (id INT, i8 BIGINT, h HUGEINT, f FLOAT, d8 DOUBLE, n DECIMAL(30,9), b BOOLEAN, t VARCHAR, bl BLOB, ts TIMESTAMP, tz TIMESTAMPTZ, d DATE, tm TIME, iv INTERVAL,
       u UUID, l INT[], st STRUCT(a INT, b VARCHAR[]), m MAP(VARCHAR, BIGINT), e ENUM('x', 'y'), j JSON, ns TIMESTAMP_NS)`,
      `INSERT INTO typed VALUES (1, 9007199254740993, 170141183460469231731687303715884105727, 1.5, 'nan', 12345678901234567890.123456789, true, 'é😀', '\\x00\\xFF'::BLOB, '2021-02-03 04:05:06.123456',
       '2021-02-03 04:05:06+02', '2021-02-03', '04:05:06.5', INTERVAL '1 day 2 hours', '6ba7b810-9dad-11d1-80b4-00c04fd430c8', [1, NULL, 3], {'a': 1, 'b': ['x']}, MAP {'k': 9007199254740993}, 'y', '{"a": 1}', '2021-02-03 04:05:06.123456789')`,
      'INSERT INTO typed (id) VALUES (2)',
      "INSERT INTO typed (id, ts, d) VALUES (3, 'infinity', '0044-03-15 (BC)')",
    ],
    cells: {
      id: [1, 2, 3],
      i8: [9007199254740993n, null, null],
      h: [170141183460469231731687303715884105727n, null, null],
      f: [1.5, null, null],
      d8: [Number.NaN, null, null],
      n: ['12345678901234567890.123456789', null, null],
      b: [true, null, null],
      t: ['é😀', null, null],
      bl: [new Uint8Array([0, 255]), null, null],
      ts: [Date.UTC(2021, 1, 3, 4, 5, 6) + 123.456, null, null],
      tz: [Date.UTC(2021, 1, 3, 2, 5, 6), null, null],
      d: [Date.UTC(2021, 1, 3), null, new Date('-000043-03-15T00:00:00Z').getTime()],
      tm: ['04:05:06.5', null, null],
      iv: ['1 days 02:00:00', null, null],
      u: ['6ba7b810-9dad-11d1-80b4-00c04fd430c8', null, null],
      l: [[1, null, 3], null, null],
      st: [{ a: 1, b: ['x'] }, null, null],
      m: [{ k: '9007199254740993' }, null, null],
      e: ['y', null, null],
      j: ['{"a": 1}', null, null],
      ns: [Date.UTC(2021, 1, 3, 4, 5, 6) + 123.456789, null, null],
    },
  },
})

describe('DuckDB alone', () => {
  const policy = { allowLocalFiles: false, allowPrivateAddresses: false, fileRoots: [folder] }
  const open = (name: string, readOnly = false): Connection =>
    duckdb.connect({ uri: parseDatabaseUri(`duckdb:///${folder}/${name}`), engineParams: {}, policy, readOnly })
  const first = async (connection: Connection, sql: string, more: { schema?: string; readOnly?: boolean } = {}): Promise<Cell | undefined> => {
    const stream = await connection.stream({ sql, ...more })
    let found: Cell | undefined
    for await (const block of stream.blocks) found ??= block[0]?.[0]
    return found
  }

  it('28: keeps SQL away from files, extensions, databases and settings', async () => {
    const connection = open('guarded.duckdb')
    writeFileSync(join(folder, 'secret.csv'), 'a\n1\n')
    const attacks = [
      `SELECT * FROM read_csv('${folder}/secret.csv')`,
      `SELECT * FROM '${folder}/secret.csv'`,
      `SELECT * FROM read_text('/etc/passwd')`,
      `SELECT * FROM glob('/etc/*')`,
      `COPY (SELECT 1) TO '${folder}/out.csv'`,
      `ATTACH '${folder}/other.duckdb' AS other`,
      "ATTACH ':memory:' AS other",
      'INSTALL httpfs',
      'LOAD httpfs',
      'SET enable_external_access = true',
      "SET TimeZone = 'Asia/Tokyo'",
      'RESET lock_configuration',
      `EXPORT DATABASE '${folder}/export'`,
      'BEGIN TRANSACTION',
      'PREPARE p AS SELECT 1',
      'SELECT 1; SELECT 2',
    ]
    for (const sql of attacks) {
      for (const readOnly of [true, false]) await expect(connection.stream({ sql, readOnly }), sql).rejects.toThrow(AppError)
    }
    for (const sql of ['CREATE TEMP TABLE x (a INT)', 'CREATE MACRO m() AS 1', 'CHECKPOINT', 'EXPLAIN ANALYZE CREATE TABLE y (a INT)'])
      await expect(first(connection, sql), sql).rejects.toThrow(AppError)
    expect(await connection.tables(null)).toEqual([])
    await connection.close()
  })

  it('opens for reading in several processes at once', async () => {
    const writer = open('shared.duckdb')
    await first(writer, 'CREATE TABLE t AS SELECT 42 AS a', { readOnly: false })
    await writer.close()
    const readers = [open('shared.duckdb', true), open('shared.duckdb', true)]
    expect(await Promise.all(readers.map((reader) => first(reader, 'SELECT a FROM t')))).toEqual([42, 42])
    for (const reader of readers) {
      await expect(reader.stream({ sql: 'CREATE TABLE u (a INT)', readOnly: false })).rejects.toThrow(/read-only/)
      await reader.close()
    }
  })

  it('uses the schema asked for', async () => {
    const connection = open('schemas.duckdb')
    await first(connection, 'CREATE SCHEMA "odd ""schema"', { readOnly: false })
    await first(connection, 'CREATE TABLE "odd ""schema".here AS SELECT 7 AS a, 1.5::DECIMAL(12,2) AS b', { readOnly: false })
    expect(await first(connection, 'SELECT a FROM here', { schema: 'odd "schema' })).toBe(7)
    await expect(first(connection, 'SELECT a FROM here')).rejects.toMatchObject({ code: 'TABLE_DOES_NOT_EXIST_ERROR' })
    expect(await connection.schemas()).toEqual(['main', 'odd "schema'])
    expect((await connection.describe('SELECT * FROM here', 'odd "schema')).map((column) => column.nativeType)).toEqual(['INTEGER', 'DECIMAL(12, 2)'])
    await connection.close()
  })

  it('reads the friendly forms of its SQL', async () => {
    const connection = open('friendly.duckdb')
    await first(connection, 'CREATE TABLE t AS SELECT range AS a, range % 2 AS b FROM range(4)', { readOnly: false })
    expect(await first(connection, 'FROM t')).toBe(0)
    expect(await first(connection, 'SUMMARIZE t')).toBe('a')
    expect(await first(connection, 'DESCRIBE t')).toBe('a')
    expect(await first(connection, 'SHOW TABLES')).toBe('t')
    await connection.close()
  })

  it('tells a missing or wrong file', async () => {
    const missing = open('missing.duckdb', true)
    await expect(missing.ping()).rejects.toMatchObject({ status: 422 })
    await missing.close()
    writeFileSync(join(folder, 'garbage.duckdb'), 'no database '.repeat(1_000))
    const garbage = open('garbage.duckdb')
    await expect(garbage.ping()).rejects.toMatchObject({ status: 422 })
    await garbage.close()
  })

  it('keeps a database in memory for all its sessions', async () => {
    const connection = duckdb.connect({ uri: parseDatabaseUri('duckdb:///:memory:'), engineParams: {}, policy })
    await first(connection, 'CREATE TABLE m AS SELECT 1 AS a', { readOnly: false })
    const answers = await Promise.all(Array.from({ length: 8 }, () => first(connection, 'SELECT a FROM m')))
    expect(new Set(answers)).toEqual(new Set([1]))
    await connection.close()
  })
})
