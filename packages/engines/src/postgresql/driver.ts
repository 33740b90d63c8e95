import { EngineFailure, type ResultColumn } from '@coset/core'
import type { FieldDef } from 'pg'
import Cursor from 'pg-cursor'
import type { ColumnBlock, Connection, ConnectionConfig, QueryRequest, ResultStream } from '../port.ts'
import { createPool, type Pool } from '../running/pool.ts'
import { runQuery, toColumns } from '../running/run-query.ts'
import { postgresqlDialect } from './dialect.ts'
import { describePostgresqlError } from './errors.ts'
import * as introspect from './introspect.ts'
import { closeSession, openSession, type PgSession } from './session.ts'
import { pgType } from './types.ts'

const BLOCK_ROWS = 1_000
const IDLE_MS = 30_000

interface Batch {
  readonly rows: readonly (readonly unknown[])[]
  readonly fields: readonly FieldDef[]
}

const readBatch = (cursor: Cursor): Promise<Batch> =>
  new Promise((resolve, reject) => {
    cursor.read(BLOCK_ROWS, (error: Error | undefined | null, rows, result) => {
      if (error) reject(error)
      else resolve({ rows: rows ?? [], fields: result?.fields ?? [] })
    })
  })

const columnsOf = (fields: readonly FieldDef[]): readonly ResultColumn[] =>
  fields.map((field) => {
    const type = pgType(field.dataTypeID)
    return { name: field.name, nativeType: type.name, type: type.type }
  })

/** What is sent before the statement, in one round trip. */
const opening = (request: QueryRequest): string => {
  const parts: string[] = []
  if (request.readOnly !== false) parts.push('BEGIN READ ONLY')
  const local = request.readOnly === false ? '' : 'LOCAL '
  if (request.timeoutMs !== undefined) parts.push(`SET ${local}statement_timeout = ${Math.ceil(request.timeoutMs) + 1_000}`)
  if (request.schema) parts.push(`SET ${local}search_path TO ${postgresqlDialect.quoteIdentifier(request.schema)}`)
  return parts.join('; ')
}

class PostgresqlConnection implements Connection {
  private readonly config: ConnectionConfig
  private readonly pools = new Map<string | null, Pool<PgSession>>()
  private closed = false

  constructor(config: ConnectionConfig) {
    this.config = config
  }

  private pool(catalog: string | null | undefined): Pool<PgSession> {
    if (this.closed) throw new EngineFailure('The connection was closed', { status: 422 })
    const database = catalog ?? this.config.uri.database
    const known = this.pools.get(database)
    if (known !== undefined) return known
    const pool = createPool<PgSession>({
      size: this.config.poolSize ?? 5,
      idleMs: IDLE_MS,
      create: () => openSession(this.config, database, (client) => pool.forget(client)),
      destroy: closeSession,
      park: (client) => client.unref(),
      wake: (client) => client.ref(),
    })
    this.pools.set(database, pool)
    return pool
  }

  async stream(request: QueryRequest): Promise<ResultStream> {
    const pool = this.pool(request.catalog)
    return runQuery({
      request,
      describeError: describePostgresqlError,
      open: async (signal, onAbort) => {
        const client = await pool.acquire(signal)
        try {
          onAbort(() => this.cancelBackend(client, request.catalog))
          const prelude = opening(request)
          if (prelude !== '') await client.query(prelude)
          signal.throwIfAborted()
          const cursor = client.query(new Cursor(request.sql, [], { rowMode: 'array' }))
          const first = await readBatch(cursor)
          return this.cursorOf(client, pool, cursor, first, request.readOnly !== false)
        } catch (error) {
          await this.finish(client, pool, request.readOnly !== false)
          throw error
        }
      },
    })
  }

  private cursorOf(client: PgSession, pool: Pool<PgSession>, cursor: Cursor, first: Batch, readOnly: boolean) {
    const readers = first.fields.map((field) => {
      const { read } = pgType(field.dataTypeID)
      return (value: unknown) => read(String(value))
    })
    let pending: Batch | null = first
    let done = first.rows.length < BLOCK_ROWS
    return {
      columns: columnsOf(first.fields),
      next: async (): Promise<ColumnBlock | null> => {
        const batch = pending ?? (done ? null : await readBatch(cursor))
        pending = null
        if (batch === null || batch.rows.length === 0) return null
        done = batch.rows.length < BLOCK_ROWS
        return toColumns(batch.rows, readers)
      },
      end: async (clean: boolean): Promise<void> => {
        if (!clean) {
          await pool.release(client, true)
          return
        }
        const closed = await cursor.close().then(
          () => true,
          () => false,
        )
        if (closed) await this.finish(client, pool, readOnly)
        else await pool.release(client, true)
      },
    }
  }

  /** Back into the pool as it came: a rollback takes every SET with it. Sessions that could write are not used again. */
  private async finish(client: PgSession, pool: Pool<PgSession>, readOnly: boolean): Promise<void> {
    const reusable =
      readOnly &&
      (await client.query('ROLLBACK; SELECT pg_advisory_unlock_all()').then(
        () => true,
        () => false,
      ))
    await pool.release(client, !reusable)
  }

  private async cancelBackend(client: PgSession, catalog: string | null | undefined): Promise<void> {
    const { processID } = client
    const other = await openSession(this.config, catalog ?? this.config.uri.database, () => undefined)
    try {
      await other.query('SELECT pg_cancel_backend($1)', [processID])
    } finally {
      await closeSession(other)
    }
  }

  /** Runs our own statement in a pooled read-only session; rows as texts. */
  private async ask(catalog: string | null | undefined, sql: string, values: readonly unknown[] = []): Promise<readonly (readonly (string | null)[])[]> {
    const pool = this.pool(catalog)
    try {
      const client = await pool.acquire(new AbortController().signal)
      try {
        const result = await client.query<(string | null)[]>({ text: sql, values: [...values], rowMode: 'array' })
        await pool.release(client, false)
        return result.rows
      } catch (error) {
        await pool.release(client, true)
        throw error
      }
    } catch (error) {
      throw describePostgresqlError(error)
    }
  }

  async ping(): Promise<void> {
    await this.ask(null, 'SELECT 1')
  }

  catalogs = (): Promise<readonly string[]> => introspect.catalogs((sql, values) => this.ask(null, sql, values))
  schemas = (catalog?: string | null): Promise<readonly string[]> => introspect.schemas((sql, values) => this.ask(catalog, sql, values))
  defaultSchema = async (): Promise<string | null> => (await this.ask(null, 'SELECT current_schema()'))[0]?.[0] ?? null
  tables = (schema: string | null, catalog?: string | null) => introspect.tables((sql, values) => this.ask(catalog, sql, values), schema)
  table = (name: string, schema: string | null, catalog?: string | null) => introspect.table((sql, values) => this.ask(catalog, sql, values), name, schema)

  async describe(sql: string, schema?: string | null): Promise<readonly ResultColumn[]> {
    const stream = await this.stream({ sql: `SELECT * FROM (\n${sql}\n) AS described LIMIT 0`, timeoutMs: 30_000, ...(schema === undefined ? {} : { schema }) })
    await stream.cancel()
    return stream.columns
  }

  async close(): Promise<void> {
    this.closed = true
    await Promise.all([...this.pools.values()].map((pool) => pool.close()))
  }
}

/** A lazy pool of sessions, one set for each database that is asked for. */
export const connectPostgresql = (config: ConnectionConfig): Connection => new PostgresqlConnection(config)
