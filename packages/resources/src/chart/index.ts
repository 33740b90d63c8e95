import { contract } from '@coset/contract'
import { listHandlers, refuseUnseen } from '../listing/index.ts'
import { favouriteStatus, setFavourite } from '../people/favourites.ts'
import { type Handler, handle } from '../resource.ts'
import { runChartData, runKeptRequest, runSavedChart } from './data.ts'
import { chartListing } from './listing.ts'
import { presentChart } from './present.ts'
import { visibleChart } from './repository.ts'
import { createChart, deleteCharts, updateChart } from './save.ts'
import { warmUp, warmUpTable } from './warm-up.ts'

const routes = contract.chart

export const chartHandlers: readonly Handler[] = [
  ...listHandlers(routes, chartListing),
  handle(routes.get, async ({ ctx, actor, params }) => ({ result: await presentChart(ctx, actor, await visibleChart(ctx, actor, params.id)) })),
  handle(routes.create, async ({ ctx, actor, body }) => {
    const row = await createChart(ctx, actor, body)
    return { id: row.id, result: { ...body, uuid: row.uuid } }
  }),
  handle(routes.update, async ({ ctx, actor, params, body }) => {
    const row = await updateChart(ctx, actor, params.id, body)
    return { id: params.id, result: { ...body, changed_on_ms: row.changed_on } }
  }),
  handle(routes.delete, async ({ ctx, actor, params }) => {
    await deleteCharts(ctx, actor, [params.id])
    return { message: 'OK' }
  }),
  handle(routes.bulkDelete, async ({ ctx, actor, q }) => {
    await deleteCharts(ctx, actor, q)
    return { message: `Deleted ${q.length} chart${q.length === 1 ? '' : 's'}` }
  }),
  handle(routes.favouriteStatus, async ({ ctx, actor, q }) => {
    await refuseUnseen(ctx, chartListing, actor, q)
    return { result: await favouriteStatus(ctx, actor, 'chart', q) }
  }),
  handle(routes.addFavourite, async ({ ctx, actor, params }) => {
    await visibleChart(ctx, actor, params.id)
    await setFavourite(ctx, actor, 'chart', params.id, true)
    return { result: 'OK' }
  }),
  handle(routes.removeFavourite, async ({ ctx, actor, params }) => {
    await visibleChart(ctx, actor, params.id)
    await setFavourite(ctx, actor, 'chart', params.id, false)
    return { result: 'OK' }
  }),
  handle(routes.data, runChartData),
  handle(routes.asyncData, runKeptRequest),
  handle(routes.savedData, runSavedChart),
  handle(routes.warmUpCache, warmUp),
  handle(contract.dataset.warmUpCache, warmUpTable),
]

export { cacheTimeout, chartQuestion, savedContext } from './asking.ts'
export { chartJob } from './async.ts'
export { authorise } from './authorise.ts'
export { chartListing } from './listing.ts'
export { chartDigest, formDataOf, presentForDashboard, sliceUrl } from './present.ts'
export { type ChartRow, findChart, visibleChart } from './repository.ts'
export { setTags } from './save.ts'
