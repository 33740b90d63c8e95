import { setTimeout as wait } from 'node:timers/promises'
import { insertRow } from '@coset/metadata'
import type { Context } from '../context.ts'

export interface Event {
  readonly id: number
  readonly data: string
}

const POLL_MS = 250
const AGAIN_MS = 1000
/** Ids may become visible out of order by as many as are written at once. */
const OVERLAP = 50
const MOST = 500

interface Hub {
  readonly listeners: Map<string, Set<(event: Event) => void>>
  /** Resolves when what comes from now on is told; null: nobody listens. */
  ready: Promise<void> | null
}

const hubs = new WeakMap<object, Hub>()

const hubOf = (ctx: Context): Hub => {
  const known = hubs.get(ctx.metadata) ?? { listeners: new Map(), ready: null }
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

/** The latest events of all channels, from a little before `newest` on. */
const recent = (ctx: Context, newest: number) =>
  ctx.metadata.db
    .selectFrom('events')
    .select(['id', 'channel', 'data'])
    .where('id', '>', newest - OVERLAP)
    .orderBy('id')
    .limit(MOST)
    .execute()

/** Tells each event once, when it is first seen, as long as there are listeners. */
const follow = async (ctx: Context, hub: Hub, start: number, before: ReadonlySet<number>): Promise<void> => {
  let newest = start
  let seen = before
  while (hub.listeners.size > 0) {
    await wait(POLL_MS)
    const rows = await recent(ctx, newest)
    for (const row of rows) {
      if (!seen.has(row.id)) for (const tell of hub.listeners.get(row.channel) ?? []) tell({ id: row.id, data: row.data })
      newest = Math.max(newest, row.id)
    }
    seen = new Set(rows.map((row) => row.id))
  }
}

/** What is there already is told to nobody: listeners read it themselves, from where they left. */
const begin = async (ctx: Context, hub: Hub): Promise<void> => {
  const newest = await newestId(ctx)
  const before = new Set((await recent(ctx, newest)).map((row) => row.id))
  follow(ctx, hub, Math.max(newest, ...before), before)
    .catch((error: unknown) => ctx.query.notice('events could not be read; listeners begin again', error))
    .finally(() => {
      hub.ready = null
      if (hub.listeners.size > 0)
        setTimeout(() => void open(ctx, hub).catch((error: unknown) => ctx.query.notice('events cannot be read', error)), AGAIN_MS).unref()
    })
}

const open = (ctx: Context, hub: Hub): Promise<void> => {
  hub.ready ??= begin(ctx, hub).catch((error: unknown) => {
    hub.ready = null
    throw error
  })
  return hub.ready
}

/** Hears a channel, from when this resolves until the given function is called. */
export const listen = async (ctx: Context, channel: string, tell: (event: Event) => void): Promise<() => void> => {
  const hub = hubOf(ctx)
  const own = hub.listeners.get(channel) ?? new Set()
  hub.listeners.set(channel, own.add(tell))
  const stop = (): void => {
    own.delete(tell)
    if (own.size === 0 && hub.listeners.get(channel) === own) hub.listeners.delete(channel)
  }
  try {
    await open(ctx, hub)
    return stop
  } catch (error) {
    stop()
    throw error
  }
}
