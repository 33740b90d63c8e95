import { type Actor, can } from '@coset/access'
import { definitionFor } from '@coset/charts'
import { AppError } from '@coset/core'
import { type QueryContext, validateQueryContext } from '@coset/query'
import type { Context } from '../context.ts'
import { grantedTo } from '../dashboard/granted.ts'
import { type Dataset, dashboardReads, datasetRefused } from '../dataset/index.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { savedContext } from './asking.ts'
import { whole } from './dashboard-access.ts'
import { filterAllowance } from './guest-filter.ts'
import { type Allowed, allowedBy, fitsInto } from './guest-payload.ts'
import { formDataOf } from './present.ts'
import type { ChartRow } from './repository.ts'

interface Request {
  readonly ctx: Context
  readonly actor: Actor
}

const modified = (): AppError =>
  new AppError('Guest user cannot modify chart payload', {
    code: 'DASHBOARD_SECURITY_ACCESS_ERROR',
    status: 403,
    envelope: 'errors',
    level: 'warning',
  })

const mayDrill = (actor: Actor): boolean => can(actor, { verb: 'can_drill', view: 'Dashboard' })

const chartOn = (ctx: Context, dashboardId: number, chartId: number, dataset: Dataset): Promise<ChartRow | undefined> =>
  ctx.metadata.db
    .selectFrom('dashboard_charts')
    .innerJoin('charts', 'charts.id', 'dashboard_charts.chart_id')
    .selectAll('charts')
    .where('dashboard_charts.dashboard_id', '=', dashboardId)
    .where('charts.id', '=', chartId)
    .where('charts.datasource_id', '=', dataset.row.id)
    .executeTakeFirst()

const asContext = (body: unknown): QueryContext => validateQueryContext(JSON.parse(JSON.stringify(body)))

/** The chart's queries as they were saved, and as its definition builds them from its form. */
export const storedContexts = (row: ChartRow): readonly QueryContext[] => {
  const contexts: QueryContext[] = []
  if (Object.keys(readObject(row.query_context)).length > 0) contexts.push(asContext(savedContext(row)))
  const formData = formDataOf(row)
  const queries = definitionFor(row.viz_type).buildQueries(formData)
  return [...contexts, asContext({ datasource: { id: row.datasource_id, type: 'table' }, form_data: formData, queries })]
}

/** The chart's own form, whatever the request says of it: it decides about columns too. */
const chartForm = (row: ChartRow, dashboardId: number): JsonObject => ({ ...formDataOf(row), dashboardId })

/** A chart drilled by another column: that one may stand beside those of the chart, if the dataset lets people group by it. */
const drillingBy = (allowed: Allowed, dataset: Dataset): Allowed => ({
  ...allowed,
  columns: new Set([...allowed.columns, ...dataset.model.columns.filter((column) => column.groupable).map((column) => `name ${column.name}`)]),
})

const rowsBehind = (dataset: Dataset): Allowed => allowedBy([], dataset, true)

/** What the request may hold, and the form that it runs under; null: it names nothing on the dashboard that reads this dataset. */
export const allowance = async (
  { ctx, actor }: Request,
  dataset: Dataset,
  formData: QueryContext['formData'],
  dashboard: { readonly id: number; readonly metadata: JsonObject },
): Promise<{ readonly allowed: Allowed; readonly form: JsonObject } | null> => {
  const sliceId = whole(formData['slice_id'])
  if (sliceId === null && formData['type'] === 'NATIVE_FILTER') {
    const allowed = filterAllowance(dashboard.metadata, formData['native_filter_id'], dataset)
    return allowed === null ? null : { allowed, form: { dashboardId: dashboard.id } }
  }
  if (sliceId === null) {
    const shown = mayDrill(actor) && (await dashboardReads(ctx, dashboard.id, dataset.row.id))
    return shown ? { allowed: rowsBehind(dataset), form: { dashboardId: dashboard.id } } : null
  }
  const drills = sliceId === 0
  const chartId = drills ? whole(formData['chart_id']) : sliceId
  const row = chartId === null || (drills && !mayDrill(actor)) ? undefined : await chartOn(ctx, dashboard.id, chartId, dataset)
  if (row === undefined) return null
  const allowed = allowedBy(storedContexts(row), dataset, mayDrill(actor))
  return { allowed: drills ? drillingBy(allowed, dataset) : allowed, form: chartForm(row, dashboard.id) }
}

/**
 * The request of a guest as it may run. It must name a dashboard of the token, a chart or filter on it over this dataset, and nothing beyond what was
 * saved there. Throws 403 otherwise.
 */
export const guestContext = async (request: Request, dataset: Dataset, context: QueryContext): Promise<QueryContext> => {
  const dashboard = await grantedTo(request.ctx, request.actor, whole(context.formData['dashboardId']))
  const found = dashboard === null ? null : await allowance(request, dataset, context.formData, dashboard)
  if (found === null) throw datasetRefused(dataset)
  if (!fitsInto(context, found.allowed)) throw modified()
  return { ...context, formData: found.form }
}
