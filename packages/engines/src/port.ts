import type { AppError, Cell, ResultColumn } from '@coset/core'
import type { Dialect } from '@coset/sql'

/** A SQLAlchemy-style address: `dialect[+driver]://user:password@host:port/database?query`. Percent-decoded. */
export interface DatabaseUri {
  readonly engine: string
  readonly driver: string | null
  readonly username: string | null
  readonly password: string | null
  readonly host: string | null
  readonly port: number | null
  /** For file engines the path; `:memory:` or null for none. */
  readonly database: string | null
  readonly query: Readonly<Record<string, string>>
}

/** What an engine can do; read by the API, the client and the planner. Data, not code. What only SQL writing needs stands in {@link Dialect}. */
export interface Capabilities {
  readonly catalogs: boolean
  /** A query may choose another catalog of the same connection. */
  readonly dynamicCatalog: boolean
  readonly schemas: boolean
  /** A query may choose another schema of the same connection. */
  readonly dynamicSchema: boolean
  readonly crossCatalogQueries: boolean
  readonly joins: boolean
  readonly subqueries: boolean
  readonly cte: boolean
  /** WITH may stand inside a sub-query. */
  readonly cteInSubquery: boolean
  readonly sqlComments: boolean
  readonly views: boolean
  readonly fileUpload: boolean
  readonly costEstimate: boolean
  readonly cancel: boolean
  readonly sshTunnel: boolean
  readonly impersonation: boolean
  readonly oauth2: boolean
  /** Sessions can be told to refuse writes, whatever the statement says. */
  readonly readOnlySession: boolean
  /** A script runs as one block instead of statement by statement. */
  readonly statementsAsOne: boolean
  /** `QueryRequest.before` is honoured. */
  readonly sessionScripts: boolean
}

/** Where a connection may go. Denied by default: files outside the data folder, private addresses. */
export interface ConnectionPolicy {
  readonly allowLocalFiles: boolean
  readonly allowPrivateAddresses: boolean
  /** Folders below which file databases may live. */
  readonly fileRoots: readonly string[]
  /** Host keys of SSH servers, `host` or `host:port` → fingerprints `SHA256:…`. A server that is not listed is trusted at its first use by this process. */
  readonly sshHostKeys?: Readonly<Record<string, readonly string[]>>
}

/** The way to a database through an SSH server. Password or private key, not both. */
export interface SshTunnel {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string | null
  readonly privateKey: string | null
  readonly privateKeyPassword: string | null
}

export interface ConnectionConfig {
  readonly uri: DatabaseUri
  /** `engine_params` of the database's `extra`; members that the engine does not know are ignored. */
  readonly engineParams: Readonly<Record<string, unknown>>
  readonly policy: ConnectionPolicy
  /** Largest number of open connections; 5 by default. */
  readonly poolSize?: number
  readonly connectTimeoutMs?: number
  /** A file engine opens the file for reading only (examples, uploads by others). */
  readonly readOnly?: boolean
  /** Decrypted `encrypted_extra`: credentials and options of engines that need more than user and password. Never logged. */
  readonly secrets?: Readonly<Record<string, unknown>>
  /** PEM of the certificate that the server's must lead to; switches TLS on. */
  readonly serverCert?: string | null
  /** Name of the person on whose behalf statements run; each engine says how. */
  readonly impersonate?: string | null
  /** OAuth2 token of that person, where the engine takes one. */
  readonly accessToken?: string | null
  readonly sshTunnel?: SshTunnel | null
  /** The name that the server's certificate must carry when it is dialled under another address. */
  readonly tlsName?: string
  /** The rest of the database's `extra`: `version`, `schema_options`, … */
  readonly extra?: Readonly<Record<string, unknown>>
}

export interface QueryRequest {
  /** One statement. Sent as text, never with parameters. */
  readonly sql: string
  /** Statements to run first in the same session, one after the other; their rows are dropped. Only where `sessionScripts` is true. */
  readonly before?: readonly string[]
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  /** Rows after which the cursor is closed; `truncated` then becomes true. */
  readonly maxRows?: number
  /** The statement runs in a read-only transaction where the engine has one. Default true. */
  readonly readOnly?: boolean
  readonly catalog?: string | null
  readonly schema?: string | null
}

/** A block of rows, column by column: `block[c][r]`. */
export type ColumnBlock = readonly (readonly Cell[])[]

