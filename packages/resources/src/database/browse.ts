import { type Actor, catalogView, datasetView, decideDatabase, schemaView } from '@coset/access'
import { AppError, Forbidden, NotFound } from '@coset/core'
import type { ColumnInfo, TableDetails } from '@coset/engines'
import type { Context } from '../context.ts'
import { rememberedNames } from './metadata-cache.ts'
import { type DatabaseRow, databaseModel } from './repository.ts'
import { homeOf, refusedTables } from './table-access.ts'

const whole = (actor: Actor, row: DatabaseRow): boolean => decideDatabase(actor, { id: row.id, name: row.database_name }).allowed

/** Names of catalogs that the actor may look into. */
export const catalogs = async (ctx: Context, actor: Actor, row: DatabaseRow, force = false): Promise<readonly string[]> => {
  const names = await rememberedNames(ctx, row, { kind: 'catalog', parts: [], force }, async () => (await ctx.connections.forDatabase(row.id)).catalogs())
  return whole(actor, row) ? names : names.filter((name) => actor.objects.catalog_access.has(catalogView(row.database_name, name)))
}

const datasetSchemas = async (ctx: Context, actor: Actor, row: DatabaseRow): Promise<ReadonlySet<string>> => {
  const rows = await ctx.metadata.db.selectFrom('datasets').select(['id', 'table_name', 'schema']).where('database_id', '=', row.id).execute()
  return new Set(
    rows.flatMap((d) =>
      d.schema !== null && actor.objects.datasource_access.has(datasetView(row.database_name, { id: d.id, tableName: d.table_name })) ? [d.schema] : [],
    ),
  )
}

/** Names of schemas that the actor may look into. */
export const schemas = async (ctx: Context, actor: Actor, row: DatabaseRow, catalog: string | null, force = false): Promise<readonly string[]> => {
  const names = await rememberedNames(ctx, row, { kind: 'schema', parts: [catalog], force }, async () =>
    (await ctx.connections.forDatabase(row.id)).schemas(catalog),
  )
  if (whole(actor, row)) return names
  const through = await datasetSchemas(ctx, actor, row)
  return names.filter((name) => through.has(name) || actor.objects.schema_access.has(schemaView(row.database_name, name, catalog)))
}

/** Tables and views of a schema; people without the schema see those that are datasets of theirs. */
export const tables = async (ctx: Context, actor: Actor, row: DatabaseRow, schema: string, catalog: string | null, force = false) => {
  const found = await rememberedNames(ctx, row, { kind: 'table', parts: [catalog, schema], force }, async () =>
    (await ctx.connections.forDatabase(row.id)).tables(schema === '' ? null : schema, catalog),
  )
  const open = whole(actor, row) || actor.objects.schema_access.has(schemaView(row.database_name, schema, catalog))
  const mine = open
    ? new Set<string>()
    : new Set(
        (await ctx.metadata.db.selectFrom('datasets').select(['id', 'table_name']).where('database_id', '=', row.id).where('schema', '=', schema).execute())
          .filter((d) => actor.objects.datasource_access.has(datasetView(row.database_name, { id: d.id, tableName: d.table_name })))
          .map((d) => d.table_name),
      )
  const result = found
    .filter((t) => open || mine.has(t.name))
    .map((t) => ({ value: t.name, type: t.kind, extra: null }))
    .sort((a, b) => (a.value < b.value ? -1 : 1))
  return { count: result.length, result }
}

/** May the actor read a table by name? Unknown and forbidden look alike. */
export const refuseTable = async (
  ctx: Context,
  actor: Actor,
  row: DatabaseRow,
  table: string,
  schema: string | null,
  catalog: string | null = null,
): Promise<void> => {
  if (whole(actor, row)) return
  const { dialect } = databaseModel(ctx, row).engine
  // Names from an address are exact: as text they stand quoted
  const text = [catalog, schema, table].map((part) => dialect.quoteIdentifier(part ?? '')).join(' ')
  const refused = await refusedTables(ctx, actor, row, await homeOf(ctx, row, { catalog, schema }), [{ text, tables: [{ catalog, schema, table }] }])
  if (refused.length > 0) throw new NotFound()
}

