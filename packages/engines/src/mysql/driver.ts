import type { Socket } from 'node:net'
import { AppError, EngineFailure, type ResultColumn } from '@coset/core'
import { tokenize } from '@coset/sql'
import type { Connection, ConnectionConfig, QueryRequest, ResultStream } from '../port.ts'
import { collectRows } from '../running/collect.ts'
import { cannotEstimate, costText, type Estimate, planOf, valuesUnder } from '../running/estimate.ts'
import { createPool, type Pool } from '../running/pool.ts'
import { type Cursor, runQuery, toColumns } from '../running/run-query.ts'
import { refuseWrites } from '../shared-sql/only-reads.ts'
import { type MysqlFlavour, mysqlFlavour } from './flavour.ts'
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

interface Home {
  readonly catalog: string | null
  readonly schema: string | null
}

/** Where unqualified names lead: `db`, or `catalog.db` of engines with catalogs. */
const homeOf = (database: string | null, flavour: MysqlFlavour): Home => {
  const at = flavour.catalogs === null || database === null ? -1 : database.indexOf('.')
  return database === null || at < 0 ? { catalog: null, schema: database } : { catalog: database.slice(0, at), schema: database.slice(at + 1) }
}

class MysqlConnection implements Connection {
  private readonly config: ConnectionConfig
  private readonly flavour: MysqlFlavour
  private readonly home: Home
  private readonly pool: Pool<MysqlSession>

  constructor(given: ConnectionConfig, flavour: MysqlFlavour) {
    this.flavour = flavour
    this.home = homeOf(given.uri.database, flavour)
    // Where there are catalogs, the database is chosen after the sign-in.
    const config = flavour.catalogs === null ? given : { ...given, uri: { ...given.uri, database: null } }
    this.config = config
    this.pool = createPool<MysqlSession>({
      size: config.poolSize ?? 5,
      idleMs: IDLE_MS,
      create: () => openSession(config, flavour, (session) => this.pool.forget(session)),
      destroy: closeSession,
      park: (session) => streamOf(session)?.unref(),
      wake: (session) => streamOf(session)?.ref(),
    })
  }

  async stream(request: QueryRequest): Promise<ResultStream> {
    const readOnly = request.readOnly !== false
    return runQuery({
      request,
      describeError: this.flavour.describeError,
      open: async (signal, onAbort) => {
        if (readOnly && this.flavour.accessMode === null) refuseWrites(request.sql, this.flavour.dialect.grammar)
        const session = await this.acquire(signal, request.schema ?? null, request.catalog ?? null)
        const reusable = readOnly && [...(request.before ?? []), request.sql].every(leavesNothing)
        try {
          onAbort(() => this.kill(session))
          const mode = this.flavour.accessMode?.(readOnly)
          if (mode !== undefined) await runPlain(session.connection, mode)
          for (const text of request.before ?? []) {
            signal.throwIfAborted()
            const passed = readRows(session.connection, text)
            await passed.fields
            await passed.drain()
          }
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
  private async acquire(signal: AbortSignal, schema: string | null, catalog: string | null = null): Promise<MysqlSession> {
    const { dialect, catalogs } = this.flavour
    const place = catalogs === null ? null : (catalog ?? this.home.catalog)
    const database = schema ?? (catalog === null || catalog === this.home.catalog ? this.home.schema : null)
    for (;;) {
      const session = await this.pool.acquire(signal)
      if (session.schema === database && session.catalog === place) return session
      if (database === null && session.schema !== null && place === session.catalog) {
        await this.pool.release(session, true)
        continue
      }
      try {
        if (catalogs !== null && session.catalog !== place) await runPlain(session.connection, catalogs.use(place ?? catalogs.own))
        if (database !== null) await runPlain(session.connection, `USE ${dialect.quoteIdentifier(database)}`)
        session.schema = database
        session.catalog = place
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
    const clean =
      reusable &&
      (await runPlain(session.connection, this.flavour.closing).then(
        () => true,
        () => false,
      ))
    await this.pool.release(session, !clean)
  }

  private async kill(session: MysqlSession): Promise<void> {
    const { threadId } = session.connection
    if (threadId === null) return
    const other = await openSession(this.config, this.flavour, () => undefined)
    try {
      await runPlain(other.connection, `KILL QUERY ${Number(threadId)}`)
    } finally {
      await closeSession(other)
    }
  }

  private ask = async (sql: string, values: readonly unknown[] = [], catalog: string | null = null): Promise<readonly (readonly (string | null)[])[]> => {
    try {
      const session = await this.acquire(new AbortController().signal, null, catalog)
      try {
        const rows = await runPlain(session.connection, sql, values)
        await this.pool.release(session, false)
        return rows.map((row) => row.map((value) => (value === null || typeof value === 'string' ? value : JSON.stringify(value))))
      } catch (error) {
        await this.pool.release(session, true)
        throw error
      }
    } catch (error) {
      throw this.flavour.describeError(error)
    }
  }

  async ping(): Promise<void> {
    await this.ask('SELECT 1')
  }

  /** Asks inside of one catalog. */
  private readonly within = (catalog: string | null | undefined) => (sql: string, values?: readonly unknown[]) => this.ask(sql, values, catalog ?? null)

  catalogs = async (): Promise<readonly string[]> =>
    this.flavour.catalogs === null ? [] : (await this.ask(this.flavour.catalogs.list)).map((row) => row[0] ?? '').sort()
  schemas = (catalog?: string | null): Promise<readonly string[]> => introspect.schemas(this.within(catalog))
  defaultSchema = async (): Promise<string | null> => (await this.ask('SELECT DATABASE()'))[0]?.[0] ?? null
  tables = (schema: string | null, catalog?: string | null) => introspect.tables(this.within(catalog), schema)
  table = (name: string, schema: string | null, catalog?: string | null) => introspect.table(this.within(catalog), name, schema)

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
      throw this.flavour.describeError(error)
    } finally {
      if (session !== undefined) await this.pool.release(session, false)
    }
  }

  /** The optimizer's cost where the server tells it (MySQL, MariaDB 11), and the rows that it expects to read. */
  async estimate(sql: string, schema?: string | null): Promise<Estimate> {
    if (!this.flavour.explainsJson) return cannotEstimate(this.flavour.label)
    const stream = await this.stream({ sql: `EXPLAIN FORMAT=JSON ${sql}`, timeoutMs: 30_000, schema: schema ?? null })
    const plan = planOf(this.flavour.label, await collectRows(stream))
    const cost = valuesUnder(plan, new Set(['query_cost', 'cost']))
      .map(Number)
      .find(Number.isFinite)
    const rows = valuesUnder(plan, new Set(['rows', 'rows_examined_per_scan'])).map(Number)
    return {
      ...(cost === undefined ? {} : { 'Query cost': costText(cost) }),
      'Rows to examine': String(rows.reduce((sum, count) => sum + count, 0)),
    }
  }

  async close(): Promise<void> {
    await this.pool.close()
  }
}

/** A lazy pool of sessions. */
export const connectMysql = (config: ConnectionConfig, flavour: MysqlFlavour = mysqlFlavour): Connection => new MysqlConnection(config, flavour)
