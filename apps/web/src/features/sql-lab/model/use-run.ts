import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { forget, queryWorkId } from '../../../shared/work/index.ts'
import { awaitRun, recallRun, type SoFar } from './run-later.ts'
import type { ExecuteAnswer, PartialRows, QueryFacts, RunState, Tab } from './types.ts'

/** Rows that come with the answer; the grid fetches the rest as one scrolls. */
const PREVIEW_ROWS = 200

export interface CreateAs {
  readonly method: 'TABLE' | 'VIEW'
  readonly name: string
}

export interface RunOptions {
  readonly createAs?: CreateAs
  readonly later?: boolean
}

export interface Runner {
  readonly stateOf: (tabId: number) => RunState
  /** `later`: a worker carries it out. */
  readonly run: (tab: Tab, sql: string, options?: RunOptions) => Promise<ExecuteAnswer | null>
  readonly stop: (tabId: number) => void
  /** Shows a run that ended while one was elsewhere. */
  readonly recall: (tabId: number, queryId: number) => Promise<void>
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const newClientId = (): string => Array.from(crypto.getRandomValues(new Uint8Array(11)), (byte) => LETTERS[byte % 36]).join('')

const failure = (error: unknown, partial: PartialRows | null = null): RunState => ({
  kind: 'failed',
  message: error instanceof Error ? error.message : t('The query failed.'),
  details: error instanceof ApiError ? error.details : '',
  partial,
})

const tookOf = ({ query: { startDttm, endDttm } }: ExecuteAnswer): number => (startDttm === null || endDttm === null ? 0 : endDttm - startDttm)

interface Running {
  readonly clientId: string
  readonly abort: AbortController
  /** Of the work that a worker does. */
  workId: string | null
}

/** Aborts when the page is left. */
const useLeaving = (): (() => AbortSignal) => {
  const leaving = useRef(new AbortController())
  useEffect(() => {
    // The same page may be drawn, left and drawn again
    if (leaving.current.signal.aborted) leaving.current = new AbortController()
    const { current } = leaving
    return () => current.abort()
  }, [])
  return useCallback(() => leaving.current.signal, [])
}

/** What a run takes from its tab. A smaller LIMIT of the text holds: people mean what they write. */
const ofTab = (tab: Tab) => ({
  database_id: tab.databaseId,
  schema: tab.schema,
  sql_editor_id: String(tab.id),
  tab: tab.label,
  queryLimit: tab.limit,
  keepLimit: true,
  templateParams: tab.parameters === '' ? null : tab.parameters,
})

/** Runs of all tabs; each tab has one at a time. */
export const useRuns = (): Runner => {
  const client = useQueryClient()
  const [states, setStates] = useState<ReadonlyMap<number, RunState>>(new Map())
  const running = useRef(new Map<number, Running>())
  const leaving = useLeaving()
  const put = useCallback((tabId: number, state: RunState): void => setStates((before) => new Map(before).set(tabId, state)), [])

  const run = async (tab: Tab, sql: string, { createAs, later = false }: RunOptions = {}): Promise<ExecuteAnswer | null> => {
    const clientId = newClientId()
    const abort = new AbortController()
    const began = performance.now()
    const own: Running = { clientId, abort, workId: null }
    running.current.set(tab.id, own)
    const since = Date.now()
    let known: SoFar = { percent: null, partial: null }
    const show = (more: Partial<SoFar> = {}): void => {
      known = { ...known, ...more }
      put(tab.id, { kind: 'running', clientId, since, ...known })
    }
    show()
    try {
      const asked = await api.post<ExecuteAnswer | { readonly query: QueryFacts }>('/api/v1/sqllab/execute/', {
        body: {
          ...ofTab(tab),
          sql,
          client_id: clientId,
          previewRows: PREVIEW_ROWS,
          runAsync: later,
          ...(createAs === undefined ? {} : { select_as_cta: true, ctas_method: createAs.method, tmp_table_name: createAs.name }),
        },
        queryId: clientId,
        signal: abort.signal,
      })
      if (!('data' in asked)) own.workId = queryWorkId(asked.query.id)
      const waiting = AbortSignal.any([abort.signal, leaving()])
      const answer = 'data' in asked ? asked : await awaitRun(asked.query, tab, PREVIEW_ROWS, waiting, show)
      put(tab.id, { kind: 'done', answer, tookMs: performance.now() - began, partial: known.partial })
      return answer
    } catch (error) {
      put(tab.id, abort.signal.aborted ? { kind: 'stopped' } : failure(error, known.partial))
      return null
    } finally {
      running.current.delete(tab.id)
      void client.invalidateQueries({ queryKey: ['sql-lab', 'history'] })
    }
  }

  return {
    stateOf: (tabId) => states.get(tabId) ?? { kind: 'none' },
    run,
    stop: (tabId) => {
      const one = running.current.get(tabId)
      if (one === undefined) return
      // The server stops it at the database; leaving the request stops it too, should the word not arrive
      api.post('/api/v1/query/stop', { body: { client_id: one.clientId } }).catch(() => undefined)
      if (one.workId !== null) forget(one.workId)
      one.abort.abort()
    },
    recall: useCallback(
      async (tabId, queryId) => {
        put(tabId, { kind: 'running', clientId: '', since: Date.now(), percent: null, partial: null })
        try {
          const answer = await recallRun(queryId, PREVIEW_ROWS)
          put(tabId, { kind: 'done', answer, tookMs: tookOf(answer), partial: null })
        } catch (error) {
          put(tabId, failure(error))
        }
      },
      [put],
    ),
  }
}
