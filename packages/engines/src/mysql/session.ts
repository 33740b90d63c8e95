import { type Connection, createConnection } from 'mysql2'
import { resolveHost } from '../policy.ts'
import type { ConnectionConfig } from '../port.ts'

/** A session and the database that its unqualified names mean. */
export interface MysqlSession {
  readonly connection: Connection
  schema: string | null
}

// A known mode: without NO_BACKSLASH_ESCAPES and ANSI_QUOTES, whose absence the literals rely on.
const SETTINGS = "SET time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"

const sslOf = (mode: string | undefined, servername: string): { readonly rejectUnauthorized: boolean; readonly servername: string } | undefined => {
  const value = mode?.toUpperCase().replace('-', '_')
  if (value === undefined || value === 'DISABLED' || value === 'PREFERRED' || value === 'FALSE') return undefined
  return { rejectUnauthorized: value.startsWith('VERIFY'), servername }
}

/** Runs one of our own statements; rows as arrays of texts. Rejects with the driver's error. */
export const runPlain = (connection: Connection, sql: string, values: readonly unknown[] = []): Promise<readonly (readonly unknown[])[]> =>
  new Promise((resolve, reject) => {
    connection.query({ sql, values: [...values], rowsAsArray: true }, (error: Error | null, rows: unknown) => {
      if (error) reject(error)
      else resolve(Array.isArray(rows) ? (rows as readonly (readonly unknown[])[]) : [])
    })
  })

/** Ends a session; never throws. */
export const closeSession = (session: MysqlSession): Promise<void> =>
  new Promise((resolve) => {
    const { connection } = session
    const timer = setTimeout(() => {
      connection.destroy()
      resolve()
    }, 1_000)
    connection.end(() => {
      clearTimeout(timer)
      resolve()
    })
  })

/** A connected session in UTC; LOCAL INFILE and several statements in one text are off. Throws the driver's errors. */
export const openSession = async (config: ConnectionConfig, onLost: (session: MysqlSession) => void): Promise<MysqlSession> => {
  const { uri } = config
  const name = uri.host ?? 'localhost'
  const ssl = sslOf(uri.query['ssl_mode'] ?? uri.query['ssl'], name)
  const connection = createConnection({
    host: await resolveHost(name, config.policy),
    port: uri.port ?? 3306,
    user: uri.username ?? '',
    password: uri.password ?? '',
    ...(uri.database === null ? {} : { database: uri.database }),
    ...(ssl === undefined ? {} : { ssl }),
    charset: 'utf8mb4',
    connectTimeout: config.connectTimeoutMs ?? 10_000,
    flags: ['-LOCAL_FILES', '-MULTI_STATEMENTS'],
    multipleStatements: false,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    jsonStrings: true,
  })
  const session: MysqlSession = { connection, schema: uri.database }
  connection.on('error', () => onLost(session))
  try {
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()))
    })
    await runPlain(connection, SETTINGS)
  } catch (error) {
    connection.destroy()
    throw error
  }
  return session
}
