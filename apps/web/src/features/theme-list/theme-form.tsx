import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { CodeEditor } from '../../shared/code-editor/index.tsx'
import { json } from '../../shared/code-editor/languages.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { saveRowOver } from '../../shared/history/form.ts'
import type { Snapshot } from '../../shared/history/types.ts'
import { parseTheme } from '../../shared/theme/tokens.ts'
import { API, type ListedTheme, readable, START } from './model.ts'
import { Preview } from './preview.tsx'
import classes from './theme-list.module.css'

interface Props {
  readonly theme: ListedTheme | null
  readonly onClose: () => void
  readonly onSaved: () => void
}

const FIELDS = ['theme_name', 'json_data']

/** Adds a theme (`theme` null), or changes one, and shows meanwhile what it looks like. */
export const ThemeForm = ({ theme, onClose, onSaved }: Props) => {
  const [name, setName] = useState(theme?.theme_name ?? '')
  const [text, setText] = useState(() => readable(theme?.json_data ?? START))
  const [shown] = useDebouncedValue(text, 200)
  const parsed = parseTheme(shown)
  const save = (): Promise<unknown> => {
    const body = { theme_name: name, json_data: text }
    if (theme === null) return api.post(`${API}/`, { body })
    const before = { theme_name: theme.theme_name, json_data: readable(theme.json_data) }
    const labels = { theme_name: t('Name'), json_data: t('Tokens (JSON)') }
    const fieldsOf = ({ row }: Snapshot) => ({ ...row, json_data: readable(String(row['json_data'])) })
    return saveRowOver({ kind: 'theme', id: theme.id, readOn: theme.changed_on_ms, before, after: body, labels, texts: ['json_data'], fieldsOf }, (expected) =>
      api.put(`${API}/${theme.id}`, { body: { ...body, ...expected } }),
    )
  }
  return (
    <FormDialog
      title={theme === null ? t('Add a theme') : t('Edit {{name}}', { name: theme.theme_name })}
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
            error={errors['theme_name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <div className={classes['halves']}>
            <CodeEditor
              label={t('Tokens (JSON)')}
              language={json}
              hint={START}
              value={text}
              error={errors['json_data'] ?? (parsed.problem === null ? undefined : t('Not yet a theme: {{problem}}', { problem: parsed.problem }))}
              onChange={setText}
            />
            <Preview theme={parsed.theme} />
          </div>
        </>
      )}
    </FormDialog>
  )
}
