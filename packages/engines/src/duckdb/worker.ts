import type { Cell, ResultColumn } from '@coset/core'
import { type DuckDBConnection, DuckDBInstance, type DuckDBPreparedStatement, type DuckDBResult, StatementType } from '@duckdb/node-api'
import type { ChildDatabase, StartOptions } from '../child/protocol.ts'
import { serve } from '../child/serve.ts'
import type { ColumnBlock } from '../port.ts'
import { readerOf, typeText } from './values.ts'

interface Session {
  readonly connection: DuckDBConnection
  readonly home: string
  result: DuckDBResult | undefined
  inTransaction: boolean
}

const READING: ReadonlySet<StatementType> = new Set([StatementType.SELECT, StatementType.EXPLAIN])
/** No file, extension, database or setting can be reached or changed by SQL, whatever it says. */
const NEVER: ReadonlySet<StatementType> = new Set([
  StatementType.ATTACH,
  StatementType.DETACH,
  StatementType.COPY,
  StatementType.COPY_DATABASE,
  StatementType.EXPORT,
  StatementType.LOAD,
  StatementType.EXTENSION,
  StatementType.SET,
  StatementType.VARIABLE_SET,
  StatementType.TRANSACTION,
  StatementType.PREPARE,
  StatementType.EXECUTE,
])

let instance: DuckDBInstance | undefined
const sessions = new Map<number, Session>()

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const textOf = async (connection: DuckDBConnection, sql: string): Promise<string> => String((await connection.runAndReadAll(sql)).getRows()[0]?.[0] ?? '')

const connect = async (): Promise<Session> => {
  if (instance === undefined) throw new Error('The database is not open')
  const connection = await instance.connect()
  return { connection, home: await textOf(connection, 'SELECT current_schema()'), result: undefined, inTransaction: false }
}

const sessionOf = async (number: number): Promise<Session> => {
  const known = sessions.get(number)
  if (known !== undefined) return known
  const session = await connect()
  sessions.set(number, session)
  return session
}

/** All statements of one text: a PIVOT becomes several, of which the last gives the rows. */
const prepare = async (connection: DuckDBConnection, sql: string, readOnly: boolean): Promise<DuckDBPreparedStatement> => {
  const extracted = await connection.extractStatements(sql)
  for (let i = 0; ; i++) {
    const statement = await extracted.prepare(i)
    if (NEVER.has(statement.statementType)) throw new Error('Permission Error: This statement is not allowed here')
    const last = i === extracted.count - 1
    if (last && readOnly && !READING.has(statement.statementType)) throw new Error('Permission Error: Only queries are allowed here')
    if (last) return statement
    await statement.run()
  }
}

const blockOf = async (session: Session): Promise<ColumnBlock | null> => {
  const { result } = session
  if (result === undefined) return null
  const chunk = await result.fetchChunk()
  if (chunk === null || chunk.rowCount === 0) {
    session.result = undefined
    return null
  }
  const types = result.columnTypes()
  return chunk.getColumns().map((column, c) => {
    const type = types[c]
    const read = type === undefined ? String : readerOf(type).read
    const cells: Cell[] = []
    for (let r = 0; r < column.length; r++) {
      const value = column[r] ?? null
      cells.push(value === null ? null : read(value))
    }
    return cells
  })
}

const finish = async (session: Session): Promise<void> => {
  session.result = undefined
  if (!session.inTransaction) return
  session.inTransaction = false
  await session.connection.run('ROLLBACK')
}

const begin = async (session: Session, { readOnly, schema }: StartOptions): Promise<void> => {
  await finish(session)
  await session.connection.run(`USE ${quoted(schema ?? session.home)}`)
  if (!readOnly) return
  await session.connection.run('BEGIN TRANSACTION READ ONLY')
  session.inTransaction = true
}

const preparedColumns = (statement: DuckDBPreparedStatement): readonly ResultColumn[] =>
  Array.from({ length: statement.columnCount }, (_, i) => {
    const type = statement.columnType(i)
    return { name: statement.columnName(i), nativeType: typeText(type), type: readerOf(type).type }
  })

/** A file that another process writes to is locked until that process gives it back, about a second after its last query. */
const openPatiently = async (path: string, patienceMs: number, options: Record<string, string>): Promise<DuckDBInstance> => {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return await DuckDBInstance.create(path, options)
    } catch (error) {
      if (performance.now() > until || !(error instanceof Error) || !error.message.includes('Could not set lock')) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

interface OpenOptions {
  readonly path: string
  readonly readOnly: boolean
  readonly patienceMs: number
  readonly token: string | null
}

const fileOptions = (readOnly: boolean): Record<string, string> => ({
  access_mode: readOnly ? 'READ_ONLY' : 'AUTOMATIC',
  enable_external_access: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_persistent_secrets: 'false',
})

/** MotherDuck's own closed mode: no local files, no further extensions, settings locked. */
const serviceOptions = (token: string | null): Record<string, string> => ({
  ...(token === null ? {} : { motherduck_token: token }),
  motherduck_saas_mode: 'true',
  allow_community_extensions: 'false',
  allow_persistent_secrets: 'false',
})

const duckdb: ChildDatabase = {
  open: async (options) => {
    const { path, readOnly, patienceMs, token } = options as OpenOptions
    const service = path.startsWith('md:')
    instance = await openPatiently(path, patienceMs, service ? serviceOptions(token) : fileOptions(readOnly))
    const connection = await instance.connect()
    await connection.run("SET GLOBAL TimeZone = 'UTC'")
    if (service) await connection.run("SET disabled_filesystems = 'LocalFileSystem'")
    await connection.run('SET lock_configuration = true')
    connection.closeSync()
  },
  start: async (number, options) => {
    const session = await sessionOf(number)
    await begin(session, options)
    for (const text of options.before) await (await prepare(session.connection, text, options.readOnly)).run()
    const statement = await prepare(session.connection, options.sql, options.readOnly)
    const result = await statement.stream()
    session.result = result
    const returnsRows = statement.columnCount > 0 && (READING.has(statement.statementType) || !options.readOnly)
    const types = result.columnTypes()
    const columns = result.columnNames().map((name, i): ResultColumn => {
      const type = types[i]
      return type === undefined ? { name, nativeType: '', type: 'unknown' } : { name, nativeType: typeText(type), type: readerOf(type).type }
    })
    return { columns: returnsRows ? columns : [], block: await blockOf(session) }
  },
  next: async (number) => blockOf(await sessionOf(number)),
  finish: async (number) => finish(await sessionOf(number)),
  interrupt: (number) => sessions.get(number)?.connection.interrupt(),
  closeSession: (number) => {
    sessions.get(number)?.connection.closeSync()
    sessions.delete(number)
  },
  describe: async (sql, schema) => {
    const session = await connect()
    try {
      await begin(session, { sql, before: [], schema, readOnly: true })
      return preparedColumns(await prepare(session.connection, sql, true))
    } finally {
      await finish(session)
      session.connection.closeSync()
    }
  },
  ask: async (sql, values) => {
    const session = await connect()
    try {
      const rows = (await session.connection.runAndReadAll(sql, [...values])).getRows()
      return rows.map((row) => row.map((value) => (value === null || typeof value === 'boolean' || typeof value === 'number' ? value : String(value))))
    } finally {
      session.connection.closeSync()
    }
  },
}

serve(duckdb)
