import { type Actor, datasetView } from '@coset/access'
import { AppError, Unprocessable } from '@coset/core'
import { insertRow, type NewRow, type RowPatch, type Tables } from '@coset/metadata'
import { isTemplate, type TableRef } from '@coset/sql'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { refuseTable } from '../database/browse.ts'
import { type DatabaseRow, databaseModel, findDatabase } from '../database/index.ts'
import { homeOf, ownsWholeDatabase, refusedTables, tablesRefused } from '../database/table-access.ts'
import { conflictOf, keepBefore, keepVersion } from '../history/keep.ts'
import { moveToTrash } from '../history/trash.ts'
import { firstOwners, forgetMarks, ownerIds, refuseOwnership, setOwners } from '../people/owners.ts'
import { keepTagsOf } from '../people/site-tags.ts'
import { addDatasetPermissions, removeView, renameView } from '../security/permissions.ts'
import { columnRow, countMetric, sourceColumns, syncColumns } from './columns.ts'
import { type ColumnInput, type MetricInput, writeColumns, writeMetrics } from './members.ts'
import { type Dataset, loadDataset } from './repository.ts'
import { askToSave } from './rows.ts'
import { type DatasetSql, neutralSql, sampleTexts } from './template.ts'

type Db = Kysely<Tables>

export interface NewDataset {
  readonly database: number
  readonly table_name: string
  readonly schema?: string | null | undefined
  readonly catalog?: string | null | undefined
  readonly sql?: string | null | undefined
  readonly owners?: readonly number[] | undefined
  readonly normalize_columns?: boolean | undefined
  readonly always_filter_main_dttm?: boolean | undefined
  readonly template_params?: string | null | undefined
  readonly currency_code_column?: string | null | undefined
  readonly is_managed_externally?: boolean | null | undefined
  readonly external_url?: string | null | undefined
  readonly uuid?: string | undefined
}

const refuseDuplicate = async (db: Db, database: DatabaseRow, name: string, schema: string | null, except: number | null): Promise<void> => {
  const found = await db.selectFrom('datasets').select(['id', 'schema']).where('database_id', '=', database.id).where('table_name', '=', name).execute()
  if (found.some((row) => row.id !== except && (row.schema ?? '') === (schema ?? '')))
    throw new Unprocessable('The dataset exists', { fields: { table: [`Dataset ${schema === null ? '' : `${schema}.`}${name} already exists`] } })
}

/** The queries that a dataset's SQL becomes when nobody asks; of a template those that can be read. */
const neutralQueries = async (ctx: Context, database: DatabaseRow, dataset: DatasetSql, lenient: boolean) => {
  const queries: { readonly text: string; readonly tables: readonly TableRef[] }[] = []
  let failure: unknown = new Unprocessable('The template needs more than a dataset gives it', { fields: { sql: ['The template cannot be rendered'] } })
  for (const text of await neutralSql(ctx, database, dataset)) {
    try {
      const { sql, tables } = await ctx.analyzer.virtualTable(text, databaseModel(ctx, database).engine.dialect.grammar)
      queries.push({ text: sql, tables })
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error
      failure = error
    }
  }
  if (queries.length === 0 && !(lenient && isTemplate(dataset.sql))) throw failure
  return queries
}

/** Every table that SQL of a person reads must be readable to them; of a template those that it names whoever asks (others are checked when it runs). */
const refuseSql = async (ctx: Context, actor: Actor, database: DatabaseRow, dataset: DatasetSql): Promise<void> => {
  try {
    const whole = ownsWholeDatabase(actor, database)
    const queries = await neutralQueries(ctx, database, dataset, whole)
    if (whole) return
    const refused = await refusedTables(ctx, actor, database, await homeOf(ctx, database, dataset), queries)
    if (refused.length > 0) throw tablesRefused(refused)
  } catch (error) {
    if (error instanceof AppError && error.status !== 403 && error.status < 500)
      throw new Unprocessable(error.message, { fields: { sql: [error.message] }, cause: error })
    throw error
  }
}

const emptyDataset = (ctx: Context, database: DatabaseRow, by: number | null): Omit<NewRow<'datasets'>, 'table_name' | 'uuid'> => {
  const now = ctx.clock.now()
  return {
    database_id: database.id,
    catalog: null,
    schema: null,
    sql: null,
    main_dttm_col: null,
    currency_code_column: null,
    default_endpoint: null,
    offset: 0,
    description: null,
    cache_timeout: null,
    params: null,
    template_params: null,
    extra: null,
    folders: null,
    fetch_values_predicate: null,
    filter_select_enabled: true,
    is_sqllab_view: false,
    normalize_columns: false,
    always_filter_main_dttm: false,
    is_managed_externally: false,
    external_url: null,
    created_on: now,
    changed_on: now,
    created_by: by,
    changed_by: by,
  }
}

