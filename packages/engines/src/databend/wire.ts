import { listOf, objectOf, rowsOf, textOf } from '../http/json.ts'
import type { Page } from '../http/paged.ts'
import { type RestAsk, type RestWire, restColumn, statementError } from '../http/rest.ts'
import { informationSchema } from '../shared-sql/information-schema.ts'
import { databendDialect } from './dialect.ts'

const nullable = (type: string): string => /^Nullable\((.*)\)$/i.exec(type)?.[1] ?? type

/** A query, its pages by `next_uri`, and a last word to `final_uri` or `kill_uri`. */
const start: RestWire['start'] = async (ask: RestAsk, request, { config, signal, onStop }) => {
  const database = request.schema ?? config.uri.database
  const sent = {
    sql: request.sql,
    pagination: { wait_time_secs: 1, max_rows_per_page: 10_000 },
    session: { ...(database === null ? {} : { database }), settings: { timezone: 'UTC' } },
  }
  const read = (body: ReturnType<typeof objectOf>): Page => {
    const error = objectOf(body['error'])
    const message = textOf(error['message'])
    if (message !== null) throw statementError(message)
    const kill = textOf(body['kill_uri'])
    if (kill !== null) onStop(async () => void (await ask('POST', kill, {})))
    const schema = listOf(body['schema']).map(objectOf)
    const next = textOf(body['next_uri'])
    const columns = schema.map((field) => restColumn(textOf(field['name']) ?? '', nullable(textOf(field['type']) ?? '')))
    return {
      columns: columns.length === 0 && next !== null ? null : columns,
      rows: rowsOf(body['data']),
      next: next === null || /\/final$/.test(next) ? null : async () => read(await ask('GET', next, undefined, signal)),
    }
  }
  return read(await ask('POST', '/v1/query', sent, signal))
}

export const databendWire: RestWire = {
  label: 'Databend',
  dialect: databendDialect,
  port: 8000,
  start,
  message: (body) => textOf(objectOf(body['error'])['message']),
  introspect: () => informationSchema({ dialect: databendDialect, defaultSchemaSql: 'SELECT currentDatabase()', currentSchema: 'currentDatabase()' }),
}
