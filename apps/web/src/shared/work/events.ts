import type { AsyncJob } from '@coset/contract'
import { api } from '../../session/api.ts'
import { type Signal, tellTabs } from './signals.ts'

type Event = AsyncJob & { readonly id: string }

const PAGE = 100
const LAST = 'coset:events:last'
/** The stream is trusted; it is asked behind its back only this often. */
const WITH_STREAM_MS = 15_000
const FIRST_MS = 1000
const LONGEST_MS = 10_000

const errorOf = ({ errors: [first] }: AsyncJob): Pick<Signal, 'message' | 'errorType'> => {
  if (typeof first !== 'object' || first === null) return {}
  const { message, error_type: errorType } = first as { readonly message?: unknown; readonly error_type?: unknown }
  return { ...(typeof message === 'string' ? { message } : {}), ...(typeof errorType === 'string' ? { errorType } : {}) }
}

/** What an event says to the tabs. */
export const signalOf = (job: AsyncJob): Signal => ({
  id: job.job_id,
  status: job.status,
  ...errorOf(job),
  ...(job.result_url === null ? {} : { resultUrl: job.result_url }),
  ...(job.partial === undefined ? {} : { partial: job.partial }),
})

const lastId = (): string | undefined => localStorage.getItem(LAST) ?? undefined

const heard = (event: AsyncJob, id: string): void => {
  // Ids only grow; an older one that comes late must not bring the rest again
  if (Number(id) > Number(lastId() ?? 0)) localStorage.setItem(LAST, id)
  tellTabs(signalOf(event))
}

/** What was told since the last event that this browser heard. */
const catchUp = async (signal: AbortSignal): Promise<void> => {
  for (;;) {
    const { result } = await api.get<{ result: readonly Event[] }>('/api/v1/async_event/', { query: { last_id: lastId() }, signal })
    for (const event of result) heard(event, event.id)
    if (result.length < PAGE) return
  }
}

/**
 * Hears the events of this browser until the signal: by the stream, and by asking where there is none or it broke. Asks at once, so that nothing is missed of
 * what was told before.
 */
export const followEvents = (signal: AbortSignal): void => {
  let stream: EventSource | null = null
  let timer = 0
  let rest = FIRST_MS
  const ask = (): void => {
    clearTimeout(timer)
    catchUp(signal)
      // A server that is away is asked again later
      .catch(() => undefined)
      .finally(() => {
        if (signal.aborted) return
        const isOpen = stream?.readyState === EventSource.OPEN
        rest = isOpen ? FIRST_MS : Math.min(LONGEST_MS, rest * 1.5)
        if (stream?.readyState === EventSource.CLOSED) listen()
        timer = window.setTimeout(ask, isOpen ? WITH_STREAM_MS : rest)
      })
  }
  const listen = (): void => {
    stream = new EventSource('/api/v1/async_event/stream')
    stream.addEventListener('open', ask)
    stream.addEventListener('message', (event: MessageEvent<string>) => heard(JSON.parse(event.data) as AsyncJob, event.lastEventId))
  }
  listen()
  timer = window.setTimeout(ask, FIRST_MS)
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    stream?.close()
  })
}
