import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeEngine } from '../conformance.ts'
import type { ConnectionConfig } from '../port.ts'
import { presto } from '../presto/index.ts'
import { type PlayedServer, playServer } from '../testing/played-server.ts'
import { SLOW, type SqlBehind, sqlBehind } from '../testing/sql-behind.ts'
import { parseDatabaseUri } from '../uri.ts'
import { trino } from './index.ts'
import { playTrino } from './testing.ts'

const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }

for (const [engine, prefix] of [
  [trino, 'x-trino'],
  [presto, 'x-presto'],
] as const) {
  describe(`${engine.label}, played over DuckDB`, () => {
    describeEngine({
      engine,
      prepare: async () => {
        const behind = await sqlBehind()
        const server = await playTrino(behind, prefix)
        const dispose = async (): Promise<void> => {
          expect(server.running()).toBe(0)
          await server.close()
          behind.close()
        }
        return { uri: `${engine.id}://ann@127.0.0.1:${server.port}/memory/main`, dispose }
      },
      slow: SLOW,
      series: (n) => `SELECT range + 1 AS n FROM range(${n})`,
      timestampType: 'TIMESTAMP',
      // The coordinator knows no keys; functions and SHOW CATALOGS are its own.
      without: ['keys', 'epochs', 'catalogs', 'schemas', 'cost'],
      typed: {
        setUp: [
          'CREATE TABLE typed (id INT, i8 BIGINT, f DOUBLE, n DECIMAL(20,4), t VARCHAR, b BOOLEAN, d DATE, ts TIMESTAMP, tm TIME, a INT[])',
          "INSERT INTO typed VALUES (1, 9007199254740993, 1.5, 12345678901234.5678, 'é😀', true, '2021-02-03', '2021-02-03 04:05:06.123456', '04:05:06.5', [1, NULL])",
          "INSERT INTO typed (id, f) VALUES (2, 'NaN')",
        ],
        cells: {
          id: [1, 2],
          i8: [9007199254740993n, null],
          f: [1.5, Number.NaN],
          n: ['12345678901234.5678', null],
          t: ['é😀', null],
          b: [true, null],
          d: [Date.UTC(2021, 1, 3), null],
          ts: [Date.UTC(2021, 1, 3, 4, 5, 6) + 123.456, null],
          tm: ['04:05:06.5', null],
          a: [[1, null], null],
        },
      },
    })
  })
}

describe('Trino alone', () => {
  let behind: SqlBehind
  let server: PlayedServer
  beforeAll(async () => {
    behind = await sqlBehind()
    server = await playTrino(behind, 'x-trino')
  })
  afterAll(async () => {
    await server.close()
    behind.close()
  })
  const open = (address: string, more: Partial<ConnectionConfig> = {}) =>
    trino.connect({ uri: parseDatabaseUri(address.replace('PORT', String(server.port))), engineParams: {}, policy, ...more })

  it('acts for people, signs in as itself, and sets properties', async () => {
    const connection = open('trino://svc:pw@127.0.0.1:PORT/memory/main?protocol=http', {
      impersonate: 'zoë\r\nX: y',
      engineParams: { connect_args: { session_properties: { query_max_run_time: '1h', 'bad key': 1 } } },
    })
    await connection.ping()
    await connection.close()
    expect(server.log.at(-1)?.headers).toMatchObject({
      'x-trino-user': 'zo%C3%AB%0D%0AX:%20y',
      'x-trino-original-user': 'svc',
      'x-trino-catalog': 'memory',
      'x-trino-schema': 'main',
      'x-trino-session': 'query_max_run_time=1h',
      authorization: `Basic ${Buffer.from('svc:pw').toString('base64')}`,
    })
  })

  it('signs in by a token of the sealed part', async () => {
    const connection = open('trino://svc@127.0.0.1:PORT/memory?protocol=http', { secrets: { auth_method: 'jwt', auth_params: { token: 'abc' } } })
    await connection.ping()
    await connection.close()
    expect(server.log.at(-1)?.headers.authorization).toBe('Bearer abc')
    const other = open('trino://svc@127.0.0.1:PORT/memory?protocol=http', { secrets: { auth_method: 'kerberos' } })
    await expect(other.ping()).rejects.toThrow(/kerberos/)
    await other.close()
  })

  it('tells partitions, newest first, and none of a plain table', async () => {
    await behind.run(
      "CREATE TABLE IF NOT EXISTS \"logs$partitions\" AS SELECT * FROM (VALUES ('2021-01-01', 1), ('2021-01-03', 1), ('2021-01-03', 2)) v(ds, hour)",
    )
    const connection = open('trino://ann@127.0.0.1:PORT/memory/main')
    expect(await connection.partitions?.('logs', null, null)).toEqual({
      columns: ['ds', 'hour'],
      rows: [
        ['2021-01-03', 2],
        ['2021-01-03', 1],
        ['2021-01-01', 1],
      ],
    })
    expect(await connection.partitions?.('plain', null, null)).toEqual({ columns: [], rows: [] })
    await connection.close()
  })

  it('does not send a password in the open', async () => {
    const connection = open('trino://ann:pw@127.0.0.1:PORT/memory')
    const before = server.log.length
    await expect(connection.ping()).rejects.toMatchObject({ status: 422 })
    await connection.close()
    expect(server.log.length).toBe(before)
  })

  it('tells a wrong password, and keeps it', async () => {
    const connection = open('trino://ann:wrong@127.0.0.1:PORT/memory?protocol=http')
    const error: unknown = await connection.ping().catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code: 'CONNECTION_ACCESS_DENIED_ERROR', status: 422 })
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('wrong"')
    await connection.close()
  })

  it('never follows an address that leads elsewhere, and no redirect', async () => {
    let reached = 0
    const secret = await playServer(() => {
      reached++
      return { body: { id: 'x', columns: [], data: [] } }
    })
    const answers = [{ body: { id: 'x', nextUri: `${secret.origin}/v1/statement/executing/x/0` } }, { status: 307, headers: { location: `${secret.origin}/` } }]
    const evil = await playServer(() => answers.shift() ?? null)
    for (const told of [/another server/, /redirect/]) {
      const connection = trino.connect({ uri: parseDatabaseUri(`trino://ann@127.0.0.1:${evil.port}/c`), engineParams: {}, policy })
      await expect(connection.ping()).rejects.toThrow(told)
      await connection.close()
    }
    expect(reached).toBe(0)
    await Promise.all([evil.close(), secret.close()])
  })

  it('asks a busy coordinator again, but sends no statement twice', async () => {
    let posts = 0
    let polls = 0
    const busy = await playServer((request) => {
      if (request.method === 'POST') {
        posts++
        return { body: { id: 'x', nextUri: `http://${request.headers.host}/v1/statement/executing/x/0` } }
      }
      return ++polls < 3 ? { status: 503 } : { body: { id: 'x', columns: [{ name: 'a', type: 'integer' }], data: [[1]] } }
    })
    const connection = trino.connect({ uri: parseDatabaseUri(`trino://ann@127.0.0.1:${busy.port}/c`), engineParams: {}, policy })
    await connection.ping()
    expect([posts, polls]).toEqual([1, 3])
    await connection.close()
    await busy.close()
    const broken = await playServer(() => {
      posts++
      return { status: 503 }
    })
    const other = trino.connect({ uri: parseDatabaseUri(`trino://ann@127.0.0.1:${broken.port}/c`), engineParams: {}, policy })
    await expect(other.ping()).rejects.toThrow(/503/)
    expect(posts).toBe(2)
    await other.close()
    await broken.close()
  })
})
