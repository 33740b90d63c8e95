import { AppError } from '@coset/core'
import { describe, expect, it } from 'vitest'
import { athena } from '../athena/index.ts'
import { playAthena } from '../athena/testing.ts'
import { bigquery } from '../bigquery/index.ts'
import { playBigquery, testKey } from '../bigquery/testing.ts'
import { describeEngine, type EngineSubject } from '../conformance.ts'
import { databend } from '../databend/index.ts'
import { databricks } from '../databricks/index.ts'
import { playDatabricks } from '../databricks/testing.ts'
import { dremio } from '../dremio/index.ts'
import { drill } from '../drill/index.ts'
import { druid } from '../druid/index.ts'
import { playDruid } from '../druid/testing.ts'
import { elasticsearch } from '../elasticsearch/index.ts'
import { playSearch } from '../elasticsearch/testing.ts'
import { kylin } from '../kylin/index.ts'
import { opendistro } from '../opendistro/index.ts'
import { pinot } from '../pinot/index.ts'
import type { ConnectionConfig, Engine } from '../port.ts'
import { snowflake } from '../snowflake/index.ts'
import { playSnowflake } from '../snowflake/testing.ts'
import { taosws } from '../taosws/index.ts'
import type { PlayedServer } from '../testing/played-server.ts'
import { playDatabend, playDremio, playDrill, playKylin, playPinot, playTaos } from '../testing/rest-plays.ts'
import { SLOW, type SqlBehind, sqlBehind } from '../testing/sql-behind.ts'
import { parseDatabaseUri } from '../uri.ts'

interface Member {
  /** What a connection needs beside its address. */
  readonly more?: (port: number, right: boolean) => Partial<ConnectionConfig>
  readonly engine: Engine
  readonly play: (behind: SqlBehind) => Promise<PlayedServer>
  /** PORT stands for the played server's; AUTH for `ann` or `ann:wrong`. */
  readonly uri: string
  /** What of the suite only the engine itself could show; functions of its own and keys always. */
  readonly without?: EngineSubject['without']
  readonly impossibleNames?: readonly string[]
}

/** Backticks are not read by the grammar of these engines: quotes inside of them are refused. */
const UNREAD = ['q"uote', "apos'"]

const members: readonly Member[] = [
  { engine: druid, play: playDruid, uri: 'druid://AUTH@127.0.0.1:PORT/druid/v2/sql' },
  // No OFFSET.
  {
    engine: elasticsearch,
    play: (behind) => playSearch(behind, { path: '/_sql', columns: 'columns', rows: 'rows' }),
    uri: 'elasticsearch+http://AUTH@127.0.0.1:PORT/',
    without: ['offsets'],
  },
  {
    engine: opendistro,
    play: (behind) => playSearch(behind, { path: '/_plugins/_sql', columns: 'schema', rows: 'datarows' }),
    uri: 'odelasticsearch+http://AUTH@127.0.0.1:PORT/',
    impossibleNames: UNREAD,
  },
  { engine: databricks, play: playDatabricks, uri: 'databricks://token:PASSWORD@127.0.0.1:PORT/main?protocol=http&http_path=/sql/1.0/warehouses/abc123' },
  {
    engine: bigquery,
    play: playBigquery,
    uri: 'bigquery://p/main',
    more: (port, right) => ({
      secrets: {
        api_endpoint: `http://127.0.0.1:${port}`,
        credentials_info: { client_email: right ? 'svc@p.iam' : 'ann:wrong', private_key: testKey.privateKey, token_uri: `http://127.0.0.1:${port}/token` },
      },
    }),
    // Dots part the fields of records; backslashes inside of names are refused by the tokenizer. Labels of charts hold none of them.
    impossibleNames: ['dot.ted', 'tick`', 'back\\slash'],
  },
  {
    engine: snowflake,
    play: playSnowflake,
    uri: 'snowflake://ann:PASSWORD@127.0.0.1/memory/main?warehouse=w',
    more: (port) => ({ engineParams: { connect_args: { host: '127.0.0.1', protocol: 'http', port } } }),
  },
  {
    engine: athena,
    play: playAthena,
    uri: 'awsathena+rest://ann:PASSWORD@127.0.0.1:PORT/main?region_name=eu-west-1&protocol=http&s3_staging_dir=s3%3A%2F%2Fb%2F',
  },
  { engine: databend, play: playDatabend, uri: 'databend://AUTH@127.0.0.1:PORT/main' },
  { engine: drill, play: playDrill, uri: 'drill+sadrill://AUTH@127.0.0.1:PORT/main', impossibleNames: UNREAD },
  { engine: dremio, play: playDremio, uri: 'dremio+flight://AUTH@127.0.0.1:PORT/dremio' },
  // Tables without keys, views or nullable columns to tell.
  { engine: kylin, play: playKylin, uri: 'kylin://AUTH@127.0.0.1:PORT/project', without: ['kinds'] },
  { engine: pinot, play: playPinot, uri: 'pinot://AUTH@127.0.0.1:PORT/query/sql?controller=http://127.0.0.1:PORT/', without: ['kinds'] },
  { engine: taosws, play: playTaos, uri: 'taosws://AUTH@127.0.0.1:PORT/main', without: ['kinds'], impossibleNames: UNREAD },
]

