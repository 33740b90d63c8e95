import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import type { ExecuteAnswer, QueryFacts } from './types.ts'

const FIRST_MS = 300
const LONGEST_MS = 2000
const OPEN = new Set(['pending', 'running', 'scheduled', 'fetching'])

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(signal.reason as Error)
      },
      { once: true },
    )
  })

/** A run that did not succeed, in the words of its row. */
export class RunFailed extends Error {}

/** Waits for a run that a worker carries out, asking more and more seldom; `onProgress` hears per cents. Throws RunFailed. */
export const awaitRun = async (asked: QueryFacts, rows: number, signal: AbortSignal, onProgress: (percent: number) => void): Promise<ExecuteAnswer> => {
  const since = Math.max(0, asked.startDttm ?? 0) - 1000
  for (let rest = FIRST_MS; ; rest = Math.min(LONGEST_MS, rest * 1.5)) {
    await pause(rest, signal)
    const { result } = await api.get<{ result: readonly QueryFacts[] }>('/api/v1/query/updated_since', { q: { last_updated_ms: since }, signal })
    const now = result.find((one) => one.id === asked.id)
    if (now === undefined) continue
    onProgress(now.progress)
    if (OPEN.has(now.state)) continue
    if (now.state !== 'success') throw new RunFailed(now.errorMessage ?? t('The query failed.'))
    if (now.resultsKey === null)
      return { status: 'success', query_id: now.queryId, data: [], columns: [], selected_columns: [], expanded_columns: [], query: now }
    return api.get<ExecuteAnswer>('/api/v1/sqllab/results/', { q: { key: now.resultsKey, rows }, signal })
  }
}
