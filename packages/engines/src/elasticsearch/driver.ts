import type { Cell, ResultColumn } from '@coset/core'
import type { Dialect } from '@coset/sql'
import type { HttpAnswer } from '../http/client.ts'
import { kindOfSentence, refusal, WireError, wireErrors } from '../http/errors.ts'
import { listOf, objectOf, parseJson, rowsOf, textOf } from '../http/json.ts'
import { credentials, memberClient } from '../http/member-client.ts'
import { type Page, pagedCursor } from '../http/paged.ts'
import type { Connection, ConnectionConfig, QueryRequest } from '../port.ts'
import { type Introspection, sqlConnection } from '../running/sql-connection.ts'
import { cellReader, cellTypes } from '../shared-sql/json-cells.ts'

/** What tells Elasticsearch's SQL interface from OpenSearch's. */
export interface SearchWire {
  readonly label: string
  readonly path: string
  readonly dialect: Dialect
  /** The body that starts a statement. */
  readonly start: (request: QueryRequest) => Readonly<Record<string, unknown>>
  readonly columns: 'columns' | 'schema'
  readonly rows: 'rows' | 'datarows'
  readonly pingSql: string
  readonly introspect: Introspection
}

const kindOf = cellTypes([
  [/^(?:object|nested|geo|shape)/i, 'json'],
  [/^unsigned_long/i, 'integer'],
])

/** `{"error":{"reason","type"}}`, with OpenSearch's `details` behind it. */
const errorOf = async (answer: HttpAnswer): Promise<Error> => {
  const text = await answer.text()
  if (answer.status === 401 || answer.status === 403 || !text.trimStart().startsWith('{')) return refusal(answer.status, text.slice(0, 300))
  const told = objectOf(objectOf(parseJson(text))['error'])
  const message = [textOf(told['reason']), textOf(told['details'])].filter((part) => part !== null && part !== '').join(': ')
  const type = textOf(told['type']) ?? ''
  const kind = kindOfSentence(`${type} ${message}`, [
    [/Unknown column|can't resolve Symbol/i, 'column'],
    [/Unknown index|no such index|index_not_found/i, 'table'],
  ])
  return new WireError(kind, message === '' ? `The database answered with status ${answer.status}` : message)
}

/** Statements over the SQL interface; further rows by cursor. */
export const connectSearch = (config: ConnectionConfig, wire: SearchWire): Connection => {
  const key = textOf(config.secrets?.['api_key'])
  const headers = { 'content-type': 'application/json', ...(key === null ? credentials(config) : { authorization: `ApiKey ${key}` }) }
  const client = memberClient(config, { defaultPort: 9200, secure: false, argument: 'use_ssl' }, headers)
  const ask = async (path: string, body: unknown, signal: AbortSignal | undefined): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await client.send({ method: 'POST', path, body: JSON.stringify(body), signal, ...(signal === undefined ? { timeoutMs: 5_000 } : {}) })
    if (answer.status !== 200) throw await errorOf(answer)
    return objectOf(await answer.json())
  }
  return sqlConnection({
    label: wire.label,
    dialect: wire.dialect,
    config,
    describeError: wireErrors(wire.label),
    open: async (request, signal) => {
      let cursor: string | null = null
      const pageOf = (body: Readonly<Record<string, unknown>>, known: readonly ResultColumn[] | null): Page => {
        cursor = textOf(body['cursor'])
        const columns =
          known ??
          listOf(body[wire.columns]).map((item): ResultColumn => {
            const column = objectOf(item)
            const nativeType = (textOf(column['type']) ?? '').toUpperCase()
            return { name: textOf(column['alias']) ?? textOf(column['name']) ?? '', nativeType, type: kindOf(nativeType) }
          })
        const next = cursor === null || cursor === '' ? null : async (): Promise<Page> => pageOf(await ask(wire.path, { cursor }, signal), columns)
        return { columns, rows: rowsOf(body[wire.rows]), next }
      }
      const first = pageOf(await ask(wire.path, wire.start(request), signal), null)
      const stop = async (): Promise<void> => {
        await ask(`${wire.path}/close`, { cursor }, undefined)
      }
      return pagedCursor(first, { reader: (column): ((value: unknown) => Cell) => cellReader(column.type), stop })
    },
    introspect: wire.introspect,
    pingSql: wire.pingSql,
    describeSql: (sql) => sql,
    close: () => Promise.resolve(client.close()),
  })
}
