import type { Actor } from '@coset/access'
import { contract } from '@coset/contract'
import { NotFound } from '@coset/core'
import { chartDigest, sliceUrl, visibleChart } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { dashboardDigest, openDashboard } from '../dashboard/index.ts'
import { recall } from '../key-values.ts'
import { isoText } from '../moments.ts'
import { type Handler, handle, Reply } from '../resource.ts'
import { drawPicture, type PictureState, pictureBytes, pictureKey, type WantedPicture, wantedOf, wantPicture } from './store.ts'

const routes = contract.picture

const CHART = { window: [800, 600], thumb: 400 } as const
const DASHBOARD = { window: [1600, 1200], thumb: 800 } as const

const base = (actor: Actor, kind: 'chart' | 'dashboard', id: number, digest: string): WantedPicture => {
  const [width, height] = (kind === 'chart' ? CHART : DASHBOARD).window
  return { kind, id, user_id: actor.id, digest, width, height, thumb_width: null, format: 'png', active_tabs: [], anchor: null, data_mask: {} }
}

const image = (bytes: Uint8Array, type: string, more: Record<string, string> = {}): Reply =>
  new Reply(bytes, { headers: { 'content-type': type, 'cache-control': 'private, max-age=300', ...more } })

/** The picture, or 202 while a worker draws it. */
const thumbnail = async (ctx: Context, picture: WantedPicture): Promise<Reply> => {
  const bytes = await pictureBytes(ctx, pictureKey(picture))
  if (bytes !== null) return image(bytes, 'image/png')
  const { state } = await wantPicture(ctx, picture, false)
  const told = state.status === 'Error' ? 'The picture could not be drawn' : 'The picture is being drawn'
  return new Reply(JSON.stringify({ message: told, task_status: state.status }), {
    status: 202,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  })
}

const redirect = (to: string): Reply => new Reply(null, { status: 302, headers: { location: to } })

const jobFacts = (key: string, state: PictureState, imageUrl: string) => ({
  cache_key: key,
  image_url: imageUrl,
  task_updated_at: isoText(state.at),
  task_status: state.status,
})

/** Pictures are kept by account, and a guest has none: nobody's picture would be shown without the token's row rules. */
const refuseOff = (ctx: Context, actor: Actor): void => {
  if (ctx.settings.featureFlags['THUMBNAILS'] === false || actor.kind === 'guest') throw new NotFound()
}

const statusOf = (state: PictureState): number => (state.status === 'Updated' ? 200 : 202)
const json = (body: unknown, status: number): Reply =>
  new Reply(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8' } })

const charts: readonly Handler[] = [
  handle(routes.chartThumbnail, async ({ ctx, actor, params }) => {
    refuseOff(ctx, actor)
    const row = await visibleChart(ctx, actor, params.id)
    const digest = chartDigest(row)
    if (digest !== params.digest) return redirect(`/api/v1/chart/${row.id}/thumbnail/${digest}/`)
    return thumbnail(ctx, { ...base(actor, 'chart', row.id, digest), thumb_width: CHART.thumb })
  }),
  handle(routes.chartScreenshotJob, async ({ ctx, actor, params, q }) => {
    refuseOff(ctx, actor)
    const row = await visibleChart(ctx, actor, params.id)
    const [width, height] = q?.window_size ?? CHART.window
    const picture = { ...base(actor, 'chart', row.id, chartDigest(row)), width, height, thumb_width: q?.thumb_size?.[0] ?? null }
    const { key, state } = await wantPicture(ctx, picture, q?.force ?? false)
    return json({ ...jobFacts(key, state, `/api/v1/chart/${row.id}/screenshot/${key}/`), chart_url: sliceUrl(row.id) }, statusOf(state))
  }),
  handle(routes.chartScreenshot, async ({ ctx, actor, params }) => {
    await visibleChart(ctx, actor, params.id)
    await ownPicture(ctx, actor, 'chart', params.id, params.key)
    return image(await drawnBytes(ctx, params.key), 'image/png')
  }),
]

/** A key alone is no right: the picture must be of this object and of these eyes. */
const ownPicture = async (ctx: Context, actor: Actor, kind: string, id: number, key: string): Promise<WantedPicture> => {
  const picture = actor.kind === 'guest' ? null : await wantedOf(ctx, key)
  if (picture === null || picture.kind !== kind || picture.id !== id || picture.user_id !== actor.id) throw new NotFound()
  return picture
}

const drawnBytes = async (ctx: Context, key: string): Promise<Uint8Array> => {
  const bytes = await pictureBytes(ctx, key)
  if (bytes === null) throw new NotFound('The picture is not drawn yet, or was forgotten')
  return bytes
}

/** Tabs and filters of a request, or of the link it names. */
const stateOf = async (ctx: Context, body: unknown): Promise<Pick<WantedPicture, 'active_tabs' | 'anchor' | 'data_mask'>> => {
  const asked = (body ?? {}) as {
    activeTabs?: string[] | null
    anchor?: string | null
    dataMask?: Record<string, unknown> | null
    permalinkKey?: string | null
  }
  const { permalinkKey } = asked
  const kept = permalinkKey ? ((await recall(ctx, 'dashboard_permalink', permalinkKey, null)).value as { state?: typeof asked }).state : undefined
  const state = kept ?? asked
  return { active_tabs: state.activeTabs ?? [], anchor: state.anchor ?? null, data_mask: state.dataMask ?? {} }
}

const dashboards: readonly Handler[] = [
  handle(routes.dashboardThumbnail, async ({ ctx, actor, params }) => {
    refuseOff(ctx, actor)
    const row = await openDashboard(ctx, actor, params.id)
    const digest = dashboardDigest(row)
    if (digest !== params.digest) return redirect(`/api/v1/dashboard/${row.id}/thumbnail/${digest}/`)
    return thumbnail(ctx, { ...base(actor, 'dashboard', row.id, digest), thumb_width: DASHBOARD.thumb })
  }),
  handle(routes.dashboardScreenshotJob, async ({ ctx, actor, params, q, body }) => {
    refuseOff(ctx, actor)
    const row = await openDashboard(ctx, actor, params.id)
    const [width, height] = q?.window_size ?? DASHBOARD.window
    const picture = {
      ...base(actor, 'dashboard', row.id, dashboardDigest(row)),
      width,
      height,
      thumb_width: q?.thumb_size?.[0] ?? null,
      ...(await stateOf(ctx, body)),
    }
    const { key, state } = await wantPicture(ctx, picture, q?.force ?? false)
    return json({ ...jobFacts(key, state, `/api/v1/dashboard/${row.id}/screenshot/${key}/`), dashboard_url: `/superset/dashboard/${row.id}/` }, statusOf(state))
  }),
  handle(routes.dashboardScreenshot, async ({ ctx, actor, params, query, request }) => {
    await openDashboard(ctx, actor, params.id)
    const picture = await ownPicture(ctx, actor, 'dashboard', params.id, params.key)
    const png = await drawnBytes(ctx, params.key)
    if (query.download_format !== 'pdf') return image(png, 'image/png')
    const pdf = await drawPicture({ ctx, actor, signal: request.signal, force: false }, { ...picture, format: 'pdf' })
    return image(pdf, 'application/pdf', { 'content-disposition': `attachment; filename="dashboard-${params.id}.pdf"` })
  }),
]

export const pictureHandlers: readonly Handler[] = [...charts, ...dashboards]
