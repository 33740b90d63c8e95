import { EngineFailure } from '@coset/core'
import type { TableDetails, TableInfo } from '../port.ts'
import { columnTypeText } from './types.ts'

type Ask = (sql: string, values?: readonly unknown[]) => Promise<readonly (readonly (string | null)[])[]>
type Row = readonly (string | null)[]

export const schemas = async (ask: Ask): Promise<readonly string[]> =>
  (await ask('SELECT schema_name FROM information_schema.schemata ORDER BY 1')).map(([name]) => name ?? '')

export const tables = async (ask: Ask, schema: string | null): Promise<readonly TableInfo[]> => {
  const rows = await ask('SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = COALESCE(?, DATABASE()) ORDER BY table_name', [
    schema,
  ])
  return rows.map(([name, kind]) => ({ name: name ?? '', kind: kind?.includes('VIEW') === true ? 'view' : 'table' }))
}

const COLUMNS = `SELECT column_name, column_type, is_nullable, column_default, column_comment FROM information_schema.columns
  WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? ORDER BY ordinal_position`
const KEYS = `SELECT constraint_name, column_name, referenced_table_schema, referenced_table_name, referenced_column_name FROM information_schema.key_column_usage
  WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? ORDER BY constraint_name, ordinal_position`
const INDEXES = `SELECT index_name, column_name, non_unique FROM information_schema.statistics
  WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? AND index_name <> 'PRIMARY' ORDER BY index_name, seq_in_index`

const grouped = (rows: readonly Row[]): readonly (readonly Row[])[] => [...Map.groupBy(rows, (row) => row[0] ?? '').values()]
const names = (rows: readonly Row[], at: number): readonly string[] => rows.map((row) => row[at] ?? '')

/** Columns, keys and indexes of one table or view. */
export const table = async (ask: Ask, name: string, schema: string | null): Promise<TableDetails> => {
  const at = [schema, name]
  const [[found], columns, keys, indexes] = await Promise.all([
    ask('SELECT table_comment FROM information_schema.tables WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?', at),
    ask(COLUMNS, at),
    ask(KEYS, at),
    ask(INDEXES, at),
  ])
  if (found === undefined) throw new EngineFailure(`The table "${name}" does not exist`, { code: 'TABLE_DOES_NOT_EXIST_ERROR' })
  const primary = keys.filter(([constraint]) => constraint === 'PRIMARY')
  return {
    columns: columns.map(([column, type, nullable, byDefault, comment]) => ({
      name: column ?? '',
      nativeType: columnTypeText(type ?? ''),
      nullable: nullable === 'YES',
      default: byDefault === 'NULL' ? null : (byDefault ?? null),
      comment: comment === '' ? null : (comment ?? null),
    })),
    primaryKey: primary.length === 0 ? null : { name: 'PRIMARY', columns: names(primary, 1) },
    foreignKeys: grouped(keys.filter((row) => row[3] !== null)).map((rows) => ({
      name: rows[0]?.[0] ?? null,
      columns: names(rows, 1),
      referredTable: rows[0]?.[3] ?? '',
      referredSchema: rows[0]?.[2] ?? null,
      referredColumns: names(rows, 4),
    })),
    indexes: grouped(indexes).map((rows) => ({ name: rows[0]?.[0] ?? '', columns: names(rows, 1), unique: rows[0]?.[2] === '0' })),
    comment: found[0] === '' || found[0] === 'VIEW' ? null : (found[0] ?? null),
  }
}
