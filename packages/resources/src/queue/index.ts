import { contract } from '@coset/contract'
import { ticketOf } from '../dataset/index.ts'
import { type Handler, handle } from '../resource.ts'

export const queueHandlers: readonly Handler[] = [
  handle(contract.queue.place, async ({ ctx, actor, query, request }) => {
    const place = ctx.query.queue.place(ticketOf(actor, request).who, query.query_id)
    return { result: place === null ? { state: 'unknown', ahead: 0, since_ms: 0 } : { state: place.state, ahead: place.ahead, since_ms: place.sinceMs } }
  }),
]
