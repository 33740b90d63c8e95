import { describe, expect, it } from 'vitest'
import { describeEngine } from '../conformance.ts'
import { hive } from '../hive/index.ts'
import { impala } from '../impala/index.ts'
import type { Engine } from '../port.ts'
import { spark } from '../spark/index.ts'
import { SLOW, type SqlBehind, sqlBehind } from '../testing/sql-behind.ts'
import { parseDatabaseUri } from '../uri.ts'
import { type PlayedHive, playHiveHttp, playHiveSocket } from './testing.ts'

interface Way {
  readonly engine: Engine
  readonly name: string
  readonly play: (behind: SqlBehind) => Promise<PlayedHive>
  readonly uri: string
}

const ways: readonly Way[] = [
  { engine: hive, name: 'frames after SASL', play: (behind) => playHiveSocket(behind, true), uri: 'hive://ann@127.0.0.1:PORT/main' },
  { engine: spark, name: 'HTTP', play: playHiveHttp, uri: 'spark+http://ann@127.0.0.1:PORT/main' },
  { engine: impala, name: 'bare calls', play: (behind) => playHiveSocket(behind, false), uri: 'impala://ann@127.0.0.1:PORT/main' },
]

const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }

for (const { engine, name, play, uri } of ways) {
  describe(`${engine.label} over ${name}, played over DuckDB`, () => {
    describeEngine({
      engine,
      prepare: async () => {
        const behind = await sqlBehind()
        const server = await play(behind)
        const dispose = async (): Promise<void> => {
          expect(server.open()).toBe(0)
          await server.close()
          behind.close()
        }
        return { uri: uri.replace('PORT', String(server.port)), dispose }
      },
      slow: SLOW,
      series: (n) => `SELECT range + 1 AS n FROM range(${n})`,
      timestampType: 'TIMESTAMP',
      // Hive cannot leave out the limit when it skips; the server tells names only. Dots before a column's name are its table.
      without: ['keys', 'grains', 'epochs', 'literals', 'catalogs', 'cost', 'nullability', 'kinds'],
      impossibleNames: ['dot.ted'],
      typed: {
        setUp: [
          'CREATE TABLE typed (id INT, i8 BIGINT, f DOUBLE, n DECIMAL(20,4), t VARCHAR, b BOOLEAN, d DATE, ts TIMESTAMP, a INT[])',
          "INSERT INTO typed VALUES (1, 9007199254740993, 1.5, 12345678901234.5678, 'é😀', true, '2021-02-03', '2021-02-03 04:05:06.123456', [1, 2])",
          'INSERT INTO typed (id) VALUES (2)',
        ],
        cells: {
          id: [1, 2],
          i8: [9007199254740993n, null],
          f: [1.5, null],
          n: ['12345678901234.5678', null],
          t: ['é😀', null],
          b: [true, null],
          d: [Date.UTC(2021, 1, 3), null],
          ts: [Date.UTC(2021, 1, 3, 4, 5, 6) + 123.456, null],
          a: [[1, 2], null],
        },
      },
    })
  })
}

describe('partitions', () => {
  it('come newest first, and a plain table has none', async () => {
    const answers: Record<string, string> = {
      'SHOW PARTITIONS `main`.`logs`': "SELECT * FROM (VALUES ('ds=2021-01-01/hour=1'), ('ds=2021-01-03/hour=2'), ('ds=2021-01-03/hour=a%3Ab'))",
      'SHOW PARTITIONS `main`.`plain`': "SELECT error('Table main.plain is not a partitioned table')",
    }
    const inner = await sqlBehind()
    const behind: SqlBehind = { ...inner, run: (sql, signal) => inner.run(answers[sql] ?? sql, signal) }
    const server = await playHiveSocket(behind, true)
    const connection = hive.connect({ uri: parseDatabaseUri(`hive://ann@127.0.0.1:${server.port}/main`), engineParams: {}, policy })
    expect(await connection.partitions?.('logs', null, null)).toEqual({
      columns: ['ds', 'hour'],
      rows: [
        ['2021-01-03', 'a:b'],
        ['2021-01-03', '2'],
        ['2021-01-01', '1'],
      ],
    })
    expect(await connection.partitions?.('plain', null, null)).toEqual({ columns: [], rows: [] })
    await connection.close()
    await server.close()
    inner.close()
  })
})

describe('sign-in and garbage', () => {
  it.each([
    ['SASL', (behind: SqlBehind) => playHiveSocket(behind, true), 'hive://ann:wrong@127.0.0.1:PORT/main'],
    ['HTTP', playHiveHttp, 'hive+http://ann:wrong@127.0.0.1:PORT/main'],
  ])('tells a wrong password over %s, and keeps it', async (_, play, uri) => {
    const behind = await sqlBehind()
    const server = await play(behind)
    const connection = hive.connect({ uri: parseDatabaseUri(uri.replace('PORT', String(server.port))), engineParams: {}, policy })
    const error: unknown = await connection.ping().catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code: 'CONNECTION_ACCESS_DENIED_ERROR', status: 422 })
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('wrong')
    await connection.close()
    await server.close()
    behind.close()
  })
})
