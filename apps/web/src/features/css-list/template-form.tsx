import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { CodeEditor } from '../../shared/code-editor/index.tsx'
import { css as cssLanguage } from '../../shared/code-editor/languages.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'

export interface CssTemplate {
  readonly id: number
  readonly template_name: string
  readonly css: string
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
    return template === null ? api.post('/api/v1/css_template/', { body }) : api.put(`/api/v1/css_template/${template.id}`, { body })
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
