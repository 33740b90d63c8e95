import { EngineFailure } from '@coset/core'
import type { Ask } from '../child/connection.ts'
import type { TableDetails, TableInfo } from '../port.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const list = (value: unknown): readonly string[] => JSON.parse(text(value) === '' ? '[]' : text(value)) as string[]

export const catalogs = (): Promise<readonly string[]> => Promise.resolve([])

export const schemas = async (ask: Ask): Promise<readonly string[]> =>
  (
    await ask(
      "SELECT DISTINCT schema_name FROM duckdb_schemas() WHERE database_name = current_database() AND NOT internal OR (database_name = current_database() AND schema_name = 'main') ORDER BY 1",
    )
  ).map(([name]) => text(name))

export const defaultSchema = async (ask: Ask): Promise<string | null> => textOrNull((await ask('SELECT current_schema()'))[0]?.[0])

export const tables = async (ask: Ask, schema: string | null): Promise<readonly TableInfo[]> => {
  const rows = await ask(
    `SELECT table_name, 'table' AS kind FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = coalesce($1, current_schema()) AND NOT internal
     UNION ALL SELECT view_name, 'view' FROM duckdb_views() WHERE database_name = current_database() AND schema_name = coalesce($1, current_schema()) AND NOT internal ORDER BY 1`,
    [schema],
  )
  return rows.map(([name, kind]) => ({ name: text(name), kind: kind === 'view' ? 'view' : 'table' }))
}

const HERE = 'database_name = current_database() AND schema_name = coalesce($2, current_schema()) AND table_name = $1'

/** Columns, keys and indexes of one table or view. */
export const table = async (ask: Ask, name: string, schema: string | null): Promise<TableDetails> => {
  const at = [name, schema]
  const [columns, constraints, indexes, comments] = await Promise.all([
    ask(`SELECT column_name, data_type, is_nullable, column_default, comment FROM duckdb_columns() WHERE ${HERE} ORDER BY column_index`, at),
    ask(
      `SELECT constraint_type, constraint_name, to_json(constraint_column_names), referenced_table, to_json(referenced_column_names) FROM duckdb_constraints()
       WHERE ${HERE} AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') ORDER BY constraint_index`,
      at,
    ),
    ask(
      `SELECT index_name, is_unique, to_json(string_split(trim(expressions, '[]'), ', ')) FROM duckdb_indexes() WHERE ${HERE} AND NOT is_primary ORDER BY 1`,
      at,
    ),
    ask(`SELECT comment FROM duckdb_tables() WHERE ${HERE}`, at),
  ])
  if (columns.length === 0) throw new EngineFailure(`The table "${name}" does not exist`, { code: 'TABLE_DOES_NOT_EXIST_ERROR' })
  const primary = constraints.find(([kind]) => kind === 'PRIMARY KEY')
  return {
    columns: columns.map(([column, type, nullable, byDefault, comment]) => ({
      name: text(column),
      nativeType: text(type).replace(/^DECIMAL\((\d+),(\d+)\)$/, 'DECIMAL($1, $2)'),
      nullable: nullable === true,
      default: textOrNull(byDefault),
      comment: textOrNull(comment),
    })),
    primaryKey: primary === undefined ? null : { name: textOrNull(primary[1]), columns: list(primary[2]) },
    foreignKeys: constraints
      .filter(([kind]) => kind === 'FOREIGN KEY')
      .map((row) => ({ name: textOrNull(row[1]), columns: list(row[2]), referredTable: text(row[3]), referredSchema: schema, referredColumns: list(row[4]) })),
    indexes: indexes.map(([index, unique, expressions]) => ({
      name: text(index),
      unique: unique === true,
      columns: list(expressions).map((part) => part.replace(/^'?"?|"?'?$/g, '')),
    })),
    comment: textOrNull(comments[0]?.[0]),
  }
}
