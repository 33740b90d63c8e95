import { Loader, MultiSelect, type OptionsFilter, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { t } from '../../session/i18n.ts'
import type { Choice, Source } from './sources.ts'

export { type Choice, relatedSource, resourceSource, type Source } from './sources.ts'

interface Shared {
  readonly label: string
  readonly source: Source
  /** The name is for screen readers alone; the placeholder shows it. */
  readonly bare?: boolean
  readonly description?: ReactNode
  readonly error?: ReactNode
  readonly placeholder?: string
  readonly required?: boolean
  readonly w?: number
}

/** Choices of the server for what is typed, with those that are chosen already; the same name twice shows its number. */
const useChoices = (source: Source, typed: string, chosen: readonly Choice[]) => {
  const names = useRef<ReadonlyMap<string, string>>(new Map())
  const isName = chosen.some((one) => one.label === typed || names.current.get(one.value) === typed)
  const wanted = isName ? '' : typed.trim()
  const [text] = useDebouncedValue(wanted, 200)
  const include = chosen.map((one) => one.value)
  const query = useQuery({
    queryKey: ['choices', ...source.key, text, include],
    queryFn: ({ signal }) => source.find(text, include, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const found = query.data ?? []
  const all = [...chosen.filter((one) => one.label !== '' && !found.some((other) => other.value === one.value)), ...found]
  const data = all.map((one) => ({
    value: one.value,
    label: all.some((other) => other !== one && other.label === one.label) ? `${one.label} (${one.value})` : one.label,
  }))
  useEffect(() => {
    names.current = new Map(data.map((one) => [one.value, one.label]))
  })
  // Until the answer to what is typed is here, Enter must not take what was found for something else
  const late = wanted !== text || query.isPlaceholderData
  const filter: OptionsFilter = ({ options }) =>
    late ? options.filter((option) => 'label' in option && option.label.toLowerCase().includes(wanted.toLowerCase())) : options
  return { data, query, filter, nothing: query.error === null ? (query.isFetching ? t('Searching…') : t('Nothing found')) : query.error.message }
}

const named = ({ bare, label }: Pick<Shared, 'bare' | 'label'>) => (bare === true ? { 'aria-label': label, placeholder: label } : { label })
const plain = ({ source: _source, bare: _bare, label: _label, ...rest }: Shared) => rest

/** One object of the server, found by typing. `value` may come without its name, as from an address. */
export const RemoteSelect = ({
  value,
  onChange,
  clearable,
  ...shared
}: Shared & { readonly value: Choice | null; readonly onChange: (value: Choice | null) => void; readonly clearable?: boolean }) => {
  const [typed, setTyped] = useState('')
  const { data, query, filter, nothing } = useChoices(shared.source, typed, value === null ? [] : [value])
  return (
    <Select
      {...named(shared)}
      {...plain(shared)}
      searchable
      clearable={clearable ?? false}
      allowDeselect={false}
      data={data}
      value={value?.value ?? null}
      filter={filter}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(next) => onChange(next === null ? null : { value: next, label: data.find((one) => one.value === next)?.label ?? next })}
      nothingFoundMessage={nothing}
      rightSection={query.isFetching ? <Loader size={14} /> : undefined}
      maxDropdownHeight={280}
    />
  )
}

/** Several objects of the server, found by typing. */
export const RemoteMultiSelect = ({
  value,
  onChange,
  ...shared
}: Shared & { readonly value: readonly Choice[]; readonly onChange: (value: readonly Choice[]) => void }) => {
  const [typed, setTyped] = useState('')
  const { data, query, filter, nothing } = useChoices(shared.source, typed, value)
  return (
    <MultiSelect
      {...named(shared)}
      {...plain(shared)}
      searchable
      hidePickedOptions
      data={data}
      value={value.map((one) => one.value)}
      filter={filter}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(next) => onChange(next.map((one) => ({ value: one, label: data.find((choice) => choice.value === one)?.label ?? one })))}
      nothingFoundMessage={nothing}
      rightSection={query.isFetching ? <Loader size={14} /> : undefined}
      maxDropdownHeight={280}
    />
  )
}
