import { ErrorState } from '@coset/ui'
import { Group, Modal, Skeleton, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { CodeEditor } from '../../shared/code-editor/index.tsx'
import { json } from '../../shared/code-editor/languages.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { saveRowOver } from '../../shared/history/form.ts'
import type { Snapshot } from '../../shared/history/types.ts'
import { bodyOf, type FullAnnotation, keptFields, ownZoneText, valuesOf } from './model.ts'

interface Props {
  /** The annotations of the layer: `/api/v1/annotation_layer/3/annotation`. */
  readonly path: string
  readonly onClose: () => void
  readonly onSaved: () => void
}

const FIELDS = ['short_descr', 'start_dttm', 'end_dttm', 'long_descr', 'json_metadata']

const Form = ({ path, annotation, onClose, onSaved }: Props & { readonly annotation: FullAnnotation | null }) => {
  const [values, setValues] = useState(() => valuesOf(annotation))
  const set = (change: Partial<typeof values>): void => setValues({ ...values, ...change })
  const save = (): Promise<unknown> => {
    const body = bodyOf(values)
    if (annotation === null) return api.post(`${path}/`, { body })
    const { id, changed_on_ms: readOn } = annotation
    const labels = {
      short_descr: t('Name'),
      start_dttm: t('Start (UTC)'),
      end_dttm: t('End (UTC)'),
      long_descr: t('Description'),
      json_metadata: t('Metadata (JSON)'),
    }
    const fieldsOf = ({ row }: Snapshot) => keptFields(row)
    return saveRowOver({ kind: 'annotation', id, readOn, before: bodyOf(valuesOf(annotation)), after: body, labels, fieldsOf }, (expected) =>
      api.put(`${path}/${id}`, { body: { ...body, ...expected } }),
    )
  }
  return (
    <FormDialog
      title={annotation === null ? t('Add an annotation') : t('Edit {{name}}', { name: annotation.short_descr })}
      fields={FIELDS}
      save={save}
      onClose={onClose}
      onSaved={onSaved}
    >
      {(errors) => (
        <>
          <TextInput
            label={t('Name')}
            description={t('Stands beside the mark on charts.')}
            required
            data-autofocus
            maxLength={500}
            value={values.short_descr}
            error={errors['short_descr']}
            onChange={(event) => set({ short_descr: event.currentTarget.value })}
          />
          <Group align="flex-start" grow preventGrowOverflow={false}>
            <TextInput
              type="datetime-local"
              step={1}
              miw={230}
              label={t('Start (UTC)')}
              description={ownZoneText(values.start)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              required
              value={values.start}
              error={errors['start_dttm']}
              onChange={(event) => set({ start: event.currentTarget.value })}
            />
            <TextInput
              type="datetime-local"
              step={1}
              miw={230}
              label={t('End (UTC)')}
              description={values.end === '' ? t('Empty: one moment.') : ownZoneText(values.end)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={values.end}
              error={errors['end_dttm']}
              onChange={(event) => set({ end: event.currentTarget.value })}
            />
          </Group>
          <Textarea
            label={t('Description')}
            autosize
            value={values.long_descr}
            error={errors['long_descr']}
            onChange={(event) => set({ long_descr: event.currentTarget.value })}
          />
          <CodeEditor
            label={t('Metadata (JSON)')}
            language={json}
            hint={'{"ticket": 12}'}
            value={values.json_metadata}
            error={errors['json_metadata']}
            onChange={(text) => set({ json_metadata: text })}
          />
        </>
      )}
    </FormDialog>
  )
}

/** Adds an annotation (`id` null), or changes one; what the list leaves out is read first. */
export const AnnotationForm = ({ id, ...props }: Props & { readonly id: number | null }) => {
  const { data, error, refetch } = useQuery({
    queryKey: ['annotation', props.path, id],
    queryFn: ({ signal }) => api.get<{ result: FullAnnotation }>(`${props.path}/${id}`, { signal }),
    enabled: id !== null,
    gcTime: 0,
  })
  if (id === null) return <Form {...props} annotation={null} />
  if (data !== undefined) return <Form {...props} annotation={data.result} />
  return (
    <Modal opened onClose={props.onClose} title={t('Edit the annotation')} size="lg">
      {error === null ? (
        <Skeleton height={320} />
      ) : (
        <ErrorState message={error.message} onRetry={() => void refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
      )}
    </Modal>
  )
}
