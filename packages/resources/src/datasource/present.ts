import type { Actor } from '@coset/access'
import type { Context } from '../context.ts'
import { type Dataset, presentForCharts } from '../dataset/index.ts'
import type { JsonObject } from '../json-text.ts'

const asObjects = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value : [])

/** What Explore needs of a chart's source. A question has the members of a virtual dataset, and no identity beside its own. */
export const presentSource = async (ctx: Context, actor: Actor, dataset: Dataset): Promise<JsonObject> => {
  const shown = await presentForCharts(ctx, actor, dataset)
  const { question, row } = dataset
  if (question === undefined) return shown
  return {
    ...shown,
    id: question.id,
    uid: dataset.model.uid,
    type: question.type,
    name: row.table_name,
    sql: question.sql,
    template_params: Object.keys(question.templateParams).length === 0 ? null : JSON.stringify(question.templateParams),
    select_star: null,
    perm: null,
    edit_url: null,
    columns: asObjects(shown['columns']).map((column) => ({ ...column, id: null, uuid: null })),
  }
}