const insertDataset = async (
  ctx: Context,
  db: Db,
  database: DatabaseRow,
  fields: NewDataset,
  source: Awaited<ReturnType<typeof sourceColumns>>,
  actor: Actor,
): Promise<number> => {
  const rows = source.map((column) => columnRow(ctx, database, 0, column, actor.id))
  const id = await insertRow(db, ctx.metadata.kind, 'datasets', {
    ...emptyDataset(ctx, database, actor.id),
    uuid: fields.uuid ?? crypto.randomUUID(),
    table_name: fields.table_name,
    schema: fields.schema ?? null,
    catalog: fields.catalog ?? null,
    sql: fields.sql ?? null,
    main_dttm_col: rows.find((row) => row.is_dttm)?.column_name ?? null,
    normalize_columns: fields.normalize_columns ?? false,
    always_filter_main_dttm: fields.always_filter_main_dttm ?? false,
    template_params: fields.template_params ?? null,
    currency_code_column: fields.currency_code_column ?? null,
    external_url: fields.external_url ?? null,
    is_managed_externally: fields.is_managed_externally ?? false,
  })
  for (const row of rows) await insertRow(db, ctx.metadata.kind, 'dataset_columns', { ...row, dataset_id: id })
  await insertRow(db, ctx.metadata.kind, 'dataset_metrics', countMetric(ctx, id, actor.id))
  await setOwners(db, 'dataset', id, firstOwners(fields.owners, actor), actor)
  await addDatasetPermissions(db, ctx.metadata.kind, database.database_name, {
    id,
    tableName: fields.table_name,
    schema: fields.schema ?? null,
    catalog: fields.catalog ?? null,
  })
  await keepTagsOf(ctx, db, 'dataset', await ownerIds(db, 'dataset', id))
  await keepVersion(ctx, db, 'dataset', id, actor)
  return id
}

/** Makes a dataset of a table or of SQL; its columns are read from the database first. */
export const createDataset = async (ctx: Context, actor: Actor, fields: NewDataset): Promise<Dataset> => {
  const database = await findDatabase(ctx, fields.database).catch((error: unknown) => {
    throw error instanceof AppError && error.status === 404
      ? new Unprocessable('The database does not exist', { fields: { database: ['Database does not exist'] } })
      : error
  })
  const virtual = fields.sql !== null && fields.sql !== undefined && fields.sql.trim() !== ''
  await refuseDuplicate(ctx.metadata.db, database, fields.table_name, fields.schema ?? null, null)
  const asSql = { sql: fields.sql ?? '', schema: fields.schema ?? null, catalog: fields.catalog ?? null, template_params: fields.template_params ?? null }
  if (virtual) await refuseSql(ctx, actor, database, asSql)
  else await refuseTable(ctx, actor, database, fields.table_name, fields.schema ?? null)
  const texts = await textsOf(ctx, actor, database, asSql)
  const source = await sourceColumns(ctx, database, { ...asSql, table_name: fields.table_name, sql: virtual ? asSql.sql : null }, texts).catch(
    (error: unknown) => {
      if (!(error instanceof AppError) || error.status >= 500) throw error
      throw virtual
        ? new Unprocessable(error.message, { fields: { sql: [error.message] }, cause: error })
        : new Unprocessable('The table cannot be read', {
            fields: { table: [`Table [${fields.table_name}] could not be found: ${error.message}`] },
            cause: error,
          })
    },
  )
  const id = await ctx.metadata.db.transaction().execute((db) => insertDataset(ctx, db, database, fields, source, actor))
  ctx.actors.forget()
  return loadDataset(ctx, id)
}

const textsOf = async (ctx: Context, actor: Actor, database: DatabaseRow, dataset: DatasetSql): Promise<readonly string[]> =>
  dataset.sql.trim() === '' ? [] : sampleTexts(ctx, actor, database, dataset, askToSave(ctx, actor))

type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined }

