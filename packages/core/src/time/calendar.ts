/** Calendar arithmetic over epoch milliseconds of zone-less time read as UTC. Weeks start on Monday. */
export const TIME_UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const
export type TimeUnit = (typeof TIME_UNITS)[number]

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
const FIXED: Readonly<Partial<Record<TimeUnit, number>>> = { second: SECOND, minute: MINUTE, hour: HOUR, day: DAY, week: 7 * DAY }

/** Epoch ms of a civil date; unlike Date.UTC, years 0–99 are taken as written. Month is 0-based and may overflow. */
export const civil = (year: number, month: number, day: number, msOfDay = 0): number => {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  return date.getTime() + msOfDay
}

/** Days of a month; `month` is 0-based. */
export const daysInMonth = (year: number, month: number): number => new Date(civil(year, month + 1, 0)).getUTCDate()

/** Monday 0 … Sunday 6. */
export const weekday = (epochMs: number): number => (new Date(epochMs).getUTCDay() + 6) % 7

const addMonths = (epochMs: number, months: number): number => {
  const date = new Date(epochMs)
  const target = new Date(civil(date.getUTCFullYear(), date.getUTCMonth() + months, 1))
  const day = Math.min(date.getUTCDate(), daysInMonth(target.getUTCFullYear(), target.getUTCMonth()))
  return civil(target.getUTCFullYear(), target.getUTCMonth(), day, epochMs - truncateTime(epochMs, 'day'))
}

/** `count` units later (earlier when negative). Days of longer months are clamped: 31 January + 1 month = 28 February. */
export const addTime = (epochMs: number, count: number, unit: TimeUnit): number => {
  const fixed = FIXED[unit]
  if (fixed !== undefined) return epochMs + count * fixed
  return addMonths(epochMs, count * (unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12))
}

/** The start of the unit that holds the moment. */
export const truncateTime = (epochMs: number, unit: TimeUnit): number => {
  if (unit === 'week') return truncateTime(epochMs, 'day') - weekday(epochMs) * DAY
  const fixed = FIXED[unit]
  if (fixed !== undefined) return Math.floor(epochMs / fixed) * fixed
  const date = new Date(epochMs)
  const month = unit === 'year' ? 0 : unit === 'quarter' ? date.getUTCMonth() - (date.getUTCMonth() % 3) : date.getUTCMonth()
  return civil(date.getUTCFullYear(), month, 1)
}

/** Midnight of the last day of the moment's week, month or year. */
export const lastDay = (epochMs: number, unit: 'week' | 'month' | 'year'): number => addTime(truncateTime(epochMs, unit), 1, unit) - DAY

/** `unit` or its plural, any case; undefined for other words. */
export const timeUnit = (word: string): TimeUnit | undefined => {
  const lower = word.toLowerCase().replace(/s$/, '')
  return TIME_UNITS.find((unit) => unit === lower)
}

/** ISO text without zone: `2024-02-29T10:11:12`, with `.ffffff` only when there is a fraction. */
export const isoText = (epochMs: number): string => {
  const seconds = Math.floor(epochMs / SECOND)
  const micros = Math.round((epochMs - seconds * SECOND) * 1000)
  const base = new Date(seconds * SECOND).toISOString().slice(0, -5)
  return micros === 0 ? base : `${base}.${String(micros).padStart(6, '0')}`
}
