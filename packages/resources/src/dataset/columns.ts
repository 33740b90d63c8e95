import { AppError, GenericType, type ResultColumn } from '@coset/core'
import { insertRow, type NewRow, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { type DatabaseRow, databaseModel } from '../database/index.ts'

/** A column as the database has it now. */
export interface SourceColumn {
  readonly name: string
  readonly nativeType: string
  readonly comment: string | null
}

/** Columns of a table, or of the first of these SELECTs that the database understands. Throws what it says of the last. */
export const sourceColumns = async (
  ctx: Context,
  database: DatabaseRow,
  dataset: { readonly table_name: string; readonly schema: string | null; readonly catalog: string | null; readonly sql: string | null },
  texts: readonly string[],
): Promise<readonly SourceColumn[]> => {
  const connection = await ctx.connections.forDatabase(database.id)
  const [text, ...more] = texts
  if (dataset.sql === null || dataset.sql.trim() === '' || text === undefined) {
    const { columns } = await connection.table(dataset.table_name, dataset.schema, dataset.catalog)
    return columns.map((c) => ({ name: c.name, nativeType: c.nativeType, comment: c.comment }))
  }
  try {
    const { sql } = await ctx.analyzer.virtualTable(text, databaseModel(ctx, database).engine.dialect.grammar)
    const columns: readonly ResultColumn[] = await connection.describe(sql, dataset.schema)
    return columns.map((c) => ({ name: c.name, nativeType: c.nativeType, comment: null }))
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500 || more.length === 0) throw error
    return sourceColumns(ctx, database, dataset, more)
  }
}

/** A fresh row for a source column. */
export const columnRow = (ctx: Context, database: DatabaseRow, datasetId: number, column: SourceColumn, by: number | null): NewRow<'dataset_columns'> => {
  const now = ctx.clock.now()
  return {
    uuid: crypto.randomUUID(),
    dataset_id: datasetId,
    column_name: column.name,
    verbose_name: null,
    type: column.nativeType === '' ? null : column.nativeType,
    advanced_data_type: null,
    expression: null,
    description: column.comment,
    is_dttm: databaseModel(ctx, database).engine.dialect.genericType(column.nativeType) === GenericType.TEMPORAL,
    is_active: true,
    groupby: true,
    filterable: true,
    python_date_format: null,
    datetime_format: null,
    extra: null,
    created_on: now,
    changed_on: now,
    created_by: by,
    changed_by: by,
  }
}

/** `count`, which every new dataset has. */
export const countMetric = (ctx: Context, datasetId: number, by: number | null): NewRow<'dataset_metrics'> => {
  const now = ctx.clock.now()
  return {
    uuid: crypto.randomUUID(),
    dataset_id: datasetId,
    metric_name: 'count',
    verbose_name: 'COUNT(*)',
    metric_type: 'count',
    expression: 'COUNT(*)',
    description: null,
    d3format: null,
    currency: null,
    warning_text: null,
    extra: null,
    created_on: now,
    changed_on: now,
    created_by: by,
    changed_by: by,
  }
}

export interface ColumnChanges {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
}

/** Brings the stored columns in step with the source; calculated columns and what people wrote stay. */
export const syncColumns = async (
  ctx: Context,
  db: Kysely<Tables>,
  database: DatabaseRow,
  datasetId: number,
  source: readonly SourceColumn[],
  by: number | null,
): Promise<ColumnChanges> => {
  const stored = await db.selectFrom('dataset_columns').selectAll().where('dataset_id', '=', datasetId).execute()
  const byName = new Map(stored.map((row) => [row.column_name, row]))
  const added: string[] = []
  const changed: string[] = []
  for (const column of source) {
    const known = byName.get(column.name)
    if (known === undefined) {
      await insertRow(db, ctx.metadata.kind, 'dataset_columns', columnRow(ctx, database, datasetId, column, by))
      added.push(column.name)
    } else if (known.type !== column.nativeType && column.nativeType !== '') {
      await db.updateTable('dataset_columns').set({ type: column.nativeType, changed_on: ctx.clock.now(), changed_by: by }).where('id', '=', known.id).execute()
      changed.push(column.name)
    }
  }
  const names = new Set(source.map((c) => c.name))
  const gone = stored.filter((row) => !names.has(row.column_name) && (row.expression === null || row.expression === ''))
  if (gone.length > 0)
    await db
      .deleteFrom('dataset_columns')
      .where(
        'id',
        'in',
        gone.map((row) => row.id),
      )
      .execute()
  return { added, removed: gone.map((row) => row.column_name), changed }
}
