import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely'

const bindable = (value: unknown): SQLInputValue => {
  if (value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  return value as SQLInputValue
}

/** One connection; statements are prepared once and kept. */
class SqliteConnection implements DatabaseConnection {
  private readonly statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  readonly database: DatabaseSync
  constructor(database: DatabaseSync) {
    this.database = database
  }

  private prepare(sql: string): ReturnType<DatabaseSync['prepare']> {
    const known = this.statements.get(sql)
    if (known !== undefined) return known
    const statement = this.database.prepare(sql)
    if (this.statements.size > 500) this.statements.clear()
    this.statements.set(sql, statement)
    return statement
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.prepare(query.sql)
    const parameters = query.parameters.map(bindable)
    if (statement.columns().length > 0) return { rows: statement.all(...parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    for (const row of this.prepare(query.sql).iterate(...query.parameters.map(bindable))) yield { rows: [row as R] }
  }
}

const BUSY_MS = 5000
const SQLITE_BUSY = 5

/** SQLite does not wait for its turn at this switch when several processes open a new file at once, so we do. */
const useWriteAheadLog = async (database: DatabaseSync): Promise<void> => {
  for (const started = Date.now(); ; await wait(20)) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      const busy = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
      if (!busy || Date.now() - started > BUSY_MS) throw error
    }
  }
}

/** Kysely's driver over node:sqlite. Transactions wait in line: there is one connection. */
class SqliteDriver implements Driver {
  private connection: SqliteConnection | undefined
  private tail: Promise<void> = Promise.resolve()
  private release: (() => void) | undefined
  private readonly path: string
  constructor(path: string) {
    this.path = path
  }

  async init(): Promise<void> {
    const database = new DatabaseSync(this.path, { timeout: BUSY_MS })
    await useWriteAheadLog(database)
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA mmap_size = 268435456')
    database.function('lower', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text))
    this.connection = new SqliteConnection(database)
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.tail
    let free: () => void = () => undefined
    this.tail = new Promise((resolve) => {
      free = resolve
    })
    await before
    this.release = free
    if (this.connection === undefined) throw new Error('the metadata database is closed')
    return this.connection
  }

  async beginTransaction(connection: DatabaseConnection, _settings: TransactionSettings): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'))
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'))
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('ROLLBACK'))
  }
  async releaseConnection(): Promise<void> {
    this.release?.()
  }
  async destroy(): Promise<void> {
    this.connection?.database.close()
    this.connection = undefined
  }
}

/** Migrations run in one transaction, which locks the file: processes that start at once wait for the first. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** SQLite through Node's own module; `path` is a file or `:memory:`. */
export const sqliteDialect = (path: string): Dialect => ({
  createDriver: () => new SqliteDriver(path),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createAdapter: () => new TransactionalAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
})
