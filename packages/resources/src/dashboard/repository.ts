import { type Actor, type DashboardFacts, type Decision, decideDashboard, decideDataset } from '@coset/access'
import { isUuid, NotFound } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { type Dataset, datasetFacts, loadDataset } from '../dataset/index.ts'
import { ownerIds } from '../people/owners.ts'

export type DashboardRow = Row<'dashboards'>

/** By id, UUID or slug. Throws NotFound. */
export const findDashboard = async (ctx: Context, ref: string | number): Promise<DashboardRow> => {
  const text = String(ref)
  const query = ctx.metadata.db.selectFrom('dashboards').selectAll()
  const byId = /^\d{1,9}$/.test(text) ? await query.where('id', '=', Number(text)).executeTakeFirst() : undefined
  const byUuid = byId === undefined && isUuid(text) ? await query.where('uuid', '=', text.toLowerCase()).executeTakeFirst() : undefined
  const row = byId ?? byUuid ?? (await query.where('slug', '=', text).executeTakeFirst())
  if (row === undefined) throw new NotFound()
  return row
}

/** Datasets of the charts on a dashboard that still exist. */
export const datasetsOf = async (ctx: Context, dashboardId: number): Promise<readonly Dataset[]> => {
  const rows = await ctx.metadata.db
    .selectFrom('dashboard_charts')
    .innerJoin('charts', 'charts.id', 'dashboard_charts.chart_id')
    .innerJoin('datasets', 'datasets.id', 'charts.datasource_id')
    .select('datasets.id')
    .where('dashboard_charts.dashboard_id', '=', dashboardId)
    .distinct()
    .execute()
  return Promise.all(rows.map((row) => loadDataset(ctx, row.id)))
}

/** What a guest's token decides by: it may name the dashboard by its id or by the UUID of its embedding. */
const namesOf = async (ctx: Context, id: number): Promise<Pick<DashboardFacts, 'id' | 'embeddedUuid'>> => {
  const row = await ctx.metadata.db.selectFrom('embedded_dashboards').select('uuid').where('dashboard_id', '=', id).executeTakeFirst()
  return { id, embeddedUuid: row?.uuid ?? null }
}

/** May the actor open it, and why. */
export const decideOpening = async (ctx: Context, actor: Actor, row: DashboardRow): Promise<Decision> => {
  if (actor.isAdmin) return { allowed: true, because: 'administrator' }
  const names = await namesOf(ctx, row.id)
  const roles = await ctx.metadata.db.selectFrom('dashboard_roles').select('role_id').where('dashboard_id', '=', row.id).execute()
  const datasets = await datasetsOf(ctx, row.id)
  return decideDashboard(actor, {
    ...names,
    ownerIds: await ownerIds(ctx.metadata.db, 'dashboard', row.id),
    published: row.published,
    roleIds: roles.map((r) => r.role_id),
    datasets: datasets.length,
    readableDatasets: datasets.filter((dataset) => decideDataset(actor, datasetFacts(dataset)).allowed).length,
  })
}

/** The dashboard when the actor may open it. One that is there for others is not told from one that is not: throws NotFound. */
export const openDashboard = async (ctx: Context, actor: Actor, ref: string | number): Promise<DashboardRow> => {
  const row = await findDashboard(ctx, ref)
  if ((await decideOpening(ctx, actor, row)).allowed) return row
  throw new NotFound()
}
