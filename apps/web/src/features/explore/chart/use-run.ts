import type { ChartDefinition, FormData } from '@coset/chart-kit'
import { writeExact } from '@coset/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { askChart, type Progress } from '../../../shared/chart-data/index.ts'
import { newQueryId, usePlace } from '../../../shared/queue/use-place.ts'
import { type DataSource, uidOf } from '../source.ts'
import type { ChartDataAnswer } from '../types.ts'
import { chartRequest } from './request.ts'

const WAIT = 400

/** What is drawn: results and the settings that belong to them. */
export interface Picture {
  readonly definition: ChartDefinition
  readonly formData: FormData
  readonly results: ChartDataAnswer['result']
}

export interface Run {
  readonly picture: Picture | null
  readonly isRunning: boolean
  /** The picture is not that of the present settings. */
  readonly isOld: boolean
  readonly isStopped: boolean
  readonly error: Error | null
  /** How long the last answer took, in ms; undefined before the first. */
  readonly took: number | undefined
  /** What to say of its place in the database's line; empty when there is nothing to say. */
  readonly place: string
  /** Of a request that a worker carries out; null: none is open. */
  readonly progress: Progress | null
  readonly stop: () => void
  /** Asks again; `force` passes the cache by. */
  readonly again: (force: boolean) => void
}

interface Asked {
  readonly definition: ChartDefinition
  readonly formData: FormData
  /** JSON text of the queries; null where the definition could not build them. */
  readonly queries: string | null
}

function ask(definition: ChartDefinition, formData: FormData): Asked {
  try {
    return { definition, formData, queries: writeExact(definition.buildQueries(formData)) }
  } catch (error) {
    if (error instanceof Error) return { definition, formData, queries: null }
    throw error
  }
}

interface Timed {
  readonly answer: ChartDataAnswer
  readonly took: number
}

/** Runs the chart's queries whenever they differ from the last ones, 400 ms after the last change; the same queries are not asked twice. */
export function useRun(definition: ChartDefinition, formData: FormData, source: DataSource, complete: boolean, title: string): Run {
  const [progress, setProgress] = useState<Progress | null>(null)
  const client = useQueryClient()
  const now = useMemo(() => ask(definition, formData), [definition, formData])
  const [settled] = useDebouncedValue(now, WAIT)
  const force = useRef(false)
  const queryId = useRef<string | null>(null)
  const queryKey = ['chart-data', uidOf(source), settled.queries]
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Timed> => {
      const began = performance.now()
      const isForced = force.current
      force.current = false
      const name = newQueryId()
      queryId.current = name
      setProgress(null)
      const answer = await askChart<ChartDataAnswer>({
        request: { body: chartRequest(settled.definition, settled.formData, source, { force: isForced }), queryId: name, signal },
        about: { group: `explore:${name}`, title, href: window.location.pathname + window.location.search },
        onProgress: setProgress,
      })
      return { answer, took: performance.now() - began }
    },
    enabled: complete && settled.queries !== null,
    placeholderData: keepPreviousData,
    staleTime: 300_000,
    retry: false,
  })
  const isCurrent = complete && now.queries === settled.queries && query.data !== undefined && !query.isPlaceholderData
  const last = useRef<Picture | null>(null)
  const results = query.data?.answer.result
  const fresh = useMemo(
    (): Picture | null => (isCurrent && results !== undefined ? { definition: now.definition, formData: now.formData, results } : null),
    [isCurrent, now, results],
  )
  useEffect(() => {
    if (fresh !== null) last.current = fresh
  }, [fresh])
  const place = usePlace(progress?.jobId ?? queryId.current, query.isFetching)
  const failed = query.error ?? (now.queries === null ? new Error('The settings do not make a query.') : null) ?? failureOf(fresh)
  return {
    picture: fresh ?? last.current,
    isRunning: query.isFetching || (complete && now.queries !== settled.queries),
    isOld: fresh === null,
    isStopped:
      complete &&
      now.queries === settled.queries &&
      settled.queries !== null &&
      query.fetchStatus === 'idle' &&
      query.error === null &&
      (query.data === undefined || query.isPlaceholderData),
    error: query.isFetching ? null : failed,
    place,
    progress: query.isFetching ? progress : null,
    took: isCurrent ? query.data?.took : undefined,
    stop: () => void client.cancelQueries({ queryKey }),
    again: (isForced) => {
      force.current = isForced
      void query.refetch()
    },
  }
}

function failureOf(picture: Picture | null): Error | null {
  const text = picture?.results.find((result) => typeof result.error === 'string' && result.error !== '')?.error
  return text ? new Error(text) : null
}
