import { useQuery } from '@tanstack/react-query'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { relatedSource } from '../../shared/remote-select/index.tsx'
import type { Facet } from '../../shared/resource-list/index.tsx'
import { remoteFacet } from '../../shared/resource-list/remote-facet.tsx'
import { API, STATES, sinceFilter } from './model.ts'
import { stateName } from './state.tsx'

const people = relatedSource(`${API}/related/user`)

/** Who sees only their own runs is not asked whose. */
export const useFacets = (): readonly Facet[] => {
  const session = useSession()
  const databases = useQuery({
    queryKey: ['choices', API, 'databases'],
    queryFn: ({ signal }) =>
      api.get<{ result: readonly { readonly value: number; readonly text: string }[] }>(`${API}/related/database`, { q: { page: 0, page_size: 100 }, signal }),
  })
  return [
    {
      key: 'database',
      label: t('Database'),
      choices: (databases.data?.result ?? []).map((row) => ({ value: String(row.value), label: row.text })),
      toFilter: (value) => ({ col: 'database', opr: 'rel_o_m', value: Number(value) }),
    },
    {
      key: 'state',
      label: t('State'),
      choices: STATES.map((value) => ({ value, label: stateName(value) })),
      toFilter: (value) => ({ col: 'status', opr: 'eq', value }),
    },
    ...(session.allows('all_query_access', 'all_query_access') ? [remoteFacet('user', t('Person'), people, { col: 'user', opr: 'rel_o_m' })] : []),
    {
      key: 'since',
      label: t('Time'),
      choices: [
        { value: 'hour', label: t('Last hour') },
        { value: 'day', label: t('Last day') },
        { value: 'week', label: t('Last 7 days') },
        { value: 'month', label: t('Last 30 days') },
        { value: 'quarter', label: t('Last 90 days') },
      ],
      toFilter: (value) => sinceFilter(value, Date.now()),
    },
  ]
}
