import { utcFormat } from 'd3-time-format'

type Level = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond'
export type SmartStyle = 'smart_date' | 'smart_date_verbose' | 'smart_date_detailed'

const PATTERNS: Readonly<Record<SmartStyle, Readonly<Record<Level, string>>>> = {
  smart_date: { year: '%Y', month: '%B', week: '%b %d', day: '%a %d', hour: '%I %p', minute: '%I:%M', second: ':%Ss', millisecond: '.%Lms' },
  smart_date_verbose: {
    year: '%Y',
    month: '%b %Y',
    week: '%a %b %-d',
    day: '%a %b %-d',
    hour: '%a %b %d, %I %p',
    minute: '%a %b %d, %I:%M %p',
    second: '%a %b %d, %I:%M:%S %p',
    millisecond: '.%L',
  },
  smart_date_detailed: {
    year: '%Y',
    month: '%Y-%m-%d',
    week: '%Y-%m-%d',
    day: '%Y-%m-%d',
    hour: '%Y-%m-%d %H:%M',
    minute: '%Y-%m-%d %H:%M',
    second: '%Y-%m-%d %H:%M:%S',
    millisecond: '%Y-%m-%d %H:%M:%S.%L',
  },
}

function levelOf(date: Date): Level {
  if (date.getUTCMilliseconds() !== 0) return 'millisecond'
  if (date.getUTCSeconds() !== 0) return 'second'
  if (date.getUTCMinutes() !== 0) return 'minute'
  if (date.getUTCHours() !== 0) return 'hour'
  if (date.getUTCDate() !== 1) return date.getUTCDay() === 0 ? 'week' : 'day'
  return date.getUTCMonth() === 0 ? 'year' : 'month'
}

/** The text that names the largest unit a moment starts: a New Year reads `2024`, a quarter past one `01:15`. */
export function smartDate(style: SmartStyle): (date: Date) => string {
  const patterns = PATTERNS[style]
  const printers = new Map<Level, (date: Date) => string>()
  return (date) => {
    const level = levelOf(date)
    const known = printers.get(level) ?? utcFormat(patterns[level])
    printers.set(level, known)
    return known(date)
  }
}

export function isSmartStyle(format: string): format is SmartStyle {
  return Object.hasOwn(PATTERNS, format)
}
