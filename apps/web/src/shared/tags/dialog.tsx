import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '../../session/i18n.ts'
import { FormDialog } from '../form-dialog/index.tsx'
import { saveTags, TAG_FIELDS, TagsField } from './field.tsx'
import { customTags, type Tag } from './tags.ts'

/** What is tagged. */
export interface Tagged {
  readonly kind: 'dashboard' | 'chart' | 'query'
  readonly id: number
  readonly name: string
  readonly tags: readonly Tag[]
}

/** Lists that show the tags of a kind. */
const LISTS = { dashboard: '/api/v1/dashboard', chart: '/api/v1/chart', query: '/api/v1/saved_query' } as const

/** Puts tags on an object and takes them off. */
export const TagDialog = ({ of, onClose }: { readonly of: Tagged; readonly onClose: () => void }) => {
  const client = useQueryClient()
  const [before, setBefore] = useState<readonly string[]>(() => customTags(of.tags).map((tag) => tag.name))
  const [names, setNames] = useState<readonly string[]>(before)
  // What is done stays done when a later step is refused
  const save = (): Promise<void> => saveTags(of, before, names, setBefore)
  const saved = (): void => {
    void client.invalidateQueries({ queryKey: ['list', LISTS[of.kind]] })
    void client.invalidateQueries({ queryKey: ['list', '/api/v1/tag'] })
    void client.invalidateQueries({ queryKey: ['choices', '/api/v1/tag/'] })
    onClose()
  }
  return (
    <FormDialog title={t('Tags of {{name}}', { name: of.name })} fields={TAG_FIELDS} save={save} onClose={onClose} onSaved={saved}>
      {(errors) => <TagsField value={names} error={errors['objects_to_tag'] ?? errors['properties']} autoFocus onChange={setNames} />}
    </FormDialog>
  )
}
