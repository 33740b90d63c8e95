import type { Actor } from '@coset/access'
import { insertRow } from '@coset/metadata'
import { remapMetadata, uuidsInMetadata } from '../bundle/remap.ts'
import type { Context } from '../context.ts'
import { keepVersion } from '../history/keep.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { setOwners } from '../people/owners.ts'
import { placeableCharts } from './reach.ts'
import { type DashboardRow, openDashboard } from './repository.ts'
import { chartsInLayout, createDashboard } from './save.ts'

const copyChart = async (ctx: Context, actor: Actor, chartId: number): Promise<number | null> => {
  const row = await ctx.metadata.db.selectFrom('charts').selectAll().where('id', '=', chartId).executeTakeFirst()
  if (row === undefined) return null
  const { id: _, ...rest } = row
  const now = ctx.clock.now()
  return ctx.metadata.db.transaction().execute(async (db) => {
    const copy = await insertRow(db, ctx.metadata.kind, 'charts', {
      ...rest,
      uuid: crypto.randomUUID(),
      created_on: now,
      changed_on: now,
      created_by: actor.id,
      changed_by: actor.id,
      last_saved_at: now,
      last_saved_by: actor.id,
    })
    await setOwners(db, 'chart', copy, actor.id === null ? [] : [actor.id], null)
    await keepVersion(ctx, db, 'chart', copy, actor)
    return copy
  })
}

const replaceCharts = (layout: JsonObject, ids: ReadonlyMap<number, number>): JsonObject =>
  Object.fromEntries(
    Object.entries(layout).map(([key, item]) => {
      if (typeof item !== 'object' || item === null || !('meta' in item)) return [key, item]
      const meta = item.meta as JsonObject
      const chartId = meta['chartId']
      const copy = typeof chartId === 'number' ? ids.get(chartId) : undefined
      return [key, copy === undefined ? item : { ...item, meta: { ...meta, chartId: copy } }]
    }),
  )

/** Scopes and settings that name a chart name its copy; charts that were not copied and datasets keep their ids. */
const withCopies = (metadata: JsonObject, layout: JsonObject, copies: ReadonlyMap<number, number>): JsonObject => {
  const charts = new Map(chartsInLayout(layout).map((id) => [id, copies.get(id) ?? id]))
  const targets = ['native_filter_configuration', 'chart_customization_config'].flatMap((key) =>
    Array.isArray(metadata[key]) ? (metadata[key] as JsonObject[]) : [],
  )
  const datasets = targets
    .flatMap((item) => (Array.isArray(item['targets']) ? (item['targets'] as JsonObject[]) : []))
    .flatMap(({ datasetId }) => (typeof datasetId === 'number' ? [datasetId] : []))
  return remapMetadata(uuidsInMetadata(metadata, new Map(datasets.map((id) => [id, String(id)]))), charts, new Map(datasets.map((id) => [String(id), id])))
}

/** Saves a dashboard under another name, with copies of its charts when asked. */
export const copyDashboard = async (
  ctx: Context,
  actor: Actor,
  ref: string,
  fields: {
    readonly dashboard_title?: string | null | undefined
    readonly json_metadata: string | null
    readonly css?: string | null | undefined
    readonly duplicate_slices?: boolean | null | undefined
  },
): Promise<DashboardRow> => {
  const base = await openDashboard(ctx, actor, ref)
  const metadata = readObject(fields.json_metadata ?? base.json_metadata)
  const { positions, ...given } = metadata
  let rest: JsonObject = given
  let layout = typeof positions === 'object' && positions !== null ? (positions as JsonObject) : readObject(base.position_json)
  if (fields.duplicate_slices === true) {
    const copies = new Map<number, number>()
    for (const id of await placeableCharts(ctx, actor, base.id, chartsInLayout(layout))) {
      const copy = await copyChart(ctx, actor, id)
      if (copy !== null) copies.set(id, copy)
    }
    rest = withCopies(given, layout, copies)
    layout = replaceCharts(layout, copies)
  }
  return createDashboard(ctx, actor, {
    dashboard_title: fields.dashboard_title ?? `${base.dashboard_title} (copy)`,
    css: fields.css ?? base.css,
    theme_id: base.theme_id,
    json_metadata: JSON.stringify(rest),
    position_json: JSON.stringify(layout),
  })
}
