import { type Actor, decideDataset } from '@coset/access'
import { presentForDashboard } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { datasetFacts, loadDataset, presentForCharts } from '../dataset/index.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { datasetForGuest } from './guest.ts'
import { filterDatasetIds } from './reach.ts'
import { type DashboardRow, datasetsOf } from './repository.ts'

/** Charts of a dashboard, as the page needs them. */
export const dashboardCharts = async (ctx: Context, row: DashboardRow): Promise<readonly JsonObject[]> => {
  const charts = await ctx.metadata.db
    .selectFrom('charts')
    .innerJoin('dashboard_charts', 'dashboard_charts.chart_id', 'charts.id')
    .selectAll('charts')
    .where('dashboard_charts.dashboard_id', '=', row.id)
    .orderBy('charts.id')
    .execute()
  return charts.map(presentForDashboard)
}

/** Datasets of a dashboard's charts and filters that the actor may read; for guests all of them, without SQL. */
export const dashboardDatasets = async (ctx: Context, actor: Actor, row: DashboardRow): Promise<readonly JsonObject[]> => {
  const datasets = [...(await datasetsOf(ctx, row.id))]
  const known = new Set(datasets.map((dataset) => dataset.row.id))
  const wanted = [...new Set(filterDatasetIds(readObject(row.json_metadata)))].filter((id) => !known.has(id))
  const existing = wanted.length === 0 ? [] : await ctx.metadata.db.selectFrom('datasets').select('id').where('id', 'in', wanted).execute()
  for (const { id } of existing) datasets.push(await loadDataset(ctx, id))
  // A guest was let in to the dashboard by a token, and so to what it shows
  if (actor.kind === 'guest') return Promise.all(datasets.map(async (dataset) => datasetForGuest(await presentForCharts(ctx, actor, dataset))))
  const readable = datasets.filter((dataset) => decideDataset(actor, datasetFacts(dataset)).allowed)
  return Promise.all(readable.map((dataset) => presentForCharts(ctx, actor, dataset)))
}
