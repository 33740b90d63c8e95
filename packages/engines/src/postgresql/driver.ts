import { EngineFailure, type ResultColumn } from '@coset/core'
import type { FieldDef } from 'pg'
import Cursor from 'pg-cursor'
import type { ColumnBlock, Connection, ConnectionConfig, QueryRequest, ResultStream, TableDetails, TableInfo } from '../port.ts'
import { collectRows } from '../running/collect.ts'
import { cannotEstimate, costText, type Estimate, planOf, valuesUnder } from '../running/estimate.ts'
import { createPool, type Pool } from '../running/pool.ts'
import { runQuery, toColumns } from '../running/run-query.ts'
import type { AskSql } from '../running/sql-connection.ts'
import { sendCancel } from './cancel.ts'
import { type PgFlavour, postgresqlFlavour } from './flavour.ts'
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

/** All rows at once. By the extended protocol, which takes one statement only. */
const readWhole = (client: PgSession, text: string): Promise<Batch> => {
  const config = { text, rowMode: 'array' as const, queryMode: 'extended' }
  return client.query<(string | null)[]>(config)
}

/** Runs one statement to its end; its rows are dropped. */
const runThrough = async (client: PgSession, sql: string): Promise<void> => {
  const cursor = client.query(new Cursor(sql, [], { rowMode: 'array' }))
  for (let batch = await readBatch(cursor); batch.rows.length > 0; ) batch = await readBatch(cursor)
  await cursor.close()
}

const columnsOf = (fields: readonly FieldDef[]): readonly ResultColumn[] =>
  fields.map((field) => {
    const type = pgType(field.dataTypeID)
    return { name: field.name, nativeType: type.name, type: type.type }
  })

class PostgresqlConnection implements Connection {
  private readonly config: ConnectionConfig
  private readonly flavour: PgFlavour
  private readonly pools = new Map<string | null, Pool<PgSession>>()
  private closed = false

  constructor(config: ConnectionConfig, flavour: PgFlavour) {
    this.config = config
    this.flavour = flavour
  }

  private pool(catalog: string | null | undefined): Pool<PgSession> {
    if (this.closed) throw new EngineFailure('The connection was closed', { status: 422 })
    const database = catalog ?? this.config.uri.database
    const known = this.pools.get(database)
    if (known !== undefined) return known
    const pool = createPool<PgSession>({
      size: this.config.poolSize ?? 5,
      idleMs: IDLE_MS,
      create: () => openSession(this.config, this.flavour, database, (client) => pool.forget(client)),
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
      describeError: this.flavour.describeError,
      open: async (signal, onAbort) => {
        const client = await pool.acquire(signal)
        try {
          onAbort(() => this.cancelBackend(client, request.catalog))
          const prelude = this.flavour.opening(request)
          if (prelude !== '') await client.query(prelude)
          for (const text of request.before ?? []) {
            signal.throwIfAborted()
            await runThrough(client, text)
          }
          signal.throwIfAborted()
          if (request.few === true) {
            return this.cursorOf(client, pool, null, await readWhole(client, request.sql), request.readOnly !== false)
          }
          const cursor = client.query(new Cursor(request.sql, [], { rowMode: 'array' }))
          return this.cursorOf(client, pool, cursor, await readBatch(cursor), request.readOnly !== false)
        } catch (error) {
          await this.finish(client, pool, request.readOnly !== false)
          throw error
        }
      },
    })
  }

  private cursorOf(client: PgSession, pool: Pool<PgSession>, cursor: Cursor | null, first: Batch, readOnly: boolean) {
    const readers = first.fields.map((field) => {
      const { read } = pgType(field.dataTypeID)
      return (value: unknown) => read(String(value))
    })
    let pending: Batch | null = first
    let done = cursor === null || first.rows.length < BLOCK_ROWS
    return {
      columns: columnsOf(first.fields),
      next: async (): Promise<ColumnBlock | null> => {
        const batch = pending ?? (done || cursor === null ? null : await readBatch(cursor))
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
        const closed = await (cursor?.close() ?? Promise.resolve()).then(
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
      (await client.query(this.flavour.closing).then(
        () => true,
        () => false,
      ))
    await pool.release(client, !reusable)
  }

  private async cancelBackend(client: PgSession, catalog: string | null | undefined): Promise<void> {
    const { processID, secretKey } = client
    const { cancelSql, defaultPort } = this.flavour
    if (processID === null) return
    if (cancelSql === null) {
      await sendCancel(this.config, defaultPort, { processID, secretKey: secretKey ?? 0 })
      return
    }
    const other = await openSession(this.config, this.flavour, catalog ?? this.config.uri.database, () => undefined)
    try {
      await other.query(cancelSql(processID))
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
      throw this.flavour.describeError(error)
    }
  }

  async ping(): Promise<void> {
    await this.ask(null, 'SELECT 1')
  }

  /** Our own statements of engines that are asked without parameters. */
  private readonly askSql: AskSql = (sql, where = {}) => this.ask(where.catalog, sql)

  catalogs = (): Promise<readonly string[]> =>
    this.flavour.introspection?.catalogs(this.askSql) ?? introspect.catalogs((sql, values) => this.ask(null, sql, values))
  schemas = (catalog?: string | null): Promise<readonly string[]> =>
    this.flavour.introspection?.schemas(this.askSql, catalog ?? null) ?? introspect.schemas((sql, values) => this.ask(catalog, sql, values))
  defaultSchema = async (): Promise<string | null> => (await this.ask(null, 'SELECT current_schema()'))[0]?.[0] ?? null
  tables = (schema: string | null, catalog?: string | null): Promise<readonly TableInfo[]> =>
    this.flavour.introspection?.tables(this.askSql, schema, catalog ?? null) ?? introspect.tables((sql, values) => this.ask(catalog, sql, values), schema)
  table = (name: string, schema: string | null, catalog?: string | null): Promise<TableDetails> =>
    this.flavour.introspection?.table(this.askSql, name, schema, catalog ?? null) ??
    introspect.table((sql, values) => this.ask(catalog, sql, values), name, schema)

  async describe(sql: string, schema?: string | null): Promise<readonly ResultColumn[]> {
    const stream = await this.stream({ sql: `SELECT * FROM (\n${sql}\n) AS described LIMIT 0`, timeoutMs: 30_000, ...(schema === undefined ? {} : { schema }) })
    await stream.cancel()
    return stream.columns
  }

  async estimate(sql: string, schema?: string | null): Promise<Estimate> {
    if (!this.flavour.explainsJson) return cannotEstimate(this.flavour.label)
    const stream = await this.stream({ sql: `EXPLAIN (FORMAT JSON)\n${sql}`, timeoutMs: 30_000, schema: schema ?? null })
    const plan = planOf(this.flavour.label, await collectRows(stream))
    const first = (key: string): string => costText(Number(valuesUnder(plan, new Set([key]))[0] ?? 0))
    return { 'Start-up cost': first('Startup Cost'), 'Total cost': first('Total Cost') }
  }

  async close(): Promise<void> {
    this.closed = true
    await Promise.all([...this.pools.values()].map((pool) => pool.close()))
  }
}

/** A lazy pool of sessions, one set for each database that is asked for. */
export const connectPostgresql = (config: ConnectionConfig, flavour: PgFlavour = postgresqlFlavour): Connection => new PostgresqlConnection(config, flavour)
