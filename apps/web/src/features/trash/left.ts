import { t } from '../../session/i18n.ts'

const DAY_MS = 86_400_000

/** How long an entry is still there. */
export const leftText = (purgedOn: number | null, now: number): string => {
  if (purgedOn === null) return t('Always')
  const days = Math.ceil((purgedOn - now) / DAY_MS)
  if (days <= 0) return t('Goes today')
  return days === 1 ? t('1 day') : t('{{days}} days', { days })
}
