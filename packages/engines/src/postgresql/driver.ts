import { EngineFailure, type ResultColumn } from '@coset/core'
import type { FieldDef } from 'pg'
import type { ColumnBlock, Connection, ConnectionConfig, QueryRequest, ResultStream, TableDetails, TableInfo } from '../port.ts'
import { collectRows } from '../running/collect.ts'
import { cannotEstimate, costText, type Estimate, planOf, valuesUnder } from '../running/estimate.ts'
import { createPool, type Pool } from '../running/pool.ts'
import { runQuery } from '../running/run-query.ts'
import type { AskSql } from '../running/sql-connection.ts'
import { sendCancel } from './cancel.ts'
import { type PgFlavour, postgresqlFlavour } from './flavour.ts'
import * as introspect from './introspect.ts'
import { closeSession, openSession, type PgSession } from './session.ts'
import { PgStatement } from './statement.ts'
import { pgType } from './types.ts'

const IDLE_MS = 30_000
/** Rows that nobody wants are rather read than the statement stopped, up to so many. */
const MOST_UNWANTED = 10_000

/** Runs one statement to its end; its rows are dropped. */
const runThrough = async (client: PgSession, sql: string): Promise<void> => {
  const statement = client.query(new PgStatement(sql))
  while ((await statement.next()) !== null);
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
          const opening = this.flavour.opening(request)
          const before = request.before ?? []
          const together = this.flavour.pipelined && before.length === 0
          if (!together && opening.length > 0) await client.query(opening.join('; '))
          for (const text of before) {
            signal.throwIfAborted()
            await runThrough(client, text)
          }
          signal.throwIfAborted()
          const statement = client.query(new PgStatement(request.sql, together ? opening : []))
          return this.cursorOf(client, pool, statement, await statement.next(), request)
        } catch (error) {
          await this.finish(client, pool, request.readOnly !== false)
          throw error
        }
      },
    })
  }

  private cursorOf(client: PgSession, pool: Pool<PgSession>, statement: PgStatement, first: ColumnBlock | null, request: QueryRequest) {
    let pending = first
    return {
      columns: columnsOf(statement.fields),
      next: async (): Promise<ColumnBlock | null> => {
        const block = pending ?? (await statement.next())
        pending = null
        return block
      },
      end: async (clean: boolean): Promise<void> => {
        if (!clean || !(await this.readOut(client, statement, request))) await pool.release(client, true)
        else await this.finish(client, pool, request.readOnly !== false)
      },
    }
  }

  /** Takes rows that nobody wants from the wire; false when the session cannot be used again. A statement that writes is let come to its end. */
  private async readOut(client: PgSession, statement: PgStatement, { readOnly, catalog }: QueryRequest): Promise<boolean> {
    if (statement.isComplete) return true
    if (await statement.discard(readOnly === false ? Number.POSITIVE_INFINITY : MOST_UNWANTED)) return true
    // Where the word does not arrive, the end of the session stops it
    await this.cancelBackend(client, catalog).catch(() => undefined)
    return false
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
