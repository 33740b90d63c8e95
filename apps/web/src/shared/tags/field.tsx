import { TagsInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { tagChange } from './tags.ts'

const suggest = async (text: string, signal: AbortSignal): Promise<readonly string[]> => {
  const custom = { col: 'type', opr: 'custom_tag', value: true }
  const filters = text === '' ? [custom] : [custom, { col: 'name', opr: 'ct', value: text }]
  const q = { filters, columns: ['name'], order_column: 'name', order_direction: 'asc', page: 0, page_size: 25 }
  return (await api.get<{ result: readonly { name: string }[] }>('/api/v1/tag/', { q, signal })).result.map((tag) => tag.name)
}

/** Names of fields that the server gives to what it refuses of tags. */
export const TAG_FIELDS = ['objects_to_tag', 'properties'] as const

/** Puts on and takes off what differs; `onAdded` is told what is done already when a later step is refused. */
export const saveTags = async (
  of: { readonly kind: string; readonly id: number },
  before: readonly string[],
  names: readonly string[],
  onAdded: (now: readonly string[]) => void,
): Promise<void> => {
  const path = `/api/v1/tag/${of.kind}/${of.id}/`
  const { added, removed } = tagChange(before, names)
  if (added.length > 0) await api.post(path, { body: { properties: { tags: added } } })
  onAdded([...before, ...added])
  for (const name of removed) await api.delete(`${path}${encodeURIComponent(name)}/`)
}

interface Props {
  readonly value: readonly string[]
  readonly error: ReactNode
  readonly autoFocus?: boolean
  readonly onChange: (names: readonly string[]) => void
}

/** Names of tags; those that there are come with typing. */
export const TagsField = ({ value, error, autoFocus = false, onChange }: Props) => {
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), 200)
  const known = useQuery({ queryKey: ['tag-names', text], queryFn: ({ signal }) => suggest(text, signal), placeholderData: keepPreviousData })
  return (
    <TagsInput
      label={t('Tags')}
      description={t('Enter adds a tag; one that there is not yet is made.')}
      data-autofocus={autoFocus || undefined}
      data={[...(known.data ?? [])]}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      // Choices come with typing: an open list would lie over the buttons
      dropdownOpened={typed.trim() !== ''}
      value={[...value]}
      maxLength={250}
      error={error}
      onChange={onChange}
    />
  )
}
