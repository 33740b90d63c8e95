import { can } from '@coset/access'
import { contract } from '@coset/contract'
import { AppError, Forbidden, NotFound } from '@coset/core'
import { type ChartRow, findChart, formDataOf, visibleChart } from '../chart/index.ts'
import { presentParameters } from '../database/index.ts'
import type { Dataset } from '../dataset/index.ts'
import { loadSource, presentSource, refuseSource, type SourceRef, sourceOfForm, sourceRef } from '../datasource/index.ts'
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
  /** Absent in older forms: a dataset's. */
  readonly datasourceType?: SourceRef['type']
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
      const formData = readObject(form.formData)
      // Kept beside its form, which need not say it
      const source = Object.keys(formData).length === 0 ? {} : { datasource: `${form.datasourceId}__${form.datasourceType ?? 'table'}` }
      return { formData: { ...source, ...formData }, message: null }
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

const sourceOf = (formData: JsonObject, query: Call<typeof routes.bootstrap>['query'], slice: ChartRow | null): SourceRef => {
  const named = sourceOfForm(formData)
  if (named !== undefined) return named
  if (query.datasource_id !== undefined) return sourceRef(query.datasource_type ?? 'table', query.datasource_id, 'datasource_type')
  if (slice === null || slice.datasource_id === null) throw new NotFound()
  return sourceRef('table', slice.datasource_id)
}

/** The source of a form or a link, when the asker may read it. */
const readableSource = async (call: Pick<Call<never>, 'ctx' | 'actor' | 'request'>, ref: SourceRef): Promise<Dataset> => {
  const dataset = await loadSource(call, ref)
  refuseSource(call.actor, dataset)
  return dataset
}

/** Where the dataset's database stands, never its password: for those who may change databases, who read it at the connection too. */
const withParameters = ({ ctx, actor }: Call<typeof routes.bootstrap>, { database }: Dataset, shown: JsonObject): JsonObject => {
  if (!can(actor, { verb: 'can_write', view: 'Database' })) return shown
  return {
    ...shown,
    database: { ...(shown['database'] as JsonObject), ...presentParameters(ctx, database), schema_options: readObject(database.extra)['schema_options'] ?? {} },
  }
}

/** Throws NotFound, and Forbidden for a chart of which the asker may not see the dataset: whoever follows a link learns what to ask for. */
const openChart = async ({ ctx, actor }: Call<typeof routes.bootstrap>, id: number): Promise<ChartRow> => {
  try {
    return await visibleChart(ctx, actor, id)
  } catch (error) {
    if (!(error instanceof NotFound) || actor.kind === 'guest') throw error
    await findChart(ctx, id)
    throw new Forbidden('You have no access to the dataset of this chart', { code: 'DATASOURCE_SECURITY_ACCESS_ERROR', cause: error })
  }
}

const bootstrap = async (call: Call<typeof routes.bootstrap>): Promise<unknown> => {
  const { ctx, query } = call
  const { formData, message } = await kept(call)
  const sliceId = query.slice_id ?? (typeof formData['slice_id'] === 'number' ? formData['slice_id'] : undefined)
  const slice = sliceId === undefined ? null : await openChart(call, sliceId)
  const dataset = await readableSource(call, sourceOf(formData, query, slice))
  const base = Object.keys(formData).length > 0 ? formData : slice === null ? {} : formDataOf(slice)
  return {
    result: {
      dataset: { ...withParameters(call, dataset, await presentSource(ctx, call.actor, dataset)), url_params: {} },
      form_data: {
        applied_time_extras: {},
        url_params: call.request.parameters,
        ...base,
        datasource: dataset.model.uid,
        ...(slice === null ? {} : { slice_id: slice.id }),
        ...(base['viz_type'] === undefined ? { viz_type: 'table' } : {}),
      },
      slice: slice === null ? null : await presentSlice(call, slice),
      message,
      metadata: slice === null ? null : await metadataOf(call, slice),
    },
  }
}

const refuseForm = async (call: Call<typeof routes.createFormData> | Call<typeof routes.updateFormData>): Promise<void> => {
  try {
    await readableSource(call, sourceRef(call.body.datasource_type, call.body.datasource_id, 'datasource_type'))
  } catch (error) {
    throw error instanceof AppError && error.status === 403 ? new Forbidden('You have no access to this dataset', { cause: error }) : error
  }
}

const formOf = (call: Call<typeof routes.createFormData> | Call<typeof routes.updateFormData>): KeptForm => ({
  owner: call.actor.id,
  chartId: call.body.chart_id ?? null,
  datasourceId: call.body.datasource_id,
  datasourceType: sourceRef(call.body.datasource_type, call.body.datasource_id, 'datasource_type').type,
  formData: call.body.form_data,
})

const mine = async (call: Call<typeof routes.updateFormData> | Call<typeof routes.deleteFormData>): Promise<void> => {
  const form = (await recall(call.ctx, 'explore_form_data', call.params.key, null)).value as KeptForm
  if (form.owner !== call.actor.id) throw new Forbidden()
}

export const exploreHandlers: readonly Handler[] = [
  handle(routes.bootstrap, bootstrap),
  handle(routes.createFormData, async (call) => {
    await refuseForm(call)
    return { key: await keep(call.ctx, 'explore_form_data', formOf(call), call.actor.id, call.ctx.settings.formDataDays) }
  }),
  handle(routes.updateFormData, async (call) => {
    await refuseForm(call)
    await mine(call)
    await rekeep(call.ctx, 'explore_form_data', call.params.key, formOf(call))
    return { key: call.params.key }
  }),
  handle(routes.getFormData, async (call) => {
    const { ctx, params } = call
    const form = (await recall(ctx, 'explore_form_data', params.key, ctx.settings.formDataDays)).value as KeptForm
    await readableSource(call, sourceRef(form.datasourceType ?? 'table', form.datasourceId))
    return { form_data: form.formData }
  }),
  handle(routes.deleteFormData, async (call) => {
    await mine(call)
    await forget(call.ctx, 'explore_form_data', call.params.key)
    return { message: 'Deleted successfully' }
  }),
  handle(routes.createPermalink, async (call) => {
    const { ctx, actor, body } = call
    const ref = sourceOfForm(body.formData)
    if (ref === undefined) throw new NotFound()
    const { row, model, question } = await readableSource(call, ref)
    const key = await keep(
      ctx,
      'explore_permalink',
      {
        chartId: typeof body.formData['slice_id'] === 'number' ? body.formData['slice_id'] : null,
        datasourceId: question?.id ?? row.id,
        datasourceType: ref.type,
        datasource: model.uid,
        state: body,
      },
      actor.id,
      null,
    )
    return { key, url: `/superset/explore/p/${key}/` }
  }),
  handle(routes.getPermalink, async (call) => {
    const { value } = await recall(call.ctx, 'explore_permalink', call.params.key, null)
    const { datasourceId, datasourceType } = value as { readonly datasourceId: number; readonly datasourceType?: string }
    await readableSource(call, sourceRef(datasourceType ?? 'table', datasourceId))
    return value
  }),
]