export interface DatasetFields extends Loose<Omit<NewDataset, 'database'>> {
  readonly database_id?: number | undefined
  readonly description?: string | null | undefined
  readonly main_dttm_col?: string | null | undefined
  readonly offset?: number | null | undefined
  readonly default_endpoint?: string | null | undefined
  readonly cache_timeout?: number | null | undefined
  readonly filter_select_enabled?: boolean | null | undefined
  readonly fetch_values_predicate?: string | null | undefined
  readonly is_sqllab_view?: boolean | null | undefined
  readonly extra?: string | null | undefined
  readonly columns?: readonly ColumnInput[] | undefined
  readonly metrics?: readonly MetricInput[] | undefined
  readonly folders?: readonly unknown[] | null | undefined
  /** State that the writer last read; see the contract. */
  readonly expected_changed_on?: number | undefined
}

const PLAIN = [
  'table_name',
  'schema',
  'catalog',
  'sql',
  'database_id',
  'description',
  'main_dttm_col',
  'default_endpoint',
  'cache_timeout',
  'fetch_values_predicate',
  'extra',
  'template_params',
  'currency_code_column',
  'external_url',
] as const
const FLAGS = ['filter_select_enabled', 'is_sqllab_view', 'normalize_columns', 'always_filter_main_dttm', 'is_managed_externally'] as const

const patchOf = (fields: DatasetFields): RowPatch<'datasets'> => {
  const patch: Record<string, unknown> = {}
  for (const key of PLAIN) if (fields[key] !== undefined) patch[key] = fields[key]
  for (const key of FLAGS) if (fields[key] !== undefined) patch[key] = fields[key] ?? false
  if (fields.uuid !== undefined) patch['uuid'] = fields.uuid.toLowerCase()
  if (fields.offset !== undefined) patch['offset'] = fields.offset ?? 0
  if (fields.folders !== undefined) patch['folders'] = fields.folders === null ? null : JSON.stringify(fields.folders)
  return patch
}

const refuseUuid = async (db: Db, uuid: string, id: number): Promise<void> => {
  const taken = await db.selectFrom('datasets').select('id').where('uuid', '=', uuid.toLowerCase()).executeTakeFirst()
  if (taken !== undefined && taken.id !== id) throw new Unprocessable('The UUID is taken', { fields: { uuid: ['Another dataset has it'] } })
}

/** Changes a dataset; lists of columns and metrics are whole states. */
export const updateDataset = async (ctx: Context, actor: Actor, id: number, fields: DatasetFields, overrideColumns: boolean): Promise<Dataset> => {
  const before = await loadDataset(ctx, id)
  refuseOwnership(actor, before.ownerIds, 'dataset')
  const database = fields.database_id === undefined ? before.database : await findDatabase(ctx, fields.database_id)
  const name = fields.table_name ?? before.row.table_name
  const schema = fields.schema === undefined ? before.row.schema : fields.schema
  if (fields.table_name !== undefined || fields.schema !== undefined) await refuseDuplicate(ctx.metadata.db, database, name, schema, id)
  if (fields.uuid !== undefined) await refuseUuid(ctx.metadata.db, fields.uuid, id)
  const sqlText = fields.sql === undefined ? before.row.sql : fields.sql
  const { catalog } = before.row
  const asSql = {
    sql: sqlText ?? '',
    schema,
    catalog,
    template_params: fields.template_params === undefined ? before.row.template_params : fields.template_params,
  }
  const isOther = asSql.sql !== before.row.sql || schema !== before.row.schema || database.id !== before.database.id
  if (asSql.sql.trim() !== '' && (isOther || asSql.template_params !== before.row.template_params)) await refuseSql(ctx, actor, database, asSql)
  const source = overrideColumns
    ? await sourceColumns(ctx, database, { ...asSql, table_name: name, sql: sqlText }, await textsOf(ctx, actor, database, asSql))
    : null
  const expected = fields.expected_changed_on
  await ctx.metadata.db.transaction().execute(async (db) => {
    await keepBefore(ctx, db, 'dataset', id)
    const { numUpdatedRows } = await db
      .updateTable('datasets')
      .set({ ...patchOf(fields), changed_on: Math.max(ctx.clock.now(), before.row.changed_on + 1), changed_by: actor.id })
      .where('id', '=', id)
      .$if(expected !== undefined, (query) => query.where('changed_on', '=', expected ?? 0))
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) throw await conflictOf(ctx, db, 'dataset', id)
    if (fields.owners !== undefined) await setOwners(db, 'dataset', id, fields.owners, actor)
    if (fields.columns !== undefined) await writeColumns(ctx, db, id, fields.columns, actor.id)
    if (fields.metrics !== undefined) await writeMetrics(ctx, db, id, fields.metrics, actor.id)
    if (source !== null) await syncColumns(ctx, db, database, id, source, actor.id)
    await renameView(
      db,
      datasetView(before.database.database_name, { id, tableName: before.row.table_name }),
      datasetView(database.database_name, { id, tableName: name }),
    )
    await addDatasetPermissions(db, ctx.metadata.kind, database.database_name, { id, tableName: name, schema, catalog: before.row.catalog })
    await keepTagsOf(ctx, db, 'dataset', await ownerIds(db, 'dataset', id))
    await keepVersion(ctx, db, 'dataset', id, actor)
  })
  ctx.actors.forget()
  return loadDataset(ctx, id)
}

