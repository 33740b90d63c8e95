import { listOf, textOf } from '../http/json.ts'
import { objectRows, type RestWire, restColumn, statementError } from '../http/rest.ts'
import { informationSchema } from '../shared-sql/information-schema.ts'
import { drillDialect } from './dialect.ts'

/** One exchange a query: objects as rows. Acts for other people by `userName`. */
export const drillWire: RestWire = {
  label: 'Apache Drill',
  dialect: drillDialect,
  port: 8047,
  start: async (ask, request, { config, signal }) => {
    const schema = request.schema ?? config.uri.database?.replaceAll('/', '.') ?? null
    const body = await ask(
      'POST',
      '/query.json',
      {
        queryType: 'SQL',
        query: request.sql,
        ...(schema === null || schema === '' ? {} : { defaultSchema: schema }),
        ...(typeof config.impersonate === 'string' ? { userName: config.impersonate } : {}),
        options: { 'drill.exec.http.rest.errors.verbose': true },
      },
      signal,
    )
    const message = textOf(body['errorMessage'])
    if (message !== null) throw statementError(message.replace(/^.*?ERROR: /s, '').split('\n\n')[0] ?? message)
    const names = listOf(body['columns']).map(String)
    const types = listOf(body['metadata']).map(String)
    return { columns: names.map((name, i) => restColumn(name, types[i] ?? '')), rows: objectRows(body['rows'], names), next: null }
  },
  introspect: (_, config) => {
    const standard = informationSchema({ dialect: drillDialect, capitals: true, defaultSchemaSql: null })
    return { ...standard, defaultSchema: () => Promise.resolve(config.uri.database?.replaceAll('/', '.') ?? null) }
  },
  more: { pingSql: 'SELECT 1 AS x FROM (VALUES(1))' },
}
