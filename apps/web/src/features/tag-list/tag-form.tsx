import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'

export interface ListedTag {
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly changed_on_delta_humanized: string
  readonly created_by: { readonly first_name: string; readonly last_name: string } | null
}

const FIELDS = ['name', 'description']

/** Adds a tag (`tag` null), or changes one. */
export const TagForm = ({ tag, onClose, onSaved }: { readonly tag: ListedTag | null; readonly onClose: () => void; readonly onSaved: () => void }) => {
  const [name, setName] = useState(tag?.name ?? '')
  const [description, setDescription] = useState(tag?.description ?? '')
  const save = (): Promise<unknown> => {
    const body = { name: name.trim(), description }
    return tag === null ? api.post('/api/v1/tag/', { body }) : api.put(`/api/v1/tag/${tag.id}`, { body })
  }
  return (
    <FormDialog title={tag === null ? t('Add a tag') : t('Edit {{name}}', { name: tag.name })} fields={FIELDS} save={save} onClose={onClose} onSaved={onSaved}>
      {(errors) => (
        <>
          <TextInput
            label={t('Name')}
            required
            data-autofocus
            maxLength={250}
            value={name}
            error={errors['name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label={t('Description')}
            autosize
            value={description}
            error={errors['description']}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  )
}
