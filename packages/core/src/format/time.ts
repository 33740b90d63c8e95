import { timeFormat, utcFormat } from 'd3-time-format'
import { isSmartStyle, smartDate } from './smart-date.ts'

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

function grainPrinter(grain: string): ((date: Date) => string) | undefined {
  const week = Object.hasOwn(WEEKS, grain) ? WEEKS[grain] : undefined
  if (week) return (date) => `${day(new Date(date.getTime() + week[0] * DAY_MS))} — ${day(new Date(date.getTime() + week[1] * DAY_MS))}`
  const pattern = Object.hasOwn(GRAIN_PATTERNS, grain) ? GRAIN_PATTERNS[grain] : undefined
  return pattern === undefined ? undefined : utcFormat(pattern)
}

function printer(format: string, grain: string | null | undefined): (date: Date) => string {
  if (format.startsWith(LOCAL_PREFIX)) return timeFormat(format.slice(LOCAL_PREFIX.length))
  if (!isSmartStyle(format)) return utcFormat(format)
  return (grain ? grainPrinter(grain) : undefined) ?? smartDate(format)
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

/**
 * The formatter of a d3-time-format text or of `smart_date`, `smart_date_verbose`, `smart_date_detailed`; an empty format is `smart_date`.
 * A smart format with a known grain names the whole unit (`2024 Q1`, a week as its first and last day). All is UTC unless
 * the format starts with `local!`.
 */
export function formatTime(format?: string | null, grain?: string | null): TimeFormatter {
  const print = printer(format || 'smart_date', grain)
  return (value) => {
    const date = toMoment(value)
    return date ? print(date) : String(value)
  }
}
