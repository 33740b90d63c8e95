import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { CodeEditor } from '../../shared/code-editor/index.tsx'
import { css as cssLanguage } from '../../shared/code-editor/languages.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { saveRowOver } from '../../shared/history/form.ts'

export interface CssTemplate {
  readonly id: number
  readonly template_name: string
  readonly css: string
  readonly changed_on_ms: number
  readonly changed_on_delta_humanized: string
  readonly changed_by: { readonly first_name: string; readonly last_name: string } | null
}

interface Props {
  readonly template: CssTemplate | null
  readonly onClose: () => void
  readonly onSaved: () => void
}

const FIELDS = ['template_name', 'css']

/** Adds a template (`template` null), or changes one. */
export const TemplateForm = ({ template, onClose, onSaved }: Props) => {
  const [name, setName] = useState(template?.template_name ?? '')
  const [css, setCss] = useState(template?.css ?? '')
  const save = (): Promise<unknown> => {
    const body = { template_name: name, css }
    if (template === null) return api.post('/api/v1/css_template/', { body })
    const { id, changed_on_ms: readOn } = template
    const labels = { template_name: t('Name'), css: t('Styles (CSS)') }
    return saveRowOver({ kind: 'css_template', id, readOn, before: { ...template }, after: body, labels, texts: ['css'] }, (expected) =>
      api.put(`/api/v1/css_template/${id}`, { body: { ...body, ...expected } }),
    )
  }
  return (
    <FormDialog
      title={template === null ? t('Add a template') : t('Edit {{name}}', { name: template.template_name })}
      fields={FIELDS}
      save={save}
      onClose={onClose}
      onSaved={onSaved}
      size="xl"
    >
      {(errors) => (
        <>
          <TextInput
            label={t('Name')}
            required
            data-autofocus
            maxLength={250}
            value={name}
            error={errors['template_name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <CodeEditor
            label={t('Styles (CSS)')}
            language={cssLanguage}
            hint=".header { text-transform: uppercase }"
            value={css}
            error={errors['css']}
            onChange={setCss}
          />
        </>
      )}
    </FormDialog>
  )
}
