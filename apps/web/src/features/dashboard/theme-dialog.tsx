import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import { type Choice, RemoteSelect, resourceSource } from '../../shared/remote-select/index.tsx'
import type { DashboardInfo } from './model/types.ts'

const themes = resourceSource('/api/v1/theme/', 'theme_name', 'ct')

/** Chooses the theme that a dashboard wears for everybody. */
export const ThemeDialog = ({ dashboard, onClose }: { readonly dashboard: DashboardInfo; readonly onClose: () => void }) => {
  const client = useQueryClient()
  const [theme, setTheme] = useState<Choice | null>(() =>
    dashboard.theme === undefined || dashboard.theme === null ? null : { value: String(dashboard.theme.id), label: dashboard.theme.theme_name },
  )
  const save = async (): Promise<void> => {
    await api.put(`/api/v1/dashboard/${dashboard.id}`, { body: { theme_id: theme === null ? null : Number(theme.value) } })
    await client.invalidateQueries({ queryKey: ['dashboard'] })
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
