import { createHash } from 'node:crypto'
import type { Actor } from '@coset/access'
import type { PictureStatus } from '@coset/contract'
import { z } from 'zod'
import { visibleChart } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { openDashboard } from '../dashboard/index.ts'
import { defineJob, type JobDefinition } from '../jobs/definition.ts'
import { enqueue } from '../jobs/queue.ts'
import { readObject } from '../json-text.ts'
import type { Looking } from './chart.ts'
import { pdfOf, pngOf } from './draw.ts'

/** What is drawn, for whom. */
const wanted = z.strictObject({
  kind: z.enum(['chart', 'dashboard']),
  id: z.int32(),
  /** Whose eyes; two people may see different rows. */
  user_id: z.int32().nullable(),
  /** Changes when the drawing must. */
  digest: z.string(),
  width: z.int32(),
  height: z.int32(),
  /** px of the picture, where it is smaller than the drawing. */
  thumb_width: z.int32().nullable(),
  format: z.enum(['png', 'pdf']),
  active_tabs: z.array(z.string()),
  anchor: z.string().nullable(),
  data_mask: z.record(z.string(), z.unknown()),
})
export type WantedPicture = z.output<typeof wanted>

const payload = z.strictObject({ wanted, force: z.boolean() })

const DAY_SECONDS = 86_400
/** A drawing that is not ready by then is asked for again. */
const COMPUTING_MS = 120_000
const TIMEOUT_MS = 110_000
const FINEST = 2

const encoder = new TextEncoder()

export const pictureKey = (picture: WantedPicture): string => createHash('sha256').update(JSON.stringify(picture)).digest('hex')

const bytesKey = (key: string): string => `picture:${key}`
const stateKey = (key: string): string => `picture-state:${key}`

const pictureState = z.object({ status: z.enum(['Pending', 'Computing', 'Updated', 'Error'] satisfies PictureStatus[]), at: z.number() })
export type PictureState = z.output<typeof pictureState>

const wantedKey = (key: string): string => `picture-of:${key}`

/** What a key stands for; null when it was forgotten. */
export const wantedOf = async (ctx: Context, key: string): Promise<WantedPicture | null> => {
  const bytes = await ctx.caches.thumbnails.get(wantedKey(key))
  const parsed = bytes === undefined ? null : wanted.safeParse(readObject(new TextDecoder().decode(bytes)))
  return parsed?.success === true ? parsed.data : null
}

const setState = (ctx: Context, key: string, status: PictureStatus): Promise<void> =>
  ctx.caches.thumbnails.set(stateKey(key), encoder.encode(JSON.stringify({ status, at: ctx.clock.now() })), DAY_SECONDS)

const stateOf = async (ctx: Context, key: string): Promise<PictureState | null> => {
  const bytes = await ctx.caches.thumbnails.get(stateKey(key))
  return bytes === undefined ? null : (pictureState.safeParse(readObject(new TextDecoder().decode(bytes))).data ?? null)
}

/** The bytes of a drawn picture; null when there is none. */
export const pictureBytes = async (ctx: Context, key: string): Promise<Uint8Array | null> => (await ctx.caches.thumbnails.get(bytesKey(key))) ?? null

/** Has a picture drawn unless it is there or being drawn. */
export const wantPicture = async (ctx: Context, picture: WantedPicture, force: boolean): Promise<{ readonly key: string; readonly state: PictureState }> => {
  const key = pictureKey(picture)
  const now = ctx.clock.now()
  const state = await stateOf(ctx, key)
  const there = !force && state?.status === 'Updated' && (await pictureBytes(ctx, key)) !== null
  if (
    state !== null &&
    (there || (state.status === 'Computing' || state.status === 'Pending' ? now - state.at < COMPUTING_MS : state.status === 'Error' && !force))
  )
    return { key, state }
  await ctx.caches.thumbnails.set(wantedKey(key), encoder.encode(JSON.stringify(picture)), 7 * DAY_SECONDS)
  await setState(ctx, key, 'Pending')
  await enqueue(ctx.broker, pictureJob, { wanted: picture, force }, { id: `picture:${key}:${now}`, priority: 6 })
  return { key, state: { status: 'Pending', at: now } }
}

/** Draws at once. */
export const drawPicture = async (looking: Looking, picture: WantedPicture): Promise<Uint8Array> => {
  const { ctx, actor } = looking
  const scale = picture.thumb_width === null ? FINEST : Math.min(FINEST, picture.thumb_width / picture.width)
  const { width, height } = picture
  if (picture.kind === 'chart') return pngOf(looking, { kind: 'chart', row: await visibleChart(ctx, actor, picture.id), width, height }, scale)
  const row = await openDashboard(ctx, actor, picture.id)
  const state = { activeTabs: picture.active_tabs, anchor: picture.anchor, dataMask: picture.data_mask }
  const whole = { kind: 'dashboard', row, state, width, height: null } as const
  if (picture.format === 'pdf') return pdfOf(looking, [whole], row.dashboard_title)
  // A card shows the top of a long dashboard, not all of it in tiny letters
  return pngOf(looking, picture.thumb_width === null ? whole : { ...whole, height }, scale)
}

export const pictureJob: JobDefinition<z.output<typeof payload>> = defineJob({
  name: 'thumbnails.draw',
  queue: 'thumbnails',
  payload,
  timeoutMs: () => TIMEOUT_MS,
  maxAttempts: 2,
  backoffMs: 1000,
  run: async (ctx, { wanted: picture, force }, { signal }) => {
    const key = pictureKey(picture)
    const actor: Actor | null = picture.user_id === null ? await ctx.actors.anonymous() : await ctx.actors.byId(picture.user_id)
    if (actor === null) return setState(ctx, key, 'Error')
    await setState(ctx, key, 'Computing')
    await ctx.caches.thumbnails.set(bytesKey(key), await drawPicture({ ctx, actor, signal, force }, picture), 7 * DAY_SECONDS)
    await setState(ctx, key, 'Updated')
  },
  failed: (ctx, { wanted: picture }) => setState(ctx, pictureKey(picture), 'Error'),
})
