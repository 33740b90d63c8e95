import { timeFormat, utcFormat } from 'd3-time-format'
import { isSmartStyle, smartDate } from './smart-date.ts'
import { clockOf, hasTimeOfDay, shownZone, type ZoneClock } from './zone.ts'

/** A moment → its text. Takes epoch ms (number, bigint), Date and ISO text; anything else stays as it is. Never throws. */
export type TimeFormatter = (value: unknown) => string

/** The formats that charts offer; any d3-time-format text is accepted besides. */
export const TIME_FORMATS = ['smart_date', '%d/%m/%Y', '%m/%d/%Y', '%d.%m.%Y', '%Y-%m-%d', '%Y-%m-%d %H:%M:%S', '%d-%m-%Y %H:%M:%S', '%H:%M:%S'] as const

const LOCAL_PREFIX = 'local!'
const DAY_MS = 86_400_000
const day = utcFormat('%Y-%m-%d')

/** Offsets in days from the grouped moment to the first and the last day of its week. */
const WEEKS: Readonly<Record<string, readonly [number, number]>> = {
  P1W: [0, 6],
  '1969-12-28T00:00:00Z/P1W': [0, 6],
  '1969-12-29T00:00:00Z/P1W': [0, 6],
  'P1W/1970-01-03T00:00:00Z': [-6, 0],
  'P1W/1970-01-04T00:00:00Z': [-6, 0],
}

const GRAIN_PATTERNS: Readonly<Record<string, string>> = {
  PT1S: '%Y-%m-%d %H:%M:%S',
  PT5S: '%Y-%m-%d %H:%M:%S',
  PT30S: '%Y-%m-%d %H:%M:%S',
  PT1M: '%Y-%m-%d %H:%M',
  PT5M: '%Y-%m-%d %H:%M',
  PT10M: '%Y-%m-%d %H:%M',
  PT15M: '%Y-%m-%d %H:%M',
  PT30M: '%Y-%m-%d %H:%M',
  'PT0.5H': '%Y-%m-%d %H:%M',
  PT1H: '%Y-%m-%d %H:00',
  PT6H: '%Y-%m-%d %H:00',
  P1D: '%Y-%m-%d',
  P1M: '%b %Y',
  P3M: '%Y Q%q',
  'P0.25Y': '%Y Q%q',
  P1Y: '%Y',
}

/** Whole hours of UTC are no whole hours of every zone. */
const inZone = (pattern: string): string => pattern.replace('%H:00', '%H:%M')

function grainPrinter(grain: string, zoned: boolean): ((date: Date) => string) | undefined {
  const week = Object.hasOwn(WEEKS, grain) ? WEEKS[grain] : undefined
  if (week) return (date) => `${day(new Date(date.getTime() + week[0] * DAY_MS))} — ${day(new Date(date.getTime() + week[1] * DAY_MS))}`
  const pattern = Object.hasOwn(GRAIN_PATTERNS, grain) ? GRAIN_PATTERNS[grain] : undefined
  return pattern === undefined ? undefined : utcFormat(zoned ? inZone(pattern) : pattern)
}

function printer(format: string, grain: string | null | undefined, zoned: boolean): (date: Date) => string {
  if (format.startsWith(LOCAL_PREFIX)) return timeFormat(format.slice(LOCAL_PREFIX.length))
  if (!isSmartStyle(format)) return utcFormat(format)
  return (grain ? grainPrinter(grain, zoned) : undefined) ?? smartDate(format)
}

const ISO_START = /^\d{4}-\d{2}(-\d{2})?/
const HAS_ZONE = /(Z|[+-]\d{2}:?\d{2})$/i

/** Epoch ms, Date or ISO text (no zone means UTC) → Date; undefined when the value names no moment. */
export function toMoment(value: unknown): Date | undefined {
  let date: Date | undefined
  if (value instanceof Date) date = value
  else if (typeof value === 'number') date = new Date(value)
  else if (typeof value === 'bigint') date = new Date(Number(value))
  else if (typeof value === 'string' && ISO_START.test(value)) {
    const text = value.replace(' ', 'T')
    date = new Date(text.includes('T') && !HAS_ZONE.test(text) ? `${text}Z` : text)
  }
  return date && !Number.isNaN(date.getTime()) ? date : undefined
}

export interface TimeOptions {
  /** The moments have a time of day; absent: they have one where the grain is shorter than a day. */
  readonly timed?: boolean
  /** Whether each text names the zone; absent: it does. */
  readonly namesZone?: boolean
}

const TIME_OF_DAY = /%[-_0]?[HIMSLfpXc]/
/** Directives that say UTC or count from its epoch. */
const UTC_ONLY = /%[ZsQ]/

function clockFor(format: string, timed: boolean): ZoneClock | undefined {
  const zone = shownZone()
  if (zone === null || !timed || format.startsWith(LOCAL_PREFIX)) return undefined
  return isSmartStyle(format) || (TIME_OF_DAY.test(format) && !UTC_ONLY.test(format)) ? clockOf(zone) : undefined
}

/** The zone that a formatter of these arguments shows; null: UTC, as in the data. */
export function zoneOf(format: string | null | undefined, grain: string | null | undefined, timed = hasTimeOfDay(grain)): string | null {
  return clockFor(format || 'smart_date', timed)?.zone ?? null
}

/**
 * The formatter of a d3-time-format text or of `smart_date`, `smart_date_verbose`, `smart_date_detailed`; an empty format is `smart_date`.
 * A smart format with a known grain names the whole unit (`2024 Q1`, a week as its first and last day). All is UTC unless
 * the format starts with `local!`, or the page shows times in a zone (`showTimesIn`) and the moments have a time of day: then each text ends
 * with the zone's name.
 */
export function formatTime(format?: string | null, grain?: string | null, { timed = hasTimeOfDay(grain), namesZone = true }: TimeOptions = {}): TimeFormatter {
  const clock = clockFor(format || 'smart_date', timed)
  const print = printer(format || 'smart_date', grain, clock !== undefined)
  return (value) => {
    const date = toMoment(value)
    if (!date) return String(value)
    if (clock === undefined) return print(date)
    return [print(clock.wall(date)), clock.mark(date), namesZone ? clock.zone : ''].filter((text) => text !== '').join(' ')
  }
}
