import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { saveRowOver } from '../../shared/history/form.ts'

export interface Layer {
  readonly id: number
  readonly name: string
  readonly descr: string | null
  readonly changed_on_ms: number
  readonly changed_on_delta_humanized: string
}

const FIELDS = ['name', 'descr']

/** Adds a layer (`layer` null), or changes one. */
export const LayerForm = ({ layer, onClose, onSaved }: { readonly layer: Layer | null; readonly onClose: () => void; readonly onSaved: () => void }) => {
  const [name, setName] = useState(layer?.name ?? '')
  const [descr, setDescr] = useState(layer?.descr ?? '')
  const save = (): Promise<unknown> => {
    const body = { name, descr }
    if (layer === null) return api.post('/api/v1/annotation_layer/', { body })
    const { id, changed_on_ms: readOn } = layer
    const labels = { name: t('Name'), descr: t('Description') }
    return saveRowOver({ kind: 'annotation_layer', id, readOn, before: { ...layer }, after: body, labels }, (expected) =>
      api.put(`/api/v1/annotation_layer/${id}`, { body: { ...body, ...expected } }),
    )
  }
  return (
    <FormDialog
      title={layer === null ? t('Add a layer') : t('Edit {{name}}', { name: layer.name })}
      fields={FIELDS}
      save={save}
      onClose={onClose}
      onSaved={onSaved}
    >
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
          <Textarea label={t('Description')} autosize value={descr} error={errors['descr']} onChange={(event) => setDescr(event.currentTarget.value)} />
        </>
      )}
    </FormDialog>
  )
}
