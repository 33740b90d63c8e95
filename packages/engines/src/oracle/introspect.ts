import type { Introspection } from '../running/sql-connection.ts'
import { bareTable, firsts, text, textOrNull } from '../shared-sql/information-schema.ts'
import { showFolded, storedFolded } from '../shared-sql/quoting.ts'
import { oracleDialect } from './dialect.ts'

const owner = (schema: string | null): string =>
  schema === null ? "SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')" : oracleDialect.stringLiteral(storedFolded(schema))

/** By the ALL_ views; owners are schemas. */
export const oracleIntrospection: Introspection = {
  catalogs: () => Promise.resolve([]),
  schemas: async (ask) => firsts(await ask('SELECT username FROM all_users ORDER BY username')).map(showFolded),
  defaultSchema: async (ask) => showFolded(text((await ask("SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') FROM DUAL"))[0]?.[0])),
  tables: async (ask, schema) => {
    const rows = await ask(
      `SELECT table_name, 'table' FROM all_tables WHERE owner = ${owner(schema)} UNION ALL SELECT view_name, 'view' FROM all_views WHERE owner = ${owner(schema)} ORDER BY 1`,
    )
    return rows.map(([name, kind]) => ({ name: showFolded(text(name)), kind: text(kind) === 'view' ? 'view' : 'table' }))
  },
  table: async (ask, name, schema) => {
    const where = `c.owner = ${owner(schema)} AND c.table_name = ${oracleDialect.stringLiteral(storedFolded(name))}`
    const rows = await ask(
      `SELECT c.column_name, c.data_type, c.nullable, n.comments FROM all_tab_columns c LEFT JOIN all_col_comments n ON n.owner = c.owner AND n.table_name = c.table_name AND n.column_name = c.column_name WHERE ${where} ORDER BY c.column_id`,
    )
    return bareTable(
      name,
      rows.map(([column, type, nullable, note]) => ({
        name: showFolded(text(column)),
        nativeType: text(type),
        nullable: text(nullable) === 'Y',
        default: null,
        comment: textOrNull(note),
      })),
    )
  },
}
