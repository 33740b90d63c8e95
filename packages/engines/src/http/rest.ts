import type { ResultColumn } from '@coset/core'
import type { Dialect } from '@coset/sql'
import type { Connection, ConnectionConfig, QueryRequest } from '../port.ts'
import { type Introspection, type SqlConnectionParts, sqlConnection } from '../running/sql-connection.ts'
import { cellReader, cellTypes } from '../shared-sql/json-cells.ts'
import { kindOfSentence, refusal, WireError, wireErrors } from './errors.ts'
import { type JsonObject, listOf, objectOf, parseJson, textOf } from './json.ts'
import { credentials, memberClient } from './member-client.ts'
import { type Page, pagedCursor } from './paged.ts'

/** One exchange of a JSON interface. Without a signal it is ours and gets a time-out. Throws what the server says. */
export type RestAsk = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, signal?: AbortSignal) => Promise<JsonObject>

/** A member with a JSON interface, as data and two functions. */
export interface RestWire {
  readonly label: string
  readonly dialect: Dialect
  readonly port: number
  readonly secure?: boolean
  readonly headers?: (config: ConnectionConfig, ask: RestAsk) => Promise<Readonly<Record<string, string>>>
  /** Starts a statement; `onStop` takes what stops it. */
  readonly start: (
    ask: RestAsk,
    request: QueryRequest,
    context: { readonly config: ConnectionConfig; readonly signal: AbortSignal; readonly onStop: (stop: () => Promise<void>) => void },
  ) => Promise<Page>
  /** The sentence of an answer that is no success. */
  readonly message?: (body: JsonObject) => string | null
  readonly introspect: (ask: RestAsk, config: ConnectionConfig) => Introspection
  readonly more?: Partial<SqlConnectionParts>
}

const OWN_MS = 30_000
const kindOf = cellTypes()

/** A column by its name and type text. */
export const restColumn = (name: string, type: string): ResultColumn => ({ name, nativeType: type.toUpperCase(), type: kindOf(type) })

/** A statement that failed, by the server's sentence. */
export const statementError = (message: string): WireError => new WireError(kindOfSentence(message), message)

/** Objects as rows, by the names of the columns. */
export const objectRows = (rows: unknown, names: readonly string[]): readonly (readonly unknown[])[] =>
  listOf(rows).map((row) => names.map((name) => objectOf(row)[name] ?? null))

const form = (body: unknown): { readonly type: string; readonly text: string } =>
  typeof body === 'string'
    ? { type: 'text/plain; charset=utf-8', text: body }
    : body instanceof URLSearchParams
      ? { type: 'application/x-www-form-urlencoded', text: body.toString() }
      : { type: 'application/json', text: JSON.stringify(body) }

/** A connection over a member's JSON interface. */
export const connectRest = (config: ConnectionConfig, wire: RestWire): Connection => {
  const client = memberClient(config, { defaultPort: wire.port, secure: wire.secure === true, argument: 'protocol' })
  let own: Promise<Readonly<Record<string, string>>> | undefined
  const exchange = async (headers: Readonly<Record<string, string>>, ...[method, path, body, signal]: Parameters<RestAsk>): Promise<JsonObject> => {
    const sent = body === undefined ? null : form(body)
    const answer = await client.send({
      method,
      path,
      signal,
      headers: { accept: 'application/json', ...headers, ...(sent === null ? {} : { 'content-type': sent.type }) },
      ...(sent === null ? {} : { body: sent.text }),
      ...(method === 'GET' ? { idempotent: true } : {}),
      ...(signal === undefined ? { timeoutMs: OWN_MS } : {}),
    })
    const said = await answer.text()
    const value: unknown = /^\s*[[{]/.test(said) ? parseJson(said) : {}
    const told = Array.isArray(value) ? { list: value as unknown } : objectOf(value)
    if (answer.status >= 200 && answer.status < 300) return told
    throw refusal(answer.status, wire.message?.(told) ?? textOf(told['message']) ?? textOf(told['errorMessage']) ?? '')
  }
  const bare: RestAsk = (...request) => exchange(credentials(config), ...request)
  const ask: RestAsk = async (...request) => {
    own ??= (wire.headers ?? (() => Promise.resolve(credentials(config))))(config, bare).catch((error: unknown) => {
      own = undefined
      throw error
    })
    return exchange(await own, ...request)
  }
  return sqlConnection({
    label: wire.label,
    dialect: wire.dialect,
    config,
    describeError: wireErrors(wire.label),
    open: async (request, signal, onAbort) => {
      let stop: (() => Promise<void>) | undefined
      onAbort(async () => stop?.())
      const first = await wire.start(ask, request, {
        config,
        signal,
        onStop: (told) => {
          stop = told
        },
      })
      return pagedCursor(first, { reader: (column) => cellReader(column.type), stop: async () => stop?.() })
    },
    introspect: wire.introspect(ask, config),
    close: () => Promise.resolve(client.close()),
    ...wire.more,
  })
}

/** What an engine with a JSON interface says of itself beside its own words. */
export const restDefaults = (wire: RestWire) => ({
  defaultPort: wire.port,
  dialect: wire.dialect,
  describeError: wireErrors(wire.label),
  load: async (config: ConnectionConfig): Promise<Connection> => connectRest(config, wire),
})
