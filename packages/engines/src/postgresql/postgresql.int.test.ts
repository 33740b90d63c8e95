import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, TLSSocket } from 'node:tls'
import { AppError } from '@coset/core'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeEngine } from '../conformance.ts'
import type { Connection } from '../port.ts'
import { parseDatabaseUri } from '../uri.ts'
import { postgresql } from './index.ts'

const HOST = process.env['COSET_TEST_POSTGRESQL'] ?? 'postgresql://postgres@127.0.0.1:5432'
const name = (suffix: string): string => `coset_test_engines_${suffix}_${process.pid}`

const admin = async (sql: string): Promise<void> => {
  const client = new Client({ connectionString: `${HOST}/postgres` })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

const TYPED = `CREATE TABLE typed (id INT PRIMARY KEY, i2 SMALLINT, i8 BIGINT, f8 DOUBLE PRECISION, f4 REAL, n NUMERIC, n2 NUMERIC(12,2), b BOOLEAN, t TEXT, c CHAR(3),
  ts TIMESTAMP, tz TIMESTAMPTZ, d DATE, tm TIME, iv INTERVAL, j JSON, jb JSONB, by BYTEA, u UUID, ia INT[], ta TEXT[], ip INET)`
const ROWS = [
  `INSERT INTO typed VALUES (1, 2, 9007199254740993, 1.5, 0.1, 12345678901234567890.123456789, 1.50, true, 'é😀', 'ab',
   '2021-02-03 04:05:06.123456', '2021-02-03 04:05:06+02', '2021-02-03', '04:05:06.5', '1 day 02:00:00', '{"a": [1, null]}', '[1]', '\\x00ff', '6ba7b810-9dad-11d1-80b4-00c04fd430c8', '{1,NULL,3}', '{a,"b,\\"c\\\\",NULL}', '1.2.3.4')`,
  'INSERT INTO typed (id) VALUES (2)',
  `INSERT INTO typed (id, i8, f8, n, ts, d, iv, ia, ta) VALUES (3, -5, 'NaN', 'NaN', '0044-03-15 BC', 'infinity', '1 year 2 mons -1 days -02:03:04.5', '{{1,2},{3,4}}', '{}')`,
]

describeEngine({
  engine: postgresql,
  prepare: async () => {
    await admin(`DROP DATABASE IF EXISTS ${name('main')}`)
    await admin(`CREATE DATABASE ${name('main')}`)
    return { uri: `${HOST}/${name('main')}`, dispose: () => admin(`DROP DATABASE ${name('main')} WITH (FORCE)`) }
  },
  slow: 'SELECT pg_sleep(30)',
  series: (n) => `SELECT n FROM generate_series(1, ${n}) AS s(n)`,
  timestampType: 'TIMESTAMP',
  typed: {
    setUp: [TYPED, ...ROWS],
    cells: {
      id: [1, 2, 3],
      i2: [2, null, null],
      i8: [9007199254740993n, null, -5],
      f8: [1.5, null, Number.NaN],
      f4: [0.1, null, null],
      n: ['12345678901234567890.123456789', null, null],
      n2: ['1.50', null, null],
      b: [true, null, null],
      t: ['é😀', null, null],
      c: ['ab ', null, null],
      ts: [Date.UTC(2021, 1, 3, 4, 5, 6) + 123.456, null, new Date('-000043-03-15T00:00:00Z').getTime()],
      tz: [Date.UTC(2021, 1, 3, 2, 5, 6), null, null],
      d: [Date.UTC(2021, 1, 3), null, null],
      tm: ['04:05:06.5', null, null],
      iv: ['1 days 02:00:00', null, '423 days 21:56:55.500000'],
      j: [{ a: [1, null] }, null, null],
      jb: [[1], null, null],
      by: [new Uint8Array([0, 255]), null, null],
      u: ['6ba7b810-9dad-11d1-80b4-00c04fd430c8', null, null],
      ia: [
        [1, null, 3],
        null,
        [
          [1, 2],
          [3, 4],
        ],
      ],
      ta: [['a', 'b,"c\\', null], null, []],
      ip: ['1.2.3.4', null, null],
    },
  },
})

describe('PostgreSQL alone', () => {
  const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }
  const open = (uri: string, connectTimeoutMs = 3_000): Connection =>
    postgresql.connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy, connectTimeoutMs })
  const outcome = async (uri: string): Promise<string> => {
    const connection = open(uri)
    try {
      await connection.ping()
      return 'ok'
    } catch (error) {
      expect(error).toBeInstanceOf(AppError)
      expect(String((error as AppError).message)).not.toContain('s3cret')
      return error instanceof AppError ? `${error.status} ${error.code}` : String(error)
    } finally {
      await connection.close()
    }
  }
  let main: Connection

  beforeAll(async () => {
    await admin(`DROP DATABASE IF EXISTS ${name('other')}`)
    await admin(`CREATE DATABASE ${name('other')}`)
    main = open(`${HOST}/${name('other')}`)
    const setUp = [
      'CREATE SCHEMA "odd schema"',
      'CREATE TABLE "odd schema".here (a VARCHAR(255), b DOUBLE PRECISION, c TIMESTAMP(3), d NUMERIC(12,2), e TEXT[], f TIMESTAMPTZ)',
      'CREATE MATERIALIZED VIEW mv AS SELECT 1 AS x',
    ]
    for (const sql of setUp) await (await main.stream({ sql, readOnly: false })).cancel()
  })
  afterAll(async () => {
    await main.close()
    await admin(`DROP DATABASE ${name('other')} WITH (FORCE)`)
  })

  it('tells connection failures apart', async () => {
    expect(await outcome('postgresql://postgres@no-such-host.invalid/x')).toBe('422 CONNECTION_INVALID_HOSTNAME_ERROR')
    expect(await outcome('postgresql://postgres:s3cret@127.0.0.1:1/x')).toBe('422 CONNECTION_PORT_CLOSED_ERROR')
    expect(await outcome(`${HOST}/no_such_database`)).toBe('422 CONNECTION_UNKNOWN_DATABASE_ERROR')
    expect(await outcome('postgresql://nobody_here:s3cret@127.0.0.1:5432/postgres')).toMatch(
      /^422 CONNECTION_(?:INVALID_USERNAME|INVALID_PASSWORD|ACCESS_DENIED)_ERROR$/,
    )
  })

  it('uses the schema asked for', async () => {
    const stream = await main.stream({ sql: 'SELECT * FROM here', schema: 'odd schema' })
    expect(stream.columns.map((column) => [column.nativeType, column.type])).toEqual([
      ['STRING', 'string'],
      ['FLOAT', 'float'],
      ['DATETIME', 'timestamp'],
      ['DECIMAL', 'decimal'],
      ['STRINGARRAY', 'json'],
      ['DATETIMETZ', 'timestamp'],
    ])
    await stream.cancel()
    await expect(main.stream({ sql: 'SELECT * FROM here' })).rejects.toThrow(/does not exist/)
  })

  it('writes type texts as the field does', async () => {
    expect((await main.table('here', 'odd schema')).columns.map((column) => column.nativeType)).toEqual([
      'VARCHAR(255)',
      'DOUBLE PRECISION',
      'TIMESTAMP(3) WITHOUT TIME ZONE',
      'NUMERIC(12, 2)',
      'TEXT[]',
      'TIMESTAMP WITH TIME ZONE',
    ])
    expect(await main.tables('public')).toEqual([{ name: 'mv', kind: 'materialized_view' }])
  })

  it('reads another catalog', async () => {
    expect(await main.catalogs()).toContain(name('other'))
    const stream = await main.stream({ sql: 'SELECT current_database()', catalog: 'postgres' })
    for await (const block of stream.blocks) expect(block[0]).toEqual(['postgres'])
  })

  it('leaves no setting and no lock behind', async () => {
    const rows = async (sql: string) => {
      const stream = await main.stream({ sql })
      for await (const block of stream.blocks) return block[0]
      return []
    }
    await rows("SELECT set_config('TimeZone', 'Asia/Tokyo', false), pg_advisory_lock(42)")
    expect(await rows("SELECT current_setting('TimeZone')")).toEqual(['UTC'])
    expect(await rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42")).toEqual([0])
  })

  it('cannot leave the read-only transaction', async () => {
    for (const sql of [
      "SELECT set_config('transaction_read_only', 'off', true)",
      'COMMIT',
      'SET TRANSACTION READ WRITE',
      "COPY (SELECT 1) TO PROGRAM 'true'",
      'SELECT 1; SELECT 2',
    ]) {
      const before = await main.stream({ sql }).then(
        (stream) => stream.cancel(),
        () => undefined,
      )
      expect(before).toBeUndefined()
    }
    await expect(main.stream({ sql: 'CREATE TABLE sneaked (a INT)' })).rejects.toThrow(/read-only/)
  })

  it('refuses addresses by policy', () => {
    const check = (uri: string) => () => postgresql.validate({ uri: parseDatabaseUri(uri), policy: { ...policy, allowPrivateAddresses: false } })
    for (const host of [
      '127.0.0.1',
      'localhost',
      '10.1.2.3',
      '169.254.169.254',
      '[::1]',
      '[fd00::1]',
      '0x7f.1',
      '2130706433',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      'a.localhost',
    ]) {
      expect(check(`postgresql://u:p@${host}/db`), host).toThrow(AppError)
    }
    expect(check('postgresql://u:p@db.example.com/db')).not.toThrow()
    expect(check('postgresql://u:p@db.example.com/db?host=/tmp')).toThrow(/host/)
    expect(check('postgresql://u:p@db.example.com/db?sslrootcert=/etc/passwd')).toThrow(/sslrootcert/)
  })
})

