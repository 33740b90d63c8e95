import { SegmentedControl } from '@mantine/core'
import { useNavigate } from 'react-router'
import { t } from '../../session/i18n.ts'

const PLACES = { actions: '/actionlog/list', audit: '/audit/' } as const

/** The two logs of the site. */
export const LogTabs = ({ at }: { readonly at: keyof typeof PLACES }) => {
  const navigate = useNavigate()
  return (
    <SegmentedControl
      aria-label={t('Log')}
      value={at}
      data={[
        { value: 'actions', label: t('Actions') },
        { value: 'audit', label: t('Audit') },
      ]}
      onChange={(value) => void navigate(value === 'audit' ? PLACES.audit : PLACES.actions)}
    />
  )
}
