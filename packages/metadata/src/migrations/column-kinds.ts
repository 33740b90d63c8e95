import { type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { MetadataKind } from '../open.ts'

export type Builder = CreateTableBuilder<string, string>

/** Column types by database: MySQL needs lengths and LONGTEXT, only PostgreSQL has booleans. */
export const columnKinds = (kind: MetadataKind) => {
  const long = kind === 'mysql' ? sql`longtext` : sql`text`
  const flag = kind === 'postgresql' ? sql`boolean` : sql`smallint`
  const falsy = kind === 'postgresql' ? sql`false` : sql`0`
  return {
    /** A table whose names differ by case and accent, and that holds any character, whatever the defaults of the database are. */
    table: (db: Kysely<unknown>, name: string): Builder => {
      const made: Builder = db.schema.createTable(name)
      return kind === 'mysql' ? made.modifyEnd(sql`character set utf8mb4 collate utf8mb4_bin`) : made
    },
    id: (t: Builder): Builder =>
      kind === 'postgresql'
        ? t.addColumn('id', 'serial', (c) => c.primaryKey())
        : t.addColumn('id', 'integer', (c) => (kind === 'mysql' ? c.primaryKey().autoIncrement() : c.primaryKey().autoIncrement())),
    uuid: (t: Builder): Builder => t.addColumn('uuid', 'varchar(36)', (c) => c.notNull().unique()),
    text: (t: Builder, name: string, length: number, required = true): Builder => t.addColumn(name, `varchar(${length})`, (c) => (required ? c.notNull() : c)),
    long: (t: Builder, name: string, required = false): Builder => t.addColumn(name, long, (c) => (required ? c.notNull() : c)),
    flag: (t: Builder, name: string): Builder => t.addColumn(name, flag, (c) => c.notNull().defaultTo(falsy)),
    int: (t: Builder, name: string, required = false): Builder => t.addColumn(name, 'integer', (c) => (required ? c.notNull() : c)),
    moment: (t: Builder, name: string, required = false): Builder => t.addColumn(name, 'bigint', (c) => (required ? c.notNull() : c)),
    link: (t: Builder, name: string, table: string, onDelete: 'cascade' | 'set null' | 'restrict', required = true): Builder =>
      t
        .addColumn(name, 'integer', (c: ColumnDefinitionBuilder) => (required ? c.notNull() : c))
        .addForeignKeyConstraint(`fk_${tableKey(t)}_${name}`, [name], table, ['id'], (f) => f.onDelete(onDelete)),
  }
}

const tableKey = (t: Builder): string => {
  const node = t.toOperationNode() as { table: { table: { identifier: { name: string } } } }
  return node.table.table.identifier.name
}

export type Kinds = ReturnType<typeof columnKinds>

/** Who made and changed a row, and when. */
export const audit = (k: Kinds, t: Builder): Builder => k.int(k.int(k.moment(k.moment(t, 'created_on', true), 'changed_on', true), 'created_by'), 'changed_by')
