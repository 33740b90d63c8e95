import { t } from '../../session/i18n.ts'

/** Seconds that are offered; 0: none. */
export const INTERVALS = [0, 10, 30, 60, 300, 1800, 3600, 21_600, 43_200, 86_400] as const

/** 30 → `30 seconds`, 3600 → `1 hour`. */
export const intervalText = (seconds: number): string => {
  if (seconds === 0) return t('Off')
  if (seconds === 3600) return t('1 hour')
  if (seconds % 3600 === 0) return t('{{n}} hours', { n: seconds / 3600 })
  if (seconds === 60) return t('1 minute')
  if (seconds % 60 === 0) return t('{{n}} minutes', { n: seconds / 60 })
  return t('{{n}} seconds', { n: seconds })
}
