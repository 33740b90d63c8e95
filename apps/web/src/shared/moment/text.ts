import { t } from '../../session/i18n.ts'

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

const language = (): string => (typeof document === 'undefined' || document.documentElement.lang === '' ? 'en' : document.documentElement.lang)

/** `5 minutes ago`, `in 2 hours`; within a minute `just now`. */
export const relativeText = (at: number, now: number): string => {
  const seconds = (at - now) / 1000
  for (const [unit, size] of UNITS)
    if (Math.abs(seconds) >= size) return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(Math.trunc(seconds / size), unit)
  return seconds > 0 ? t('in less than a minute') : t('just now')
}

/** Date, time and zone; without `zone` those of the browser. */
export const absoluteText = (at: number, zone?: string): string =>
  new Intl.DateTimeFormat(language(), {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(at)

/** `absoluteText` of what the server tells, epoch milliseconds or UTC without a zone; a dash for none. */
export const momentText = (moment: number | string | null): string => {
  const at = typeof moment === 'string' ? momentOf(moment) : moment
  return at === null ? '–' : absoluteText(at)
}

/** `230 ms`, `4.2 s`, `3 min 5 s`, `2 h 4 min`. */
export const durationText = (ms: number): string => {
  if (ms < 1000) return t('{{count}} ms', { count: Math.max(0, Math.round(ms)) })
  if (ms < 60_000) return t('{{count}} s', { count: Math.round(ms / 100) / 10 })
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return t('{{minutes}} min {{seconds}} s', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
  return t('{{hours}} h {{minutes}} min', { hours: Math.floor(seconds / 3600), minutes: Math.floor((seconds % 3600) / 60) })
}

/** The server writes moments in UTC without a zone. */
export const momentOf = (text: string | null): number | null => {
  if (text === null || text === '') return null
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
  return Number.isNaN(at) ? null : at
}
