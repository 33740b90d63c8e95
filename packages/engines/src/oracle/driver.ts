import { type AppError, AppError as AppErrorClass, asAppError, Cancelled, type Cell, EngineFailure, type ResultColumn } from '@coset/core'
import { resolveHost } from '../policy.ts'
import type { Connection, ConnectionConfig } from '../port.ts'
import { connectionFailure, networkFailure } from '../running/failures.ts'
import { optionalDriver } from '../running/optional-driver.ts'
import { createPool } from '../running/pool.ts'
import { type Cursor, toColumns } from '../running/run-query.ts'
import { sqlConnection } from '../running/sql-connection.ts'
import { oracleDialect } from './dialect.ts'
import { oracleIntrospection } from './introspect.ts'
import { type OracleMeta, oracleColumn, oracleReader } from './types.ts'

/** The parts of the driver that are used, in its thin mode; it is not installed with the server. */
interface OracleResultSet {
  getRows(count: number): Promise<readonly (readonly unknown[])[]>
  close(): Promise<void>
}
interface OracleSession {
  execute(sql: string, binds: readonly [], options: unknown): Promise<{ readonly metaData?: readonly OracleMeta[]; readonly resultSet?: OracleResultSet }>
  rollback(): Promise<void>
  break(): Promise<void>
  close(): Promise<void>
}
interface Oracle {
  readonly OUT_FORMAT_ARRAY: number
  readonly STRING: unknown
  getConnection(options: unknown): Promise<OracleSession>
}

const BLOCK_ROWS = 1_000

const CODES: Readonly<Record<string, string>> = {
  '904': 'COLUMN_DOES_NOT_EXIST_ERROR',
  '942': 'TABLE_DOES_NOT_EXIST_ERROR',
  '923': 'SYNTAX_ERROR',
  '936': 'SYNTAX_ERROR',
  '900': 'SYNTAX_ERROR',
}

/** `ORA-00942: …` and the driver's own `NJS-…` as ours. */
export const describeOracleError = (error: unknown): AppError => {
  if (error instanceof AppErrorClass || !(error instanceof Error)) return asAppError(error)
  const number = /^ORA-0*(\d+)/.exec(error.message)?.[1] ?? ''
  if (number === '1013') return new Cancelled(undefined, { cause: error })
  if (number === '1017' || number === '28000' || number === '1005') return connectionFailure('CONNECTION_ACCESS_DENIED_ERROR', error.message, error)
  if (number === '12514' || number === '12505') return connectionFailure('CONNECTION_UNKNOWN_DATABASE_ERROR', error.message, error)
  const network = networkFailure(error)
  if (network !== null) return network
  if (/^NJS-5\d\d|^ORA-125\d\d/.test(error.message)) return connectionFailure('CONNECTION_HOST_DOWN_ERROR', 'The database cannot be reached', error)
  return new EngineFailure(error.message, { code: CODES[number] ?? 'GENERIC_DB_ENGINE_ERROR', details: { engine_name: 'Oracle' }, cause: error })
}

const plain = (text: string): string => {
  if (!/^[\w.$#-]+$/.test(text)) throw new EngineFailure('The service name holds more than letters, digits and ".", "_", "$", "#", "-"', { status: 422 })
  return text
}

/** Host and port with a service name or a SID; nothing of it can add another address. */
export const connectString = (config: ConnectionConfig, host: string): string => {
  const { uri } = config
  const service = uri.query['service_name'] ?? (uri.query['sid'] === undefined ? uri.database : null)
  const named = service === null ? `(SID=${plain(uri.query['sid'] ?? 'ORCL')})` : `(SERVICE_NAME=${plain(service)})`
  const protocol = uri.query['protocol'] === 'tcps' ? 'TCPS' : 'TCP'
  return `(DESCRIPTION=(ADDRESS=(PROTOCOL=${protocol})(HOST=${host})(PORT=${uri.port ?? 1521}))(CONNECT_DATA=${named}))`
}

const openSession = async (driver: Oracle, config: ConnectionConfig): Promise<OracleSession> => {
  const host = await resolveHost(config.uri.host ?? 'localhost', config.policy)
  const session = await driver.getConnection({
    user: config.uri.username ?? '',
    password: config.uri.password ?? '',
    connectString: connectString(config, host),
  })
  await session.execute("ALTER SESSION SET TIME_ZONE = 'UTC'", [], {})
  return session
}

const start = async (driver: Oracle, session: OracleSession, sql: string, release: (broken: boolean) => Promise<void>): Promise<Cursor> => {
  const fetchTypeHandler = (meta: OracleMeta): unknown =>
    meta.dbTypeName === 'NUMBER' || meta.dbTypeName === 'CLOB' || meta.dbTypeName === 'NCLOB' ? { type: driver.STRING } : undefined
  const answer = await session.execute(sql, [], { resultSet: true, outFormat: driver.OUT_FORMAT_ARRAY, fetchArraySize: BLOCK_ROWS, fetchTypeHandler })
  const metas = answer.metaData ?? []
  const columns = metas.map((meta): ResultColumn => oracleColumn(meta))
  const readers = metas.map((meta): ((value: unknown) => Cell) => oracleReader(meta))
  return {
    columns,
    next: async () => {
      const rows = (await answer.resultSet?.getRows(BLOCK_ROWS)) ?? []
      return rows.length === 0 ? null : toColumns(rows, readers)
    },
    end: async (clean) => {
      await answer.resultSet?.close().catch(() => undefined)
      await release(!clean)
    },
  }
}

/** A pool of sessions of the thin driver; queries run in read-only transactions. */
export const connectOracle = async (config: ConnectionConfig): Promise<Connection> => {
  const loaded = (await optionalDriver('Oracle', 'oracledb')) as { readonly default?: Oracle } & Oracle
  const driver = loaded.default ?? loaded
  const pool = createPool<OracleSession>({
    size: config.poolSize ?? 5,
    idleMs: 30_000,
    create: () => openSession(driver, config),
    destroy: (session) => session.close().catch(() => undefined),
  })
  return sqlConnection({
    label: 'Oracle',
    dialect: oracleDialect,
    config,
    describeError: describeOracleError,
    open: async (request, signal, onAbort) => {
      const session = await pool.acquire(signal)
      onAbort(() => session.break())
      const release = async (broken: boolean): Promise<void> => {
        const clean =
          !broken &&
          request.readOnly !== false &&
          (await session.rollback().then(
            () => true,
            () => false,
          ))
        await pool.release(session, !clean)
      }
      try {
        if (request.readOnly !== false) await session.execute('SET TRANSACTION READ ONLY', [], {})
        if (request.schema) await session.execute(`ALTER SESSION SET CURRENT_SCHEMA = ${oracleDialect.quoteIdentifier(request.schema)}`, [], {})
        return await start(driver, session, request.sql, (broken) => release(broken || Boolean(request.schema)))
      } catch (error) {
        await release(signal.aborted || Boolean(request.schema))
        throw error
      }
    },
    introspect: oracleIntrospection,
    pingSql: 'SELECT 1 FROM DUAL',
    readOnlySession: true,
    close: () => pool.close(),
  })
}
