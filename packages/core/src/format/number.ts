import { type FormatLocaleDefinition, type FormatLocaleObject, formatLocale } from 'd3-format'
import { formatDuration, formatDurationColons, formatDurationFine } from './duration.ts'
import { exactInteger } from './exact-integer.ts'
import { formatMemory } from './memory.ts'

/** A cell → its text. Text that is not a number stays as it is; null reads `null`. Never throws. */
export type NumberFormatter = (value: unknown) => string

export type NumberLocale = Omit<FormatLocaleDefinition, 'minus'>

export const DEFAULT_NUMBER_LOCALE: NumberLocale = { decimal: '.', thousands: ',', grouping: [3], currency: ['$', ''] }

/** The formats that charts offer; any d3-format text is accepted besides. */
export const NUMBER_FORMATS = [
  'SMART_NUMBER',
  '~g',
  ',d',
  '.1s',
  '.3s',
  ',.1%',
  '.2%',
  '.3%',
  '.4r',
  ',.1f',
  ',.2f',
  ',.3f',
  '+,',
  '$,.2f',
  'DURATION',
  'DURATION_SUB',
  'DURATION_COL',
  'MEMORY_DECIMAL',
  'MEMORY_BINARY',
  'MEMORY_TRANSFER_RATE_DECIMAL',
  'MEMORY_TRANSFER_RATE_BINARY',
] as const

function smartNumber(locale: FormatLocaleObject): (value: number) => string {
  const short = locale.format('.3~s')
  const twoDecimals = locale.format('.2~f')
  const fourDecimals = locale.format('.4~f')
  return (value) => {
    const size = Math.abs(value)
    if (value === 0) return '0'
    if (size >= 1000) return short(value).replace('G', 'B')
    if (size >= 1) return twoDecimals(value)
    return size >= 0.001 ? fourDecimals(value) : short(value)
  }
}

const NAMED: Readonly<Record<string, (value: number) => string>> = {
  DURATION: formatDuration,
  DURATION_SUB: formatDurationFine,
  DURATION_COL: formatDurationColons,
  MEMORY_DECIMAL: (value) => formatMemory(value),
  MEMORY_BINARY: (value) => formatMemory(value, { binary: true }),
  MEMORY_TRANSFER_RATE_DECIMAL: (value) => formatMemory(value, { perSecond: true }),
  MEMORY_TRANSFER_RATE_BINARY: (value) => formatMemory(value, { binary: true, perSecond: true }),
}

function build(format: string, locale: NumberLocale): (value: number) => string {
  const d3 = formatLocale({ ...locale, minus: '-' })
  if (format === '' || format === 'SMART_NUMBER') return smartNumber(d3)
  if (format === 'SMART_NUMBER_SIGNED') {
    const plain = smartNumber(d3)
    return (value) => (value > 0 ? `+${plain(value)}` : plain(value))
  }
  const named = Object.hasOwn(NAMED, format) ? NAMED[format] : undefined
  if (named) return named
  try {
    return d3.format(format)
  } catch {
    return (value) => `${value} (Invalid format: ${format})`
  }
}

/** Numbers as engines and JSON deliver them: numbers, bigints and exact decimal text. Undefined when the value is none of these. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string' && value.trim() !== '') {
    const parsed = Number(value)
    return Number.isNaN(parsed) ? undefined : parsed
  }
  return undefined
}

const built = new Map<string, NumberFormatter>()
const MAX_BUILT = 500

/**
 * The formatter of a d3-format text or one of the names in {@link NUMBER_FORMATS}; an empty format is `SMART_NUMBER`.
 * A bad format prints the plain number and says so. Formatters of the default locale are kept.
 */
export function formatNumber(format?: string | null, locale: NumberLocale = DEFAULT_NUMBER_LOCALE): NumberFormatter {
  const key = format ?? ''
  const known = locale === DEFAULT_NUMBER_LOCALE ? built.get(key) : undefined
  if (known) return known
  const print = build(key, locale)
  const long = exactInteger(key, locale)
  const formatter: NumberFormatter = (value) => {
    if (long !== undefined && typeof value === 'bigint') return long(value)
    const number = toNumber(value)
    if (number === undefined) return String(value)
    if (Number.isNaN(number)) return 'NaN'
    if (!Number.isFinite(number)) return number > 0 ? '∞' : '-∞'
    return print(number)
  }
  if (locale === DEFAULT_NUMBER_LOCALE) {
    if (built.size >= MAX_BUILT) built.clear()
    built.set(key, formatter)
  }
  return formatter
}
