import type { Socket } from 'node:net'
import { AppError, EngineFailure, type ResultColumn } from '@coset/core'
import { tokenize } from '@coset/sql'
import type { Connection, ConnectionConfig, QueryRequest, ResultStream } from '../port.ts'
import { createPool, type Pool } from '../running/pool.ts'
import { type Cursor, runQuery, toColumns } from '../running/run-query.ts'
import { mysqlDialect } from './dialect.ts'
import { describeMysqlError } from './errors.ts'
import * as introspect from './introspect.ts'
import { type RowReader, readRows } from './row-reader.ts'
import { closeSession, type MysqlSession, openSession, runPlain } from './session.ts'
import { type MysqlField, mysqlType } from './types.ts'

const IDLE_MS = 30_000
/** A result that is left early is killed; this long may the server take to notice. */
const DRAIN_MS = 2_000

const columnsOf = (fields: readonly MysqlField[]): readonly ResultColumn[] =>
  fields.map((field) => {
    const type = mysqlType(field)
    return { name: field.name, nativeType: type.name, type: type.type }
  })

/** Only queries leave a session as it was; named locks and SET do not. */
const leavesNothing = (sql: string): boolean => {
  try {
    const first = tokenize(sql, 'mysql').find((token) => token.kind !== 'comment' && token.text !== '(')
    return ['SELECT', 'WITH', 'SHOW', 'EXPLAIN', 'DESCRIBE', 'DESC', 'VALUES'].includes(first?.value ?? '') && !/get_lock/i.test(sql)
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

/** The driver declares a smaller socket than it has. */
const streamOf = (session: MysqlSession): Socket | undefined => (session.connection as unknown as { readonly stream?: Socket }).stream

const within = async (work: Promise<void>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const done = await Promise.race([work.then(() => true), late])
  clearTimeout(timer)
  return done
}

class MysqlConnection implements Connection {
  private readonly config: ConnectionConfig
  private readonly pool: Pool<MysqlSession>

  constructor(config: ConnectionConfig) {
    this.config = config
    this.pool = createPool<MysqlSession>({
      size: config.poolSize ?? 5,
      idleMs: IDLE_MS,
      create: () => openSession(config, (session) => this.pool.forget(session)),
      destroy: closeSession,
      park: (session) => streamOf(session)?.unref(),
      wake: (session) => streamOf(session)?.ref(),
    })
  }

  async stream(request: QueryRequest): Promise<ResultStream> {
    const readOnly = request.readOnly !== false
    return runQuery({
      request,
      describeError: describeMysqlError,
      open: async (signal, onAbort) => {
        const session = await this.acquire(signal, request.schema ?? null)
        const reusable = readOnly && leavesNothing(request.sql)
        try {
          onAbort(() => this.kill(session))
          // The session's mode, since statements that commit by themselves (CREATE, DROP, GRANT) leave a read-only transaction behind.
          await runPlain(session.connection, `SET SESSION TRANSACTION READ ${readOnly ? 'ONLY' : 'WRITE'}`)
          signal.throwIfAborted()
          const reader = readRows(session.connection, request.sql)
          return this.cursorOf(session, reader, await reader.fields, reusable)
        } catch (error) {
          await this.finish(session, reusable)
          throw error
        }
      },
    })
  }

  /** A session whose unqualified names mean the schema asked for, or the address's own. */
  private async acquire(signal: AbortSignal, schema: string | null): Promise<MysqlSession> {
    const wanted = schema ?? this.config.uri.database
    for (;;) {
      const session = await this.pool.acquire(signal)
      if (session.schema === wanted) return session
      if (wanted === null) {
        await this.pool.release(session, true)
        continue
      }
      try {
        await runPlain(session.connection, `USE ${mysqlDialect.quoteIdentifier(wanted)}`)
        session.schema = wanted
        return session
      } catch (error) {
        await this.pool.release(session, true)
        throw error
      }
    }
  }

  private cursorOf(session: MysqlSession, reader: RowReader, fields: readonly MysqlField[], reusable: boolean): Cursor {
    const readers = fields.map((field) => mysqlType(field).read)
    let finished = false
    return {
      columns: columnsOf(fields),
      next: async () => {
        const rows = await reader.next()
        finished = rows === null
        return rows === null ? null : toColumns(rows, readers)
      },
      end: async (clean) => {
        if (!finished) await this.kill(session).catch(() => undefined)
        const drained = finished || (await within(reader.drain(), DRAIN_MS))
        if (clean && drained) await this.finish(session, reusable)
        else {
          session.connection.destroy()
          await this.pool.release(session, true)
        }
      },
    }
  }

  private async finish(session: MysqlSession, reusable: boolean): Promise<void> {
    // Also takes a late KILL QUERY, which would hit the next statement.
    const clean =
      reusable &&
      (await runPlain(session.connection, 'ROLLBACK').then(
        () => true,
        () => false,
      ))
    await this.pool.release(session, !clean)
  }

  private async kill(session: MysqlSession): Promise<void> {
    const { threadId } = session.connection
    if (threadId === null) return
    const other = await openSession(this.config, () => undefined)
    try {
      await runPlain(other.connection, `KILL QUERY ${Number(threadId)}`)
    } finally {
      await closeSession(other)
    }
  }

  private ask = async (sql: string, values: readonly unknown[] = []): Promise<readonly (readonly (string | null)[])[]> => {
    try {
      const session = await this.acquire(new AbortController().signal, null)
      try {
        const rows = await runPlain(session.connection, sql, values)
        await this.pool.release(session, false)
        return rows.map((row) => row.map((value) => (value === null || typeof value === 'string' ? value : JSON.stringify(value))))
      } catch (error) {
        await this.pool.release(session, true)
        throw error
      }
    } catch (error) {
      throw describeMysqlError(error)
    }
  }

  async ping(): Promise<void> {
    await this.ask('SELECT 1')
  }

  catalogs = (): Promise<readonly string[]> => Promise.resolve([])
  schemas = (): Promise<readonly string[]> => introspect.schemas(this.ask)
  defaultSchema = async (): Promise<string | null> => (await this.ask('SELECT DATABASE()'))[0]?.[0] ?? null
  tables = (schema: string | null) => introspect.tables(this.ask, schema)
  table = (name: string, schema: string | null) => introspect.table(this.ask, name, schema)

  async describe(sql: string, schema?: string | null): Promise<readonly ResultColumn[]> {
    let session: MysqlSession | undefined
    try {
      const opened = await this.acquire(AbortSignal.timeout(this.config.connectTimeoutMs ?? 10_000), schema ?? null)
      session = opened
      const fields = await new Promise<readonly MysqlField[]>((resolve, reject) => {
        opened.connection.prepare(sql, (error, statement) => {
          if (error) {
            // Where the error arose while preparing, the driver leaves the text out.
            reject(Object.assign(error, { sql }))
            return
          }
          resolve((statement as unknown as { readonly columns?: readonly MysqlField[] }).columns ?? [])
          statement.close()
        })
      })
      if (fields.length === 0) throw new EngineFailure('The statement gives no columns', { code: 'GENERIC_DB_ENGINE_ERROR' })
      return columnsOf(fields)
    } catch (error) {
      throw describeMysqlError(error)
    } finally {
      if (session !== undefined) await this.pool.release(session, false)
    }
  }

  async close(): Promise<void> {
    await this.pool.close()
  }
}

/** A lazy pool of sessions. */
export const connectMysql = (config: ConnectionConfig): Connection => new MysqlConnection(config)
