import { type Connection, createConnection, type SslOptions } from 'mysql2'
import { resolveHost } from '../policy.ts'
import type { ConnectionConfig } from '../port.ts'
import { tlsMode, tlsOptions } from '../running/tls.ts'
import type { MysqlFlavour } from './flavour.ts'

/** A session and the database that its unqualified names mean. */
export interface MysqlSession {
  readonly connection: Connection
  schema: string | null
  catalog: string | null
}

const sslOf = (config: ConnectionConfig, serverName: string): SslOptions | undefined => {
  const options = tlsOptions(config, tlsMode(config.uri.query['ssl_mode'] ?? config.uri.query['ssl']), serverName)
  if (options === null) return undefined
  // The driver has its own word for the check of the name.
  const verifies = options.rejectUnauthorized === true
  return {
    rejectUnauthorized: verifies,
    verifyIdentity: verifies && options.checkServerIdentity === undefined,
    ...(typeof options.ca === 'string' ? { ca: options.ca } : {}),
    servername: serverName,
  } as SslOptions
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
export const openSession = async (config: ConnectionConfig, flavour: MysqlFlavour, onLost: (session: MysqlSession) => void): Promise<MysqlSession> => {
  const { uri } = config
  const name = uri.host ?? 'localhost'
  const ssl = sslOf(config, config.tlsName ?? name)
  const connection = createConnection({
    host: await resolveHost(name, config.policy),
    port: uri.port ?? flavour.defaultPort,
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
  const session: MysqlSession = { connection, schema: uri.database, catalog: null }
  connection.on('error', () => onLost(session))
  try {
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()))
    })
    if (flavour.settings !== '') await runPlain(connection, flavour.settings)
    if (flavour.actAs !== null && typeof config.impersonate === 'string') await runPlain(connection, flavour.actAs(config.impersonate))
  } catch (error) {
    connection.destroy()
    throw error
  }
  return session
}
