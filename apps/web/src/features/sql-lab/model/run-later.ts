import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { awaitEnd, begin, queryWorkId } from '../../../shared/work/index.ts'
import type { ExecuteAnswer, QueryFacts, Tab } from './types.ts'

/** A run that did not succeed, in the words of its row. */
export class RunFailed extends Error {}

/** The rows that a worker kept. */
export const readRun = async (query: QueryFacts, rows: number, signal: AbortSignal): Promise<ExecuteAnswer> => {
  if (query.resultsKey === null) return { status: 'success', query_id: query.queryId, data: [], columns: [], selected_columns: [], expanded_columns: [], query }
  return api.get<ExecuteAnswer>('/api/v1/sqllab/results/', { q: { key: query.resultsKey, rows }, signal })
}

/** Waits for a run that a worker carries out; `onProgress` hears per cents. Whoever stops waiting is told of its end wherever they are. Throws RunFailed. */
export const awaitRun = async (
  asked: QueryFacts,
  tab: Pick<Tab, 'id' | 'label'>,
  rows: number,
  signal: AbortSignal,
  onProgress: (percent: number) => void,
): Promise<ExecuteAnswer> => {
  const id = queryWorkId(asked.id)
  begin({ id, kind: 'query', group: id, title: tab.label, href: `/sqllab/?tab=${tab.id}&query=${asked.queryId}`, since: Date.now() })
  const end = await awaitEnd(id, signal, (news) => {
    if (news.percent !== undefined) onProgress(news.percent)
  })
  const { query } = end
  if (end.status !== 'done' || query === undefined) throw new RunFailed(end.message || t('The query failed.'))
  return readRun(query, rows, signal)
}

interface StoredRun {
  readonly status: string
  readonly results_key: string | null
  readonly error_message: string | null
}

/** The rows of a run that ended while one was elsewhere. Throws RunFailed. */
export const recallRun = async (queryId: number, rows: number): Promise<ExecuteAnswer> => {
  const { result: run } = await api.get<{ result: StoredRun }>(`/api/v1/query/${queryId}`)
  if (run.results_key !== null) return api.get<ExecuteAnswer>('/api/v1/sqllab/results/', { q: { key: run.results_key, rows } })
  throw new RunFailed(run.error_message ?? (run.status === 'success' ? t('The rows of this run are no longer kept. Run it again.') : t('The query failed.')))
}
