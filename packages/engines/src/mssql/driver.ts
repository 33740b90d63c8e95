import type { Connection, ConnectionConfig } from '../port.ts'
import { createPool } from '../running/pool.ts'
import { sqlConnection } from '../running/sql-connection.ts'
import { informationSchema } from '../shared-sql/information-schema.ts'
import { mssqlDialect } from './dialect.ts'
import { describeMssqlError } from './errors.ts'
import { runMssql } from './rows.ts'
import { loadTedious, type Tedious, type TediousConnection, tediousOptions } from './tedious.ts'

const IDLE_MS = 30_000

const openSession = async (driver: Tedious, config: ConnectionConfig, onLost: (session: TediousConnection) => void): Promise<TediousConnection> => {
  const session = new driver.Connection(await tediousOptions(config, config.uri.database))
  session.on('error', () => onLost(session))
  session.on('end', () => onLost(session))
  await new Promise<void>((resolve, reject) => {
    session.connect((error) => (error ? reject(error) : resolve()))
  })
  return session
}

const inSchema = informationSchema({ dialect: mssqlDialect, capitals: true, defaultSchemaSql: 'SELECT SCHEMA_NAME()', currentSchema: 'SCHEMA_NAME()' })

/** A pool of sessions. Writes are refused before they are sent: sessions cannot be told to read only. */
export const connectMssql = async (config: ConnectionConfig): Promise<Connection> => {
  const driver = await loadTedious()
  const pool = createPool<TediousConnection>({
    size: config.poolSize ?? 5,
    idleMs: IDLE_MS,
    create: () => openSession(driver, config, (session) => pool.forget(session)),
    destroy: (session) => Promise.resolve(session.close()),
  })
  return sqlConnection({
    label: 'Microsoft SQL Server',
    dialect: mssqlDialect,
    config,
    describeError: describeMssqlError,
    open: async (request, signal, onAbort) => {
      const session = await pool.acquire(signal)
      onAbort(() => Promise.resolve(void session.cancel()))
      try {
        return await runMssql(driver, session, request.sql, (broken) => pool.release(session, broken || request.readOnly === false))
      } catch (error) {
        await pool.release(session, signal.aborted)
        throw error
      }
    },
    introspect: inSchema,
    close: () => pool.close(),
  })
}
