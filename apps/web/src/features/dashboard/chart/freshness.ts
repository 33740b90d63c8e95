import { t } from '../../../session/i18n.ts'

/** How old a kept answer is, in words; empty where the database was asked just for this. */
const ageOf = (since: string | null | undefined, now: number): string => {
  if (since === null || since === undefined) return ''
  const passed = Math.max(0, Math.round((now - Date.parse(/[zZ]|[+-]\d\d:\d\d$/.test(since) ? since : `${since}Z`)) / 60_000))
  if (passed < 1) return t('Cached just now')
  return passed < 60 ? t('Cached {{count}} min ago', { count: passed }) : t('Cached {{count}} h ago', { count: Math.round(passed / 60) })
}

/** One line for each query; one for all where they are of the same age. */
export const freshnessOf = (results: readonly { readonly cached_dttm?: string | null }[], now: number): readonly string[] => {
  const ages = results.map((result) => ageOf(result.cached_dttm, now))
  const [first = ''] = ages
  if (ages.every((age) => age === first)) return first === '' ? [] : [first]
  return ages.map((age, index) => t('Query {{number}}: {{age}}', { number: index + 1, age: age === '' ? t('asked just now') : age }))
}
