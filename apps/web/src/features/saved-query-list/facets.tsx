import { useQuery } from '@tanstack/react-query'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { relatedSource, resourceSource } from '../../shared/remote-select/index.tsx'
import type { Facet } from '../../shared/resource-list/index.tsx'
import { remoteFacet } from '../../shared/resource-list/remote-facet.tsx'
import { API } from './model.ts'

const people = relatedSource(`${API}/related/changed_by`)
const tags = resourceSource('/api/v1/tag/', 'name', 'ct', [{ col: 'type', opr: 'custom_tag', value: true }])

interface Choices {
  readonly result: readonly { readonly value: number | string; readonly text: string }[]
}

/** Databases and schemas are those that one has queries of. */
const useChoices = (path: string) => {
  const { data } = useQuery({
    queryKey: ['choices', path, 'all'],
    queryFn: ({ signal }) => api.get<Choices>(path, { q: { page: 0, page_size: 100 }, signal }),
  })
  return (data?.result ?? []).map((row) => ({ value: String(row.value), label: row.text }))
}

export const useFacets = (): readonly Facet[] => {
  const session = useSession()
  const databases = useChoices(`${API}/related/database`)
  const schemas = useChoices(`${API}/distinct/schema`)
  return [
    { key: 'database', label: t('Database'), choices: databases, toFilter: (value) => ({ col: 'database', opr: 'rel_o_m', value: Number(value) }) },
    { key: 'schema', label: t('Schema'), choices: schemas, toFilter: (value) => ({ col: 'schema', opr: 'eq', value }) },
    ...(session.allows('can_read', 'Tag') ? [remoteFacet('tag', t('Tag'), tags, { col: 'tags', opr: 'saved_query_tag_id' })] : []),
    remoteFacet('changed_by', t('Changed by'), people, { col: 'changed_by', opr: 'rel_o_m' }),
  ]
}