/** A running query. Consume `blocks` to the end or call `cancel`; both free the connection. */
export interface ResultStream {
  readonly columns: readonly ResultColumn[]
  readonly blocks: AsyncIterable<ColumnBlock>
  /** True once `blocks` ended because of `maxRows`. */
  truncated(): boolean
  /** Stops the statement at the database too. */
  cancel(): Promise<void>
}

export interface TableInfo {
  readonly name: string
  readonly kind: 'table' | 'view' | 'materialized_view'
}

export interface ColumnInfo {
  readonly name: string
  /** Type text as the field's tools show it, upper case: `BIGINT`, `TIMESTAMP WITHOUT TIME ZONE`, `VARCHAR(255)`. */
  readonly nativeType: string
  readonly nullable: boolean
  readonly default: string | null
  readonly comment: string | null
}

export interface TableDetails {
  readonly columns: readonly ColumnInfo[]
  readonly primaryKey: { readonly name: string | null; readonly columns: readonly string[] } | null
  readonly foreignKeys: readonly {
    readonly name: string | null
    readonly columns: readonly string[]
    readonly referredTable: string
    readonly referredSchema: string | null
    readonly referredColumns: readonly string[]
  }[]
  readonly indexes: readonly { readonly name: string; readonly columns: readonly string[]; readonly unique: boolean }[]
  readonly comment: string | null
}

export interface TablePartitions {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** A pool of connections to one database. Throws EngineFailure, Timeout or Cancelled; never a driver's own error. */
export interface Connection {
  /** Resolves when the first block or the end is known, so that errors surface here. */
  stream(request: QueryRequest): Promise<ResultStream>
  ping(): Promise<void>
  catalogs(): Promise<readonly string[]>
  schemas(catalog?: string | null): Promise<readonly string[]>
  defaultSchema(): Promise<string | null>
  tables(schema: string | null, catalog?: string | null): Promise<readonly TableInfo[]>
  /** Throws EngineFailure `TABLE_DOES_NOT_EXIST_ERROR`. */
  table(name: string, schema: string | null, catalog?: string | null): Promise<TableDetails>
  /** Partition columns of a table and their values, newest first; no columns: not partitioned. Absent: the engine has no such thing. */
  partitions?(name: string, schema: string | null, catalog: string | null): Promise<TablePartitions>
  /** What running the statement would cost, as the engine tells it: label → text, in the engine's words. Throws BadRequest when it cannot. */
  estimate(sql: string, schema?: string | null): Promise<Readonly<Record<string, string>>>
  /** Result columns of a SELECT without reading its rows. */
  describe(sql: string, schema?: string | null): Promise<readonly ResultColumn[]>
  close(): Promise<void>
}

/** The same engine under another name in the list of what can be connected. */
export interface EngineVariant {
  readonly label: string
  readonly uriPlaceholder: string
}

/** A warehouse engine: one folder, one registry line. The driver is imported when a connection is first opened. */
export interface Engine {
  /** The name in URIs and in `backend`: `postgresql`, `mysql`, `sqlite`, `duckdb`. */
  readonly id: string
  /** Further URI names: `postgres`, `mariadb`. */
  readonly aliases: readonly string[]
  readonly label: string
  /** Driver names that URIs may carry; all mean our one driver. */
  readonly drivers: readonly string[]
  readonly defaultDriver: string
  readonly uriPlaceholder: string
  /** Host, port and so on make a URI (`parameters` of the API); false for file engines. */
  readonly hasParameters: boolean
  /** Further names under which the same engine is offered: `Aurora PostgreSQL`. */
  readonly variants?: readonly EngineVariant[]
  readonly defaultPort: number | null
  readonly capabilities: Capabilities
  readonly dialect: Dialect
  /** Function names for editors' completion. */
  readonly functionNames: readonly string[]
  /** Paths of `secrets` whose values are masked wherever they are shown, `$.a.b`; `$.*` for all at the top. */
  readonly secretPaths: readonly string[]
  /** False: addresses and dialect are known, but nothing here can open a connection; `connect` throws a sentence that says why. */
  readonly connectable: boolean
  /** A package that must be installed beside the server for this engine. */
  readonly needsPackage?: string
  /** Throws BadRequest when the address may not be opened under this policy. Pure but for path resolution. */
  validate(config: Pick<ConnectionConfig, 'uri' | 'policy' | 'sshTunnel'>): void
  connect(config: ConnectionConfig): Connection
  /** A driver's error as ours, with the field's error type and a sentence without secrets. */
  describeError(error: unknown): AppError
}
