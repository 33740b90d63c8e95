import { Client } from 'pg'
import { resolveHost } from '../policy.ts'
import type { ConnectionConfig } from '../port.ts'
import { tlsMode, tlsOptions } from '../running/tls.ts'
import type { PgFlavour } from './flavour.ts'

/** The driver's client with the members that its type declarations leave out. */
export type PgSession = Client & { ref(): void; unref(): void; readonly processID: number | null; readonly secretKey: number | null }

/** Every value as the server's text: our own readers are three times faster than the driver's, and no local dates come in. */
const rawText = { getTypeParser: () => (value: string) => value }

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const argument = (config: ConnectionConfig, name: string): string | undefined => {
  const value = config.uri.query[name] ?? record(config.engineParams['connect_args'])[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

/** A connected session in UTC with ISO output. Throws the driver's errors. */
export const openSession = async (
  config: ConnectionConfig,
  flavour: PgFlavour,
  database: string | null,
  onLost: (client: PgSession) => void,
): Promise<PgSession> => {
  const { uri } = config
  const name = uri.host ?? 'localhost'
  const timeoutMs = config.connectTimeoutMs ?? (Number(argument(config, 'connect_timeout')) || 10) * 1_000
  const options = argument(config, 'options')
  const secure = tlsOptions(config, tlsMode(argument(config, 'sslmode')), config.tlsName ?? name)
  const client = new Client({
    host: await resolveHost(name, config.policy),
    port: uri.port ?? flavour.defaultPort,
    ...(uri.username === null ? {} : { user: uri.username }),
    // A function keeps the driver from looking into the environment and ~/.pgpass.
    password: () => uri.password ?? '',
    ...(database === null ? {} : { database }),
    ssl: secure ?? false,
    connectionTimeoutMillis: timeoutMs,
    application_name: argument(config, 'application_name') ?? 'coset',
    ...(options === undefined ? {} : { options }),
    keepAlive: true,
    types: rawText,
  }) as PgSession
  client.on('error', () => onLost(client))
  try {
    await client.connect()
    if (flavour.settings !== '') await client.query(flavour.settings)
  } catch (error) {
    await closeSession(client)
    throw error
  }
  return client
}

/** Ends a session; never throws and waits at most a second for the server's farewell. */
export const closeSession = async (client: PgSession): Promise<void> => {
  client.ref()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      client.connection.stream.destroy()
      resolve()
    }, 1_000)
  })
  const ended = client.end().catch(() => undefined)
  await Promise.race([ended, late])
  clearTimeout(timer)
}
