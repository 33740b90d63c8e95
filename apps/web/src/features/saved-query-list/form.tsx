import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { saveFormOver } from '../../shared/history/form.ts'
import { ownWords } from '../../shared/history/mine.ts'
import { API, type SavedQuery } from './model.ts'

interface Props {
  readonly query: SavedQuery
  readonly onClose: () => void
  readonly onSaved: () => void
}

/** Name and description of a saved query; its SQL is changed in SQL Lab. */
export const SavedQueryForm = ({ query, onClose, onSaved }: Props) => {
  const [label, setLabel] = useState(query.label)
  const [description, setDescription] = useState(query.description ?? '')
  const save = (): Promise<'saved' | 'theirs'> => {
    const body = { label: label.trim(), description }
    return saveFormOver(
      {
        kind: 'saved_query',
        id: query.id,
        readOn: query.changed_on_ms,
        mine: ({ row }) => ownWords(row, body, { label: t('Name'), description: t('Description') }),
      },
      (expected) => api.put(`${API}/${query.id}`, { body: { ...body, ...expected } }),
    )
  }
  return (
    <FormDialog title={t('Edit {{name}}', { name: query.label })} fields={['label', 'description']} save={save} onClose={onClose} onSaved={onSaved}>
      {(errors) => (
        <>
          <TextInput
            label={t('Name')}
            required
            data-autofocus
            maxLength={256}
            value={label}
            error={errors['label']}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <Textarea
            label={t('Description')}
            autosize
            minRows={2}
            value={description}
            error={errors['description']}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  )
}
