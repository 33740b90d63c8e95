import { resolveHost } from '../policy.ts'
import type { ConnectionConfig } from '../port.ts'
import { optionalDriver } from '../running/optional-driver.ts'
import { tlsMode, trustedCertificate } from '../running/tls.ts'

/** The parts of the driver that are used; it is not installed with the server. */
export interface TediousColumn {
  readonly colName: string
  readonly type: { readonly name: string }
}
export interface TediousRequest {
  on(event: 'columnMetadata', listener: (columns: readonly TediousColumn[]) => void): void
  on(event: 'row', listener: (cells: readonly { readonly value: unknown }[]) => void): void
  pause(): void
  resume(): void
}
export interface TediousConnection {
  connect(done: (error?: Error) => void): void
  on(event: 'error' | 'end', listener: (error?: Error) => void): void
  execSql(request: TediousRequest): void
  execSqlBatch(request: TediousRequest): void
  cancel(): boolean
  close(): void
}
export interface Tedious {
  readonly Connection: new (options: unknown) => TediousConnection
  readonly Request: new (sql: string, done: (error?: Error | null) => void) => TediousRequest
}

/** The driver's options for an address. A domain in the user name (`DOMAIN\\user`) signs in by NTLM. */
export const tediousOptions = async (config: ConnectionConfig, database: string | null): Promise<unknown> => {
  const { uri } = config
  const name = uri.host ?? 'localhost'
  const mode = tlsMode(uri.query['sslmode'] ?? uri.query['Encrypt']?.replace(/^yes$/i, 'require').replace(/^no$/i, 'disable'))
  const certificate = trustedCertificate(config)
  const trusts = /^(?:yes|true|1)$/i.test(uri.query['TrustServerCertificate'] ?? '') || mode === 'require'
  const [domain, user] = (uri.username ?? '').includes('\\') ? (uri.username ?? '').split('\\') : [undefined, uri.username ?? '']
  return {
    server: await resolveHost(name, config.policy),
    authentication: {
      type: domain === undefined ? 'default' : 'ntlm',
      options: { userName: user, password: uri.password ?? '', ...(domain === undefined ? {} : { domain }) },
    },
    options: {
      port: uri.port ?? 1433,
      ...(database === null ? {} : { database }),
      appName: 'coset',
      encrypt: mode !== 'disable',
      trustServerCertificate: trusts && certificate === null,
      serverName: config.tlsName ?? name,
      ...(certificate === null ? {} : { cryptoCredentialsDetails: { ca: certificate } }),
      connectTimeout: config.connectTimeoutMs ?? 10_000,
      requestTimeout: 0,
      useUTC: true,
      rowCollectionOnRequestCompletion: false,
      readOnlyIntent: uri.query['ApplicationIntent'] === 'ReadOnly',
    },
  }
}

export const loadTedious = async (): Promise<Tedious> => {
  const loaded = (await optionalDriver('Microsoft SQL Server', 'tedious')) as { readonly default?: Tedious } & Tedious
  return loaded.default ?? loaded
}
