import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useLocation, useSearchParams } from 'react-router'
import { api } from '../../session/api.ts'
import type { ListAnswer, ListRow, ListSpec } from './types.ts'

const PAGE_SIZE = 25

export interface ListState {
  readonly search: string
  readonly page: number
  readonly sort: string
  readonly direction: 'asc' | 'desc'
  readonly facets: Readonly<Record<string, string>>
}

/** Some lists name their rows only beside them. */
const numbered = <Row extends ListRow>(answer: ListAnswer<Row>): ListAnswer<Row> => ({
  ...answer,
  result: answer.result.map((row, i) => ('id' in row ? row : Object.assign({ id: answer.ids[i] ?? i }, row))),
})

/** A list whose search, filters, order and page stand in the address. */
export const useList = <Row extends ListRow>(spec: ListSpec<Row>) => {
  const [parameters, setParameters] = useSearchParams()
  const { pathname } = useLocation()
  const state: ListState = {
    search: parameters.get('search') ?? '',
    page: Math.max(0, Number(parameters.get('page') ?? 0) || 0),
    sort: parameters.get('sort') ?? spec.defaultSort.column,
    direction: (parameters.get('order') ?? spec.defaultSort.direction) === 'asc' ? 'asc' : 'desc',
    facets: Object.fromEntries(spec.facets.flatMap((facet) => (parameters.get(facet.key) === null ? [] : [[facet.key, parameters.get(facet.key) ?? '']]))),
  }
  const change = (changes: Readonly<Record<string, string | number | null>>): void => {
    // The list stands until the next page has loaded: a search that comes late must not lead back
    if (window.location.pathname !== pathname) return
    setParameters(
      () => {
        // Of the address itself: two changes at once would both begin with what was drawn last, and one be lost
        const next = new URLSearchParams(window.location.search)
        if (!('page' in changes)) next.delete('page')
        for (const [key, value] of Object.entries(changes)) {
          if (value === null || value === '' || (key === 'page' && value === 0)) next.delete(key)
          else next.set(key, String(value))
        }
        return next
      },
      { replace: true },
    )
  }
  const filters = [
    ...(spec.always ?? []),
    ...(state.search === '' ? [] : [{ col: spec.search.col, opr: spec.search.opr, value: state.search }]),
    ...spec.facets.flatMap((facet) => (state.facets[facet.key] === undefined ? [] : [facet.toFilter(state.facets[facet.key] ?? '')])),
  ]
  const q = {
    ...(spec.asks === undefined ? {} : { columns: spec.asks }),
    filters,
    order_column: state.sort,
    order_direction: state.direction,
    page: state.page,
    page_size: PAGE_SIZE,
  }
  const query = useQuery({
    queryKey: ['list', spec.api, q],
    queryFn: async ({ signal }) => numbered(await api.get<ListAnswer<Row>>(`${spec.api}/`, { q, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      spec.refreshWhile === undefined || data?.result.some(spec.refreshWhile) === true ? (spec.refreshMs ?? false) : false,
  })
  return { state, change, query, pageSize: PAGE_SIZE }
}
