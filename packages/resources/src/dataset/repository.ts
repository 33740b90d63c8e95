import { type Actor, type DatasetFacts, decideDataset } from '@coset/access'
import { AppError, isUuid, NotFound } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { DatasetModel } from '@coset/query'
import type { Context } from '../context.ts'
import { type DatabaseRow, databaseModel } from '../database/index.ts'
import { readObject } from '../json-text.ts'

/** SQL of SQL Lab that a chart is drawn from. */
export interface Question {
  readonly type: 'query' | 'saved_query'
  readonly id: number
  /** Only this person may read it. */
  readonly askedBy: number
  /** As it was written, templates and all. */
  readonly sql: string
  readonly templateParams: Readonly<Record<string, unknown>>
}

export interface Dataset {
  readonly row: Row<'datasets'>
  readonly database: DatabaseRow
  readonly columns: readonly Row<'dataset_columns'>[]
  readonly metrics: readonly Row<'dataset_metrics'>[]
  readonly ownerIds: readonly number[]
  readonly model: DatasetModel
  /** Set where this is no dataset but the question that SQL Lab keeps, checked for one person; its row has the id 0, which no dataset has. */
  readonly question?: Question
}

interface Remembered {
  readonly version: string
  readonly dataset: Dataset
}

const MOST = 500
const MOST_STALE_SECONDS = 7 * 86_400
const memories = new WeakMap<object, Map<number, Remembered>>()

const memoryOf = (ctx: Context): Map<number, Remembered> => {
  const known = memories.get(ctx.metadata) ?? new Map<number, Remembered>()
  memories.set(ctx.metadata, known)
  return known
}

/** `stale_while_revalidate` of the dataset's `extra`. */
const staleSecondsOf = (extra: string | null): number => {
  const seconds = readObject(extra)['stale_while_revalidate']
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.min(MOST_STALE_SECONDS, Math.max(0, seconds)) : 0
}

/** What the query layer must know of a dataset. */
export const toModel = (ctx: Context, row: Row<'datasets'>, database: DatabaseRow, columns: Dataset['columns'], metrics: Dataset['metrics']): DatasetModel => ({
  id: row.id,
  uid: `${row.id}__table`,
  tableName: row.table_name,
  schema: row.schema,
  catalog: row.catalog,
  sql: row.sql === null || row.sql.trim() === '' ? null : row.sql,
  mainDttmCol: row.main_dttm_col,
  offsetHours: row.offset,
  fetchValuesPredicate: row.fetch_values_predicate,
  alwaysFilterMainDttm: row.always_filter_main_dttm,
  templateParams: readObject(row.template_params),
  currencyCodeColumn: row.currency_code_column,
  cacheTimeout: row.cache_timeout,
  staleSeconds: staleSecondsOf(row.extra),
  changedOn: new Date(row.changed_on).toISOString(),
  columns: columns.map((c) => ({
    name: c.column_name,
    verboseName: c.verbose_name,
    nativeType: c.type,
    isTemporal: c.is_dttm,
    groupable: c.groupby,
    filterable: c.filterable,
    expression: c.expression === null || c.expression === '' ? null : c.expression,
    pythonDateFormat: c.python_date_format,
    datetimeFormat: c.datetime_format,
  })),
  metrics: metrics.map((m) => ({ name: m.metric_name, verboseName: m.verbose_name, expression: m.expression, format: m.d3format })),
  database: databaseModel(ctx, database),
})

const load = async (ctx: Context, id: number): Promise<Dataset> => {
  const { db } = ctx.metadata
  const row = await db.selectFrom('datasets').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  const database = await db.selectFrom('databases').selectAll().where('id', '=', row.database_id).executeTakeFirstOrThrow()
  const columns = await db.selectFrom('dataset_columns').selectAll().where('dataset_id', '=', id).orderBy('id').execute()
  const metrics = await db.selectFrom('dataset_metrics').selectAll().where('dataset_id', '=', id).orderBy('id').execute()
  const owners = await db.selectFrom('owners').select('user_id').where('object_type', '=', 'dataset').where('object_id', '=', id).execute()
  return { row, database, columns, metrics, ownerIds: owners.map((o) => o.user_id), model: toModel(ctx, row, database, columns, metrics) }
}

/** A dataset with all it consists of. One small query tells whether the remembered one still holds. Throws NotFound. */
export const loadDataset = async (ctx: Context, id: number): Promise<Dataset> => {
  const stamp = await ctx.metadata.db
    .selectFrom('datasets')
    .innerJoin('databases', 'databases.id', 'datasets.database_id')
    .select(['datasets.changed_on as dataset', 'databases.changed_on as database'])
    .where('datasets.id', '=', id)
    .executeTakeFirst()
  if (stamp === undefined) throw new NotFound()
  const version = `${stamp.dataset} ${stamp.database}`
  const memory = memoryOf(ctx)
  const known = memory.get(id)
  if (known?.version === version) return known.dataset
  const dataset = await load(ctx, id)
  if (memory.size >= MOST) memory.clear()
  memory.set(id, { version, dataset })
  return dataset
}

/** Id or UUID → id. Throws NotFound. */
export const datasetId = async (ctx: Context, ref: string): Promise<number> => {
  if (/^\d{1,9}$/.test(ref)) return Number(ref)
  const row = isUuid(ref) ? await ctx.metadata.db.selectFrom('datasets').select('id').where('uuid', '=', ref.toLowerCase()).executeTakeFirst() : undefined
  if (row === undefined) throw new NotFound()
  return row.id
}

export const datasetFacts = (dataset: Pick<Dataset, 'row' | 'database' | 'ownerIds'>): DatasetFacts => ({
  id: dataset.row.id,
  tableName: dataset.row.table_name,
  schema: dataset.row.schema,
  catalog: dataset.row.catalog,
  databaseId: dataset.database.id,
  databaseName: dataset.database.database_name,
  ownerIds: dataset.ownerIds,
})

/** 403 `DATASOURCE_SECURITY_ACCESS_ERROR`. */
export const datasetRefused = (dataset: Dataset): AppError =>
  new AppError(`You have no access to the dataset ${dataset.row.table_name}`, {
    code: 'DATASOURCE_SECURITY_ACCESS_ERROR',
    status: 403,
    envelope: 'errors',
    level: 'warning',
    details: { datasource: dataset.row.id, datasource_name: dataset.row.table_name, link: null },
  })

/** Throws 403 `DATASOURCE_SECURITY_ACCESS_ERROR` unless the actor may read the rows. */
export const refuseDataset = (actor: Actor, dataset: Dataset): void => {
  if (!decideDataset(actor, datasetFacts(dataset)).allowed) throw datasetRefused(dataset)
}

/** The dataset when the actor may read it; unknown and forbidden look alike. Throws NotFound. */
export const visibleDataset = async (ctx: Context, actor: Actor, ref: string): Promise<Dataset> => {
  const dataset = await loadDataset(ctx, await datasetId(ctx, ref))
  if (!decideDataset(actor, datasetFacts(dataset)).allowed) throw new NotFound()
  return dataset
}
