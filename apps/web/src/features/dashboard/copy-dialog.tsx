import { Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { FormDialog } from '../../shared/form-dialog/index.tsx'
import type { DashboardInfo } from './model/types.ts'

/** Saves what is saved of a dashboard as another one, and goes there. */
export const CopyDialog = ({ dashboard, onClose }: { readonly dashboard: DashboardInfo; readonly onClose: () => void }) => {
  const navigate = useNavigate()
  const [title, setTitle] = useState(t('{{title}} (copy)', { title: dashboard.dashboard_title }))
  const [charts, setCharts] = useState(false)
  const save = async (): Promise<void> => {
    const body = { dashboard_title: title, json_metadata: dashboard.json_metadata, css: dashboard.css, duplicate_slices: charts }
    const { result } = await api.post<{ result: { id: number } }>(`/api/v1/dashboard/${dashboard.id}/copy/`, { body })
    void navigate(`/superset/dashboard/${result.id}/`)
  }
  return (
    <FormDialog title={t('Save dashboard as')} fields={['dashboard_title', 'duplicate_slices']} save={save} onClose={onClose} onSaved={onClose}>
      {(errors) => (
        <>
          <TextInput
            label={t('Title')}
            data-autofocus
            required
            maxLength={500}
            value={title}
            error={errors['dashboard_title']}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <Checkbox
            label={t('Copy its charts too')}
            description={t('Otherwise both dashboards show the same charts, and a change of one is seen on both.')}
            checked={charts}
            error={errors['duplicate_slices']}
            onChange={(event) => setCharts(event.currentTarget.checked)}
          />
        </>
      )}
    </FormDialog>
  )
}
