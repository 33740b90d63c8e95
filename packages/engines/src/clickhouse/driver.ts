import { randomUUID } from 'node:crypto'
import { type Cell, EngineFailure, type ResultColumn } from '@coset/core'
import { readLines } from '../http/body.ts'
import type { HttpAnswer, HttpClient } from '../http/client.ts'
import { listOf, parseJson } from '../http/json.ts'
import { credentials, memberClient } from '../http/member-client.ts'
import type { Connection, ConnectionConfig, QueryRequest } from '../port.ts'
import { type Cursor, toColumns } from '../running/run-query.ts'
import { type Opening, sqlConnection } from '../running/sql-connection.ts'
import { clickhouseDialect } from './dialect.ts'
import { ClickhouseError, clickhouseErrorIn, describeClickhouseError } from './errors.ts'
import { clickhouseIntrospection } from './introspect.ts'
import { clickhouseKind, clickhouseReader } from './types.ts'

const BLOCK_ROWS = 1_000
const MAX_LINE = 64 * 1_048_576
const READONLY_PROFILE = 164

/** How values are written; all of them can be left out for profiles that allow no settings. */
const SETTINGS: Readonly<Record<string, string>> = {
  session_timezone: 'UTC',
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: '0',
  output_format_json_quote_denormals: '1',
  output_format_json_quote_decimals: '1',
  output_format_json_named_tuples_as_objects: '1',
  cancel_http_readonly_queries_on_client_close: '1',
}

const parameters = (config: ConnectionConfig, request: QueryRequest, queryId: string, withSettings: boolean): string => {
  const given = {
    default_format: 'JSONCompactEachRowWithNamesAndTypes',
    query_id: queryId,
    ...((request.schema ?? config.uri.database) === null ? {} : { database: request.schema ?? config.uri.database ?? '' }),
    ...(withSettings ? SETTINGS : {}),
    ...(withSettings && request.readOnly !== false ? { readonly: '2' } : {}),
    ...(withSettings && request.timeoutMs !== undefined ? { max_execution_time: String(Math.ceil(request.timeoutMs / 1_000) + 1) } : {}),
  }
  return new URLSearchParams(given).toString()
}

const wireError = async (answer: HttpAnswer): Promise<Error> => {
  const code = answer.header('x-clickhouse-exception-code')
  const text = await answer.text()
  const found = clickhouseErrorIn(text, code)
  if (found !== null) return found
  if (answer.status === 401 || answer.status === 403) return new ClickhouseError(516, 'The database refused the user name or password')
  return new EngineFailure(`The database answered with status ${answer.status}`)
}

class RowLines {
  private readonly lines: AsyncGenerator<string>
  constructor(answer: HttpAnswer) {
    this.lines = readLines(answer.body, MAX_LINE)
  }

  /** The next line as a list of values, or null at the end. Throws ClickhouseError when the server broke off with an error. */
  async next(): Promise<readonly unknown[] | null> {
    const step = await this.lines.next()
    if (step.done === true) return null
    if (!step.value.startsWith('[')) {
      const told = clickhouseErrorIn(step.value, null)
      if (told !== null) throw told
      throw new EngineFailure('The statement must not name an output FORMAT')
    }
    return listOf(parseJson(step.value))
  }
}

const columnsOf = async (rows: RowLines): Promise<readonly ResultColumn[]> => {
  const names = await rows.next()
  const types = names === null ? null : await rows.next()
  if (names === null || types === null) return []
  return names.map((name, i) => {
    const nativeType = String(types[i])
    return { name: String(name), nativeType, type: clickhouseKind(nativeType) }
  })
}

const cursorOf = async (answer: HttpAnswer): Promise<Cursor> => {
  const rows = new RowLines(answer)
  const columns = await columnsOf(rows)
  const readers = columns.map((column): ((value: unknown) => Cell) => clickhouseReader(column.nativeType))
  let ended = columns.length === 0
  return {
    columns,
    next: async () => {
      const block: (readonly unknown[])[] = []
      while (!ended && block.length < BLOCK_ROWS) {
        const row = await rows.next()
        if (row === null) ended = true
        else block.push(row)
      }
      return block.length === 0 ? null : toColumns(block, readers)
    },
    end: () => {
      answer.body.destroy()
      return Promise.resolve()
    },
  }
}

const opener = (config: ConnectionConfig, client: HttpClient): Opening => {
  let withSettings = true
  const send = (request: QueryRequest, signal: AbortSignal, queryId: string): Promise<HttpAnswer> =>
    client.send({ method: 'POST', path: `/?${parameters(config, request, queryId, withSettings)}`, body: request.sql, signal })
  return async (request, signal, onAbort) => {
    const queryId = `coset-${randomUUID()}`
    onAbort(async () => {
      const sql = `KILL QUERY WHERE query_id = ${clickhouseDialect.stringLiteral(queryId)} ASYNC`
      const answer = await client.send({ method: 'POST', path: '/', body: sql, timeoutMs: 5_000 })
      answer.body.resume()
    })
    let answer = await send(request, signal, queryId)
    if (answer.status >= 400) {
      const error = await wireError(answer)
      const locked = withSettings && error instanceof ClickhouseError && error.code === READONLY_PROFILE && /setting/i.test(error.message)
      if (!locked) throw error
      // A profile that may read only lets nobody change settings; it needs no protection either.
      withSettings = false
      answer = await send(request, signal, queryId)
      if (answer.status >= 400) throw await wireError(answer)
    }
    return cursorOf(answer)
  }
}

/** The server's own headers, or the standard one where they cannot hold the letters. */
const signIn = (config: ConnectionConfig): Readonly<Record<string, string>> => {
  const { username, password } = config.uri
  if (!/^[\x20-\x7e]*$/.test(`${username ?? ''}${password ?? ''}`)) return credentials(config)
  return { ...(username === null ? {} : { 'x-clickhouse-user': username }), ...(password === null ? {} : { 'x-clickhouse-key': password }) }
}

/** Statements over the HTTP interface; rows stream line by line. */
export const connectClickhouse = (config: ConnectionConfig): Connection => {
  const client = memberClient(config, { defaultPort: 8123, secure: false }, signIn(config))
  return sqlConnection({
    label: 'ClickHouse',
    dialect: clickhouseDialect,
    config,
    describeError: describeClickhouseError,
    open: opener(config, client),
    introspect: clickhouseIntrospection(config),
    readOnlySession: true,
    close: () => Promise.resolve(client.close()),
  })
}
