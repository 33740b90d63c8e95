import { contract } from '@coset/contract'
import { Forbidden, NotFound } from '@coset/core'
import { keepBefore, keepVersion } from '../history/keep.ts'
import type { JsonObject } from '../json-text.ts'
import { listHandlers } from '../listing/index.ts'
import { deltaText } from '../moments.ts'
import { peopleById, personContact } from '../people/index.ts'
import { refuseOwnership } from '../people/owners.ts'
import { type Call, type Handler, handle } from '../resource.ts'
import { drillable } from './granted.ts'
import { datasetListing } from './listing.ts'
import { presentColumn, presentDataset, presentForCharts, presentMetric } from './present.ts'
import { type Dataset, loadDataset, visibleDataset } from './repository.ts'
import { askOf } from './rows.ts'
import { createDataset, deleteDatasets, duplicateDataset, refreshDataset, updateDataset } from './save.ts'
import { renderFor } from './template.ts'

const routes = contract.dataset

const related = async (call: Call<typeof routes.relatedObjects>): Promise<unknown> => {
  const { id } = (await visibleDataset(call.ctx, call.actor, call.params.id)).row
  const { db } = call.ctx.metadata
  const charts = await db.selectFrom('charts').select(['id', 'slice_name', 'viz_type']).where('datasource_id', '=', id).orderBy('id').execute()
  const dashboards = await db
    .selectFrom('dashboards')
    .innerJoin('dashboard_charts', 'dashboard_charts.dashboard_id', 'dashboards.id')
    .innerJoin('charts', 'charts.id', 'dashboard_charts.chart_id')
    .select(['dashboards.id', 'dashboards.json_metadata', 'dashboards.slug', 'dashboards.dashboard_title as title'])
    .where('charts.datasource_id', '=', id)
    .distinct()
    .execute()
  return { charts: { count: charts.length, result: charts }, dashboards: { count: dashboards.length, result: dashboards } }
}

const drillColumns = ({ columns }: Dataset) => columns.filter((c) => c.groupby).map((c) => ({ column_name: c.column_name, verbose_name: c.verbose_name }))

const guestDrillInfo = async ({ ctx, actor, params, q }: Call<typeof routes.drillInfo>): Promise<unknown> => {
  const dataset = await loadDataset(ctx, params.id)
  if (!(await drillable(ctx, actor, q.dashboard_id ?? null, params.id))) throw new Forbidden()
  return { result: { id: params.id, columns: drillColumns(dataset) } }
}

const drillInfo = async (call: Call<typeof routes.drillInfo>): Promise<unknown> => {
  if (call.actor.kind === 'guest') return guestDrillInfo(call)
  const dataset = await visibleDataset(call.ctx, call.actor, String(call.params.id))
  const { row } = dataset
  const people = await peopleById(call.ctx, [row.created_by, row.changed_by, ...dataset.ownerIds])
  const told = (id: number | null) => personContact(people, id, call.actor)
  const now = call.ctx.clock.now()
  return {
    result: {
      id: row.id,
      table_name: row.table_name,
      columns: drillColumns(dataset),
      owners: dataset.ownerIds.flatMap((id) => told(id) ?? []),
      created_by: told(row.created_by),
      changed_by: told(row.changed_by),
      created_on_humanized: deltaText(row.created_on, now),
      changed_on_humanized: deltaText(row.changed_on, now),
    },
  }
}

const removeMember = async (
  call: Call<typeof routes.deleteColumn> | Call<typeof routes.deleteMetric>,
  table: 'dataset_columns' | 'dataset_metrics',
  memberId: number,
): Promise<unknown> => {
  const dataset = await loadDataset(call.ctx, call.params.id)
  refuseOwnership(call.actor, dataset.ownerIds, 'dataset')
  const { id } = dataset.row
  await call.ctx.metadata.db.transaction().execute(async (db) => {
    await keepBefore(call.ctx, db, 'dataset', id)
    const { numDeletedRows } = await db.deleteFrom(table).where('dataset_id', '=', id).where('id', '=', memberId).executeTakeFirstOrThrow()
    if (numDeletedRows === 0n) throw new NotFound()
    await db
      .updateTable('datasets')
      .set({ changed_on: Math.max(call.ctx.clock.now(), dataset.row.changed_on + 1), changed_by: call.actor.id })
      .where('id', '=', id)
      .execute()
    await keepVersion(call.ctx, db, 'dataset', id, call.actor)
  })
  return { message: 'OK' }
}

