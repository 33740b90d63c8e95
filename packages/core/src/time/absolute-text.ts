import { civil, DAY, daysInMonth, HOUR, MINUTE, SECOND, weekday } from './calendar.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH_NAMES = 'january february march april may june july august september october november december sept'.split(' ')
export const WEEKDAYS = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ')
const FILLERS = new Set(['at', 'on', 'and', 'of', 't', 'st', 'nd', 'rd', 'th', 'ad', 'm', ',', '.', '-', '/'])
const TOKEN = /\d+(?:\.\d+)?|[a-z]+|[+\-:/.,]/gi
const ZONE = '(?:\\s*(z|utc|gmt|([+-])(\\d{2}):?(\\d{2})?)(?![a-z\\d]))?'
const CLOCK = new RegExp(`(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*(am|pm)?${ZONE}|(\\d{1,2})\\s*(am|pm)\\b`, 'i')

const monthOf = (word: string): number => {
  const known = MONTHS.includes(word) || MONTH_NAMES.includes(word)
  return known ? MONTHS.indexOf(word.slice(0, 3)) : -1
}

/** Number of a weekday name or its first three letters or more, Monday 0; −1 for other words. */
export const weekdayOf = (word: string): number => (word.length < 3 ? -1 : WEEKDAYS.findIndex((name) => name.startsWith(word.toLowerCase())))

interface Clock {
  /** Milliseconds since midnight UTC when the text named a zone. */
  readonly ms: number
  readonly rest: string
}

const readClock = (text: string): Clock | null | undefined => {
  const found = CLOCK.exec(text)
  if (found === null) return undefined
  const half = (found[5] ?? found[11])?.toLowerCase()
  let hour = Number(found[1] ?? found[10])
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (half === 'pm' ? 12 : 0)
  }
  const minute = Number(found[2] ?? 0)
  const second = Number(found[3] ?? 0)
  if (hour > 23 || minute > 59 || second > 59) return null
  const fraction = found[4] === undefined ? 0 : Number(`0.${found[4]}`) * SECOND
  const offset = found[7] === undefined ? 0 : (found[7] === '-' ? -1 : 1) * (Number(found[8]) * HOUR + Number(found[9] ?? 0) * MINUTE)
  const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`
  return { ms: hour * HOUR + minute * MINUTE + second * SECOND + fraction - offset, rest }
}

const fullYear = (text: string, thisYear: number): number => {
  const value = Number(text)
  if (text.length > 2) return value
  const century = thisYear - (thisYear % 100)
  const year = century + value
  return year >= thisYear + 50 ? year - 100 : year < thisYear - 50 ? year + 100 : year
}

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Which of up to three numbers is year, month and day: a year by its size or place, month before day unless it cannot be one. */
const arrange = (numbers: readonly string[], month: number, thisYear: number): Parts | null => {
  const isYear = (text: string): boolean => text.length > 2 || Number(text) > 31
  let at = numbers.findIndex(isYear)
  const wanted = month < 0 ? 3 : 2
  if (numbers.length > wanted) return null
  if (at < 0 && numbers.length === wanted) at = wanted - 1
  const year = at < 0 ? thisYear : fullYear(numbers[at] ?? '', thisYear)
  const rest = numbers.filter((_, i) => i !== at).map(Number)
  if (rest.some((n) => !Number.isInteger(n))) return null
  if (month >= 0) return { year, month, day: rest[0] ?? 1 }
  const [first, second] = rest
  if (first === undefined) return { year, month: 0, day: 1 }
  if (second === undefined) return at < 0 ? { year, month: 0, day: first } : { year, month: first - 1, day: 1 }
  return first > 12 ? { year, month: second - 1, day: first } : { year, month: first - 1, day: second }
}

const compact = (text: string): string => {
  const digits = /^(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?$/i.exec(text)
  if (digits === null) return text
  const clock = digits[4] === undefined ? '' : ` ${digits[4]}:${digits[5]}:${digits[6] ?? '00'}`
  return `${digits[1]}-${digits[2]}-${digits[3]}${clock}`
}

interface Read {
  readonly numbers: string[]
  month: number
  dow: number
}

const readWords = (text: string): Read | null => {
  const read: Read = { numbers: [], month: -1, dow: -1 }
  for (const token of text.match(TOKEN) ?? []) {
    const word = token.toLowerCase()
    if (/^\d/.test(word)) read.numbers.push(word)
    else if (monthOf(word) >= 0 && read.month < 0) read.month = monthOf(word)
    else if (weekdayOf(word) >= 0) read.dow = weekdayOf(word)
    else if (!FILLERS.has(word)) return null
  }
  return text.replace(TOKEN, '').trim() === '' ? read : null
}

/**
 * A date as people and machines write it (`2024-02-29T10:11:12`, `March 2024`, `13/2/2021`, `5pm`); parts that are missing come from
 * 1 January of the current year, 00:00. With a zone the answer is the instant in UTC. Null: not such a text.
 */
export const parseAbsolute = (source: string, now: number): number | null => {
  const thisYear = new Date(now).getUTCFullYear()
  let text = compact(source.trim())
  if (text === '') return null
  const clock = readClock(text)
  if (clock === null) return null
  if (clock !== undefined) text = clock.rest.trim().replace(/(\d)t$/i, '$1 ')
  const read = readWords(text.replace(/(\d)(st|nd|rd|th)\b/gi, '$1'))
  if (read === null || (clock === undefined && read.numbers.length === 0 && read.month < 0 && read.dow < 0)) return null
  const parts = arrange(read.numbers, read.month, thisYear)
  if (parts === null || parts.month < 0 || parts.month > 11 || parts.year < 1 || parts.year > 9999) return null
  if (parts.day < 1 || parts.day > daysInMonth(parts.year, parts.month)) return null
  let at = civil(parts.year, parts.month, parts.day, clock?.ms ?? 0)
  if (read.dow >= 0 && read.numbers.length === 0) at += ((read.dow - weekday(at) + 7) % 7) * DAY
  return at
}
