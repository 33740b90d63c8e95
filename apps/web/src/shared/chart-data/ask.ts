import type { AsyncJob } from '@coset/contract'
import { ApiError, type Ask, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { awaitEnd, begin, forget } from '../work/index.ts'

/** How far a request is that a worker carries out. */
export interface Progress {
  readonly jobId: string
  readonly state: 'pending' | 'running'
  /** Epoch milliseconds. */
  readonly since: number
}

/** The answer was there, and was lost before it was read; asking again makes a new one. */
export class LostAnswer extends Error {}

export interface Asking {
  readonly request: Ask & { readonly signal: AbortSignal }
  /** What is told when it ends while one is elsewhere: `group` names the page, whose charts are told as one. */
  readonly about: { readonly group: string; readonly title: string; readonly href: string }
  readonly onProgress: (progress: Progress) => void
}

const isJob = (answer: object): answer is AsyncJob => 'job_id' in answer && !('result' in answer)

const LOST = 'ASYNC_WORKERS_ERROR'
const lost = (): LostAnswer => new LostAnswer(t('The answer was lost before it could be read. Run it again.'))

const read = async <T>(url: string, signal: AbortSignal): Promise<T> => {
  try {
    return await api.get<T>(url, { signal })
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) throw lost()
    throw error
  }
}

/** Whoever stays on the page and no longer wants the answer stops the work; whoever leaves the page lets it go on, and is told. */
const stopUnlessLeft = (jobId: string, pathname: string): void => {
  setTimeout(() => {
    if (window.location.pathname !== pathname) return
    forget(jobId)
    // It may have ended just now
    api.delete(`/api/v1/async_event/${jobId}`).catch(() => undefined)
  })
}

/**
 * Asks for the rows of a chart. Where the server hands the request to its workers, waits for them and reads what they made. Throws ApiError, LostAnswer, and
 * what ended the signal.
 */
export const askChart = async <T extends object>({ request, about, onProgress }: Asking): Promise<T> => {
  const answer = await api.post<T | AsyncJob>('/api/v1/chart/data', request)
  if (!isJob(answer)) return answer
  const { signal } = request
  const { job_id: jobId } = answer
  const since = Date.now()
  const { pathname } = window.location
  begin({ id: jobId, kind: 'chart', since, ...about })
  onProgress({ jobId, state: 'pending', since })
  try {
    const end = await awaitEnd(jobId, signal, (news) => {
      if (news.status === 'running') onProgress({ jobId, state: 'running', since })
    })
    if (end.status === 'done' && end.resultUrl !== undefined) return await read<T>(end.resultUrl, signal)
    if (end.errorType === LOST) throw lost()
    throw new ApiError(200, end.message ?? t('The query failed.'), end.errorType ?? '', JSON.stringify(end, null, 2), {})
  } catch (error) {
    if (signal.aborted) stopUnlessLeft(jobId, pathname)
    throw error
  }
}
