import { asList } from '@coset/chart-kit'
import { Autocomplete, TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { typedValue } from '../adhoc/filter.ts'
import { useExplore } from '../page/context.ts'
import { sourceOf, uidOf } from '../source.ts'
import type { DatasetColumn } from '../types.ts'

interface Values {
  readonly result: readonly unknown[]
}

interface Props {
  readonly column: DatasetColumn | undefined
  readonly many: boolean
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

/** One value or several of a column, with those that stand in the data on offer. Numbers stay numbers. */
export const FilterValues = ({ column, many, value, onChange }: Props) => {
  const { dataset } = useExplore()
  const source = sourceOf(dataset)
  const name = column?.column_name
  const query = useQuery({
    queryKey: ['column-values', uidOf(source), name],
    queryFn: ({ signal }) => api.get<Values>(`/api/v1/datasource/${source.type}/${source.id}/column/${encodeURIComponent(name ?? '')}/values/`, { signal }),
    enabled: name !== undefined && dataset.filter_select_enabled !== false,
    staleTime: 300_000,
    retry: false,
  })
  const known = [...new Set((query.data?.result ?? []).filter((one) => one !== null && one !== '').map(String))]
  const hint = query.isFetching ? t('Looking up values…') : query.error !== null ? t('Values could not be looked up; type them.') : undefined
  const shared = { label: many ? t('Values') : t('Value'), data: known, limit: 200, maxDropdownHeight: 240, ...(hint !== undefined && { description: hint }) }
  if (many)
    return (
      <TagsInput
        {...shared}
        value={[...new Set(asList(value).map(String))]}
        onChange={(texts) => onChange(texts.map((text) => typedValue(column, text)))}
        placeholder={asList(value).length === 0 ? t('Choose or type, Enter adds') : ''}
        acceptValueOnBlur
        clearable
      />
    )
  return <Autocomplete {...shared} value={value === undefined || value === null ? '' : String(value)} onChange={(text) => onChange(typedValue(column, text))} />
}
