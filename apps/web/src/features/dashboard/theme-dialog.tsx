import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { saveFormOver } from '../../shared/history/form.ts'
import { ownWords } from '../../shared/history/mine.ts'
import { type Choice, RemoteSelect, resourceSource } from '../../shared/remote-select/index.tsx'
import type { DashboardInfo } from './model/types.ts'

const themes = resourceSource('/api/v1/theme/', 'theme_name', 'ct')

/** Chooses the theme that a dashboard wears for everybody. */
export const ThemeDialog = ({ dashboard, onClose }: { readonly dashboard: DashboardInfo; readonly onClose: () => void }) => {
  const client = useQueryClient()
  const [theme, setTheme] = useState<Choice | null>(() =>
    dashboard.theme === undefined || dashboard.theme === null ? null : { value: String(dashboard.theme.id), label: dashboard.theme.theme_name },
  )
  const save = async (): Promise<'saved' | 'theirs'> => {
    const mine = (): readonly string[] => ownWords({ theme: dashboard.theme?.theme_name }, { theme: theme?.label }, { theme: t('Theme') })
    const done = await saveFormOver({ kind: 'dashboard', id: dashboard.id, readOn: dashboard.changed_on_ms, mine }, (expected) =>
      api.put(`/api/v1/dashboard/${dashboard.id}`, { body: { theme_id: theme === null ? null : Number(theme.value), ...expected } }),
    )
    await client.invalidateQueries({ queryKey: ['dashboard'] })
    return done
  }
  return (
    <FormDialog title={t('Theme of the dashboard')} fields={['theme_id']} save={save} onClose={onClose} onSaved={onClose}>
      {(errors) => (
        <RemoteSelect
          label={t('Theme')}
          description={t('Colours, letters and corners for everybody who opens it. Empty: those of the site.')}
          clearable
          source={themes}
          value={theme}
          error={errors['theme_id']}
          onChange={setTheme}
        />
      )}
    </FormDialog>
  )
}
