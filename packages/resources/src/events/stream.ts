import type { Context } from '../context.ts'
import { type Event, eventsAfter, listen } from './hub.ts'

const BEAT_MS = 15_000
const MOST_BEFORE = 1000

const encoder = new TextEncoder()
const line = (event: Event): Uint8Array => encoder.encode(`id: ${event.id}\ndata: ${event.data}\n\n`)

/** Server-sent events of a channel: those after `after` first, then as they happen, with a sign of life in between. Ends with the signal. */
export const eventStream = async function* (ctx: Context, channel: string, after: number | null, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const waiting: Event[] = []
  let wake: (() => void) | null = null
  const rouse = (): void => wake?.()
  const stop = await listen(ctx, channel, (event) => {
    waiting.push(event)
    rouse()
  })
  signal.addEventListener('abort', rouse, { once: true })
  // What was read from the table may be told by the hub once more
  const told = new Set<number>()
  try {
    yield encoder.encode('retry: 2000\n\n')
    if (after !== null)
      for (const event of await eventsAfter(ctx, channel, after, MOST_BEFORE)) {
        told.add(event.id)
        yield line(event)
      }
    while (!signal.aborted) {
      const event = waiting.shift()
      if (event !== undefined) {
        if (!told.has(event.id)) yield line(event)
        continue
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      wake = resolve
      const timer = setTimeout(resolve, BEAT_MS)
      await promise
      clearTimeout(timer)
      wake = null
      if (waiting.length === 0 && !signal.aborted) yield encoder.encode(': still here\n\n')
    }
  } finally {
    stop()
    signal.removeEventListener('abort', rouse)
  }
}
