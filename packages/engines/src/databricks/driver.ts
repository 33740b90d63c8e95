import { BadRequest, EngineFailure, type ResultColumn } from '@coset/core'
import { databricksDialect } from '../hive/dialect.ts'
import { hiveIntrospection } from '../hive/introspect.ts'
import type { HttpClient } from '../http/client.ts'
import { kindOfSentence, refusal, WireError, wireErrors } from '../http/errors.ts'
import { listOf, numberOf, objectOf, parseJson, rowsOf, textOf } from '../http/json.ts'
import { memberClient } from '../http/member-client.ts'
import { type Page, pagedCursor } from '../http/paged.ts'
import { createPause } from '../http/polling.ts'
import type { Connection, ConnectionConfig, QueryRequest } from '../port.ts'
import { sqlConnection } from '../running/sql-connection.ts'
import { cellReader, cellTypes } from '../shared-sql/json-cells.ts'

const PATH = '/api/2.0/sql/statements'
const kindOf = cellTypes([[/^(?:void|null)/i, 'unknown']])

/** The warehouse that an `http_path` names. Throws BadRequest for clusters, which this interface cannot reach. */
export const warehouseOf = (config: Pick<ConnectionConfig, 'uri' | 'engineParams'>): string => {
  const given = config.uri.query['http_path'] ?? textOf(objectOf(config.engineParams['connect_args'])['http_path']) ?? ''
  const id = /^\/?sql\/\d+\.\d+\/(?:warehouses|endpoints)\/([\w-]+)\/?$/.exec(given)?.[1]
  if (id === undefined) throw new BadRequest('The address needs the argument http_path of a SQL warehouse: /sql/1.0/warehouses/…')
  return id
}

type Body = Readonly<Record<string, unknown>>

const ask = async (client: HttpClient, method: 'GET' | 'POST', path: string, body: unknown, signal: AbortSignal | undefined): Promise<Body> => {
  const answer = await client.send({
    method,
    path,
    signal,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(method === 'GET' ? { idempotent: true } : {}),
    ...(signal === undefined ? { timeoutMs: 5_000 } : {}),
  })
  const text = await answer.text()
  const told = text.trimStart().startsWith('{') ? objectOf(parseJson(text)) : {}
  if (answer.status !== 200) throw refusal(answer.status, textOf(told['message']) ?? '')
  return told
}

const failed = (status: Body): Error => {
  const error = objectOf(status['error'])
  const message = textOf(error['message']) ?? `The statement ended as ${textOf(status['state']) ?? 'unknown'}`
  return new WireError(kindOfSentence(message), message)
}

const columnsOf = (body: Body): readonly ResultColumn[] =>
  listOf(objectOf(objectOf(body['manifest'])['schema'])['columns']).map((item) => {
    const column = objectOf(item)
    const nativeType = (textOf(column['type_text']) ?? textOf(column['type_name']) ?? '').toUpperCase()
    return { name: textOf(column['name']) ?? '', nativeType, type: kindOf(nativeType) }
  })

const statement = (config: ConnectionConfig, warehouse: string, request: QueryRequest): Body => {
  const catalog = request.catalog ?? config.uri.query['catalog'] ?? null
  const schema = request.schema ?? config.uri.query['schema'] ?? config.uri.database
  return {
    warehouse_id: warehouse,
    statement: request.sql,
    disposition: 'INLINE',
    format: 'JSON_ARRAY',
    wait_timeout: '5s',
    on_wait_timeout: 'CONTINUE',
    ...(catalog === null ? {} : { catalog }),
    ...(schema === null ? {} : { schema }),
  }
}

const start = async (client: HttpClient, sent: Body, signal: AbortSignal, onId: (id: string) => void): Promise<Page> => {
  let body = await ask(client, 'POST', `${PATH}/`, sent, signal)
  const id = textOf(body['statement_id']) ?? ''
  onId(id)
  const pause = createPause(signal)
  for (;;) {
    const status = objectOf(body['status'])
    const state = textOf(status['state'])
    if (state === 'SUCCEEDED') break
    if (state !== 'PENDING' && state !== 'RUNNING') throw failed(status)
    await pause()
    body = await ask(client, 'GET', `${PATH}/${id}`, undefined, signal)
  }
  const columns = columnsOf(body)
  if (objectOf(body['manifest'])['truncated'] === true) throw new EngineFailure('The result is larger than this interface can carry (25 MiB); add a LIMIT')
  const chunk = (result: Body): Page => {
    const next = numberOf(result['next_chunk_index'])
    const following =
      next === null ? null : async (): Promise<Page> => chunk(await ask(client, 'GET', `${PATH}/${id}/result/chunks/${next}`, undefined, signal))
    return { columns, rows: rowsOf(result['data_array']), next: following }
  }
  return chunk(objectOf(body['result']))
}

/** Statements over the SQL statement interface of a warehouse. */
export const connectDatabricks = (config: ConnectionConfig): Connection => {
  const warehouse = warehouseOf(config)
  const token = config.accessToken ?? textOf(config.secrets?.['access_token']) ?? config.uri.password ?? ''
  const client = memberClient(
    config,
    { defaultPort: 443, secure: true, argument: 'protocol' },
    { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  )
  const home = { catalog: config.uri.query['catalog'] ?? null, schema: config.uri.query['schema'] ?? config.uri.database }
  return sqlConnection({
    label: 'Databricks',
    dialect: databricksDialect,
    config,
    describeError: wireErrors('Databricks'),
    open: async (request, signal, onAbort) => {
      let id = ''
      const stop = async (): Promise<void> => {
        if (id !== '') await ask(client, 'POST', `${PATH}/${id}/cancel`, {}, undefined)
      }
      onAbort(stop)
      const first = await start(client, statement(config, warehouse, request), signal, (told) => {
        id = told
      })
      return pagedCursor(first, { reader: (column) => cellReader(column.type), stop })
    },
    introspect: hiveIntrospection({ dialect: databricksDialect, catalogs: true, home, namesOnly: false }),
    close: () => Promise.resolve(client.close()),
  })
}
