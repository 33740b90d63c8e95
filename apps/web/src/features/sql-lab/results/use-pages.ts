import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../../session/api.ts'
import type { ResultsPage } from '../model/types.ts'

export const PAGE_ROWS = 200

export interface Order {
  readonly column: string
  readonly desc: boolean
}

export interface View {
  readonly order: readonly Order[]
  readonly search: string
}

const pageQuery = (key: string, view: View, page: number) => ({
  queryKey: ['sql-lab', 'page', key, view, page] as const,
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    api.get<ResultsPage>('/api/v1/sqllab/results/page/', {
      q: { key, offset: page * PAGE_ROWS, limit: PAGE_ROWS, order: view.order, ...(view.search === '' ? {} : { search: view.search }) },
      signal,
    }),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
})

export interface Pages {
  readonly first: ResultsPage | undefined
  readonly error: Error | null
  readonly isFetching: boolean
  /** A row by its place; undefined until its page has come. */
  readonly row: (index: number) => readonly unknown[] | undefined
}

/** Windows of the server's kept result: those that are looked at, and the first. */
export const usePages = (key: string, view: View, from: number, to: number): Pages => {
  const first = useQuery({ ...pageQuery(key, view, 0), placeholderData: (before) => before })
  const wanted = useMemo(() => {
    const last = Math.max(Math.floor(from / PAGE_ROWS), Math.floor(Math.max(from, to - 1) / PAGE_ROWS))
    return Array.from({ length: last - Math.floor(from / PAGE_ROWS) + 1 }, (_, i) => Math.floor(from / PAGE_ROWS) + i).filter((page) => page > 0)
  }, [from, to])
  const rest = useQueries({ queries: wanted.map((page) => pageQuery(key, view, page)) })
  const rows = new Map<number, readonly (readonly unknown[])[]>()
  if (first.data !== undefined && !first.isPlaceholderData) rows.set(0, first.data.rows)
  for (const [i, query] of rest.entries()) if (query.data !== undefined) rows.set(wanted[i] ?? 0, query.data.rows)
  return {
    first: first.data,
    error: first.error ?? rest.find((query) => query.error !== null)?.error ?? null,
    isFetching: first.isFetching || rest.some((query) => query.isFetching),
    row: (index) => rows.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS],
  }
}
