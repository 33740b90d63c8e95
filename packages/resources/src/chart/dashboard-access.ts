import type { Actor } from '@coset/access'
import type { Context } from '../context.ts'
import type { Dataset } from '../dataset/index.ts'
import { type JsonObject, readObject } from '../json-text.ts'

/** A whole number, or null. */
export const whole = (value: unknown): number | null => (typeof value === 'number' && Number.isInteger(value) ? value : null)

const isFilterOf = (metadata: JsonObject, filterId: unknown, datasetId: number): boolean => {
  const filters = metadata['native_filter_configuration']
  if (!Array.isArray(filters) || typeof filterId !== 'string') return false
  return filters.some(
    (filter: { id?: unknown; targets?: readonly { datasetId?: unknown }[] }) =>
      filter.id === filterId && (filter.targets ?? []).some((target) => target.datasetId === datasetId),
  )
}

/**
 * People of a dashboard's roles may run its charts and its filters' choices without access to the datasets:
 * the dashboard is published, has one of their roles, and the request names a chart on it over this dataset or one of its filters.
 */
export const reachableThroughDashboard = async (
  ctx: Context,
  actor: Actor,
  dataset: Dataset,
  formData: Readonly<Record<string, unknown>>,
): Promise<boolean> => {
  const dashboardId = whole(formData['dashboardId'])
  if (dashboardId === null || actor.roles.length === 0) return false
  const { db } = ctx.metadata
  const role = await db
    .selectFrom('dashboard_roles')
    .innerJoin('dashboards', 'dashboards.id', 'dashboard_roles.dashboard_id')
    .select(['dashboards.json_metadata', 'dashboards.published'])
    .where('dashboard_roles.dashboard_id', '=', dashboardId)
    .where(
      'dashboard_roles.role_id',
      'in',
      actor.roles.map((r) => r.id),
    )
    .executeTakeFirst()
  if (role === undefined || !role.published) return false
  const sliceId = whole(formData['slice_id'])
  if (sliceId === null) return formData['type'] === 'NATIVE_FILTER' && isFilterOf(readObject(role.json_metadata), formData['native_filter_id'], dataset.row.id)
  const chart = await db
    .selectFrom('dashboard_charts')
    .innerJoin('charts', 'charts.id', 'dashboard_charts.chart_id')
    .select('charts.id')
    .where('dashboard_charts.dashboard_id', '=', dashboardId)
    .where('charts.id', '=', sliceId)
    .where('charts.datasource_id', '=', dataset.row.id)
    .executeTakeFirst()
  return chart !== undefined
}
