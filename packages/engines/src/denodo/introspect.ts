import { columnTypeText } from '../postgresql/types.ts'
import type { Introspection } from '../running/sql-connection.ts'
import { bareTable, firsts, tableKind, text, textOrNull } from '../shared-sql/information-schema.ts'
import { denodoDialect } from './dialect.ts'

const literal = (name: string | null): string => (name === null ? 'NULL' : denodoDialect.stringLiteral(name))

/** Denodo tells of itself by stored procedures; its databases are its schemas. */
export const denodoIntrospection: Introspection = {
  catalogs: () => Promise.resolve([]),
  schemas: async (ask) => firsts(await ask('SELECT DISTINCT db_name FROM GET_DATABASES() ORDER BY 1')),
  defaultSchema: async (ask) => textOrNull((await ask('SELECT current_database()'))[0]?.[0]),
  tables: async (ask, schema) => {
    const rows = await ask(`SELECT name, view_type FROM GET_VIEWS() WHERE input_database_name = ${literal(schema)} ORDER BY 1`)
    return rows.map(([name, kind]) => ({ name: text(name), kind: text(kind) === '0' ? 'table' : tableKind('view') }))
  },
  table: async (ask, name, schema) => {
    const rows = await ask(
      `SELECT column_name, column_sql_type, column_is_nullable, column_remarks FROM GET_VIEW_COLUMNS() WHERE input_database_name = ${literal(schema)} AND input_view_name = ${literal(name)} ORDER BY ordinal_position`,
    )
    return bareTable(
      name,
      rows.map(([column, type, nullable, note]) => ({
        name: text(column),
        nativeType: columnTypeText(text(type)),
        nullable: text(nullable) !== 'false',
        default: null,
        comment: textOrNull(note),
      })),
    )
  },
}
