import { type Cell, EngineFailure } from '@coset/core'
import type { Dialect } from '@coset/sql'
import type { ColumnInfo, TableDetails, TableInfo } from '../port.ts'
import type { AskSql, Introspection } from '../running/sql-connection.ts'

export const text = (value: Cell | undefined): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
export const textOrNull = (value: Cell | undefined): string | null => (value === null || value === undefined ? null : text(value))
export const firsts = (rows: readonly (readonly Cell[])[]): readonly string[] => rows.map((row) => text(row[0]))

/** Columns and nothing else: what engines tell that know no keys. Throws `TABLE_DOES_NOT_EXIST_ERROR` without columns. */
export const bareTable = (name: string, columns: readonly ColumnInfo[], comment: string | null = null): TableDetails => {
  if (columns.length === 0) throw new EngineFailure(`The table "${name}" does not exist`, { code: 'TABLE_DOES_NOT_EXIST_ERROR' })
  return { columns, primaryKey: null, foreignKeys: [], indexes: [], comment }
}

export const tableKind = (kind: string): TableInfo['kind'] => (/materiali/i.test(kind) ? 'materialized_view' : /view/i.test(kind) ? 'view' : 'table')

export interface InformationSchemaOptions {
  readonly dialect: Pick<Dialect, 'stringLiteral' | 'quoteIdentifier'>
  /** Before `information_schema`, with its dot: catalogs of Trino, projects of BigQuery. */
  readonly prefix?: (catalog: string | null, schema: string | null) => string
  readonly catalogsSql?: string
  readonly schemasSql?: (catalog: string | null) => string
  /** `current_schema()` and its like; null: there is none. */
  readonly defaultSchemaSql: string | null
  /** What a missing schema stands for inside of a condition. */
  readonly currentSchema?: string
  /** Names as people know them: lower case where the engine folds up. */
  readonly showName?: (name: string) => string
  /** The name as stored. */
  readonly storedName?: (name: string) => string
  readonly typeText?: (type: string) => string
  /** Names of the views and their columns are matched by case, and stand in capitals. */
  readonly capitals?: boolean
  /** Column of `information_schema.columns` with the comment. */
  readonly commentColumn?: string
}

/** Introspection by the standard's `information_schema`. */
export const informationSchema = (options: InformationSchemaOptions): Introspection => {
  const { dialect } = options
  const show = options.showName ?? ((name: string) => name)
  const stored = options.storedName ?? ((name: string) => name)
  const word = (text: string): string => (options.capitals === true ? text.toUpperCase() : text)
  const at = (view: string, catalog: string | null, schema: string | null): string =>
    `${options.prefix?.(catalog, schema) ?? ''}${word(`information_schema.${view}`)}`
  const here = (schema: string | null): string => {
    if (schema !== null) return `${word('table_schema')} = ${dialect.stringLiteral(stored(schema))}`
    return options.currentSchema === undefined ? '1 = 1' : `${word('table_schema')} = ${options.currentSchema}`
  }
  const shown = (rows: readonly (readonly Cell[])[]): readonly string[] => firsts(rows).map(show)
  return {
    catalogs: async (ask) => (options.catalogsSql === undefined ? [] : shown(await ask(options.catalogsSql))),
    schemas: async (ask, catalog) =>
      shown(await ask(options.schemasSql?.(catalog) ?? `SELECT ${word('schema_name')} FROM ${at('schemata', catalog, null)} ORDER BY 1`, { catalog })),
    defaultSchema: async (ask) => {
      if (options.defaultSchemaSql === null) return null
      const name = textOrNull((await ask(options.defaultSchemaSql))[0]?.[0])
      return name === null ? null : show(name)
    },
    tables: async (ask: AskSql, schema, catalog) => {
      const rows = await ask(
        `SELECT ${word('table_name, table_type')} FROM ${at('tables', catalog, schema)} WHERE ${here(schema)} ORDER BY ${word('table_name')}`,
        { catalog },
      )
      return rows.map(([name, kind]) => ({ name: show(text(name)), kind: tableKind(text(kind)) }))
    },
    table: async (ask, name, schema, catalog) => {
      const comment = options.commentColumn === undefined ? 'NULL' : options.commentColumn
      const rows = await ask(
        `SELECT ${word('column_name, data_type, is_nullable, column_default')}, ${comment} FROM ${at('columns', catalog, schema)} WHERE ${here(schema)} AND ${word('table_name')} = ${dialect.stringLiteral(stored(name))} ORDER BY ${word('ordinal_position')}`,
        { catalog },
      )
      return bareTable(
        name,
        rows.map(([column, type, nullable, byDefault, note]) => ({
          name: show(text(column)),
          nativeType: (options.typeText ?? ((t: string) => t.toUpperCase()))(text(type)),
          nullable: !/^(?:no|false|0)$/i.test(text(nullable)),
          default: textOrNull(byDefault),
          comment: textOrNull(note) === '' ? null : textOrNull(note),
        })),
      )
    },
  }
}
