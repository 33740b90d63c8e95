import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeEngine } from '../conformance.ts'
import { parseDatabaseUri } from '../uri.ts'
import { clickhouse } from './index.ts'
import { openClickhouse, type TestClickhouse } from './testing/open.ts'

const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }
let door: TestClickhouse

const TYPED = `CREATE TABLE typed (id Int32, u64 UInt64, i128 Int128, f Float64, dec Decimal(20, 4), s Nullable(String), low LowCardinality(Nullable(String)), b Bool,
  d Date, dt DateTime, dt64 DateTime64(3), zone DateTime('Asia/Tokyo'), e Enum8('x' = 1, 'y' = 2), arr Array(Int32), m Map(String, Int32), u UUID, ip IPv4) ENGINE = Memory`

describeEngine({
  engine: clickhouse,
  prepare: async () => {
    door = await openClickhouse()
    await door.run('CREATE DATABASE suite')
    return { uri: `clickhousedb+connect://default@127.0.0.1:${door.port}/suite`, dispose: () => door.close() }
  },
  slow: 'SELECT number FROM system.numbers',
  series: (n) => `SELECT number + 1 AS n FROM numbers(${n})`,
  timestampType: 'Nullable(DateTime)',
  createTable: (sql) =>
    sql
      .replace(/,? *(?:REFERENCES parent \(id\)|FOREIGN KEY \(parent_id\) REFERENCES parent \(id\)|NOT NULL)/g, '')
      .replace(/ PRIMARY KEY/, '')
      .replace(/\)$/, ') ENGINE = MergeTree ORDER BY id'),
  // Primary keys are sorting keys, and there are no foreign ones. Epochs are compared as numbers.
  without: ['keys', 'epochs'],
  typed: {
    setUp: [
      TYPED,
      `INSERT INTO typed VALUES (1, 18446744073709551615, -170141183460469231731687303715884105728, 1.5, 12345678901234.5678, 'é😀', 'low', true, '2021-02-03', '2021-02-03 04:05:06',
       '2021-02-03 04:05:06.789', '2021-02-03 13:05:06', 'y', [1, 2], map('a', 1), '6ba7b810-9dad-11d1-80b4-00c04fd430c8', '1.2.3.4'),
       (2, 0, 0, nan, 0, NULL, NULL, false, '1970-01-01', '1970-01-01 00:00:00', '1970-01-01 00:00:00', '1970-01-01 09:00:00', 'x', [], map(), '00000000-0000-0000-0000-000000000000', '0.0.0.0')`,
    ],
    cells: {
      id: [1, 2],
      u64: [18446744073709551615n, 0],
      i128: [-170141183460469231731687303715884105728n, 0],
      f: [1.5, Number.NaN],
      dec: ['12345678901234.5678', '0'],
      s: ['é😀', null],
      low: ['low', null],
      b: [true, false],
      d: [Date.UTC(2021, 1, 3), 0],
      dt: [Date.UTC(2021, 1, 3, 4, 5, 6), 0],
      dt64: [Date.UTC(2021, 1, 3, 4, 5, 6) + 789, 0],
      zone: [Date.UTC(2021, 1, 3, 4, 5, 6), 0],
      e: ['y', 'x'],
      arr: [[1, 2], []],
      m: [{ a: 1 }, {}],
      u: ['6ba7b810-9dad-11d1-80b4-00c04fd430c8', '00000000-0000-0000-0000-000000000000'],
      ip: ['1.2.3.4', '0.0.0.0'],
    },
  },
})

describe('ClickHouse alone', () => {
  let own: TestClickhouse
  beforeAll(async () => {
    own = await openClickhouse()
  })
  afterAll(() => own.close())
  const open = (uri: string) => clickhouse.connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy })

  it('tells a wrong password, and keeps it', async () => {
    const connection = open(`clickhouse://default:wrong@127.0.0.1:${own.port}/default`)
    const error: unknown = await connection.ping().catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code: 'CONNECTION_ACCESS_DENIED_ERROR', status: 422 })
    expect(JSON.stringify(error)).not.toContain('wrong')
    await connection.close()
  })

  it('refuses a format of its own', async () => {
    const connection = open(`clickhouse://default@127.0.0.1:${own.port}/default`)
    await expect(connection.stream({ sql: 'SELECT 1 FORMAT CSV' })).rejects.toThrow()
    await expect(connection.stream({ sql: "SELECT 1 INTO OUTFILE '/tmp/x'" })).rejects.toThrow()
    await connection.close()
  })
})
