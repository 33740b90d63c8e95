import { EngineFailure } from '@coset/core'
import type { Ask } from '../child/connection.ts'
import type { TableDetails, TableInfo } from '../port.ts'
import { columnTypeText } from './types.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
/** Table functions take the schema as their last argument. */
const pragma = (name: string): string => `pragma_${name}(?, ?)`

export const catalogs = (): Promise<readonly string[]> => Promise.resolve([])
export const defaultSchema = (): Promise<string | null> => Promise.resolve('main')
export const schemas = async (ask: Ask): Promise<readonly string[]> =>
  (await ask("SELECT name FROM pragma_database_list WHERE name <> 'temp' ORDER BY seq")).map(([name]) => text(name))

export const tables = async (ask: Ask, schema: string | null): Promise<readonly TableInfo[]> => {
  const known = await schemas(ask)
  if (schema !== null && !known.includes(schema)) return []
  const rows = await ask(
    "SELECT name, type FROM pragma_table_list WHERE schema = ? AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    [schema ?? 'main'],
  )
  return rows.map(([name, type]) => ({ name: text(name), kind: type === 'view' ? 'view' : 'table' }))
}

/** Columns, keys and indexes of one table or view. */
export const table = async (ask: Ask, name: string, schema: string | null): Promise<TableDetails> => {
  const at = [name, schema ?? 'main']
  const columns = await ask(`SELECT name, type, "notnull", dflt_value, pk FROM ${pragma('table_xinfo')} WHERE hidden <> 1 ORDER BY cid`, at)
  if (columns.length === 0) throw new EngineFailure(`The table "${name}" does not exist`, { code: 'TABLE_DOES_NOT_EXIST_ERROR' })
  const keys = await ask(`SELECT id, "table", "from", "to" FROM ${pragma('foreign_key_list')} ORDER BY id, seq`, at)
  const indexes = await ask(`SELECT name, "unique" FROM ${pragma('index_list')} WHERE origin <> 'pk' ORDER BY name`, at)
  const primary = columns.filter((row) => Number(row[4]) > 0).sort((a, b) => Number(a[4]) - Number(b[4]))
  const indexColumns = await Promise.all(
    indexes.map(([index]) => ask(`SELECT name FROM ${pragma('index_info')} ORDER BY seqno`, [text(index), at[1] ?? 'main'])),
  )
  return {
    columns: columns.map(([column, type, notNull, byDefault]) => ({
      name: text(column),
      nativeType: columnTypeText(text(type)),
      nullable: Number(notNull) === 0,
      default: textOrNull(byDefault),
      comment: null,
    })),
    primaryKey: primary.length === 0 ? null : { name: null, columns: primary.map(([column]) => text(column)) },
    foreignKeys: [...Map.groupBy(keys, ([id]) => String(id)).values()].map((rows) => ({
      name: null,
      columns: rows.map((row) => text(row[2])),
      referredTable: text(rows[0]?.[1]),
      referredSchema: schema,
      referredColumns: rows.map((row) => text(row[3])),
    })),
    indexes: indexes.map(([index, unique], i) => ({
      name: text(index),
      unique: Number(unique) === 1,
      columns: (indexColumns[i] ?? []).map(([column]) => text(column)),
    })),
    comment: null,
  }
}