const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }

for (const { engine, play, uri, more, without = [], impossibleNames } of members) {
  const address = (server: PlayedServer, auth: string): string => uri.replaceAll('PORT', String(server.port)).replace('AUTH', auth).replace('PASSWORD', auth)
  describe(`${engine.label}, played over DuckDB`, () => {
    describeEngine({
      engine,
      prepare: async () => {
        const behind = await sqlBehind()
        const server = await play(behind)
        const dispose = async (): Promise<void> => {
          await server.close()
          behind.close()
        }
        return { uri: address(server, 'ann'), dispose, ...(more === undefined ? {} : { config: more(server.port, true) }) }
      },
      slow: SLOW,
      series: (n) => `SELECT range + 1 AS n FROM range(${n})`,
      timestampType: 'TIMESTAMP',
      without: ['keys', 'grains', 'epochs', 'literals', 'catalogs', 'cost', 'nullability', ...without],
      ...(impossibleNames === undefined ? {} : { impossibleNames }),
      typed: {
        setUp: [
          'CREATE TABLE typed (id INT, f DOUBLE, n DECIMAL(20,4), t VARCHAR, b BOOLEAN, d DATE, ts TIMESTAMP)',
          "INSERT INTO typed VALUES (1, 1.5, 12345678901234.5678, 'é😀', true, '2021-02-03', '2021-02-03 04:05:06.123456')",
          'INSERT INTO typed (id) VALUES (2)',
        ],
        cells: {
          id: [1, 2],
          f: [1.5, null],
          n: ['12345678901234.5678', null],
          t: ['é😀', null],
          b: [true, null],
          d: [Date.UTC(2021, 1, 3), null],
          ts: [Date.UTC(2021, 1, 3, 4, 5, 6) + 123.456, null],
        },
      },
    })
  })

  describe(`${engine.label} alone`, () => {
    it('tells a wrong password, and keeps it', async () => {
      const behind = await sqlBehind()
      const server = await play(behind)
      const open = (auth: string) =>
        engine.connect({ uri: parseDatabaseUri(address(server, auth)), engineParams: {}, policy, ...more?.(server.port, auth === 'ann') })
      const connection = open('ann:wrong')
      const error: unknown = await connection.ping().catch((cause: unknown) => cause)
      expect(error).toMatchObject({ code: 'CONNECTION_ACCESS_DENIED_ERROR', status: 422 })
      expect(`${String(error)}${JSON.stringify(error)}`).not.toMatch(/ann:wrong|"wrong"/)
      await connection.close()
      await server.close()
      behind.close()
      const gone = open('ann')
      await expect(gone.ping()).rejects.toMatchObject({ status: 422, code: 'CONNECTION_PORT_CLOSED_ERROR' })
      await gone.close()
    })
  })
}

describe('addresses inside of secrets and settings', () => {
  const strict = { allowLocalFiles: false, allowPrivateAddresses: false, fileRoots: [] }
  const account = { client_email: 'svc@p.iam', private_key: testKey.privateKey }
  const cases: readonly (readonly [name: string, engine: Engine, uri: string, more: Partial<ConnectionConfig>])[] = [
    ['a token address', bigquery, 'bigquery://p/d', { secrets: { credentials_info: { ...account, token_uri: 'http://169.254.169.254/token' } } }],
    ['an API address', bigquery, 'bigquery://p/d', { accessToken: 't', secrets: { api_endpoint: 'http://127.0.0.1:1' } }],
    ['a file for an API address', bigquery, 'bigquery://p/d', { accessToken: 't', secrets: { api_endpoint: 'file:///etc/passwd' } }],
    [
      'a host of the connect arguments',
      snowflake,
      'snowflake://u:p@acc/d',
      { engineParams: { connect_args: { host: 'localhost', protocol: 'http', port: 1 } } },
    ],
    ['a key file', snowflake, 'snowflake://u@acc/d', { secrets: { auth_method: 'keypair', auth_params: { privatekey_path: '/etc/passwd' } } }],
    ['a key that is none', snowflake, 'snowflake://u@acc/d', { secrets: { auth_method: 'keypair', auth_params: { privatekey_body: 's3cret' } } }],
  ]
  it.each(cases)('%s is refused before anything is sent', async (_, engine, uri, more) => {
    const connection = engine.connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy: strict, ...more })
    const error: unknown = await connection.ping().catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(AppError)
    expect(`${String(error)}${JSON.stringify(error)}`).not.toMatch(/s3cret|BEGIN/)
    await connection.close()
  })
})