/** What templates of a dataset become for this person: its SQL, and the expressions of metrics and calculated columns beside their own. */
const renderedParts = async (call: Call<typeof routes.get>, dataset: Dataset): Promise<JsonObject> => {
  const { row, database } = dataset
  const render = (text: string): Promise<string> => renderFor(call.ctx, call.actor, database, text, row, (other) => askOf(call, other, null))
  const beside = async (expression: string | null, shown: JsonObject): Promise<JsonObject> =>
    expression === null || expression === '' ? shown : { ...shown, rendered_expression: await render(expression) }
  return {
    ...(row.sql === null ? {} : { rendered_sql: await render(row.sql) }),
    columns: await Promise.all(dataset.columns.map(async (column) => beside(column.expression, presentColumn(dataset, column)))),
    metrics: await Promise.all(dataset.metrics.map(async (metric) => beside(metric.expression, presentMetric(metric)))),
  }
}

export const datasetHandlers: readonly Handler[] = [
  ...listHandlers(routes, datasetListing),
  handle(routes.get, async (call) => {
    const { ctx, actor, params, query } = call
    const dataset = await visibleDataset(ctx, actor, params.id)
    const result = await presentDataset(ctx, dataset)
    return { id: dataset.row.id, result: query.include_rendered_sql === 'true' ? { ...result, ...(await renderedParts(call, dataset)) } : result }
  }),
  handle(routes.create, async ({ ctx, actor, body }) => {
    const dataset = await createDataset(ctx, actor, body)
    return { id: dataset.row.id, result: body, data: await presentForCharts(ctx, actor, dataset) }
  }),
  handle(routes.update, async ({ ctx, actor, params, query, body }) => {
    await visibleDataset(ctx, actor, String(params.id))
    const { row } = await updateDataset(ctx, actor, params.id, body, query.override_columns === 'true')
    return { id: params.id, result: { ...body, changed_on_ms: row.changed_on } }
  }),
  handle(routes.delete, async ({ ctx, actor, params }) => {
    await deleteDatasets(ctx, actor, [params.id])
    return { message: 'OK' }
  }),
  handle(routes.bulkDelete, async ({ ctx, actor, q }) => {
    await deleteDatasets(ctx, actor, q)
    return { message: `Deleted ${q.length} dataset${q.length === 1 ? '' : 's'}` }
  }),
  handle(routes.refresh, async ({ ctx, actor, params }) => {
    const changes = await refreshDataset(ctx, actor, params.id)
    return { message: 'OK', ...changes }
  }),
  handle(routes.duplicate, async ({ ctx, actor, body }) => {
    const dataset = await duplicateDataset(ctx, actor, body.base_model_id, body.table_name)
    return { id: dataset.row.id, result: body }
  }),
  handle(routes.getOrCreate, async ({ ctx, actor, body }) => {
    const found = await ctx.metadata.db
      .selectFrom('datasets')
      .select(['id', 'schema'])
      .where('database_id', '=', body.database_id)
      .where('table_name', '=', body.table_name)
      .execute()
    const same = found.find((row) => (row.schema ?? '') === (body.schema ?? ''))
    const id = same?.id ?? (await createDataset(ctx, actor, { ...body, database: body.database_id })).row.id
    return { result: { table_id: id } }
  }),
  handle(routes.relatedObjects, related),
  handle(routes.drillInfo, drillInfo),
  handle(routes.deleteColumn, (call) => removeMember(call, 'dataset_columns', call.params.columnId)),
  handle(routes.deleteMetric, (call) => removeMember(call, 'dataset_metrics', call.params.metricId)),
]

export { type SourceColumn, sourceColumns } from './columns.ts'
export { dashboardReads, drillable } from './granted.ts'
export { datasetListing, readableDatasets } from './listing.ts'
export { presentForCharts, verboseMap } from './present.ts'
export { type Dataset, datasetFacts, datasetId, datasetRefused, loadDataset, type Question, refuseDataset, toModel, visibleDataset } from './repository.ts'
export { askOf, ticketOf } from './rows.ts'
export { predicatesFor, rulesFor } from './security.ts'
export { renderFor } from './template.ts'
