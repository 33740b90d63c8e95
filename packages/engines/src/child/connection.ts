import { type AppError, EngineFailure, type ResultColumn, Timeout } from '@coset/core'
import type { ColumnBlock, Connection, QueryRequest, ResultStream, TableDetails, TableInfo } from '../port.ts'
import type { Estimate } from '../running/estimate.ts'
import { createPool, type Pool } from '../running/pool.ts'
import { type Cursor, runQuery } from '../running/run-query.ts'
import { splitsIntoOne } from '../shared-sql/single-statement.ts'
import { ChildError, ChildHost } from './host.ts'
import type { Started } from './protocol.ts'

export type Ask = (sql: string, values?: readonly (string | null)[]) => Promise<readonly (readonly unknown[])[]>

/** How a file engine uses child processes. */
export interface ChildEngineOptions {
  readonly grammar: string
  readonly script: URL
  readonly openOptions: unknown
  /** Sessions in all. */
  readonly sessions: number
  /** All sessions share one process that can interrupt each; otherwise each has its own, and stopping means killing it. */
  readonly shared: boolean
  /** Infinity for a database that lives in the process's memory. */
  readonly idleMs: number
  readonly openTimeoutMs: number
  readonly describeError: (error: unknown) => AppError
  /** Reads the plan that the connection answers; rejects where the engine tells no cost. */
  readonly estimate: (connection: Pick<Connection, 'stream'>, sql: string, schema: string | null) => Promise<Estimate>
  readonly introspect: {
    catalogs(ask: Ask): Promise<readonly string[]>
    schemas(ask: Ask): Promise<readonly string[]>
    defaultSchema(ask: Ask): Promise<string | null>
    tables(ask: Ask, schema: string | null): Promise<readonly TableInfo[]>
    table(ask: Ask, name: string, schema: string | null): Promise<TableDetails>
  }
}

interface Seat {
  readonly host: ChildHost
  readonly session: number
}

/** Longest setTimeout; stands for never. */
const FOREVER = 2_147_483_647

class ChildConnection implements Connection {
  private readonly options: ChildEngineOptions
  private readonly pool: Pool<Seat>
  private readonly seats = new Map<ChildHost, number>()
  private host: Promise<ChildHost> | undefined
  private lastSession = 0

  constructor(options: ChildEngineOptions) {
    this.options = options
    this.pool = createPool<Seat>({
      size: options.sessions,
      idleMs: Number.isFinite(options.idleMs) ? options.idleMs : FOREVER,
      create: () => this.sit(),
      destroy: (seat) => this.leave(seat),
    })
  }

