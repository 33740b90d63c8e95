import { AppError } from '@coset/core'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeEngine } from '../conformance.ts'
import type { Connection } from '../port.ts'
import { parseDatabaseUri } from '../uri.ts'
import { mysql } from './index.ts'

const HOST = process.env['COSET_TEST_MYSQL'] ?? 'mysql://root@127.0.0.1:3306'
const name = (suffix: string): string => `coset_test_engines_${suffix}_${process.pid}`

const admin = async (sql: string): Promise<void> => {
  const connection = await createConnection(HOST)
  try {
    await connection.query(sql)
  } finally {
    await connection.end()
  }
}

const TYPED = `CREATE TABLE typed (id INT PRIMARY KEY, t1 TINYINT(1), i8 BIGINT, u8 BIGINT UNSIGNED, f8 DOUBLE, f4 FLOAT, n DECIMAL(40,9), b BOOLEAN, t TEXT, v VARCHAR(20),
  dt DATETIME(6), ts TIMESTAMP NULL, d DATE, tm TIME(1), y YEAR, bl BLOB, bt BIT(10), e ENUM('x','y'), vb VARBINARY(5))`

describeEngine({
  engine: mysql,
  prepare: async () => {
    await admin(`DROP DATABASE IF EXISTS ${name('main')}`)
    await admin(`CREATE DATABASE ${name('main')} CHARACTER SET utf8mb4`)
    return { uri: `${HOST.replace('mysql:', 'mariadb+pymysql:')}/${name('main')}`, dispose: () => admin(`DROP DATABASE ${name('main')}`) }
  },
  slow: 'SELECT BENCHMARK(100000000000, MD5(1)), SLEEP(30)',
  series: (n) =>
    `SELECT a.d + b.d * 10 + c.d * 100 + e.d * 1000 + f.d * 10000 + g.d * 100000 + 1 AS n FROM ${['a', 'b', 'c', 'e', 'f', 'g']
      .map((alias) => `(${Array.from({ length: 10 }, (_, i) => `SELECT ${i} AS d`).join(' UNION ALL ')}) ${alias}`)
      .join(', ')} HAVING n <= ${n}`,
  timestampType: 'DATETIME',
  // Names are limited to the Basic Multilingual Plane.
  impossibleNames: ['Ünï😀'],
  typed: {
    setUp: [
      TYPED,
      `INSERT INTO typed VALUES (1, 1, -9007199254740993, 18446744073709551615, 1.5, 0.1, 12345678901234567890.123456789, true, 'é😀', 'ab',
       '2021-02-03 04:05:06.123456', '2021-02-03 04:05:06', '2021-02-03', '-25:05:06.5', 2021, x'00ff', b'1000000001', 'y', x'ff00')`,
      'INSERT INTO typed (id) VALUES (2)',
    ],
    cells: {
      id: [1, 2],
      t1: [1, null],
      i8: [-9007199254740993n, null],
      u8: [18446744073709551615n, null],
      f8: [1.5, null],
      f4: [0.1, null],
      n: ['12345678901234567890.123456789', null],
      b: [1, null],
      t: ['é😀', null],
      v: ['ab', null],
      dt: [Date.UTC(2021, 1, 3, 4, 5, 6) + 123.456, null],
      ts: [Date.UTC(2021, 1, 3, 4, 5, 6), null],
      d: [Date.UTC(2021, 1, 3), null],
      tm: ['-2 days +22:54:53.500000', null],
      y: [2021, null],
      bl: [new Uint8Array([0, 255]), null],
      bt: [513, null],
      e: ['y', null],
      vb: [new Uint8Array([255, 0]), null],
    },
  },
})

describe('MySQL alone', () => {
  const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }
  const open = (uri: string): Connection => mysql.connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy, connectTimeoutMs: 3_000 })
  let main: Connection

  beforeAll(async () => {
    await admin(`CREATE DATABASE ${name('other')}`)
    await admin(`CREATE TABLE ${name('other')}.here (a INT(11) UNSIGNED, b VARCHAR(255) COMMENT 'note', c DECIMAL(12,2) DEFAULT 1.5, d ENUM('aA','b'), z DATE)`)
    main = open(HOST)
  })
  afterAll(async () => {
    await main.close()
    await admin(`DROP DATABASE ${name('other')}`)
  })

  it('tells connection failures apart', async () => {
    const outcome = async (uri: string): Promise<string> => {
      const connection = open(uri)
      try {
        await connection.ping()
        return 'ok'
      } catch (error) {
        expect(String((error as Error).message)).not.toContain('s3cret')
        return error instanceof AppError ? `${error.status} ${error.code}` : String(error)
      } finally {
        await connection.close()
      }
    }
    expect(await outcome('mysql://root@no-such-host.invalid/x')).toBe('422 CONNECTION_INVALID_HOSTNAME_ERROR')
    expect(await outcome('mysql://root:s3cret@127.0.0.1:1/x')).toBe('422 CONNECTION_PORT_CLOSED_ERROR')
    expect(await outcome(`${HOST}/no_such_database`)).toBe('422 CONNECTION_UNKNOWN_DATABASE_ERROR')
    expect(await outcome('mysql://nobody:s3cret@127.0.0.1:3306/mysql')).toBe('422 CONNECTION_ACCESS_DENIED_ERROR')
  })

  it('uses the schema asked for, and none otherwise', async () => {
    const stream = await main.stream({ sql: 'SELECT * FROM here', schema: name('other') })
    expect(stream.columns.map((column) => column.nativeType)).toEqual(['LONG', 'VAR_STRING', 'NEWDECIMAL', 'STRING', 'DATE'])
    await stream.cancel()
    await expect(main.stream({ sql: 'SELECT * FROM here' })).rejects.toThrow(/database/i)
    await expect(main.stream({ sql: 'SELECT 1', schema: 'no_such_schema' })).rejects.toMatchObject({ code: 'SCHEMA_DOES_NOT_EXIST_ERROR' })
    expect(await main.defaultSchema()).toBeNull()
  })

  it('writes type texts as the field does', async () => {
    const table = await main.table('here', name('other'))
    expect(table.columns.map((column) => column.nativeType)).toEqual(['INTEGER(11) UNSIGNED', 'VARCHAR(255)', 'DECIMAL(12, 2)', "ENUM('aA','b')", 'DATE'])
    expect(table.columns.map((column) => [column.default, column.comment])).toEqual([
      [null, null],
      [null, 'note'],
      ['1.50', null],
      [null, null],
      [null, null],
    ])
  })

  it('reads texts the same whatever the server believes of backslashes', async () => {
    const stream = await main.stream({ sql: "SELECT '\\'' AS a, \"x\" AS b, @@sql_mode AS m" })
    for await (const block of stream.blocks) {
      expect([block[0], block[1]]).toEqual([["'"], ['x']])
      expect(block[2]?.[0]).not.toMatch(/NO_BACKSLASH_ESCAPES|ANSI/)
    }
  })

  it('sends no local file', async () => {
    await expect(main.stream({ sql: "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE here", schema: name('other'), readOnly: false })).rejects.toThrow(AppError)
    for (const query of ['local_infile=1', 'allow_local_infile=true', 'unix_socket=/tmp/x', 'init_command=x', 'read_default_file=/etc/my.cnf']) {
      expect(() => open(`${HOST}/x?${query}`), query).toThrow(/must not carry/)
    }
  })
})
