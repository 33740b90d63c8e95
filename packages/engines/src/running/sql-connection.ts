import { type AppError, type Cell, EngineFailure, type ResultColumn } from '@coset/core'
import type { Dialect } from '@coset/sql'
import type { Connection, ConnectionConfig, QueryRequest, TableDetails, TableInfo, TablePartitions } from '../port.ts'
import { refuseWrites } from '../shared-sql/only-reads.ts'
import { splitsIntoOne } from '../shared-sql/single-statement.ts'
import { collectRows } from './collect.ts'
import { cannotEstimate, type Estimate } from './estimate.ts'
import { createPool } from './pool.ts'
import { type Cursor, runQuery } from './run-query.ts'

/** Runs one of our own statements and reads its rows whole. */
export type AskSql = (sql: string, where?: { readonly catalog?: string | null; readonly schema?: string | null }) => Promise<readonly (readonly Cell[])[]>

/** What one engine knows of its own tables; asked with its own SQL. */
export interface Introspection {
  catalogs(ask: AskSql): Promise<readonly string[]>
  schemas(ask: AskSql, catalog: string | null): Promise<readonly string[]>
  defaultSchema(ask: AskSql): Promise<string | null>
  tables(ask: AskSql, schema: string | null, catalog: string | null): Promise<readonly TableInfo[]>
  /** Throws EngineFailure `TABLE_DOES_NOT_EXIST_ERROR`. */
  table(ask: AskSql, name: string, schema: string | null, catalog: string | null): Promise<TableDetails>
  partitions?(ask: AskSql, name: string, schema: string | null, catalog: string | null): Promise<TablePartitions>
}

/** One statement under way: as {@link QueryRequest}, checked, with a signal that always is there. */
export type Opening = (request: QueryRequest, signal: AbortSignal, onAbort: (stop: () => Promise<void>) => void) => Promise<Cursor>

export interface SqlConnectionParts {
  readonly label: string
  readonly dialect: Dialect
  readonly config: ConnectionConfig
  readonly describeError: (error: unknown) => AppError
  readonly open: Opening
  readonly introspect: Introspection
  /** By default `SELECT 1`. */
  readonly pingSql?: string
  /** The statement that tells the columns of a query without its rows. */
  readonly describeSql?: (sql: string) => string
  readonly estimate?: (connection: Connection, sql: string, schema: string | null) => Promise<Estimate>
  /** Statements may also hold scripts of several statements. */
  readonly scripts?: boolean
  /** Sessions refuse writes themselves. */
  readonly readOnlySession?: boolean
  readonly close?: () => Promise<void>
}

const OWN_MS = 30_000

class SqlConnection implements Connection {
  private readonly parts: SqlConnectionParts
  /** Places for statements at the same time; what fills them is of no account. */
  private readonly places
  private closed = false

  constructor(parts: SqlConnectionParts) {
    this.parts = parts
    this.places = createPool<object>({ size: parts.config.poolSize ?? 5, idleMs: 1_000, create: () => Promise.resolve({}), destroy: () => Promise.resolve() })
  }

  stream(request: QueryRequest) {
    return this.run(request, false)
  }

  /** `own`: the statement is one of ours, its names quoted by the dialect, and needs no check. */
  private run(request: QueryRequest, own: boolean) {
    const { parts } = this
    return runQuery({
      request,
      describeError: parts.describeError,
      open: async (signal, onAbort) => {
        if (this.closed) throw new EngineFailure('The connection was closed', { status: 422 })
        const { grammar } = parts.dialect
        if (!own && parts.scripts !== true && !splitsIntoOne(request.sql, grammar))
          throw new EngineFailure('Only one statement can run at a time', { code: 'SYNTAX_ERROR' })
        if (!own && request.readOnly !== false && parts.readOnlySession !== true) refuseWrites(request.sql, grammar)
        const place = await this.places.acquire(signal)
        try {
          const cursor = await parts.open({ ...request, sql: request.sql.trim().replace(/(?:;\s*)+$/, '') }, signal, onAbort)
          return this.seated(cursor, place)
        } catch (error) {
          await this.places.release(place, false)
          throw error
        }
      },
    })
  }

  private seated(cursor: Cursor, place: object): Cursor {
    return {
      columns: cursor.columns,
      next: () => cursor.next(),
      end: async (clean) => {
        await cursor.end(clean)
        await this.places.release(place, false)
      },
    }
  }

  private readonly ask: AskSql = async (sql, where = {}) => {
    const stream = await this.run({ sql, timeoutMs: OWN_MS, catalog: where.catalog ?? null, schema: where.schema ?? null }, true)
    return collectRows(stream)
  }

  async ping(): Promise<void> {
    const stream = await this.run({ sql: this.parts.pingSql ?? 'SELECT 1', timeoutMs: this.parts.config.connectTimeoutMs ?? OWN_MS }, true)
    await collectRows(stream)
  }

  /** Introspection may ask by other ways than statements; what goes wrong there is told the same way. */
  private async told<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked
    } catch (error) {
      throw this.parts.describeError(error)
    }
  }

  private get known(): Introspection {
    if (this.closed) throw new EngineFailure('The connection was closed', { status: 422 })
    return this.parts.introspect
  }

  catalogs = async () => this.told(this.known.catalogs(this.ask))
  schemas = async (catalog?: string | null) => this.told(this.known.schemas(this.ask, catalog ?? null))
  defaultSchema = async () => this.told(this.known.defaultSchema(this.ask))
  tables = async (schema: string | null, catalog?: string | null) => this.told(this.known.tables(this.ask, schema, catalog ?? null))
  table = async (name: string, schema: string | null, catalog?: string | null) => this.told(this.known.table(this.ask, name, schema, catalog ?? null))

  partitions = async (name: string, schema: string | null, catalog: string | null): Promise<TablePartitions> =>
    this.told(this.known.partitions?.(this.ask, name, schema, catalog) ?? Promise.resolve({ columns: [], rows: [] }))

  estimate(sql: string, schema?: string | null): Promise<Estimate> {
    const { estimate, label } = this.parts
    return estimate === undefined ? cannotEstimate(label) : estimate(this, sql, schema ?? null)
  }

  async describe(sql: string, schema?: string | null): Promise<readonly ResultColumn[]> {
    const { describeSql, dialect } = this.parts
    const inner = sql.trim().replace(/(?:;\s*)+$/, '')
    const asked =
      describeSql?.(inner) ??
      dialect.paginate(`SELECT * FROM (\n${inner}\n)${dialect.tableAlias}described`, { limit: dialect.probeNeedsRow ? 1 : 0, offset: 0, ordered: false })
    const stream = await this.stream({ sql: asked, timeoutMs: OWN_MS, schema: schema ?? null })
    // Nothing comes behind our own zero rows; the statements of engines that have no such form are broken off.
    if (describeSql === undefined) await collectRows(stream)
    else await stream.cancel()
    return stream.columns
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.places.close()
    await this.parts.close?.()
  }
}

/** A connection of an engine that only has statements: everything else is asked with SQL. One statement at a time, reads only unless told. */
export const sqlConnection = (parts: SqlConnectionParts): Connection => new SqlConnection(parts)
