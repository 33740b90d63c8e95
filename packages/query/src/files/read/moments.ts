const DAY_MS = 86_400_000

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.+))?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const PARTS = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ,]+(.+))?$/
const NAMED = /^(?:[A-Za-z]{3,9},? +)?(?:(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ ,-]+|([A-Za-z]{3,9})\.? +(\d{1,2}),? +)(\d{4})(?:[T ,]+(.+))?$/
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: *([AaPp])\.?[Mm]\.?)?(?: *(Z|UTC|[+-]\d{2}:?\d{2}))?$/
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const dayMs = (year: number, month: number, day: number): number | null => {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return month >= 1 && month <= 12 && date.getUTCDate() === day && date.getUTCMonth() === month - 1 && year >= 1 ? date.getTime() : null
}

const zoneMs = (zone: string | undefined): number => {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '')
  return match === null ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000
}

/** Milliseconds since midnight in UTC; null for what is no time of day. */
const timeMs = (text: string | undefined): number | null => {
  if (text === undefined) return 0
  const match = TIME.exec(text.trim())
  if (match === null) return null
  const [, hourText, minute, second = '0', fraction = '', half, zone] = match
  const hour = half === undefined ? Number(hourText) : (Number(hourText) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const micros = Number(fraction.padEnd(6, '0').slice(0, 6))
  return ((hour * 60 + Number(minute)) * 60 + Number(second)) * 1000 + micros / 1000 - zoneMs(zone)
}

/** Two digits of a year as most readers take them. */
const fullYear = (text: string): number => (text.length === 4 ? Number(text) : Number(text) + (Number(text) < 69 ? 2000 : 1900))

const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1

const dayAndTime = (text: string, dayFirst: boolean): { readonly day: number | null; readonly time: string | undefined } | null => {
  const iso = ISO.exec(text) ?? COMPACT.exec(text)
  if (iso !== null) return { day: dayMs(Number(iso[1]), Number(iso[2]), Number(iso[3])), time: iso[4] }
  const parts = PARTS.exec(text)
  if (parts !== null) {
    const [, first = '', second = '', year = '', time] = parts
    const [month, day] = dayFirst ? [Number(second), Number(first)] : [Number(first), Number(second)]
    // What can only be read the other way round is
    return { day: dayMs(fullYear(year), month, day) ?? dayMs(fullYear(year), day, month), time }
  }
  const named = NAMED.exec(text)
  if (named === null) return null
  return { day: dayMs(Number(named[5]), monthOf(named[2] ?? named[3] ?? ''), Number(named[1] ?? named[4])), time: named[6] }
}

/** A date as people write it → epoch milliseconds (UTC); null for what is none. Microseconds are the fraction. */
export const momentOf = (text: string, dayFirst: boolean): number | null => {
  const found = dayAndTime(text.trim(), dayFirst)
  if (found === null || found.day === null) return null
  const time = timeMs(found.time)
  return time === null || time >= 2 * DAY_MS ? null : found.day + time
}
