import type { ConnectionConfig } from '../port.ts'
import type { Introspection } from '../running/sql-connection.ts'
import { bareTable, firsts, tableKind, text, textOrNull } from '../shared-sql/information-schema.ts'
import { clickhouseDialect } from './dialect.ts'

/** By the `system` tables; databases are schemas. */
export const clickhouseIntrospection = (config: Pick<ConnectionConfig, 'uri'>): Introspection => {
  const named = (schema: string | null): string => {
    const name = schema ?? config.uri.database
    return name === null ? 'currentDatabase()' : clickhouseDialect.stringLiteral(name)
  }
  return {
    catalogs: () => Promise.resolve([]),
    schemas: async (ask) => firsts(await ask('SELECT name FROM system.databases ORDER BY name')),
    defaultSchema: async (ask) => textOrNull((await ask('SELECT currentDatabase()'))[0]?.[0]),
    tables: async (ask, schema) => {
      const rows = await ask(
        `SELECT name, engine FROM system.tables WHERE database = ${named(schema)} AND NOT is_temporary AND name NOT LIKE '.inner%' ORDER BY name`,
      )
      return rows.map(([name, engine]) => ({ name: text(name), kind: tableKind(text(engine)) }))
    },
    table: async (ask, name, schema) => {
      const where = `database = ${named(schema)} AND table = ${clickhouseDialect.stringLiteral(name)}`
      const rows = await ask(`SELECT name, type, default_expression, comment, is_in_primary_key FROM system.columns WHERE ${where} ORDER BY position`)
      const table = bareTable(
        name,
        rows.map(([column, type, byDefault, note]) => ({
          name: text(column),
          nativeType: text(type),
          nullable: /^(?:LowCardinality\()?Nullable\(/.test(text(type)),
          default: text(byDefault) === '' ? null : text(byDefault),
          comment: text(note) === '' ? null : text(note),
        })),
      )
      const keys = rows.filter((row) => text(row[4]) === '1' || row[4] === true).map(([column]) => text(column))
      return { ...table, primaryKey: keys.length === 0 ? null : { name: null, columns: keys } }
    },
  }
}
