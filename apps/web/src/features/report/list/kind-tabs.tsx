import { Tabs } from '@mantine/core'
import { useNavigate } from 'react-router'
import { t } from '../../../session/i18n.ts'
import { listPath } from '../model/kind.ts'
import type { Kind } from '../model/types.ts'

/** Alerts beside reports; each has its own address. */
export const KindTabs = ({ kind }: { readonly kind: Kind }) => {
  const navigate = useNavigate()
  return (
    <Tabs value={kind} onChange={(next) => void navigate(listPath(next === 'Alert' ? 'Alert' : 'Report'))} activateTabWithKeyboard={false}>
      <Tabs.List aria-label={t('Alerts and reports')}>
        <Tabs.Tab value="Report">{t('Reports')}</Tabs.Tab>
        <Tabs.Tab value="Alert">{t('Alerts')}</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  )
}
