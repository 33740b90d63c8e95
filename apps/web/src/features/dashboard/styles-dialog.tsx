import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { CodeEditor } from '../../shared/code-editor/index.tsx'
import { css as cssLanguage } from '../../shared/code-editor/languages.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { saveOver } from '../../shared/history/conflict.tsx'
import { ownWords } from '../../shared/history/mine.ts'
import { useOwnStyles } from '../../shared/own-styles/index.ts'
import { type Choice, RemoteSelect, resourceSource } from '../../shared/remote-select/index.tsx'
import type { DashboardInfo } from './model/types.ts'

const templates = resourceSource('/api/v1/css_template/', 'template_name', 'ct')

/** Styles of one's own for a dashboard, seen on it while one writes. */
export const StylesDialog = ({ dashboard, onClose }: { readonly dashboard: DashboardInfo; readonly onClose: () => void }) => {
  const client = useQueryClient()
  const [css, setCss] = useState(dashboard.css)
  useOwnStyles(useDeferredValue(css))
  const take = async (choice: Choice | null): Promise<void> => {
    if (choice === null) return
    const { result } = await api.get<{ result: { css: string } }>(`/api/v1/css_template/${choice.value}`)
    setCss(result.css)
  }
  const save = async (): Promise<void> => {
    const mine = (): readonly string[] => ownWords({ css: dashboard.css }, { css }, { css: t('Styles (CSS)') })
    const outcome = await saveOver({ kind: 'dashboard', id: dashboard.id, readOn: dashboard.changed_on_ms, mine }, (expected) =>
      api.put(`/api/v1/dashboard/${dashboard.id}`, { body: { css, ...expected } }),
    )
    if (outcome.kind === 'cancelled') throw new Error(t('Nothing was saved.'))
    await client.invalidateQueries({ queryKey: ['dashboard'] })
  }
  return (
    <FormDialog title={t('Styles of the dashboard')} fields={['css']} save={save} onClose={onClose} onSaved={onClose} size="xl">
      {(errors) => (
        <>
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
