import { setTimeout as wait } from 'node:timers/promises'
import { insertRow } from '@coset/metadata'
import type { Context } from '../context.ts'

export interface Event {
  readonly id: number
  readonly data: string
}

const POLL_MS = 250
/** Ids may become visible out of order by as many as are written at once. */
const OVERLAP = 50
const MOST = 500

interface Hub {
  readonly listeners: Map<string, Set<(event: Event) => void>>
  running: boolean
}

const hubs = new WeakMap<object, Hub>()

const hubOf = (ctx: Context): Hub => {
  const known = hubs.get(ctx.metadata) ?? { listeners: new Map(), running: false }
  hubs.set(ctx.metadata, known)
  return known
}

/** Tells a channel something; listeners on every server hear it within a quarter of a second. */
export const publish = async (ctx: Context, channel: string, data: unknown): Promise<number> =>
  insertRow(ctx.metadata.db, ctx.metadata.kind, 'events', { channel, data: JSON.stringify(data), created_on: ctx.clock.now() })

/** Events of a channel after an id, oldest first. */
export const eventsAfter = async (ctx: Context, channel: string, after: number, most: number): Promise<readonly Event[]> =>
  ctx.metadata.db.selectFrom('events').select(['id', 'data']).where('channel', '=', channel).where('id', '>', after).orderBy('id').limit(most).execute()

const newestId = async (ctx: Context): Promise<number> =>
  Number(
    (
      await ctx.metadata.db
        .selectFrom('events')
        .select((e) => e.fn.max('id').as('id'))
        .executeTakeFirst()
    )?.id ?? 0,
  )

/** One look for all listeners of a process, as long as there are any. */
const look = async (ctx: Context, hub: Hub): Promise<void> => {
  let newest = await newestId(ctx)
  let seen = new Set<number>()
  while (hub.listeners.size > 0) {
    await wait(POLL_MS)
    const rows = await ctx.metadata.db
      .selectFrom('events')
      .select(['id', 'channel', 'data'])
      .where('id', '>', newest - OVERLAP)
      .where('channel', 'in', [...hub.listeners.keys(), ''])
      .orderBy('id')
      .limit(MOST)
      .execute()
    for (const row of rows) {
      if (!seen.has(row.id)) for (const tell of hub.listeners.get(row.channel) ?? []) tell({ id: row.id, data: row.data })
      newest = Math.max(newest, row.id)
    }
    seen = new Set(rows.map((row) => row.id))
  }
}

const start = (ctx: Context, hub: Hub): void => {
  if (hub.running) return
  hub.running = true
  look(ctx, hub)
    .catch((error: unknown) => ctx.query.notice('events could not be read; listeners begin again', error))
    .finally(() => {
      hub.running = false
      if (hub.listeners.size > 0) setTimeout(() => start(ctx, hub), POLL_MS * 4).unref()
    })
    .catch(() => undefined)
}

/** Hears a channel until the returned function is called. */
export const listen = (ctx: Context, channel: string, tell: (event: Event) => void): (() => void) => {
  const hub = hubOf(ctx)
  const own = hub.listeners.get(channel) ?? new Set()
  hub.listeners.set(channel, own.add(tell))
  start(ctx, hub)
  return () => {
    own.delete(tell)
    if (own.size === 0 && hub.listeners.get(channel) === own) hub.listeners.delete(channel)
  }
}
