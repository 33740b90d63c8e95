import { AppError, type Cell } from '@coset/core'
import type { Connection, ConnectionConfig, Engine, QueryRequest } from './port.ts'

/** What one engine brings to the shared suite. */
export interface EngineSubject {
  readonly engine: Engine
  /** Address of a database that the suite may fill. Called once; `dispose` drops it. */
  readonly prepare: () => Promise<{ readonly uri: string; readonly config?: Partial<ConnectionConfig>; readonly dispose: () => Promise<void> }>
  /** A statement that runs for many seconds without help of a table. */
  readonly slow: string
  /** `CREATE TABLE typed (…)` and its rows' statements, then expected cells by column, rows in order of `id`. */
  readonly typed: { readonly setUp: readonly string[]; readonly cells: Readonly<Record<string, readonly Cell[]>> }
  /** n rows of the numbers 1…n in one column `n`. */
  readonly series: (n: number) => string
  /** Column type for moments in `CREATE TABLE`. */
  readonly timestampType: string
  /** Turns a standard CREATE TABLE into the engine's. */
  readonly createTable?: (sql: string) => string
  /** What this subject cannot show, each for a reason told beside it. */
  readonly without?: readonly ('keys' | 'nullability' | 'epochs' | 'grains' | 'literals' | 'offsets' | 'catalogs' | 'schemas' | 'cost' | 'kinds')[]
  /** Names that the engine cannot have, each for a reason told beside it. */
  readonly impossibleNames?: readonly string[]
}

export const policy = { allowLocalFiles: true, allowPrivateAddresses: true, fileRoots: [] }

export const columnsOf = async (connection: Connection, request: QueryRequest): Promise<Record<string, Cell[]>> => {
  const stream = await connection.stream({ timeoutMs: 20_000, ...request })
  const out: Record<string, Cell[]> = Object.fromEntries(stream.columns.map((column) => [column.name, []]))
  for await (const block of stream.blocks) {
    for (const [c, column] of stream.columns.entries()) out[column.name]?.push(...(block[c] ?? []))
  }
  return out
}

export const cell = async (connection: Connection, sql: string): Promise<Cell | undefined> => Object.values(await columnsOf(connection, { sql }))[0]?.[0]

export const failure = async (promise: Promise<unknown>): Promise<AppError> => {
  try {
    await promise
  } catch (error) {
    if (error instanceof AppError) return error
    throw new Error(`not one of our errors: ${String(error)}`, { cause: error })
  }
  throw new Error('nothing was thrown')
}

export const HOSTILE = [
  "it's",
  'back\\slash',
  "\\' OR 1=1 -- ",
  '"double" `tick`',
  'new\nline\r\ttab',
  '/* c */ -- ; {{ x }} %s :p ? $1',
  'Ünïcödé 😀 漢字',
  "''",
  '\\',
  '',
  '%_',
  '$$tag$$',
  '\u2028\u00a0\u200b',
]
export const HOSTILE_NAMES = ['a b', 'Select', 'q"uote', 'tick`', "apos'", 'semi;--', 'Ünï😀', 'per%cent :x ?', 'back\\slash', '[x]', 'dot.ted']

/** What the cases share: the filled database, open. */
export interface Bench {
  readonly subject: EngineSubject
  readonly dialect: Engine['dialect']
  readonly connection: Connection
  readonly config: ConnectionConfig
}

export const lacks = (bench: Bench, what: NonNullable<EngineSubject['without']>[number]): boolean => bench.subject.without?.includes(what) === true

export const write = (bench: Bench, sql: string): Promise<unknown> => columnsOf(bench.connection, { sql, readOnly: false })
