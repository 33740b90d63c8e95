import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { CodeEditor } from '../../shared/code-editor/index.tsx'
import { css as cssLanguage } from '../../shared/code-editor/languages.ts'
import { FoundDraftNote } from '../../shared/drafts/found.tsx'
import { useDraft } from '../../shared/drafts/use-draft.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { saveFormOver } from '../../shared/history/form.ts'
import { ownWords } from '../../shared/history/mine.ts'
import { useOwnStyles } from '../../shared/own-styles/index.ts'
import { type Choice, RemoteSelect, resourceSource } from '../../shared/remote-select/index.tsx'
import type { DashboardInfo } from './model/types.ts'

const templates = resourceSource('/api/v1/css_template/', 'template_name', 'ct')

/** Styles of one's own for a dashboard, seen on it while one writes. */
export const StylesDialog = ({ dashboard, onClose }: { readonly dashboard: DashboardInfo; readonly onClose: () => void }) => {
  const client = useQueryClient()
  const [css, setCss] = useState(dashboard.css)
  const [readOn, setReadOn] = useState(dashboard.changed_on_ms)
  const values = useMemo(() => (css === dashboard.css ? null : { css }), [css, dashboard.css])
  const draft = useDraft({ object: `dashboard.${dashboard.uuid}.css`, active: true, values, readOn })
  useOwnStyles(useDeferredValue(css))
  const take = async (choice: Choice | null): Promise<void> => {
    if (choice === null) return
    const { result } = await api.get<{ result: { css: string } }>(`/api/v1/css_template/${choice.value}`)
    setCss(result.css)
  }
  const save = async (): Promise<'saved' | 'theirs'> => {
    const mine = (): readonly string[] => ownWords({ css: dashboard.css }, { css }, { css: t('Styles (CSS)') })
    const done = await saveFormOver({ kind: 'dashboard', id: dashboard.id, readOn, mine }, (expected) =>
      api.put(`/api/v1/dashboard/${dashboard.id}`, { body: { css, ...expected } }),
    )
    draft.forget()
    await client.invalidateQueries({ queryKey: ['dashboard'] })
    return done
  }
  const { found: left } = draft
  const cancel = (): void => {
    // What was left before, and was not decided upon, stays
    if (left === null) draft.forget()
    onClose()
  }
  return (
    <FormDialog title={t('Styles of the dashboard')} fields={['css']} save={save} onClose={onClose} onCancel={cancel} onSaved={onClose} size="xl">
      {(errors) => (
        <>
          {left !== null && (
            <FoundDraftNote
              draft={left}
              savedOn={dashboard.changed_on_ms}
              savedBy={dashboard.changed_by_name ?? ''}
              onTake={() => {
                setCss(left.values['css'] ?? '')
                setReadOn(left.readOn)
                draft.taken()
              }}
              onDrop={draft.forget}
            />
          )}
          <RemoteSelect label={t('Begin with a template')} clearable source={templates} value={null} onChange={(choice) => void take(choice)} />
          <CodeEditor
            label={t('Styles (CSS)')}
            language={cssLanguage}
            hint=".header-title { font-size: 20px }"
            value={css}
            error={errors['css']}
            onChange={setCss}
          />
          <Text size="xs" c="dimmed">
            {t(
              'They reach this dashboard only, and fetch nothing. Names: .dashboard-content, .header-title, .grid-row, .chart-slice, .dashboard-chart-id-12, .dashboard-markdown, .filter-bar.',
            )}
          </Text>
        </>
      )}
    </FormDialog>
  )
}
