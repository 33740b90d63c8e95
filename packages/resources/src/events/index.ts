import type { Actor } from '@coset/access'
import { contract } from '@coset/contract'
import { BadRequest, NotAuthenticated, NotFound } from '@coset/core'
import { readObject } from '../json-text.ts'
import { type Call, type Handler, handle, Reply } from '../resource.ts'
import { eventsAfter } from './hub.ts'
import { eventStream } from './stream.ts'

const routes = contract.asyncEvent
const MOST = 100

/**
 * Whose news they are: the channel of the browser's cookie, else the account's own, for clients that sign in with a token. Throws NotAuthenticated for
 * people who have neither.
 */
export const channelOf = ({ actor, request }: { readonly actor: Actor; readonly request: Pick<Call<never>['request'], 'channel'> }): string => {
  if (request.channel !== null) return request.channel
  if (actor.id === null) throw new NotAuthenticated('Not authorized', { envelope: 'message' })
  return `user-${actor.id}`
}

/** Ids are numbers; clients of the field send what they were given, `1234-0` too. */
const idOf = (text: string | undefined): number | null => {
  if (text === undefined || text === '') return null
  const id = Number(text.split('-')[0])
  if (!Number.isSafeInteger(id) || id < 0) throw new BadRequest('last_id is no id of an event', { fields: { last_id: ['Not an id of an event.'] } })
  return id
}

export const asyncEventHandlers: readonly Handler[] = [
  handle(routes.list, async (call) => {
    const events = await eventsAfter(call.ctx, channelOf(call), idOf(call.query.last_id) ?? 0, MOST)
    return { result: events.map((event) => ({ ...readObject(event.data), id: String(event.id) })) }
  }),
  handle(routes.stream, async (call) => {
    const after = idOf(call.request.lastEventId ?? call.query.last_id)
    return new Reply(eventStream(call.ctx, channelOf(call), after, call.request.signal), {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' },
    })
  }),
  handle(routes.cancel, async ({ ctx, actor, params }) => {
    // The owner is part of the id, so nobody can stop work of others
    if (actor.id === null || !params.job_id.startsWith(`chart:${actor.id}:`)) throw new NotFound()
    if (!(await ctx.broker.cancel('queries', params.job_id))) throw new NotFound('There is no such work, or it has ended')
    return { result: 'OK' }
  }),
]

export { publish } from './hub.ts'
