import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { api } from '../../session/api.ts'
import { TRASHED, type TrashKind } from '../../shared/history/kinds.ts'
import type { TrashPage } from '../../shared/history/types.ts'

export const PAGE_SIZE = 25

const kindOf = (text: string | null): TrashKind | null => TRASHED.find((kind) => kind === text) ?? null

/** The trash as the address asks for it: search, kind, page. */
export const useTrash = () => {
  const [parameters, setParameters] = useSearchParams()
  const search = parameters.get('search') ?? ''
  const kind = kindOf(parameters.get('kind'))
  const page = Math.max(0, Number(parameters.get('page') ?? 0) || 0)
  const change = (changes: Readonly<Record<string, string | null>>): void => {
    // A search that comes late must not lead back to a page that was left
    if (!window.location.pathname.startsWith('/trash')) return
    setParameters(
      () => {
        // Of the address itself: two changes at once would both begin with what was drawn last, and one be lost
        const next = new URLSearchParams(window.location.search)
        next.delete('page')
        for (const [key, value] of Object.entries(changes))
          if (value === null || value === '' || (key === 'page' && value === '0')) next.delete(key)
          else next.set(key, value)
        return next
      },
      { replace: true },
    )
  }
  const query = useQuery({
    queryKey: ['trash', search, kind, page],
    queryFn: ({ signal }) =>
      api.get<TrashPage>('/api/v1/trash/', {
        query: { page, page_size: PAGE_SIZE, text: search === '' ? undefined : search, kind: kind ?? undefined },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  return { search, kind, page, change, query }
}
