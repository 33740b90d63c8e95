import { Undeliverable } from '@coset/core'
import { type Channel, type ChannelMember, channelFor, type Notice, type Target } from '@coset/notify'
import type { Context } from '../../context.ts'

const opened = new WeakMap<object, Map<ChannelMember, Promise<Channel>>>()

/** The open channel of a recipient type; one a process. Throws Undeliverable when the site has not set it up. */
const channelOf = (ctx: Context, type: string): Promise<Channel> => {
  const member = channelFor(type)
  if (member === null) throw new Undeliverable(`There is no channel of the kind ${type}`)
  const missing = member.missing(ctx.settings.reports.channels)
  if (missing !== null) throw new Undeliverable(missing)
  const known = opened.get(ctx.broker) ?? new Map<ChannelMember, Promise<Channel>>()
  opened.set(ctx.broker, known)
  const channel = known.get(member) ?? member.open(ctx.settings.reports.channels)
  known.set(member, channel)
  return channel
}

/** Closes what was opened for a process. */
export const closeChannels = async (ctx: Context): Promise<void> => {
  const channels = await Promise.allSettled([...(opened.get(ctx.broker)?.values() ?? [])])
  opened.delete(ctx.broker)
  for (const one of channels) if (one.status === 'fulfilled') await one.value.close()
}

const MARK_MS = 7 * 86_400_000

/** Delivers a notice to one recipient unless it went there already under this id. Throws Undeliverable. */
export const deliver = async (ctx: Context, type: string, key: string, notice: Notice, target: Target, signal: AbortSignal): Promise<void> => {
  const { db, kind } = ctx.metadata
  const id = `${notice.id}:${key}`.slice(0, 255)
  const sent = await db.selectFrom('job_marks').select('id').where('queue', '=', 'delivery').where('id', '=', id).executeTakeFirst()
  if (sent !== undefined) return
  if (ctx.settings.reports.dryRun) {
    ctx.query.notice(`dry run: "${notice.subject}" would go to ${type}`, null)
    return
  }
  await (await channelOf(ctx, type)).send(notice, target, signal)
  const mark = db.insertInto('job_marks').values({ queue: 'delivery', id, expires_on: ctx.clock.now() + MARK_MS })
  await (kind === 'mysql' ? mark.ignore() : mark.onConflict((c) => c.columns(['queue', 'id']).doNothing())).execute()
}