  private async launch(): Promise<ChildHost> {
    const host = new ChildHost(this.options.script)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Timeout('The database did not open in time', { status: 422, code: 'CONNECTION_DATABASE_TIMEOUT' })),
        this.options.openTimeoutMs,
      )
    })
    try {
      await Promise.race([host.call({ op: 'open', options: this.options.openOptions }), late])
      return host
    } catch (error) {
      await host.kill()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  private async sit(): Promise<Seat> {
    let host: ChildHost
    if (this.options.shared) {
      if (this.host !== undefined && !(await this.host).alive) this.host = undefined
      this.host ??= this.launch().catch((error: unknown) => {
        this.host = undefined
        throw error
      })
      host = await this.host
    } else host = await this.launch()
    this.seats.set(host, (this.seats.get(host) ?? 0) + 1)
    return { host, session: ++this.lastSession }
  }

  /** The last one out ends the process. */
  private async leave(seat: Seat): Promise<void> {
    const left = (this.seats.get(seat.host) ?? 1) - 1
    if (left > 0) {
      this.seats.set(seat.host, left)
      if (seat.host.alive) await seat.host.call({ op: 'closeSession', session: seat.session }).catch(() => undefined)
      return
    }
    this.seats.delete(seat.host)
    if (this.options.shared) this.host = undefined
    await seat.host.end()
  }

  private async seat(signal: AbortSignal): Promise<Seat> {
    for (;;) {
      const seat = await this.pool.acquire(signal)
      if (seat.host.alive) return seat
      await this.pool.release(seat, true)
    }
  }

  stream(request: QueryRequest): Promise<ResultStream> {
    return runQuery({
      request,
      describeError: this.options.describeError,
      open: async (signal, onAbort) => {
        const before = request.before ?? []
        if (![...before, request.sql].every((text) => splitsIntoOne(text, this.options.grammar)))
          throw new EngineFailure('Only one statement can run at a time', { code: 'SYNTAX_ERROR' })
        const seat = await this.seat(signal)
        seat.host.hold()
        try {
          onAbort(() => this.stop(seat))
          const options = { sql: request.sql, before, readOnly: request.readOnly !== false, schema: request.schema ?? null }
          const started = await seat.host.call<Started>({ op: 'start', session: seat.session, options })
          return this.cursorOf(seat, started, this.spoils(request))
        } catch (error) {
          seat.host.letGo()
          await this.free(seat, !signal.aborted, this.spoils(request))
          throw error
        }
      },
    })
  }

  /** A session that could write may hold temporary tables that would hide real ones from the next; what lives in memory alone has to stay. */
  private spoils(request: QueryRequest): boolean {
    return request.readOnly === false && Number.isFinite(this.options.idleMs)
  }

  private cursorOf(seat: Seat, started: Started, spoilt: boolean): Cursor {
    let pending: ColumnBlock | null | undefined = started.block
    return {
      columns: started.columns,
      next: async () => {
        const block = pending === undefined ? await seat.host.call<ColumnBlock | null>({ op: 'next', session: seat.session }) : pending
        pending = block === null ? null : undefined
        return block
      },
      end: async (clean) => {
        seat.host.letGo()
        await this.free(seat, clean, spoilt)
      },
    }
  }

  private async stop(seat: Seat): Promise<void> {
    if (this.options.shared) await seat.host.call({ op: 'interrupt', session: seat.session })
    else await seat.host.kill()
  }

  /** A shared process whose statement does not end within two seconds of its stop is killed, with all its sessions. */
  private async free(seat: Seat, clean: boolean, spoilt: boolean): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    if (!clean) timer = setTimeout(() => void seat.host.kill(), 2_000)
    const ok =
      seat.host.alive &&
      (await seat.host.call({ op: 'finish', session: seat.session }).then(
        () => true,
        () => false,
      ))
    clearTimeout(timer)
    await this.pool.release(seat, !ok || spoilt)
  }

  private ask: Ask = async (sql, values = []) => {
    try {
      const seat = await this.seat(AbortSignal.timeout(this.options.openTimeoutMs + 30_000))
      try {
        return await seat.host.call<readonly (readonly unknown[])[]>({ op: 'ask', sql, values })
      } finally {
        await this.pool.release(seat, !seat.host.alive)
      }
    } catch (error) {
      throw this.options.describeError(error)
    }
  }

  async ping(): Promise<void> {
    await this.ask('SELECT 1')
  }

  catalogs = () => this.options.introspect.catalogs(this.ask)
  schemas = () => this.options.introspect.schemas(this.ask)
  defaultSchema = () => this.options.introspect.defaultSchema(this.ask)
  tables = (schema: string | null) => this.options.introspect.tables(this.ask, schema)
  table = (name: string, schema: string | null) => this.options.introspect.table(this.ask, name, schema)

  async describe(sql: string, schema?: string | null): Promise<readonly ResultColumn[]> {
    try {
      const seat = await this.seat(AbortSignal.timeout(this.options.openTimeoutMs + 30_000))
      try {
        return await seat.host.call<readonly ResultColumn[]>({ op: 'describe', sql, schema: schema ?? null })
      } finally {
        await this.pool.release(seat, !seat.host.alive)
      }
    } catch (error) {
      throw this.options.describeError(error)
    }
  }

  estimate(sql: string, schema?: string | null): Promise<Estimate> {
    return this.options.estimate(this, sql, schema ?? null)
  }

  close(): Promise<void> {
    return this.pool.close()
  }
}

/** A pool whose databases live in child processes, started at first use, ended when idle, killed when a statement cannot be stopped otherwise. */
export const connectChild = (options: ChildEngineOptions): Connection => new ChildConnection(options)

export { ChildError }