describe('servers that insist on TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coset_test_pg_tls_'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  )
  const pem = readFileSync(cert, 'utf8')
  const context = createSecureContext({ key: readFileSync(key), cert: pem })
  /** What the server says when somebody comes in, plain or encrypted. */
  const refusal = (code: string, message: string): Buffer => {
    const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`)
    const head = Buffer.from([69, 0, 0, 0, 0])
    head.writeInt32BE(fields.length + 4, 1)
    return Buffer.concat([head, fields])
  }
  const ways: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (first: Buffer) => {
      if (first.readInt32BE(4) !== 80_877_103) {
        ways.push('plain')
        socket.end(refusal('28000', 'no pg_hba.conf entry for host "127.0.0.1", user "ann", database "x", no encryption'))
        return
      }
      socket.write('S')
      const secure = new TLSSocket(socket, { isServer: true, secureContext: context })
      secure.on('error', () => undefined)
      secure.once('data', () => {
        ways.push('encrypted')
        secure.end(refusal('28P01', 'password authentication failed for user "ann"'))
      })
    })
  })
  let port = 0
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve())
    })
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const enter = async (query: string, serverCert: string | null = null): Promise<readonly [readonly string[], string]> => {
    ways.length = 0
    const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }
    const connection = postgresql.connect({
      uri: parseDatabaseUri(`postgresql://ann:s3cret@localhost:${port}/x${query}`),
      engineParams: {},
      policy,
      serverCert,
    })
    const error: unknown = await connection.ping().catch((cause: unknown) => cause)
    await connection.close()
    expect(String(error)).not.toContain('s3cret')
    return [[...ways], error instanceof AppError ? error.code : String(error)]
  }

  it('are entered encrypted after a plain refusal, or as the address says', async () => {
    expect(await enter('')).toEqual([['plain', 'encrypted'], 'CONNECTION_INVALID_PASSWORD_ERROR'])
    expect(await enter('?sslmode=prefer')).toEqual([['plain', 'encrypted'], 'CONNECTION_INVALID_PASSWORD_ERROR'])
    expect(await enter('?sslmode=disable')).toEqual([['plain'], 'CONNECTION_ACCESS_DENIED_ERROR'])
    expect(await enter('?sslmode=require')).toEqual([['encrypted'], 'CONNECTION_INVALID_PASSWORD_ERROR'])
  })

  it('must show the certificate that is trusted', async () => {
    expect((await enter('?sslmode=verify-full'))[0]).toEqual([])
    expect(await enter('', pem)).toEqual([['encrypted'], 'CONNECTION_INVALID_PASSWORD_ERROR'])
    expect(await enter('?sslmode=verify-ca', pem)).toEqual([['encrypted'], 'CONNECTION_INVALID_PASSWORD_ERROR'])
  })
})
