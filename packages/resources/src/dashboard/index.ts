import { contract } from '@coset/contract'
import { listHandlers, refuseUnseen } from '../listing/index.ts'
import { favouriteStatus, setFavourite } from '../people/favourites.ts'
import { type Handler, handle } from '../resource.ts'
import { copyDashboard } from './copy.ts'
import { dashboardForGuest } from './guest.ts'
import { dashboardListing } from './listing.ts'
import { updateColors, updateItems } from './metadata.ts'
import { dashboardCharts, dashboardDatasets } from './parts.ts'
import { presentDashboard, tabsOf } from './present.ts'
import { openDashboard } from './repository.ts'
import { createDashboard, deleteDashboards, updateDashboard } from './save.ts'
import { createPermalink, createState, deleteState, getPermalink, getState, updateState } from './states.ts'

const routes = contract.dashboard

const seconds = (ms: number): number => ms / 1000

export const dashboardHandlers: readonly Handler[] = [
  ...listHandlers(routes, dashboardListing),
  handle(routes.get, async ({ ctx, actor, params }) => {
    const result = await presentDashboard(ctx, await openDashboard(ctx, actor, params.id))
    return { result: actor.kind === 'guest' ? dashboardForGuest(result) : result }
  }),
  handle(routes.charts, async ({ ctx, actor, params }) => ({ result: await dashboardCharts(ctx, await openDashboard(ctx, actor, params.id)) })),
  handle(routes.datasets, async ({ ctx, actor, params }) => ({ result: await dashboardDatasets(ctx, actor, await openDashboard(ctx, actor, params.id)) })),
  handle(routes.tabs, async ({ ctx, actor, params }) => ({ result: tabsOf(await openDashboard(ctx, actor, params.id)) })),
  handle(routes.create, async ({ ctx, actor, body }) => {
    const row = await createDashboard(ctx, actor, body)
    return { id: row.id, result: { ...body, uuid: row.uuid } }
  }),
  handle(routes.update, async ({ ctx, actor, params, body }) => {
    const row = await updateDashboard(ctx, actor, params.id, body)
    return { id: row.id, result: { ...body, changed_on_ms: row.changed_on }, last_modified_time: seconds(row.changed_on) }
  }),
  handle(routes.delete, async ({ ctx, actor, params }) => {
    await deleteDashboards(ctx, actor, [params.id])
    return { message: 'OK' }
  }),
  handle(routes.bulkDelete, async ({ ctx, actor, q }) => {
    await deleteDashboards(ctx, actor, q)
    return { message: `Deleted ${q.length} dashboard${q.length === 1 ? '' : 's'}` }
  }),
  handle(routes.favouriteStatus, async ({ ctx, actor, q }) => {
    await refuseUnseen(ctx, dashboardListing, actor, q)
    return { result: await favouriteStatus(ctx, actor, 'dashboard', q) }
  }),
  handle(routes.addFavourite, async ({ ctx, actor, params }) => {
    await openDashboard(ctx, actor, params.id)
    await setFavourite(ctx, actor, 'dashboard', params.id, true)
    return { result: 'OK' }
  }),
  handle(routes.removeFavourite, async ({ ctx, actor, params }) => {
    await openDashboard(ctx, actor, params.id)
    await setFavourite(ctx, actor, 'dashboard', params.id, false)
    return { result: 'OK' }
  }),
  handle(routes.copy, async ({ ctx, actor, params, body }) => {
    const row = await copyDashboard(ctx, actor, params.id, body)
    return { result: { id: row.id, last_modified_time: seconds(row.changed_on) } }
  }),
  handle(routes.updateFilters, async ({ ctx, actor, params, body }) => ({
    result: await updateItems(ctx, actor, params.id, 'native_filter_configuration', body),
  })),
  handle(routes.updateCustomizations, async ({ ctx, actor, params, body }) => ({
    result: await updateItems(ctx, actor, params.id, 'chart_customization_config', body),
  })),
  handle(routes.updateColors, async ({ ctx, actor, params, query, body }) => {
    await updateColors(ctx, actor, params.id, { ...body }, query.mark_updated !== 'false')
    return { result: 'OK' }
  }),
  handle(routes.createState, createState),
  handle(routes.updateState, updateState),
  handle(routes.getState, getState),
  handle(routes.deleteState, deleteState),
  handle(routes.createPermalink, createPermalink),
  handle(routes.getPermalink, getPermalink),
]

export { dashboardListing, visibleDashboards } from './listing.ts'
export { dashboardDigest } from './present.ts'
export { type DashboardRow, datasetsOf, decideOpening, findDashboard, openDashboard } from './repository.ts'
export { chartsInLayout, linkCharts } from './save.ts'
