import { useQuery } from '@tanstack/react-query'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { RemoteSelect, relatedSource, resourceSource } from '../../shared/remote-select/index.tsx'
import type { Facet } from '../../shared/resource-list/index.tsx'
import { API } from './model.ts'

const people = relatedSource(`${API}/related/changed_by`)
const tags = resourceSource('/api/v1/tag/', 'name', 'ct', [{ col: 'type', opr: 'custom_tag', value: true }])

const remote = (key: string, label: string, source: typeof people, operator: { readonly col: string; readonly opr: string }): Facet => ({
  key,
  label,
  choices: [],
  toFilter: (value) => ({ ...operator, value: Number(value) }),
  control: (value, onChange) => (
    <RemoteSelect
      bare
      clearable
      w={170}
      label={label}
      source={source}
      value={value === null ? null : { value, label: '' }}
      onChange={(next) => onChange(next?.value ?? null)}
    />
  ),
})

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
    ...(session.allows('can_read', 'Tag') ? [remote('tag', t('Tag'), tags, { col: 'tags', opr: 'saved_query_tag_id' })] : []),
    remote('changed_by', t('Changed by'), people, { col: 'changed_by', opr: 'rel_o_m' }),
  ]
}
