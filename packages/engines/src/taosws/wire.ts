import { numberOf, rowsOf, textOf } from '../http/json.ts'
import { type RestWire, restColumn, statementError } from '../http/rest.ts'
import { bareTable, firsts, text } from '../shared-sql/information-schema.ts'
import { taosDialect } from './dialect.ts'

/** One exchange a query; moments in ISO texts. */
export const taosWire: RestWire = {
  label: 'TDengine',
  dialect: taosDialect,
  port: 6041,
  start: async (ask, request, { config, signal }) => {
    const database = request.schema ?? config.uri.database
    const body = await ask('POST', `/rest/sql${database === null ? '' : `/${encodeURIComponent(database)}`}?tz=UTC`, request.sql, signal)
    if ((numberOf(body['code']) ?? 0) !== 0) throw statementError(textOf(body['desc']) ?? 'The statement failed')
    const columns = rowsOf(body['column_meta']).map(([name, type]) => restColumn(String(name), String(type)))
    return { columns, rows: rowsOf(body['data']), next: null }
  },
  message: (body) => textOf(body['desc']),
  introspect: (_, config) => {
    const place = (schema: string | null): string => taosDialect.stringLiteral(schema ?? config.uri.database ?? '')
    return {
      catalogs: () => Promise.resolve([]),
      schemas: async (ask) => firsts(await ask('SELECT name FROM information_schema.ins_databases')),
      defaultSchema: () => Promise.resolve(config.uri.database),
      tables: async (ask, schema) => {
        const rows = await ask(
          `SELECT stable_name FROM information_schema.ins_stables WHERE db_name = ${place(schema)} UNION ALL SELECT table_name FROM information_schema.ins_tables WHERE db_name = ${place(schema)} AND stable_name IS NULL`,
        )
        return firsts(rows).map((name) => ({ name, kind: 'table' as const }))
      },
      table: async (ask, name, schema) => {
        const from = [schema, name]
          .filter((part) => part !== null)
          .map((part) => taosDialect.quoteIdentifier(part ?? ''))
          .join('.')
        const rows = await ask(`DESCRIBE ${from}`)
        return bareTable(
          name,
          rows.map(([column, type, , note]) => ({
            name: text(column),
            nativeType: text(type).toUpperCase(),
            nullable: true,
            default: null,
            comment: text(note) === '' ? null : text(note),
          })),
        )
      },
    }
  },
  more: { pingSql: 'SELECT SERVER_VERSION()' },
}
