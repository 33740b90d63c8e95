import { parseAbsolute, weekdayOf } from './absolute-text.ts'
import { addTime, civil, DAY, lastDay, type TimeUnit, timeUnit, truncateTime, weekday } from './calendar.ts'

/** `clock`: the text named a time of day, so it is kept; otherwise the caller resets it to midnight. */
interface Moment {
  readonly at: number
  readonly clock: boolean
}

const NUMBER_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const NUMBER = `(?:an?|${NUMBER_WORDS.join('|')}|[+-]?\\d+)`
const UNIT = '(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yrs?)'
const AMOUNT = `(${NUMBER})\\s*(${UNIT})`
const AGO = new RegExp(`(?:^|\\s)${AMOUNT}\\s+(?:ago|before now)\\b`, 'i')
const FROM = new RegExp(`(?:^|\\s)${AMOUNT}\\s+(before|prior to|from|after|since)\\s+(.+)$`, 'i')
const PLAIN = new RegExp(`(?:^|\\s)${AMOUNT}\\b`, 'i')
const MODIFIED = /\b(last|next|this|prior|previous)\s+([a-z]+)\b/i
const SHORT: Readonly<Record<string, TimeUnit>> = { sec: 'second', min: 'minute', hr: 'hour', yr: 'year' }
const DAY_TIMES: Readonly<Record<string, number>> = {
  noon: 12,
  midnight: 0,
  morning: 6,
  lunch: 12,
  breakfast: 8,
  dinner: 19,
  evening: 18,
  night: 21,
  tonight: 21,
}

const amount = (word: string): number => {
  const lower = word.toLowerCase()
  if (lower === 'a' || lower === 'an') return 1
  const known = NUMBER_WORDS.indexOf(lower)
  return known >= 0 ? known : Number(word)
}

const unitOf = (word: string): TimeUnit | undefined => timeUnit(word) ?? SHORT[word.toLowerCase().replace(/s$/, '')]

const moved = (base: number, count: number, unitWord: string, clock: boolean): Moment | null => {
  const unit = unitOf(unitWord)
  if (unit === undefined) return null
  return { at: addTime(base, count, unit), clock: clock || unit === 'second' || unit === 'minute' || unit === 'hour' }
}

const named = (word: string, now: number): Moment | null => {
  const today = truncateTime(now, 'day')
  const year = new Date(now).getUTCFullYear()
  if (word === 'now') return { at: now, clock: true }
  if (word === 'today') return { at: today, clock: false }
  if (word === 'yesterday') return { at: today - DAY, clock: false }
  if (word === 'tomorrow') return { at: today + DAY, clock: false }
  if (word === 'eom' || word === 'end of month') return { at: lastDay(now, 'month'), clock: false }
  if (word === 'eoy' || word === 'end of year') return { at: civil(year, 11, 31), clock: false }
  if (word === 'eod' || word === 'end of day') return { at: today + 17 * 3_600_000, clock: true }
  return null
}

/** `last monday` is the one before today, `next friday` the one of next week, `this` the one of this week. */
const relativeWeekday = (direction: number, target: number, now: number): Moment => {
  const difference = target - weekday(now) + 7 * direction
  return { at: truncateTime(now, 'day') + (difference < -7 ? difference + 7 : difference) * DAY, clock: false }
}

const modified = (modifier: string, word: string, now: number): Moment | null => {
  const direction = modifier === 'next' ? 1 : modifier === 'this' ? 0 : -1
  const unit = timeUnit(word)
  if (unit === 'hour') return { at: addTime(truncateTime(now, 'hour'), direction, 'hour'), clock: true }
  if (unit === 'day') return { at: truncateTime(now, 'day') + direction * DAY, clock: false }
  if (unit === 'week') return { at: truncateTime(now, 'day') + 7 * direction * DAY, clock: false }
  if (unit === 'month') return { at: direction === 0 ? lastDay(now, 'month') : addTime(truncateTime(now, 'month'), direction, 'month'), clock: false }
  if (unit === 'year') return { at: addTime(truncateTime(now, 'year'), direction, 'year'), clock: false }
  const target = weekdayOf(word)
  return target < 0 ? null : relativeWeekday(direction, target, now)
}

const withClock = (text: string, now: number): Moment | null => {
  const found =
    /^(.*?)\s*(?:\bat\b\s*)?\b(noon|midnight|morning|lunch|breakfast|dinner|evening|night|tonight|\d{1,2}(?::\d{2}){1,2}(?:\s*[ap]m)?|\d{1,2}\s*[ap]m)$/i.exec(
      text,
    )
  if (found === null) return null
  const [, day = '', clock = ''] = found
  const hour = DAY_TIMES[clock.toLowerCase()]
  const stamp = hour === undefined ? parseAbsolute(clock, now) : truncateTime(now, 'day') + hour * 3_600_000
  const base = day.trim() === '' ? { at: now, clock: false } : readMoment(day.trim(), now)
  if (stamp === null || base === null) return null
  return { at: truncateTime(base.at, 'day') + (stamp - truncateTime(stamp, 'day')), clock: true }
}

const readMoment = (text: string, now: number): Moment | null => {
  const exact = named(text.toLowerCase(), now)
  if (exact !== null) return exact
  const ago = AGO.exec(text)
  if (ago !== null) return moved(now, -amount(ago[1] ?? ''), ago[2] ?? '', false)
  const from = FROM.exec(text)
  if (from !== null) {
    const [, count = '', unit = '', relation = '', anchorText = ''] = from
    const absolute = parseAbsolute(anchorText, now)
    const anchor = readMoment(anchorText.trim(), now) ?? (absolute === null ? null : { at: absolute, clock: true })
    if (anchor === null) return null
    return moved(anchor.at, (/^(before|prior)/i.test(relation) ? -1 : 1) * amount(count), unit, anchor.clock)
  }
  const clock = withClock(text, now)
  if (clock !== null) return clock
  const modifier = MODIFIED.exec(text)
  const byModifier = modifier === null ? null : modified((modifier[1] ?? '').toLowerCase(), modifier[2] ?? '', now)
  if (byModifier !== null) return byModifier
  const plain = PLAIN.exec(text)
  if (plain !== null) return moved(now, amount(plain[1] ?? ''), plain[2] ?? '', false)
  const word = /\b(now|today|yesterday|tomorrow|eom|eoy|eod)\b/i.exec(text)
  return word === null ? null : named((word[1] ?? '').toLowerCase(), now)
}

/** A moment told relative to `now` (`yesterday`, `2 weeks ago`, `last monday`, `1 month from now`); null when nothing is recognised. */
export const parseRelative = (text: string, now: number): number | null => {
  const found = readMoment(text.trim(), now)
  if (found === null) return null
  return found.clock ? truncateTime(found.at, 'second') : truncateTime(found.at, 'day')
}

/** `text` as a distance from `from`: `1 year`, `-28 days`, `3 weeks ago`, `2 days later`. Unknown text is no distance. Quarters are not known here. */
export const moveByText = (from: number, text: string): number => {
  const found = new RegExp(`(-|\\s|^)\\s*${AMOUNT}(\\s+ago)?`, 'i').exec(text.trim())
  if (found === null) return from
  const unit = unitOf(found[3] ?? '')
  if (unit === undefined) return from
  const backwards = found[1] === '-' || found[4] !== undefined
  const count = amount(found[2] ?? '')
  return addTime(from, backwards ? -Math.abs(count) : count, unit)
}
