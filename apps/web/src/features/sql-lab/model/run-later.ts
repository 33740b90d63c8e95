import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { awaitEnd, begin, queryWorkId } from '../../../shared/work/index.ts'
import type { ExecuteAnswer, PartialRows, QueryFacts, Tab } from './types.ts'

/** A run that did not succeed, in the words of its row. */
export class RunFailed extends Error {}

/** The rows that a worker kept. */
export const readRun = async (query: QueryFacts, rows: number, signal: AbortSignal): Promise<ExecuteAnswer> => {
  if (query.resultsKey === null) return { status: 'success', query_id: query.queryId, data: [], columns: [], selected_columns: [], expanded_columns: [], query }
  return api.get<ExecuteAnswer>('/api/v1/sqllab/results/', { q: { key: query.resultsKey, rows }, signal })
}

/** Hears of rows of a run before its end, and fetches those that can be looked at, one request at a time. */
const followRows = (
  clientId: string,
  signal: AbortSignal,
  onRows: (rows: PartialRows) => void,
): ((told: { readonly rows: number; readonly shown: number }) => void) => {
  let known: PartialRows | null = null
  let busy = false
  return ({ rows, shown }) => {
    if (known !== null && rows > known.total) {
      known = { ...known, total: rows }
      onRows(known)
    }
    if (busy || signal.aborted || shown <= (known?.rows.length ?? 0)) return
    busy = true
    api
      .get<PartialRows>('/api/v1/sqllab/results/partial/', { q: { client_id: clientId }, signal })
      .then((some) => {
        known = { ...some, total: Math.max(some.total, known?.total ?? 0) }
        if (!signal.aborted) onRows(known)
      })
      // The run ended meanwhile, or the next event asks again
      .catch(() => undefined)
      .finally(() => {
        busy = false
      })
  }
}

/** What is known of a run before its end. */
export interface SoFar {
  readonly percent: number | null
  readonly partial: PartialRows | null
}

/** Waits for a run that a worker carries out, and hears of it meanwhile. Whoever stops waiting is told of its end wherever they are. Throws RunFailed. */
export const awaitRun = async (
  asked: QueryFacts,
  tab: Pick<Tab, 'id' | 'label'>,
  rows: number,
  signal: AbortSignal,
  onNews: (news: Partial<SoFar>) => void,
): Promise<ExecuteAnswer> => {
  const id = queryWorkId(asked.id)
  begin({ id, kind: 'query', group: id, title: tab.label, href: `/sqllab/?tab=${tab.id}&query=${asked.queryId}`, since: Date.now() })
  const over = new AbortController()
  const follow = followRows(asked.id, AbortSignal.any([signal, over.signal]), (partial) => onNews({ partial }))
  const end = await awaitEnd(id, signal, (news) => {
    if (news.percent !== undefined) onNews({ percent: news.percent })
    if (news.partial !== undefined) follow(news.partial)
  }).finally(() => over.abort())
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
