import { join } from 'node:path'
import { type Answer, type Client, type TemporaryDatabase, temporaryDatabase } from '@coset/testing'
import { startServer, type TestServer } from './test-server.ts'

export const ENGINES = ['postgresql', 'mysql', 'sqlite', 'duckdb'] as const
export type EngineName = (typeof ENGINES)[number]

/** A server with databases of four engines, each holding `sales` (six rows) and `secrets` (one row, the word `swordfish`). */
export interface SqlBench extends AsyncDisposable {
  readonly server: TestServer
  readonly databases: Readonly<Record<EngineName, number>>
  /** Runs a script as the administrator, or as somebody else. */
  run(engine: EngineName, sql: string, more?: object, client?: Client): Promise<Answer>
  /** Changes the settings of a database. */
  set(engine: EngineName, fields: object): Promise<void>
}

const SET_UP = [
  'CREATE TABLE sales (id INTEGER, region VARCHAR(20), amount INTEGER)',
  "INSERT INTO sales VALUES (1, 'north', 10), (2, 'north', 20), (3, 'north', 30), (4, 'south', 50), (5, 'south', 100), (6, NULL, 0)",
  'CREATE TABLE secrets (id INTEGER, word VARCHAR(20))',
  "INSERT INTO secrets VALUES (1, 'swordfish')",
]

export interface Ran {
  readonly data: readonly Record<string, unknown>[]
  readonly columns: readonly { readonly name: string; readonly type: string; readonly type_generic: number | null; readonly is_dttm: boolean }[]
  readonly query: {
    readonly id: string
    readonly queryId: number
    readonly rows: number
    readonly limit: number
    readonly limitingFactor: string
    readonly limitedBy: string | null
    readonly resultsKey: string | null
    readonly executedSql: string
    readonly state: string
    readonly runAsync: boolean
    readonly tempTable: string | null
  }
  readonly displayLimitReached?: boolean
}

export interface Refused {
  readonly errors: readonly [{ readonly message: string; readonly error_type: string; readonly extra: Readonly<Record<string, unknown>> }]
}

/** The error type of a refusal; the whole body when it is none. */
export const errorType = (answer: Answer): string => answer.json<Partial<Refused>>().errors?.[0].error_type ?? answer.text

const checked = (answer: Answer, status: number): Answer => {
  if (answer.status !== status) throw new Error(`${answer.status} ${answer.text}`)
  return answer
}

/** Starts everything; configuration as in `coset.config.ts`. */
export const startBench = async (config: NonNullable<Parameters<typeof startServer>[0]>['config'] = {}, production = false): Promise<SqlBench> => {
  const temporary: TemporaryDatabase[] = [await temporaryDatabase('postgresql'), await temporaryDatabase('mysql')]
  const server = await startServer({ config: { allowPrivateAddresses: true, ...config }, production })
  const addresses: Record<EngineName, string> = {
    postgresql: temporary[0]?.url ?? '',
    mysql: temporary[1]?.url ?? '',
    sqlite: `sqlite:///${join(server.folder, 'bench.sqlite')}`,
    duckdb: `duckdb:///${join(server.folder, 'bench.duckdb')}`,
  }
  const databases = {} as Record<EngineName, number>
  const run: SqlBench['run'] = (engine, sql, more = {}, client = server.admin) =>
    client.post('/api/v1/sqllab/execute/', { database_id: databases[engine], sql, ...more })
  const set: SqlBench['set'] = async (engine, fields) => {
    checked(await server.admin.put(`/api/v1/database/${databases[engine]}`, fields), 200)
  }
  const close = async (): Promise<void> => {
    await server.close()
    for (const database of temporary) await database[Symbol.asyncDispose]()
  }
  try {
    for (const engine of ENGINES) {
      const body = { database_name: engine, sqlalchemy_uri: addresses[engine], allow_dml: true }
      databases[engine] = checked(await server.admin.post('/api/v1/database/', body), 201).json<{ id: number }>().id
      checked(await run(engine, SET_UP.join(';\n')), 200)
      await set(engine, { allow_dml: false })
    }
  } catch (error) {
    await close()
    throw error
  }
  return { server, databases, run, set, [Symbol.asyncDispose]: close }
}
