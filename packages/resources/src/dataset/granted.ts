import { type Actor, can } from '@coset/access'
import type { Context } from '../context.ts'
import { grantedTo } from '../dashboard/granted.ts'

/** Is the dataset one of those that the dashboard's charts show? */
export const dashboardReads = async (ctx: Context, dashboardId: number, datasetId: number): Promise<boolean> =>
  (await ctx.metadata.db
    .selectFrom('dashboard_charts')
    .innerJoin('charts', 'charts.id', 'dashboard_charts.chart_id')
    .select('charts.id')
    .where('dashboard_charts.dashboard_id', '=', dashboardId)
    .where('charts.datasource_id', '=', datasetId)
    .executeTakeFirst()) !== undefined

/** May a guest look at the rows behind the charts of this dashboard that read the dataset? */
export const drillable = async (ctx: Context, actor: Actor, dashboardId: number | null, datasetId: number): Promise<boolean> =>
  can(actor, { verb: 'can_drill', view: 'Dashboard' }) &&
  (await grantedTo(ctx, actor, dashboardId)) !== null &&
  dashboardId !== null &&
  dashboardReads(ctx, dashboardId, datasetId)
