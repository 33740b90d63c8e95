import { TagsInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { FormDialog } from '../form-dialog/index.tsx'
import { customTags, type Tag, tagChange } from './tags.ts'

/** What is tagged. */
export interface Tagged {
  readonly kind: 'dashboard' | 'chart'
  readonly id: number
  readonly name: string
  readonly tags: readonly Tag[]
}

const suggest = async (text: string, signal: AbortSignal): Promise<readonly string[]> => {
  const custom = { col: 'type', opr: 'custom_tag', value: true }
  const filters = text === '' ? [custom] : [custom, { col: 'name', opr: 'ct', value: text }]
  const q = { filters, columns: ['name'], order_column: 'name', order_direction: 'asc', page: 0, page_size: 25 }
  return (await api.get<{ result: readonly { name: string }[] }>('/api/v1/tag/', { q, signal })).result.map((tag) => tag.name)
}

/** Puts tags on an object and takes them off. */
export const TagDialog = ({ of, onClose }: { readonly of: Tagged; readonly onClose: () => void }) => {
  const client = useQueryClient()
  const [before, setBefore] = useState(() => customTags(of.tags).map((tag) => tag.name))
  const [names, setNames] = useState<readonly string[]>(before)
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), 200)
  const known = useQuery({ queryKey: ['tag-names', text], queryFn: ({ signal }) => suggest(text, signal), placeholderData: keepPreviousData })
  const path = `/api/v1/tag/${of.kind}/${of.id}/`
  const save = async (): Promise<void> => {
    const { added, removed } = tagChange(before, names)
    if (added.length > 0) await api.post(path, { body: { properties: { tags: added } } })
    // What is done stays done when a later step is refused
    setBefore([...before, ...added])
    for (const name of removed) await api.delete(`${path}${encodeURIComponent(name)}/`)
  }
  const saved = (): void => {
    void client.invalidateQueries({ queryKey: ['list', `/api/v1/${of.kind}`] })
    void client.invalidateQueries({ queryKey: ['list', '/api/v1/tag'] })
    onClose()
  }
  return (
    <FormDialog title={t('Tags of {{name}}', { name: of.name })} fields={['objects_to_tag', 'properties']} save={save} onClose={onClose} onSaved={saved}>
      {(errors) => (
        <TagsInput
          label={t('Tags')}
          description={t('Enter adds a tag; one that there is not yet is made.')}
          data-autofocus
          data={[...(known.data ?? [])]}
          filter={({ options }) => options}
          searchValue={typed}
          onSearchChange={setTyped}
          // Choices come with typing: an open list would lie over the buttons
          dropdownOpened={typed.trim() !== ''}
          value={[...names]}
          maxLength={250}
          error={errors['objects_to_tag'] ?? errors['properties']}
          onChange={setNames}
        />
      )}
    </FormDialog>
  )
}
