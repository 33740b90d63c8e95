import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api } from '../../session/api.ts'
import type { VersionedKind } from './kinds.ts'
import type { Comparison, Snapshot, VersionPage } from './types.ts'

const PAGE_SIZE = 25

export const historyPath = (kind: VersionedKind, id: number): string => `/api/v1/history/${kind}/${id}/`

/** Versions of an object, the newest first, page by page. */
export const useVersions = (kind: VersionedKind, id: number) =>
  useInfiniteQuery({
    queryKey: ['history', kind, id, 'versions'],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => api.get<VersionPage>(historyPath(kind, id), { query: { page: pageParam, page_size: PAGE_SIZE }, signal }),
    getNextPageParam: (last, pages) => (pages.length * PAGE_SIZE < last.count ? pages.length : undefined),
    staleTime: 0,
    retry: false,
  })

const snapshotOf = async (path: string, version: number, signal: AbortSignal): Promise<Snapshot> =>
  (await api.get<{ result: { snapshot: Snapshot } }>(`${path}${version}`, { signal })).result.snapshot

/** What differs between two versions: in words, and both as they are. Versions never change. */
export const useComparison = (kind: VersionedKind, id: number, from: number, to: number) =>
  useQuery({
    queryKey: ['history', kind, id, 'compare', from, to],
    queryFn: async ({ signal }) => {
      const path = historyPath(kind, id)
      const [{ result }, before, after] = await Promise.all([
        api.get<{ result: Comparison }>(`${path}compare`, { query: { from, to }, signal }),
        snapshotOf(path, from, signal),
        snapshotOf(path, to, signal),
      ])
      return { ...result, before, after }
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
