import type { Actor } from '@coset/access'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { type Dataset, datasetId, loadDataset, toModel } from '../dataset/index.ts'
import { checkSelect } from '../sqllab/check.ts'
import type { SqlRequest } from '../sqllab/template.ts'
import type { SourceRef } from './kinds.ts'
import { questionColumns } from './question-columns.ts'
import { type Kept, keptQuestion } from './questions.ts'

/** Who asks, by which address: templates may look at it. */
export interface Asking {
  readonly ctx: Context
  readonly actor: Actor
  readonly request: SqlRequest
}

const NO_UUID = '00000000-0000-0000-0000-000000000000'

const stampOf = ({ changedOn, question }: Kept) => ({
  id: 0,
  uuid: NO_UUID,
  created_on: changedOn,
  changed_on: changedOn,
  created_by: question.askedBy,
  changed_by: question.askedBy,
})

const columnRow = (kept: Kept, column: Pick<Row<'dataset_columns'>, 'column_name' | 'type' | 'is_dttm'>): Row<'dataset_columns'> => ({
  ...stampOf(kept),
  ...column,
  dataset_id: 0,
  verbose_name: null,
  advanced_data_type: null,
  expression: null,
  description: null,
  is_active: true,
  groupby: true,
  filterable: true,
  python_date_format: null,
  datetime_format: null,
  extra: null,
})

const datasetRow = (kept: Kept, sql: string, columns: Dataset['columns']): Row<'datasets'> => ({
  ...stampOf(kept),
  database_id: kept.database.id,
  table_name: kept.name,
  catalog: kept.script.catalog,
  schema: kept.script.schema,
  sql,
  main_dttm_col: columns.find((column) => column.is_dttm)?.column_name ?? null,
  currency_code_column: null,
  default_endpoint: null,
  offset: 0,
  description: kept.description,
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
})

/** A question as a virtual dataset without metrics and owners. Every table that it reads is decided here, for this asker, each time. */
const questionDataset = async (asking: Asking, ref: SourceRef): Promise<Dataset> => {
  const { ctx, actor, request } = asking
  const kept = await keptQuestion(ctx, actor, ref)
  const { text } = await checkSelect(ctx, actor, { ...kept.script, request })
  const { question, database } = kept
  const columns = (await questionColumns(ctx, actor, kept, text)).map((column) => columnRow(kept, column))
  const row = datasetRow(kept, text, columns)
  const model = { ...toModel(ctx, row, database, columns, []), uid: `${question.id}__${question.type}`, sqlIsRendered: true }
  return { row, database, columns, metrics: [], ownerIds: [], model, question }
}

/**
 * What a chart is drawn from. A dataset's own access is still to be decided by who asks for it; a question of SQL Lab is given to those who may
 * read it only. Throws NotFound, Forbidden, BadRequest for a script that is not one SELECT, and as SQL Lab does.
 */
export const loadSource = async (asking: Asking, ref: SourceRef): Promise<Dataset> =>
  ref.type === 'table' ? loadDataset(asking.ctx, await datasetId(asking.ctx, ref.id)) : questionDataset(asking, ref)
