import { type Actor, catalogView, datasetView, decideDatabase, schemaView } from '@coset/access'
import { AppError } from '@coset/core'
import { parseDatabaseUri } from '@coset/engines'
import { type Statement, type TableRef, tokenize } from '@coset/sql'
import type { Context } from '../context.ts'
import { type DatabaseRow, databaseModel } from './repository.ts'

/** Where names that leave out their catalog or schema point to. */
export interface Home {
  readonly catalog: string | null
  readonly schema: string | null
}

/** The catalog that the address itself names; null where the engine has none or does not tell. */
export const ownCatalog = (ctx: Context, row: DatabaseRow): string | null => {
  const { engine } = databaseModel(ctx, row)
  return engine.capabilities.catalogs ? parseDatabaseUri(row.sqlalchemy_uri).database : null
}

/** What unqualified names mean when these are chosen; asks the database for its default schema. */
export const homeOf = async (
  ctx: Context,
  row: DatabaseRow,
  chosen: { readonly catalog?: string | null | undefined; readonly schema?: string | null | undefined },
): Promise<Home> => ({
  catalog: chosen.catalog || ownCatalog(ctx, row),
  schema: chosen.schema || (await (await ctx.connections.forDatabase(row.id)).defaultSchema()),
})

export const ownsWholeDatabase = (actor: Actor, row: DatabaseRow): boolean => decideDatabase(actor, { id: row.id, name: row.database_name }).allowed

const IGNORE_CASE = new Set(['sqlite', 'duckdb'])
const FOLD_UP = new Set(['snowflake', 'oracle'])

/**
 * What a name in a text may mean: as written where it stands quoted, folded where it stands bare. Both count when both spellings are there, so that
 * a quoted table does not open the folded one.
 */
const readings = (name: string, text: string, grammar: string): readonly string[] => {
  if (IGNORE_CASE.has(grammar)) return [name.toLowerCase()]
  if (grammar === 'mysql') return [name]
  const folded = FOLD_UP.has(grammar) ? name.toUpperCase() : name.toLowerCase()
  if (folded === name) return [name]
  const tokens = tokenize(text, grammar)
  const bare = tokens.some((token) => token.kind === 'word' && token.text === name)
  const quoted = tokens.some((token) => (token.kind === 'quoted' || token.kind === 'string') && token.value === name)
  if (bare === quoted) return [name, folded]
  return bare ? [folded] : [name]
}

interface Known {
  readonly table: string
  readonly schema: string | null
  readonly catalog: string | null
}

/** Tables that the actor may read through a dataset of theirs. */
const throughDatasets = async (ctx: Context, actor: Actor, row: DatabaseRow): Promise<readonly Known[]> => {
  const { db } = ctx.metadata
  const rows = await db.selectFrom('datasets').select(['id', 'table_name', 'schema', 'catalog', 'sql']).where('database_id', '=', row.id).execute()
  const owned = await db
    .selectFrom('owners')
    .select('object_id')
    .where('object_type', '=', 'dataset')
    .where('user_id', '=', actor.id ?? 0)
    .execute()
  const mine = new Set(owned.map((owner) => owner.object_id))
  return rows
    .filter((d) => (d.sql ?? '').trim() === '')
    .filter((d) => mine.has(d.id) || actor.objects.datasource_access.has(datasetView(row.database_name, { id: d.id, tableName: d.table_name })))
    .map((d) => ({ table: d.table_name, schema: d.schema, catalog: d.catalog }))
}

const combinations = (parts: readonly (readonly (string | null)[])[]): readonly (readonly (string | null)[])[] =>
  parts.reduce<readonly (readonly (string | null)[])[]>((all, part) => all.flatMap((head) => part.map((tail) => [...head, tail])), [[]])

interface Judge {
  readonly actor: Actor
  readonly row: DatabaseRow
  readonly home: Home
  readonly own: string | null
  readonly defaultSchema: string | null
  readonly known: readonly Known[]
  readonly grammar: string
}

const sameName = (a: string | null, b: string | null, grammar: string): boolean =>
  IGNORE_CASE.has(grammar) ? (a ?? '').toLowerCase() === (b ?? '').toLowerCase() : a === b

const meaningAllowed = (judge: Judge, catalog: string | null, schema: string | null, table: string): boolean => {
  const { actor, row, own, grammar } = judge
  const isOwn = catalog === null || sameName(catalog, own, grammar)
  if (catalog !== null && actor.objects.catalog_access.has(catalogView(row.database_name, catalog))) return true
  if (schema !== null) {
    const views = [
      ...(isOwn ? [schemaView(row.database_name, schema, null)] : []),
      ...(catalog === null ? [] : [schemaView(row.database_name, schema, catalog)]),
    ]
    if (views.some((view) => actor.objects.schema_access.has(view))) return true
  }
  return judge.known.some(
    (one) =>
      sameName(one.table, table, grammar) &&
      sameName(one.schema ?? judge.defaultSchema, schema, grammar) &&
      (one.catalog === null ? isOwn : sameName(one.catalog, catalog ?? own, grammar)),
  )
}

const nameOf = (ref: TableRef): string => [ref.catalog, ref.schema, ref.table].filter((part) => part !== null).join('.')

const refAllowed = (judge: Judge, ref: TableRef, text: string): boolean => {
  const read = (name: string): readonly string[] => readings(name, text, judge.grammar)
  const meanings = combinations([
    ref.catalog === null ? [judge.home.catalog] : read(ref.catalog),
    ref.schema === null ? [judge.home.schema] : read(ref.schema),
    read(ref.table),
  ])
  return meanings.every(([catalog = null, schema = null, table = null]) => meaningAllowed(judge, catalog, schema, table ?? ''))
}

/** 403 that names the tables, as clients know it. */
export const tablesRefused = (names: readonly string[]): AppError =>
  new AppError(`You need access to the following tables: ${names.join(', ')}; to all of the database or its schema, or to a dataset of each`, {
    code: 'TABLE_SECURITY_ACCESS_ERROR',
    status: 403,
    envelope: 'errors',
    details: { tables: names, link: null },
  })

/** Names of tables that the statements touch and the actor may not; empty for people of the whole database, who are not looked at further. */
export const refusedTables = async (
  ctx: Context,
  actor: Actor,
  row: DatabaseRow,
  home: Home,
  statements: readonly Pick<Statement, 'text' | 'tables'>[],
): Promise<readonly string[]> => {
  if (ownsWholeDatabase(actor, row) || statements.every((statement) => statement.tables.length === 0)) return []
  const own = ownCatalog(ctx, row)
  const judge: Judge = {
    actor,
    row,
    home,
    own,
    defaultSchema: await (await ctx.connections.forDatabase(row.id)).defaultSchema(),
    known: await throughDatasets(ctx, actor, row),
    grammar: databaseModel(ctx, row).engine.dialect.grammar,
  }
  const refused = statements.flatMap(({ text, tables }) => tables.filter((ref) => !refAllowed(judge, ref, text)).map(nameOf))
  return [...new Set(refused)]
}
