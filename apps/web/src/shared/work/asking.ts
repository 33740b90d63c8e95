import type { PictureStatus, QueryFacts } from '@coset/contract'
import { ApiError, api } from '../../session/api.ts'
import type { Work } from './book.ts'
import { type Signal, tellTabs } from './signals.ts'

const FIRST_MS = 300
const LONGEST_MS = 3000
const OPEN = new Set(['pending', 'running', 'scheduled', 'fetching'])
/** The clocks of browser and server differ. */
const SLACK_MS = 60_000

export const queryWorkId = (queryId: string): string => `query:${queryId}`

/** What the row of a run says to the tabs. */
export const querySignal = (query: QueryFacts): Signal => {
  const status = OPEN.has(query.state) ? 'running' : query.state === 'success' ? 'done' : 'error'
  return { id: queryWorkId(query.id), status, percent: query.progress, message: query.errorMessage ?? '', query }
}

const askQueries = async (works: readonly Work[], signal: AbortSignal): Promise<void> => {
  if (works.length === 0) return
  const since = Math.min(...works.map((work) => work.since)) - SLACK_MS
  const { result } = await api.get<{ result: readonly QueryFacts[] }>('/api/v1/query/updated_since', { q: { last_updated_ms: since }, signal })
  for (const query of result) if (works.some((work) => work.id === queryWorkId(query.id))) tellTabs(querySignal(query))
}

interface PictureJob {
  readonly task_status: PictureStatus
}

const PICTURE_STATES = { Pending: 'pending', Computing: 'running', Updated: 'done', Error: 'error' } as const

const askPicture = async ({ id, request }: Work, signal: AbortSignal): Promise<void> => {
  if (request === undefined) return
  try {
    const { task_status: status } = await api.post<PictureJob>(request.path, { body: request.body, signal })
    tellTabs({ id, status: PICTURE_STATES[status] })
  } catch (error) {
    // Gone, or no longer mine to see: no word of it will come
    if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) throw error
    tellTabs({ id, status: 'error', message: error.message })
  }
}

/** Asks for works that no event tells of, more and more seldom, until the signal; `works` says which are open now. */
export const followByAsking = (works: () => readonly Work[], signal: AbortSignal): void => {
  let rest = FIRST_MS
  const ask = async (): Promise<void> => {
    const open = works().filter((work) => work.ended === undefined)
    await askQueries(
      open.filter((work) => work.kind === 'query'),
      signal,
    )
    for (const work of open) if (work.kind === 'picture') await askPicture(work, signal)
  }
  const again = (): void => {
    const timer = window.setTimeout(() => {
      ask()
        // A server that is away is asked again later
        .catch(() => undefined)
        .finally(() => {
          rest = Math.min(LONGEST_MS, rest * 1.4)
          if (!signal.aborted) again()
        })
    }, rest)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  }
  again()
}
