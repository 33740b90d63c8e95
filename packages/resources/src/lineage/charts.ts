import type { Actor } from '@coset/access'
import { AppError } from '@coset/core'
import { validateQueryContext } from '@coset/query'
import { sql } from 'kysely'
import { type ChartRow, chartListing, savedContext } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { dashboardListing } from '../dashboard/index.ts'
import { type Dataset, loadDataset } from '../dataset/index.ts'
import { type Origins, originsOf } from './origins.ts'
import { type Use, usesOf } from './uses.ts'

export interface Named {
  readonly id: number
  readonly name: string
}

export interface ChartFacts extends Named {
  readonly url: string
  readonly dashboards: readonly Named[]
}

/** Dashboards that the actor sees, by the charts that stand on them. */
const dashboardsOf = async (ctx: Context, actor: Actor, chartIds: readonly number[]): Promise<ReadonlyMap<number, readonly Named[]>> => {
  if (chartIds.length === 0) return new Map()
  const visible = await dashboardListing.visible(ctx, actor)
  const rows = await ctx.metadata.db
    .selectFrom('dashboard_charts')
    .innerJoin('dashboards', 'dashboards.id', 'dashboard_charts.dashboard_id')
    .select(['dashboard_charts.chart_id', 'dashboards.id', 'dashboards.dashboard_title'])
    .where('dashboard_charts.chart_id', 'in', [...chartIds])
    .$if(visible !== null, (query) => query.where(sql<boolean>`${visible}`))
    .orderBy('dashboards.id')
    .execute()
  const found = new Map<number, Named[]>()
  for (const row of rows) found.set(row.chart_id, [...(found.get(row.chart_id) ?? []), { id: row.id, name: row.dashboard_title }])
  return found
}

export const chartFacts = async (ctx: Context, actor: Actor, rows: readonly ChartRow[]): Promise<readonly ChartFacts[]> => {
  const dashboards = await dashboardsOf(
    ctx,
    actor,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({ id: row.id, name: row.slice_name, url: `/explore/?slice_id=${row.id}`, dashboards: dashboards.get(row.id) ?? [] }))
}

/** Charts over a dataset, or on a dashboard, that the actor sees. */
export const visibleCharts = async (
  ctx: Context,
  actor: Actor,
  where: { readonly datasetId: number } | { readonly dashboardId: number },
): Promise<readonly ChartRow[]> => {
  const visible = await chartListing.visible(ctx, actor)
  const mine =
    'datasetId' in where
      ? sql<boolean>`charts.datasource_id = ${where.datasetId}`
      : sql<boolean>`charts.id in (select chart_id from dashboard_charts where dashboard_id = ${where.dashboardId})`
  return ctx.metadata.db
    .selectFrom('charts')
    .selectAll()
    .where(mine)
    .$if(visible !== null, (query) => query.where(sql<boolean>`${visible}`))
    .orderBy('charts.id')
    .execute()
}

/** What a chart uses; empty for one whose stored query is none. */
export const chartUses = async (row: ChartRow, dataset: Dataset, origins: Origins): Promise<readonly Use[]> => {
  try {
    return await usesOf(validateQueryContext(JSON.parse(JSON.stringify(savedContext(row)))), dataset, origins)
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return []
    throw error
  }
}

/** Each chart's uses; datasets are loaded once. */
export const usesOfCharts = async (
  ctx: Context,
  rows: readonly ChartRow[],
): Promise<readonly { readonly chart: ChartRow; readonly dataset: Dataset; readonly uses: readonly Use[] }[]> => {
  const datasets = new Map<number, Promise<{ readonly dataset: Dataset; readonly origins: Origins }>>()
  const open = async (id: number): Promise<{ readonly dataset: Dataset; readonly origins: Origins }> => {
    const dataset = await loadDataset(ctx, id)
    return { dataset, origins: await originsOf(ctx, dataset) }
  }
  const found: { readonly chart: ChartRow; readonly dataset: Dataset; readonly uses: readonly Use[] }[] = []
  for (const chart of rows) {
    if (chart.datasource_id === null) continue
    const opened = datasets.get(chart.datasource_id) ?? open(chart.datasource_id)
    datasets.set(chart.datasource_id, opened)
    const { dataset, origins } = await opened
    found.push({ chart, dataset, uses: await chartUses(chart, dataset, origins) })
  }
  return found
}
