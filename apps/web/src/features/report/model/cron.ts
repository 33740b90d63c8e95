export type Rhythm = 'hourly' | 'daily' | 'weekly' | 'monthly'

/** A usual schedule, as the builder shows it. Days of the week: 0 is Sunday. */
export interface Plan {
  readonly rhythm: Rhythm
  readonly minute: number
  readonly hour: number
  readonly weekdays: readonly number[]
  readonly day: number
}

export const START_PLAN: Plan = { rhythm: 'daily', minute: 0, hour: 9, weekdays: [1], day: 1 }

const SHORT: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
}
const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

const numberIn = (text: string, from: number, to: number): number | null => {
  if (!/^\d{1,2}$/.test(text)) return null
  const value = Number(text)
  return value >= from && value <= to ? value : null
}

const weekdayOf = (text: string): number | null => {
  const named = NAMES.indexOf(text.toUpperCase())
  const value = named === -1 ? numberIn(text, 0, 7) : named
  return value === null ? null : value % 7
}

/** `1`, `1,3`, `MON-FRI`; null: something else. */
const weekdaysOf = (text: string): readonly number[] | null => {
  const days: number[] = []
  for (const part of text.split(',')) {
    const [first = '', last, ...more] = part.split('-')
    const from = weekdayOf(first)
    const to = last === undefined ? from : weekdayOf(last)
    if (from === null || to === null || more.length > 0 || to < from) return null
    for (let day = from; day <= to; day++) days.push(day)
  }
  return [...new Set(days)].toSorted((a, b) => a - b)
}

/** The plan that a cron expression stands for; null: one that the builder cannot show. */
export const planOf = (crontab: string): Plan | null => {
  const text = crontab.trim()
  const parts = (SHORT[text.toLowerCase()] ?? text).split(/\s+/)
  const [minuteText = '', hourText = '', dayText = '', month = '', weekText = ''] = parts
  const minute = numberIn(minuteText, 0, 59)
  if (parts.length !== 5 || minute === null || month !== '*') return null
  if (hourText === '*') return dayText === '*' && weekText === '*' ? { ...START_PLAN, rhythm: 'hourly', minute } : null
  const hour = numberIn(hourText, 0, 23)
  if (hour === null) return null
  if (dayText === '*' && weekText === '*') return { ...START_PLAN, rhythm: 'daily', minute, hour }
  if (dayText === '*') {
    const weekdays = weekdaysOf(weekText)
    return weekdays === null ? null : { ...START_PLAN, rhythm: 'weekly', minute, hour, weekdays }
  }
  const day = numberIn(dayText, 1, 31)
  return day === null || weekText !== '*' ? null : { ...START_PLAN, rhythm: 'monthly', minute, hour, day }
}

/** The cron expression of a plan. */
export const cronOf = ({ rhythm, minute, hour, weekdays, day }: Plan): string => {
  if (rhythm === 'hourly') return `${minute} * * * *`
  if (rhythm === 'daily') return `${minute} ${hour} * * *`
  if (rhythm === 'monthly') return `${minute} ${hour} ${day} * *`
  return `${minute} ${hour} * * ${weekdays.length === 0 ? '*' : weekdays.toSorted((a, b) => a - b).join(',')}`
}
