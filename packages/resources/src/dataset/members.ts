import { Unprocessable } from '@coset/core'
import { insertRow, type NewRow, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'

type Db = Kysely<Tables>
type Maybe<T> = T | null | undefined

export interface ColumnInput {
  readonly id?: number | undefined
  readonly uuid?: Maybe<string>
  readonly column_name: string
  readonly type?: Maybe<string>
  readonly advanced_data_type?: Maybe<string>
  readonly verbose_name?: Maybe<string>
  readonly description?: Maybe<string>
  readonly expression?: Maybe<string>
  readonly extra?: Maybe<string>
  readonly filterable?: Maybe<boolean>
  readonly groupby?: Maybe<boolean>
  readonly is_active?: Maybe<boolean>
  readonly is_dttm?: Maybe<boolean>
  readonly python_date_format?: Maybe<string>
  readonly datetime_format?: Maybe<string>
}

export interface MetricInput {
  readonly id?: number | undefined
  readonly uuid?: Maybe<string>
  readonly metric_name: string
  readonly expression: string
  readonly metric_type?: Maybe<string>
  readonly verbose_name?: Maybe<string>
  readonly description?: Maybe<string>
  readonly d3format?: Maybe<string>
  readonly currency?: Maybe<object>
  readonly warning_text?: Maybe<string>
  readonly extra?: Maybe<string>
}

const refuseTwins = (names: readonly string[], field: string): void => {
  const twins = names.filter((name, i) => names.indexOf(name) !== i)
  if (twins.length > 0)
    throw new Unprocessable(`Duplicate names: ${twins.join(', ')}`, {
      fields: { [field]: [`One or more ${field} are duplicated: ${[...new Set(twins)].join(', ')}`] },
    })
}

const refuseForeign = (ids: readonly number[], own: ReadonlySet<number>, field: string): void => {
  if (ids.some((id) => !own.has(id)))
    throw new Unprocessable(`Some ${field} do not belong to the dataset`, { fields: { [field]: [`One or more ${field} do not exist`] } })
}

const columnValues = (
  input: ColumnInput,
): Omit<NewRow<'dataset_columns'>, 'uuid' | 'dataset_id' | 'created_on' | 'changed_on' | 'created_by' | 'changed_by'> => ({
  column_name: input.column_name,
  type: input.type ?? null,
  advanced_data_type: input.advanced_data_type ?? null,
  verbose_name: input.verbose_name ?? null,
  description: input.description ?? null,
  expression: input.expression ?? null,
  extra: input.extra ?? null,
  filterable: input.filterable ?? true,
  groupby: input.groupby ?? true,
  is_active: input.is_active ?? true,
  is_dttm: input.is_dttm ?? false,
  python_date_format: input.python_date_format ?? null,
  datetime_format: input.datetime_format ?? null,
})

const metricValues = (
  input: MetricInput,
): Omit<NewRow<'dataset_metrics'>, 'uuid' | 'dataset_id' | 'created_on' | 'changed_on' | 'created_by' | 'changed_by'> => ({
  metric_name: input.metric_name,
  expression: input.expression,
  metric_type: input.metric_type ?? null,
  verbose_name: input.verbose_name ?? null,
  description: input.description ?? null,
  d3format: input.d3format ?? null,
  currency: input.currency === null || input.currency === undefined ? null : JSON.stringify(input.currency),
  warning_text: input.warning_text ?? null,
  extra: input.extra ?? null,
})

/** Makes the columns of a dataset exactly these: items with an id change, others are new, missing ones go. */
export const writeColumns = async (ctx: Context, db: Db, datasetId: number, inputs: readonly ColumnInput[], by: number | null): Promise<void> => {
  refuseTwins(
    inputs.map((c) => c.column_name),
    'columns',
  )
  const own = new Set((await db.selectFrom('dataset_columns').select('id').where('dataset_id', '=', datasetId).execute()).map((row) => row.id))
  const kept = inputs.flatMap((input) => input.id ?? [])
  refuseForeign(kept, own, 'columns')
  const gone = [...own].filter((id) => !kept.includes(id))
  if (gone.length > 0) await db.deleteFrom('dataset_columns').where('id', 'in', gone).execute()
  const now = ctx.clock.now()
  for (const input of inputs) {
    if (input.id === undefined)
      await insertRow(db, ctx.metadata.kind, 'dataset_columns', {
        ...columnValues(input),
        uuid: input.uuid ?? crypto.randomUUID(),
        dataset_id: datasetId,
        created_on: now,
        changed_on: now,
        created_by: by,
        changed_by: by,
      })
    else
      await db
        .updateTable('dataset_columns')
        .set({ ...columnValues(input), changed_on: now, changed_by: by })
        .where('id', '=', input.id)
        .execute()
  }
}

/** As {@link writeColumns}, for metrics. */
export const writeMetrics = async (ctx: Context, db: Db, datasetId: number, inputs: readonly MetricInput[], by: number | null): Promise<void> => {
  refuseTwins(
    inputs.map((m) => m.metric_name),
    'metrics',
  )
  const own = new Set((await db.selectFrom('dataset_metrics').select('id').where('dataset_id', '=', datasetId).execute()).map((row) => row.id))
  const kept = inputs.flatMap((input) => input.id ?? [])
  refuseForeign(kept, own, 'metrics')
  const gone = [...own].filter((id) => !kept.includes(id))
  if (gone.length > 0) await db.deleteFrom('dataset_metrics').where('id', 'in', gone).execute()
  const now = ctx.clock.now()
  for (const input of inputs) {
    if (input.id === undefined)
      await insertRow(db, ctx.metadata.kind, 'dataset_metrics', {
        ...metricValues(input),
        uuid: input.uuid ?? crypto.randomUUID(),
        dataset_id: datasetId,
        created_on: now,
        changed_on: now,
        created_by: by,
        changed_by: by,
      })
    else
      await db
        .updateTable('dataset_metrics')
        .set({ ...metricValues(input), changed_on: now, changed_by: by })
        .where('id', '=', input.id)
        .execute()
  }
}
