import { BadRequest } from '../errors.ts'
import { addTime, DAY, lastDay, type TimeUnit, timeUnit, truncateTime } from './calendar.ts'
import { evaluateFormula, isFormula } from './formula.ts'
import { parseHumanTime } from './human.ts'

/** Inclusive start, exclusive end; epoch ms of zone-less time read as UTC, null: open. */
export interface TimeRange {
  readonly since: number | null
  readonly until: number | null
}

export interface TimeRangeOptions {
  /** Epoch ms. */
  readonly now: number
  /** From what relative texts count: `today` (midnight) or `now`. Left out: `now` for seconds and minutes, else `today`. */
  readonly relativeStart?: string | undefined
  /** Where `Last …` ends and where ranges without bounds end; `today` by default. */
  readonly relativeEnd?: string | undefined
}

/** Longer texts are refused before any pattern looks at them. */
const MAX_LENGTH = 2_000
const SEPARATOR = ' : '
const CALENDAR = /^(previous calendar|Current) (day|week|month|quarter|year)/
const PART_OF = /^(?:first|1st)\s+(week|month|quarter)\s+of\s+(?:(this|last|next|prior)\s+)?(?:the\s+)?(week|month|quarter|year)$/i
const EDGE = /^(start of|beginning of|end of)\s+(this|last|next|prior)\s+(?:(\d+)\s+)?(day|week|month|quarter|year)s?$/i
const FIRST = /^(?:first|1st)\s+(?:day\s+)?of\s+(?:(this|last|next|prior)\s+)?(?:the\s+)?(day|week|month|quarter|year)s?$/i
const STEP = /^(this|last|next|prior)\s+(?:(\d+)\s+)?(second|minute|day|week|month|quarter|year)s?$/i

const direction = (word: string | undefined): number => {
  const lower = word?.toLowerCase()
  return lower === 'next' ? 1 : lower === 'last' || lower === 'prior' ? -1 : 0
}

const unit = (word: string | undefined): TimeUnit => {
  const found = timeUnit(word ?? '')
  if (found === undefined) throw new BadRequest(`Unknown time unit [${word ?? ''}]`)
  return found
}

interface Base {
  readonly now: number
  readonly of: (unit: TimeUnit) => number
}

const baseOf = (options: TimeRangeOptions): Base => {
  const today = truncateTime(options.now, 'day')
  const start = options.relativeStart === undefined ? undefined : options.relativeStart.toLowerCase() === 'now' ? options.now : today
  return { now: options.now, of: (u) => start ?? (u === 'second' || u === 'minute' ? options.now : today) }
}

/** The moment, unless it lies beyond what any calendar here counts. */
const moment = (at: number, text: string): number => {
  if (Number.isFinite(new Date(at).getTime())) return at
  throw new BadRequest(`Cannot parse time string [${text}]`)
}

/** One side of a range: an edge of a unit, a step from the base, a formula, or free text. */
const side = (text: string, base: Base): number => {
  const edge = EDGE.exec(text)
  if (edge !== null) {
    const u = unit(edge[4])
    const at = addTime(base.of(u), direction(edge[2]) * Number(edge[3] ?? 1), u)
    if (!/^end/i.test(edge[1] ?? '')) return truncateTime(at, u)
    if (u === 'week' || u === 'month' || u === 'year') return lastDay(at, u)
    throw new BadRequest(`Expected year, month or week, found '${u}'`)
  }
  const first = FIRST.exec(text)
  if (first !== null) return truncateTime(addTime(base.of(unit(first[2])), direction(first[1]), unit(first[2])), unit(first[2]))
  const step = STEP.exec(text)
  if (step !== null) {
    const u = unit(step[3])
    return truncateTime(addTime(base.of(u), direction(step[1]) * Number(step[2] ?? 1), u), 'second')
  }
  if (isFormula(text)) return evaluateFormula(text, base.now)
  if (text.includes("'")) throw new BadRequest(`Cannot parse time string [${text}]`)
  return parseHumanTime(text, base.now)
}

/** Whole-text forms that name both bounds at once. */
const whole = (text: string, base: Base): TimeRange | null => {
  const today = truncateTime(base.now, 'day')
  const calendar = CALENDAR.exec(text)
  if (calendar !== null && !(calendar[1] === 'previous calendar' && calendar[2] === 'day')) {
    const u = unit(calendar[2])
    const start = calendar[1] === 'Current' ? truncateTime(today, u) : truncateTime(addTime(today, -1, u), u)
    return { since: start, until: addTime(start, 1, u) }
  }
  const part = PART_OF.exec(text)
  if (part === null) return null
  const u = unit(part[3])
  const start = truncateTime(addTime(base.of(u), direction(part[2]), u), u)
  return { since: start, until: addTime(start, 1, unit(part[1])) }
}

const bounds = (text: string, options: TimeRangeOptions): readonly [string, string] => {
  const at = text.indexOf(SEPARATOR)
  if (at >= 0) return [text.slice(0, at).trim(), text.slice(at + SEPARATOR.length).trim()]
  const end = options.relativeEnd ?? 'today'
  if (text.startsWith('Last')) return [text.trim(), end]
  if (text.startsWith('Next')) return [options.relativeStart ?? 'today', text.trim()]
  return ['', end]
}

/**
 * A time range as charts write it: `Last week`, `previous calendar month`, `2024-01-01 : now`, `DATEADD(DATETIME("now"), -3, hour) : `.
 * Text that names no range is everything before `relativeEnd`. Throws BadRequest for texts that are ambiguous, not understood or reversed.
 */
export const parseTimeRange = (text: string, options: TimeRangeOptions): TimeRange => {
  if (text.length > MAX_LENGTH) throw new BadRequest('The time range is too long')
  const base = baseOf(options)
  if (!text.includes(SEPARATOR)) {
    if (text === 'No filter') return { since: null, until: null }
    const found = whole(text, base)
    if (found !== null) return found
  }
  const [left, right] = bounds(text, options)
  const since = left === '' ? null : moment(side(left, base), left)
  const until = right === '' ? null : moment(side(right, base), right)
  if (since !== null && until !== null && since > until) throw new BadRequest('From date cannot be larger than to date')
  return { since, until }
}

/** Whole days between two moments, towards the past for negative spans. */
export const wholeDays = (from: number, to: number): number => Math.floor((to - from) / DAY)
