import { contract } from '@coset/contract'
import { AppError, Forbidden, NotFound } from '@coset/core'
import { type ChartRow, formDataOf, visibleChart } from '../chart/index.ts'
import { loadDataset, presentForCharts, refuseDataset } from '../dataset/index.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { forget, keep, recall, rekeep } from '../key-values.ts'
import { deltaText, isoText } from '../moments.ts'
import { peopleById, personName, personRef } from '../people/index.ts'
import { ownerIds } from '../people/owners.ts'
import { type Call, type Handler, handle } from '../resource.ts'

const routes = contract.explore

interface KeptForm {
  readonly owner: number | null
  readonly chartId: number | null
  readonly datasourceId: number
  readonly formData: string
}

const presentSlice = async (call: Call<typeof routes.bootstrap>, row: ChartRow): Promise<JsonObject> => {
  const owners = await ownerIds(call.ctx.metadata.db, 'chart', row.id)
  return {
    slice_id: row.id,
    uuid: row.uuid,
    slice_name: row.slice_name,
    slice_url: `/explore/?slice_id=${row.id}`,
    description: row.description,
    description_markeddown: row.description ?? '',
    form_data: formDataOf(row),
    cache_timeout: row.cache_timeout,
    certified_by: row.certified_by,
    certification_details: row.certification_details,
    changed_on: isoText(row.changed_on),
    changed_on_humanized: deltaText(row.changed_on, call.ctx.clock.now()),
    modified: deltaText(row.changed_on, call.ctx.clock.now()),
    datasource: `${row.datasource_id}__table`,
    edit_url: `/chart/edit/${row.id}`,
    is_managed_externally: row.is_managed_externally,
    owners,
    query_context: row.query_context,
  }
}

const metadataOf = async (call: Call<typeof routes.bootstrap>, row: ChartRow): Promise<JsonObject> => {
  const { ctx } = call
  const owners = await ownerIds(ctx.metadata.db, 'chart', row.id)
  const people = await peopleById(ctx, [row.created_by, row.changed_by, ...owners])
  const dashboards = await ctx.metadata.db
    .selectFrom('dashboard_charts')
    .innerJoin('dashboards', 'dashboards.id', 'dashboard_charts.dashboard_id')
    .select(['dashboards.id', 'dashboards.dashboard_title'])
    .where('chart_id', '=', row.id)
    .execute()
  return {
    created_on_humanized: deltaText(row.created_on, ctx.clock.now()),
    changed_on_humanized: deltaText(row.changed_on, ctx.clock.now()),
    owners: owners.flatMap((id) => (personRef(people, id) === null ? [] : [personName(people, id)])),
    dashboards,
    changed_by: personName(people, row.changed_by),
    created_by: personName(people, row.created_by),
  }
}

const kept = async (call: Call<typeof routes.bootstrap>): Promise<{ readonly formData: JsonObject; readonly message: string | null }> => {
  const { form_data_key: formKey, permalink_key: linkKey } = call.query
  try {
    if (formKey !== undefined) {
      const form = (await recall(call.ctx, 'explore_form_data', formKey, call.ctx.settings.formDataDays)).value as KeptForm
      return { formData: readObject(form.formData), message: null }
    }
    if (linkKey !== undefined) {
      const link = (await recall(call.ctx, 'explore_permalink', linkKey, null)).value as { state?: { formData?: JsonObject } }
      return { formData: link.state?.formData ?? {}, message: null }
    }
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    return { formData: {}, message: 'Form data not found in cache, reverting to chart metadata.' }
  }
  return { formData: {}, message: null }
}

const datasourceOf = (formData: JsonObject): number | undefined => {
  const id = typeof formData['datasource'] === 'string' ? Number(formData['datasource'].split('__')[0]) : Number.NaN
  return Number.isInteger(id) ? id : undefined
}