/** Reads the columns from the database again. */
export const refreshDataset = async (ctx: Context, actor: Actor, id: number) => {
  const before = await loadDataset(ctx, id)
  refuseOwnership(actor, before.ownerIds, 'dataset')
  return rereadColumns(ctx, actor, before)
}

/** The same for work that changed the table itself; whoever may do that work need not own the dataset. */
export const rereadColumns = async (ctx: Context, actor: Actor, before: Dataset) => {
  const { row } = before
  const { id } = row
  const source = await sourceColumns(ctx, before.database, row, await textsOf(ctx, actor, before.database, { ...row, sql: row.sql ?? '' }))
  return ctx.metadata.db.transaction().execute(async (db) => {
    await keepBefore(ctx, db, 'dataset', id)
    const changes = await syncColumns(ctx, db, before.database, id, source, actor.id)
    await db
      .updateTable('datasets')
      .set({ changed_on: Math.max(ctx.clock.now(), before.row.changed_on + 1), changed_by: actor.id })
      .where('id', '=', id)
      .execute()
    await keepVersion(ctx, db, 'dataset', id, actor)
    return changes
  })
}

/** Copies a virtual dataset under a new name. */
export const duplicateDataset = async (ctx: Context, actor: Actor, baseId: number, name: string): Promise<Dataset> => {
  const base = await loadDataset(ctx, baseId)
  if (base.model.sql === null)
    throw new Unprocessable('Only virtual datasets can be duplicated', { fields: { base_model_id: ['Only virtual datasets can be duplicated'] } })
  await refuseDuplicate(ctx.metadata.db, base.database, name, base.row.schema, null)
  const now = ctx.clock.now()
  const stamp = { created_on: now, changed_on: now, created_by: actor.id, changed_by: actor.id }
  const id = await ctx.metadata.db.transaction().execute(async (db) => {
    const { id: _, ...row } = base.row
    const copy = await insertRow(db, ctx.metadata.kind, 'datasets', { ...row, ...stamp, uuid: crypto.randomUUID(), table_name: name })
    for (const { id: __, ...column } of base.columns)
      await insertRow(db, ctx.metadata.kind, 'dataset_columns', { ...column, ...stamp, uuid: crypto.randomUUID(), dataset_id: copy })
    for (const { id: __, ...metric } of base.metrics)
      await insertRow(db, ctx.metadata.kind, 'dataset_metrics', { ...metric, ...stamp, uuid: crypto.randomUUID(), dataset_id: copy })
    await setOwners(db, 'dataset', copy, firstOwners(undefined, actor), actor)
    await addDatasetPermissions(db, ctx.metadata.kind, base.database.database_name, { id: copy, tableName: name, schema: row.schema, catalog: row.catalog })
    await keepTagsOf(ctx, db, 'dataset', await ownerIds(db, 'dataset', copy))
    await keepVersion(ctx, db, 'dataset', copy, actor)
    return copy
  })
  return loadDataset(ctx, id)
}

/** Deletes datasets all together or not at all. Charts stay and tell that their dataset is gone. */
export const deleteDatasets = async (ctx: Context, actor: Actor, ids: readonly number[]): Promise<void> => {
  const datasets = await Promise.all(ids.map((id) => loadDataset(ctx, id)))
  for (const dataset of datasets) refuseOwnership(actor, dataset.ownerIds, 'dataset')
  await ctx.metadata.db.transaction().execute(async (db) => {
    await moveToTrash(ctx, db, actor, 'dataset', ids)
    await forgetMarks(db, 'dataset', ids)
    await db
      .deleteFrom('datasets')
      .where('id', 'in', [...ids])
      .execute()
    for (const { row, database } of datasets) await removeView(db, datasetView(database.database_name, { id: row.id, tableName: row.table_name }))
  })
  ctx.actors.forget()
}
