import { type Actor, decideDataset } from '@coset/access'
import { Forbidden, NotFound } from '@coset/core'
import { visibleChart } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { datasetFacts, loadDataset } from '../dataset/index.ts'
import type { JsonObject } from '../json-text.ts'

/** A dashboard lends its charts and filters to its roles: nobody may put more on it than they may read themselves. */

const orFalse = async (work: Promise<boolean>): Promise<boolean> =>
  work.catch((error: unknown) => {
    if (error instanceof NotFound) return false
    throw error
  })

/** Of the charts of a layout, those that stand on the dashboard already and those that the actor may see. */
export const placeableCharts = async (ctx: Context, actor: Actor, dashboardId: number | null, chartIds: readonly number[]): Promise<readonly number[]> => {
  if (actor.isAdmin) return chartIds
  const rows =
    dashboardId === null ? [] : await ctx.metadata.db.selectFrom('dashboard_charts').select('chart_id').where('dashboard_id', '=', dashboardId).execute()
  const there = new Set(rows.map((row) => row.chart_id))
  const placeable: number[] = []
  for (const id of chartIds) if (there.has(id) || (await orFalse(visibleChart(ctx, actor, id).then(() => true)))) placeable.push(id)
  return placeable
}

/** Dataset ids that the native filters read. */
export const filterDatasetIds = (metadata: JsonObject): readonly number[] => {
  const filters = metadata['native_filter_configuration']
  if (!Array.isArray(filters)) return []
  return filters.flatMap((filter: { targets?: unknown } | null) =>
    Array.isArray(filter?.targets)
      ? filter.targets.flatMap((target: { datasetId?: unknown } | null) => (typeof target?.datasetId === 'number' ? [target.datasetId] : []))
      : [],
  )
}

/** Throws Forbidden when new filters read a dataset that the actor may not read. */
export const refuseFilters = async (ctx: Context, actor: Actor, before: JsonObject, after: JsonObject): Promise<void> => {
  if (actor.isAdmin) return
  const known = new Set(filterDatasetIds(before))
  for (const id of new Set(filterDatasetIds(after))) {
    if (known.has(id)) continue
    const readable = await orFalse(loadDataset(ctx, id).then((dataset) => decideDataset(actor, datasetFacts(dataset)).allowed))
    if (!readable) throw new Forbidden('A filter reads a dataset that you have no access to', { details: { dataset_id: id } })
  }
}