const bootstrap = async (call: Call<typeof routes.bootstrap>): Promise<unknown> => {
  const { ctx, actor, query } = call
  const { formData, message } = await kept(call)
  const sliceId = query.slice_id ?? (typeof formData['slice_id'] === 'number' ? formData['slice_id'] : undefined)
  const slice = sliceId === undefined ? null : await visibleChart(ctx, actor, sliceId)
  const datasetId = datasourceOf(formData) ?? query.datasource_id ?? slice?.datasource_id ?? undefined
  if (datasetId === undefined) throw new NotFound()
  const dataset = await loadDataset(ctx, datasetId)
  refuseDataset(actor, dataset)
  const base = Object.keys(formData).length > 0 ? formData : slice === null ? {} : formDataOf(slice)
  return {
    result: {
      dataset: { ...(await presentForCharts(ctx, dataset, null)), url_params: {} },
      form_data: {
        ...base,
        datasource: `${datasetId}__table`,
        ...(slice === null ? {} : { slice_id: slice.id }),
        ...(base['viz_type'] === undefined ? { viz_type: 'table' } : {}),
      },
      slice: slice === null ? null : await presentSlice(call, slice),
      message,
      metadata: slice === null ? null : await metadataOf(call, slice),
    },
  }
}

const refuseSource = async (call: Call<typeof routes.createFormData> | Call<typeof routes.updateFormData>): Promise<void> => {
  try {
    refuseDataset(call.actor, await loadDataset(call.ctx, call.body.datasource_id))
  } catch (error) {
    throw error instanceof AppError && error.status === 403 ? new Forbidden('You have no access to this dataset', { cause: error }) : error
  }
}

const formOf = (call: Call<typeof routes.createFormData> | Call<typeof routes.updateFormData>): KeptForm => ({
  owner: call.actor.id,
  chartId: call.body.chart_id ?? null,
  datasourceId: call.body.datasource_id,
  formData: call.body.form_data,
})

const mine = async (call: Call<typeof routes.updateFormData> | Call<typeof routes.deleteFormData>): Promise<void> => {
  const form = (await recall(call.ctx, 'explore_form_data', call.params.key, null)).value as KeptForm
  if (form.owner !== call.actor.id) throw new Forbidden()
}

export const exploreHandlers: readonly Handler[] = [
  handle(routes.bootstrap, bootstrap),
  handle(routes.createFormData, async (call) => {
    await refuseSource(call)
    return { key: await keep(call.ctx, 'explore_form_data', formOf(call), call.actor.id, call.ctx.settings.formDataDays) }
  }),
  handle(routes.updateFormData, async (call) => {
    await refuseSource(call)
    await mine(call)
    await rekeep(call.ctx, 'explore_form_data', call.params.key, formOf(call))
    return { key: call.params.key }
  }),
  handle(routes.getFormData, async ({ ctx, actor, params }) => {
    const form = (await recall(ctx, 'explore_form_data', params.key, ctx.settings.formDataDays)).value as KeptForm
    refuseDataset(actor, await loadDataset(ctx, form.datasourceId))
    return { form_data: form.formData }
  }),
  handle(routes.deleteFormData, async (call) => {
    await mine(call)
    await forget(call.ctx, 'explore_form_data', call.params.key)
    return { message: 'Deleted successfully' }
  }),
  handle(routes.createPermalink, async ({ ctx, actor, body }) => {
    const id = datasourceOf(body.formData)
    if (id === undefined) throw new NotFound()
    refuseDataset(actor, await loadDataset(ctx, id))
    const key = await keep(
      ctx,
      'explore_permalink',
      {
        chartId: typeof body.formData['slice_id'] === 'number' ? body.formData['slice_id'] : null,
        datasourceId: id,
        datasourceType: 'table',
        datasource: `${id}__table`,
        state: body,
      },
      actor.id,
      null,
    )
    return { key, url: `/superset/explore/p/${key}/` }
  }),
  handle(routes.getPermalink, async ({ ctx, actor, params }) => {
    const { value } = await recall(ctx, 'explore_permalink', params.key, null)
    refuseDataset(actor, await loadDataset(ctx, (value as { datasourceId: number }).datasourceId))
    return value
  }),
]
