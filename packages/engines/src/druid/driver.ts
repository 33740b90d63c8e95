import { randomUUID } from 'node:crypto'
import { EngineFailure, type ResultColumn } from '@coset/core'
import { readLines } from '../http/body.ts'
import type { HttpAnswer, HttpClient } from '../http/client.ts'
import { kindOfSentence, refusal, WireError, wireErrors } from '../http/errors.ts'
import { listOf, objectOf, parseJson, textOf } from '../http/json.ts'
import { credentials, memberClient } from '../http/member-client.ts'
import { type Page, pagedCursor } from '../http/paged.ts'
import type { Connection, ConnectionConfig, QueryRequest } from '../port.ts'
import { sqlConnection } from '../running/sql-connection.ts'
import { informationSchema } from '../shared-sql/information-schema.ts'
import { cellReader, cellTypes } from '../shared-sql/json-cells.ts'
import { druidDialect } from './dialect.ts'

const BLOCK_ROWS = 1_000
const MAX_LINE = 16 * 1_048_576
const kindOf = cellTypes([[/^(?:complex|other)/i, 'json']])

const errorOf = (text: string, status: number): Error => {
  if (status === 401 || status === 403) return refusal(status, '')
  const told = text.trimStart().startsWith('{') ? objectOf(parseJson(text)) : {}
  const message = textOf(told['errorMessage']) ?? textOf(told['error']) ?? `The database answered with status ${status}`
  const parse = /parse/i.test(textOf(told['error']) ?? textOf(told['errorCode']) ?? '')
  const kind = kindOfSentence(message, [[/Object '.*' not found/i, 'table']])
  return new WireError(kind === 'other' && parse ? 'syntax' : kind, message)
}

const body = (request: QueryRequest, id: string): string =>
  JSON.stringify({
    query: request.sql,
    resultFormat: 'arrayLines',
    header: true,
    typesHeader: true,
    sqlTypesHeader: true,
    context: { sqlQueryId: id, sqlTimeZone: 'UTC', ...(request.timeoutMs === undefined ? {} : { timeout: Math.ceil(request.timeoutMs) + 1_000 }) },
  })

/** Lines of a result: names, native types, SQL types, rows; an empty line says that the result is whole. */
const firstPage = async (answer: HttpAnswer): Promise<Page> => {
  const lines = readLines(answer.body, MAX_LINE, true)
  const line = async (): Promise<readonly unknown[] | null> => {
    const step = await lines.next()
    if (step.done === true) throw new EngineFailure('The database broke off its answer')
    if (step.value === '') return null
    if (step.value.startsWith('{')) throw errorOf(step.value, 200)
    return listOf(parseJson(step.value))
  }
  const names = await line()
  await line()
  const types = await line()
  const columns = (names ?? []).map((name, i): ResultColumn => {
    const nativeType = textOf(types?.[i]) ?? ''
    return { name: String(name), nativeType, type: kindOf(nativeType) }
  })
  const next = async (): Promise<Page> => {
    const rows: (readonly unknown[])[] = []
    while (rows.length < BLOCK_ROWS) {
      const row = await line()
      if (row === null) return { columns, rows, next: null }
      rows.push(row)
    }
    return { columns, rows, next }
  }
  return { columns, rows: [], next }
}

const start = async (client: HttpClient, request: QueryRequest, id: string, signal: AbortSignal): Promise<HttpAnswer> => {
  const answer = await client.send({ method: 'POST', path: '/druid/v2/sql/', body: body(request, id), headers: { 'content-type': 'application/json' }, signal })
  if (answer.status !== 200) throw errorOf(await answer.text(), answer.status)
  return answer
}

/** Statements over Druid's SQL endpoint; rows stream line by line. */
export const connectDruid = (config: ConnectionConfig): Connection => {
  const client = memberClient(config, { defaultPort: 8082, secure: false, argument: 'scheme' }, credentials(config))
  return sqlConnection({
    label: 'Apache Druid',
    dialect: druidDialect,
    config,
    describeError: wireErrors('Apache Druid'),
    open: async (request, signal, onAbort) => {
      const id = `coset-${randomUUID()}`
      onAbort(async () => {
        const answer = await client.send({ method: 'DELETE', path: `/druid/v2/sql/${id}`, timeoutMs: 5_000 })
        answer.body.resume()
      })
      const answer = await start(client, request, id, signal)
      const stop = (): Promise<void> => Promise.resolve(void answer.body.destroy())
      return pagedCursor(await firstPage(answer), { reader: (column) => cellReader(column.type), stop })
    },
    introspect: informationSchema({ dialect: druidDialect, capitals: true, defaultSchemaSql: null }),
    close: () => Promise.resolve(client.close()),
  })
}
