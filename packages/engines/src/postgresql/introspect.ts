import { EngineFailure } from '@coset/core'
import type { TableDetails, TableInfo } from '../port.ts'
import { columnTypeText } from './types.ts'

type Ask = (sql: string, values?: readonly unknown[]) => Promise<readonly (readonly (string | null)[])[]>

const firsts = (rows: readonly (readonly (string | null)[])[]): readonly string[] => rows.map((row) => row[0] ?? '')

export const catalogs = async (ask: Ask): Promise<readonly string[]> =>
  firsts(await ask('SELECT datname FROM pg_catalog.pg_database WHERE NOT datistemplate AND datallowconn ORDER BY 1'))

export const schemas = async (ask: Ask): Promise<readonly string[]> =>
  firsts(await ask("SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg\\_%' ORDER BY 1"))

const KINDS: Readonly<Record<string, TableInfo['kind']>> = { v: 'view', m: 'materialized_view' }

export const tables = async (ask: Ask, schema: string | null): Promise<readonly TableInfo[]> => {
  const rows = await ask(
    `SELECT c.relname, c.relkind FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = coalesce($1, current_schema()) AND c.relkind IN ('r', 'p', 'f', 'v', 'm') ORDER BY c.relname`,
    [schema],
  )
  return rows.map(([name, kind]) => ({ name: name ?? '', kind: KINDS[kind ?? ''] ?? 'table' }))
}

const names = (json: string | null | undefined): readonly string[] => (JSON.parse(json ?? '[]') as (string | null)[]).map((name) => name ?? '')

/** Names of numbered columns, in the order of the numbers. */
const columnNames = (numbers: string, relation: string): string =>
  `(SELECT json_agg(a.attname ORDER BY k.i) FROM unnest(${numbers}) WITH ORDINALITY k(n, i) LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.n)`

const COLUMNS = `SELECT a.attname, CASE WHEN t.typtype = 'e' THEN 'ENUM' ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END, a.attnotnull,
  pg_catalog.pg_get_expr(d.adbin, d.adrelid), pg_catalog.col_description(a.attrelid, a.attnum)
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`
const CONSTRAINTS = `SELECT c.contype, c.conname, ${columnNames('c.conkey', 'c.conrelid')}, r.relname, n.nspname, ${columnNames('c.confkey', 'c.confrelid')}
  FROM pg_catalog.pg_constraint c LEFT JOIN pg_catalog.pg_class r ON r.oid = c.confrelid LEFT JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
  WHERE c.conrelid = $1 AND c.contype IN ('p', 'f') ORDER BY c.conname`
const INDEXES = `SELECT r.relname, i.indisunique, ${columnNames('i.indkey::int2[]', 'i.indrelid')} FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class r ON r.oid = i.indexrelid
  WHERE i.indrelid = $1 AND NOT i.indisprimary ORDER BY r.relname`

/** Columns, keys and indexes of one table or view. */
export const table = async (ask: Ask, name: string, schema: string | null): Promise<TableDetails> => {
  const [found] = await ask(
    `SELECT c.oid, pg_catalog.obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname = $1 AND n.nspname = coalesce($2, current_schema()) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')`,
    [name, schema],
  )
  if (found === undefined) throw new EngineFailure(`The table "${name}" does not exist`, { code: 'TABLE_DOES_NOT_EXIST_ERROR' })
  const [oid, comment] = found
  const [columns, constraints, indexes] = await Promise.all([ask(COLUMNS, [oid]), ask(CONSTRAINTS, [oid]), ask(INDEXES, [oid])])
  const primary = constraints.find(([kind]) => kind === 'p')
  return {
    columns: columns.map(([column, type, notNull, byDefault, note]) => ({
      name: column ?? '',
      nativeType: columnTypeText(type ?? ''),
      nullable: notNull !== 't',
      default: byDefault ?? null,
      comment: note ?? null,
    })),
    primaryKey: primary === undefined ? null : { name: primary[1] ?? null, columns: names(primary[2]) },
    foreignKeys: constraints
      .filter(([kind]) => kind === 'f')
      .map((row) => ({
        name: row[1] ?? null,
        columns: names(row[2]),
        referredTable: row[3] ?? '',
        referredSchema: row[4] ?? null,
        referredColumns: names(row[5]),
      })),
    indexes: indexes.map(([index, unique, list]) => ({ name: index ?? '', unique: unique === 't', columns: names(list) })),
    comment: comment ?? null,
  }
}
