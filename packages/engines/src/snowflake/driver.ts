import { randomUUID } from 'node:crypto'
import type { ResultColumn } from '@coset/core'
import { kindOfSentence, refusal, WireError, wireErrors } from '../http/errors.ts'
import { listOf, objectOf, parseJson, rowsOf, textOf } from '../http/json.ts'
import { type Page, pagedCursor } from '../http/paged.ts'
import { createPause } from '../http/polling.ts'
import type { Connection, ConnectionConfig, QueryRequest } from '../port.ts'
import { type AskSql, type Introspection, sqlConnection } from '../running/sql-connection.ts'
import { informationSchema, text } from '../shared-sql/information-schema.ts'
import { quoteWith, showFolded, storedFolded } from '../shared-sql/quoting.ts'
import { snowflakeDialect } from './dialect.ts'
import { openSnowflake, type SnowflakeSession } from './session.ts'
import { snowflakeColumn, snowflakeReader } from './types.ts'

type Body = Readonly<Record<string, unknown>>

interface Told {
  readonly status: number
  readonly body: Body
}

const ask = async (session: SnowflakeSession, method: 'GET' | 'POST', path: string, sent: unknown, signal: AbortSignal | undefined): Promise<Told> => {
  const answer = await session.client.send({
    method,
    path,
    signal,
    headers: { accept: 'application/json', ...(sent === undefined ? {} : { 'content-type': 'application/json' }), ...(await session.headers()) },
    ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    ...(method === 'GET' ? { idempotent: true } : {}),
    ...(signal === undefined ? { timeoutMs: 5_000 } : {}),
  })
  const said = await answer.text()
  const body = said.trimStart().startsWith('{') ? objectOf(parseJson(said)) : {}
  if (answer.status === 200 || answer.status === 202) return { status: answer.status, body }
  const message = (textOf(body['message']) ?? '').replace(/^SQL compilation error:\s*/i, '')
  if (answer.status !== 422) throw refusal(answer.status, message)
  const absent = /^Object '.*' does not exist or not authorized/i.test(message)
  throw new WireError(absent ? 'table' : kindOfSentence(message), message)
}

const statement = (session: SnowflakeSession, request: QueryRequest): Body => {
  const database = request.catalog ?? session.database
  const schema = request.schema ?? (request.catalog && request.catalog !== session.database ? null : session.schema)
  const named = (key: string, name: string | null): Body => (name === null ? {} : { [key]: storedFolded(name) })
  return {
    statement: request.sql,
    ...(request.timeoutMs === undefined ? {} : { timeout: Math.ceil(request.timeoutMs / 1_000) + 1 }),
    ...named('database', database),
    ...named('schema', schema),
    ...named('warehouse', session.warehouse),
    ...named('role', session.role),
    parameters: { TIMEZONE: 'UTC', BINARY_OUTPUT_FORMAT: 'HEX', QUERY_TAG: 'coset', MULTI_STATEMENT_COUNT: '1' },
  }
}

const PATH = '/api/v2/statements'

const start = async (session: SnowflakeSession, request: QueryRequest, signal: AbortSignal, onHandle: (handle: string) => void): Promise<Page> => {
  let told = await ask(session, 'POST', `${PATH}?requestId=${randomUUID()}&async=true&nullable=true`, statement(session, request), signal)
  const handle = textOf(told.body['statementHandle']) ?? ''
  onHandle(handle)
  const pause = createPause(signal)
  while (told.status === 202) {
    await pause()
    told = await ask(session, 'GET', `${PATH}/${encodeURIComponent(handle)}`, undefined, signal)
  }
  const about = objectOf(told.body['resultSetMetaData'])
  const columns = listOf(about['rowType']).map(snowflakeColumn)
  const partitions = listOf(about['partitionInfo']).length
  const page = (data: unknown, at: number): Page => ({
    columns,
    rows: rowsOf(data),
    next:
      at + 1 >= partitions
        ? null
        : async (): Promise<Page> =>
            page((await ask(session, 'GET', `${PATH}/${encodeURIComponent(handle)}?partition=${at + 1}`, undefined, signal)).body['data'], at + 1),
  })
  return page(told.body['data'], 0)
}

const introspection = (session: SnowflakeSession): Introspection => {
  const quote = quoteWith('"')
  const standard = informationSchema({
    dialect: snowflakeDialect,
    prefix: (catalog) => {
      const database = catalog ?? session.database
      return database === null ? '' : `${quote(storedFolded(database))}.`
    },
    defaultSchemaSql: 'SELECT CURRENT_SCHEMA()',
    currentSchema: 'CURRENT_SCHEMA()',
    showName: showFolded,
    storedName: storedFolded,
    commentColumn: 'comment',
  })
  return { ...standard, catalogs: async (asked: AskSql) => (await asked('SHOW DATABASES')).map((row) => showFolded(text(row[1]))).toSorted() }
}

/** Statements over the SQL interface; results in partitions. */
export const connectSnowflake = (config: ConnectionConfig): Connection => {
  const session = openSnowflake(config)
  return sqlConnection({
    label: 'Snowflake',
    dialect: snowflakeDialect,
    config,
    describeError: wireErrors('Snowflake'),
    open: async (request, signal, onAbort) => {
      let handle = ''
      const stop = async (): Promise<void> => {
        if (handle !== '') await ask(session, 'POST', `${PATH}/${encodeURIComponent(handle)}/cancel`, {}, undefined)
      }
      onAbort(stop)
      const first = await start(session, request, signal, (told) => {
        handle = told
      })
      return pagedCursor(first, { reader: (column: ResultColumn) => snowflakeReader(column), stop })
    },
    introspect: introspection(session),
    close: () => Promise.resolve(session.client.close()),
  })
}
