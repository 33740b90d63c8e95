import { civil, daysInMonth, HOUR, MINUTE, SECOND } from '@coset/core'

const PATTERNS: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  y: '(?<y>\\d{2})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  H: '(?<H>\\d{1,2})',
  I: '(?<I>\\d{1,2})',
  M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})',
  f: '(?<f>\\d{1,9})',
  p: '(?<p>[AaPp][Mm])',
  b: '(?<b>[A-Za-z]{3})',
  B: '(?<B>[A-Za-z]{3,9})',
  z: '(?<z>Z|[+-]\\d{2}:?\\d{2})',
  a: '[A-Za-z]{3}',
  A: '[A-Za-z]+',
  '%': '%',
}
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const compiled = new Map<string, RegExp | null>()

const compile = (format: string): RegExp | null => {
  const known = compiled.get(format)
  if (known !== undefined) return known
  let source = ''
  for (let i = 0; i < format.length; i++) {
    const c = format[i] ?? ''
    if (c === '%') {
      const part = PATTERNS[format[++i] ?? '']
      if (part === undefined) return null
      source += part
    } else source += c.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  }
  let pattern: RegExp | null
  try {
    pattern = new RegExp(`^${source}$`)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    pattern = null
  }
  if (compiled.size < 1000) compiled.set(format, pattern)
  return pattern
}

const monthOf = (groups: Readonly<Record<string, string | undefined>>): number => {
  const name = groups['b'] ?? groups['B']
  return name === undefined ? Number(groups['m'] ?? 1) - 1 : MONTHS.indexOf(name.slice(0, 3).toLowerCase())
}

const hourOf = (groups: Readonly<Record<string, string | undefined>>): number => {
  if (groups['I'] === undefined) return Number(groups['H'] ?? 0)
  return (Number(groups['I']) % 12) + (groups['p']?.toLowerCase() === 'pm' ? 12 : 0)
}

const zoneMs = (zone: string | undefined): number => {
  if (zone === undefined || zone === 'Z') return 0
  return (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * HOUR + Number(zone.slice(-2)) * MINUTE)
}

/** A text by a strptime pattern, in epoch ms; null when it does not fit or names no real moment. */
export const parseByFormat = (text: string, format: string): number | null => {
  const groups = compile(format)?.exec(text.trim())?.groups
  if (groups === undefined) return null
  const short = Number(groups['y'] ?? 0)
  const year = groups['Y'] !== undefined ? Number(groups['Y']) : groups['y'] !== undefined ? short + (short < 69 ? 2000 : 1900) : 1900
  const month = monthOf(groups)
  const day = Number(groups['d'] ?? 1)
  const [hour, minute, second] = [hourOf(groups), Number(groups['M'] ?? 0), Number(groups['S'] ?? 0)]
  if (month < 0 || month > 11 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return null
  const fraction = groups['f'] === undefined ? 0 : Number(`0.${groups['f']}`) * SECOND
  return civil(year, month, day, hour * HOUR + minute * MINUTE + second * SECOND + fraction) - zoneMs(groups['z'])
}