/** `SELECT … FROM table LIMIT 100`, every name quoted. */
export const selectStar = (ctx: Context, row: DatabaseRow, table: string, schema: string | null, columns: readonly ColumnInfo[] | null): string => {
  const { dialect } = databaseModel(ctx, row).engine
  const name = [schema, table]
    .filter((part): part is string => part !== null && part !== '')
    .map(dialect.quoteIdentifier)
    .join('.')
  const list = columns === null ? '*' : columns.map((c) => dialect.quoteIdentifier(c.name)).join(',\n  ')
  const select = `SELECT\n  ${list}\nFROM ${name}`
  const page = dialect.paginate(select, { limit: 100, offset: 0, ordered: false })
  return page.startsWith(select) ? `${select}\n${page.slice(select.length).trimStart()}` : page
}

/** A SELECT over a table that the actor may read. Throws 404 `TABLE_NOT_FOUND_ERROR` when the database has none of that name. */
export const selectStarOf = async (ctx: Context, actor: Actor, row: DatabaseRow, table: string, schema: string | null): Promise<string> => {
  await refuseTable(ctx, actor, row, table, schema)
  try {
    await tableDetails(ctx, row, table, schema, null)
  } catch (error) {
    throw error instanceof NotFound ? new NotFound('Table not found on the database', { code: 'TABLE_NOT_FOUND_ERROR', cause: error }) : error
  }
  return selectStar(ctx, row, table, schema, null)
}

const tableDetails = async (ctx: Context, row: DatabaseRow, table: string, schema: string | null, catalog: string | null): Promise<TableDetails> => {
  try {
    return await (await ctx.connections.forDatabase(row.id)).table(table, schema, catalog)
  } catch (error) {
    throw error instanceof AppError && error.code === 'TABLE_DOES_NOT_EXIST_ERROR'
      ? new NotFound('No such table', { envelope: 'errors', code: 'TABLE_NOT_FOUND_ERROR', cause: error })
      : error
  }
}

const keysOf = (details: TableDetails, column: string): readonly Record<string, unknown>[] => [
  ...(details.primaryKey?.columns.includes(column) === true ? [{ type: 'pk', column_names: details.primaryKey.columns, name: details.primaryKey.name }] : []),
  ...details.foreignKeys
    .filter((k) => k.columns.includes(column))
    .map((k) => ({
      type: 'fk',
      column_names: k.columns,
      name: k.name,
      referred_table: k.referredTable,
      referred_schema: k.referredSchema,
      referred_columns: k.referredColumns,
    })),
  ...details.indexes.filter((k) => k.columns.includes(column)).map((k) => ({ type: 'index', column_names: k.columns, name: k.name, unique: k.unique })),
]

/** Columns, keys and a SELECT of one table. */
export const tableMetadata = async (
  ctx: Context,
  actor: Actor,
  row: DatabaseRow,
  table: string,
  schema: string | null,
  catalog: string | null,
): Promise<Record<string, unknown>> => {
  await refuseTable(ctx, actor, row, table, schema, catalog)
  const details = await tableDetails(ctx, row, table, schema, catalog)
  return {
    name: table,
    columns: details.columns.map((c) => ({
      name: c.name,
      type: c.nativeType.replace(/\(.*\)/, ''),
      longType: c.nativeType,
      keys: keysOf(details, c.name),
      comment: c.comment,
    })),
    comment: details.comment,
    primaryKey: { constrained_columns: details.primaryKey?.columns ?? null, name: details.primaryKey?.name ?? null },
    foreignKeys: details.foreignKeys.map((k) => ({
      type: 'fk',
      column_names: k.columns,
      name: k.name,
      referred_table: k.referredTable,
      referred_schema: k.referredSchema,
      referred_columns: k.referredColumns,
    })),
    indexes: details.indexes.map((k) => ({ type: 'index', column_names: k.columns, name: k.name, unique: k.unique })),
    selectStar: selectStar(ctx, row, table, schema, details.columns),
  }
}

/** Throws Forbidden unless something in the database is open to the actor. */
export const refuseDatabase = async (ctx: Context, actor: Actor, row: DatabaseRow): Promise<void> => {
  if (whole(actor, row)) return
  if ((await datasetSchemas(ctx, actor, row)).size > 0) return
  const prefix = `[${row.database_name}].`
  if ([...actor.objects.schema_access, ...actor.objects.catalog_access].some((view) => view.startsWith(prefix))) return
  throw new Forbidden()
}
