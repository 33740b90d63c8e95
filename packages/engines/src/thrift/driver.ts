import { Timeout } from '@coset/core'
import type { Dialect } from '@coset/sql'
import { hiveIntrospection } from '../hive/introspect.ts'
import { wireErrors } from '../http/errors.ts'
import { createPause } from '../http/polling.ts'
import type { Connection, ConnectionConfig, QueryRequest } from '../port.ts'
import type { Cursor } from '../running/run-query.ts'
import { sqlConnection } from '../running/sql-connection.ts'
import { type HiveSession, type HiveStatement, OPERATION, openHiveSession } from './hiveserver.ts'
import { httpTransport, socketTransport, type Transport } from './transport.ts'

/** What tells Hive, Spark and Impala apart. */
export interface HiveWire {
  readonly label: string
  readonly dialect: Dialect
  readonly port: number
  readonly httpPort: number
  /** Without a word in the address: a sign-in by SASL, or bare calls. */
  readonly sasl: boolean
  /** The setting that makes a session act for another user. */
  readonly actAs: string
  readonly namesOnly: boolean
}

const HTTP = /^https?$/

const openTransport = (config: ConnectionConfig, wire: HiveWire): Promise<Transport> => {
  const { uri } = config
  const http = HTTP.test(uri.driver ?? '') || HTTP.test(uri.query['transport_mode'] ?? '') || uri.query['use_http_transport']?.toLowerCase() === 'true'
  if (http) return Promise.resolve(httpTransport(config, { port: wire.httpPort, path: 'cliservice' }))
  const word = (uri.query['auth'] ?? uri.query['auth_mechanism'])?.toUpperCase()
  return socketTransport(config, wire.port, word === undefined ? wire.sasl : word !== 'NOSASL')
}

const settingsOf = (config: ConnectionConfig, wire: HiveWire, schema: string | null): Record<string, string> => ({
  ...(schema === null ? {} : { 'use:database': schema }),
  ...(typeof config.impersonate === 'string' ? { [wire.actAs]: config.impersonate } : {}),
})

/** Waits until the statement has ended. Throws what it says when it failed. */
const finished = async (statement: HiveStatement, signal: AbortSignal): Promise<void> => {
  const pause = createPause(signal)
  for (;;) {
    const state = await statement.state(signal)
    if (state === OPERATION.FINISHED) return
    if (state === OPERATION.TIMEDOUT) throw new Timeout('The query took too long and was stopped')
    signal.throwIfAborted()
    await pause()
  }
}

const quietly = async (work: Promise<unknown> | undefined): Promise<void> => {
  await work?.catch(() => undefined)
}

const opener =
  (config: ConnectionConfig, wire: HiveWire) =>
  async (request: QueryRequest, signal: AbortSignal, onAbort: (stop: () => Promise<void>) => void): Promise<Cursor> => {
    const transport = await openTransport(config, wire)
    let session: HiveSession | undefined
    let statement: HiveStatement | undefined
    onAbort(async () => quietly(statement?.cancel()))
    const end = async (): Promise<void> => {
      await quietly(statement?.close())
      await quietly(session?.close())
      transport.close()
    }
    try {
      const who = {
        username: config.uri.username ?? 'coset',
        password: config.uri.password ?? 'x',
        settings: settingsOf(config, wire, request.schema ?? config.uri.database),
      }
      session = await openHiveSession(transport, who, signal)
      const running = await session.execute(request.sql, signal)
      statement = running
      await finished(running, signal)
      const columns = running.hasRows ? await running.columns(signal) : []
      return { columns, next: () => (columns.length === 0 ? Promise.resolve(null) : running.fetch(columns, signal)), end }
    } catch (error) {
      await end()
      throw error
    }
  }

/** A session a statement, over HTTP or a socket. */
export const connectHive = (config: ConnectionConfig, wire: HiveWire): Connection =>
  sqlConnection({
    label: wire.label,
    dialect: wire.dialect,
    config,
    describeError: wireErrors(wire.label),
    open: opener(config, wire),
    introspect: hiveIntrospection({ dialect: wire.dialect, catalogs: false, home: { catalog: null, schema: config.uri.database }, namesOnly: wire.namesOnly }),
  })
