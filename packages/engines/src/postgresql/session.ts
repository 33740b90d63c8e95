import { Client } from 'pg'
import { resolveHost } from '../policy.ts'
import type { ConnectionConfig } from '../port.ts'
import { type TlsMode, tlsMode, tlsOptions } from '../running/tls.ts'
import type { PgFlavour } from './flavour.ts'
import { letTapIn } from './row-tap.ts'

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

const enter = async (
  config: ConnectionConfig,
  flavour: PgFlavour,
  database: string | null,
  mode: TlsMode | undefined,
  onLost: (client: PgSession) => void,
): Promise<PgSession> => {
  const { uri } = config
  const name = uri.host ?? 'localhost'
  const timeoutMs = config.connectTimeoutMs ?? (Number(argument(config, 'connect_timeout')) || 10) * 1_000
  const options = argument(config, 'options')
  const client = new Client({
    host: await resolveHost(name, config.policy),
    port: uri.port ?? flavour.defaultPort,
    ...(uri.username === null ? {} : { user: uri.username }),
    // A function keeps the driver from looking into the environment and ~/.pgpass.
    password: () => uri.password ?? '',
    ...(database === null ? {} : { database }),
    ssl: tlsOptions(config, mode, config.tlsName ?? name) ?? false,
    connectionTimeoutMillis: timeoutMs,
    application_name: argument(config, 'application_name') ?? 'coset',
    ...(options === undefined ? {} : { options }),
    keepAlive: true,
    types: rawText,
  }) as PgSession
  client.on('error', () => onLost(client))
  letTapIn(client)
  try {
    await client.connect()
    if (flavour.settings !== '') await client.query(flavour.settings)
  } catch (error) {
    await closeSession(client)
    throw error
  }
  return client
}

/** The server lets this user in over TLS only, and the address did not say. */
const wantsTls = (error: unknown): boolean =>
  error instanceof Error && /no pg_hba\.conf entry .*(?:no encryption|SSL off)|SSL connection is required|server requires encryption/i.test(error.message)

/** A connected session in UTC with ISO output; without a word on TLS, plain first and encrypted where the server insists. Throws the driver's errors. */
export const openSession = async (
  config: ConnectionConfig,
  flavour: PgFlavour,
  database: string | null,
  onLost: (client: PgSession) => void,
): Promise<PgSession> => {
  const mode = tlsMode(argument(config, 'sslmode'))
  try {
    return await enter(config, flavour, database, mode, onLost)
  } catch (error) {
    if ((mode !== undefined && mode !== 'prefer') || !wantsTls(error)) throw error
    return enter(config, flavour, database, 'require', onLost)
  }
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
