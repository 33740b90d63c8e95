import { type Duration, Moment } from './values.ts'

const SECOND = 1_000_000n
const DAY = 86_400n * SECOND

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')
const floorDiv = (a: bigint, b: bigint): bigint => (a % b < 0n ? a / b - 1n : a / b)

/** The calendar fields of a moment. */
export const momentFields = ({ micros }: Moment) => {
  const date = new Date(Number(floorDiv(micros, 1000n)))
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: Number(micros - floorDiv(micros, SECOND) * SECOND),
    /** Monday 0. */
    weekday: (date.getUTCDay() + 6) % 7,
    dayOfYear: Math.floor((Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1,
  }
}

export type MomentFields = ReturnType<typeof momentFields>

export const momentOf = (fields: Omit<MomentFields, 'weekday' | 'dayOfYear'>): Moment => {
  const date = new Date(0)
  date.setUTCFullYear(fields.year, fields.month - 1, fields.day)
  date.setUTCHours(fields.hour, fields.minute, fields.second)
  return new Moment(BigInt(date.getTime()) * 1000n + BigInt(fields.microsecond))
}

const clock = (f: MomentFields, separator: string): string => {
  const micros = f.microsecond === 0 ? '' : `.${pad(f.microsecond, 6)}`
  return `${pad(f.year, 4)}-${pad(f.month)}-${pad(f.day)}${separator}${pad(f.hour)}:${pad(f.minute)}:${pad(f.second)}${micros}`
}

export const isoText = (moment: Moment, separator = 'T'): string => clock(momentFields(moment), separator).slice(0, moment.isDate ? 10 : undefined)

/** `2024-01-02 00:00:00`, or Python's constructor form. */
export const momentText = (moment: Moment, asCode = false): string => {
  if (!asCode) return isoText(moment, ' ')
  const f = momentFields(moment)
  if (moment.isDate) return `datetime.date(${f.year}, ${f.month}, ${f.day})`
  const tail = f.microsecond !== 0 ? `, ${f.second}, ${f.microsecond}` : f.second !== 0 ? `, ${f.second}` : ''
  return `datetime.datetime(${f.year}, ${f.month}, ${f.day}, ${f.hour}, ${f.minute}${tail})`
}

export const durationParts = ({ micros }: Duration): { days: bigint; seconds: bigint; microseconds: bigint } => {
  const days = floorDiv(micros, DAY)
  const rest = micros - days * DAY
  return { days, seconds: rest / SECOND, microseconds: rest % SECOND }
}

export const durationText = (duration: Duration): string => {
  const { days, seconds, microseconds } = durationParts(duration)
  const clockText = `${seconds / 3600n}:${pad(Number((seconds / 60n) % 60n))}:${pad(Number(seconds % 60n))}`
  const micros = microseconds === 0n ? '' : `.${pad(Number(microseconds), 6)}`
  return `${days === 0n ? '' : `${days} day${days === 1n || days === -1n ? '' : 's'}, `}${clockText}${micros}`
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** Week of the year; `shift` days from Monday to the week's first day. */
const weekNumber = (f: MomentFields, shift: number): number => Math.floor((f.dayOfYear + 6 - ((f.weekday + shift) % 7)) / 7)

const isoWeek = (f: MomentFields): { year: number; week: number } => {
  const thursday = momentFields(new Moment(BigInt(Date.UTC(f.year, f.month - 1, f.day + 3 - f.weekday)) * 1000n))
  return { year: thursday.year, week: Math.floor((thursday.dayOfYear - 1) / 7) + 1 }
}

const FIELDS: Readonly<Record<string, (f: MomentFields) => string>> = {
  Y: (f) => String(f.year),
  y: (f) => pad(f.year % 100),
  m: (f) => pad(f.month),
  d: (f) => pad(f.day),
  H: (f) => pad(f.hour),
  I: (f) => pad(f.hour % 12 === 0 ? 12 : f.hour % 12),
  M: (f) => pad(f.minute),
  S: (f) => pad(f.second),
  f: (f) => pad(f.microsecond, 6),
  p: (f) => (f.hour < 12 ? 'AM' : 'PM'),
  j: (f) => pad(f.dayOfYear, 3),
  B: (f) => MONTHS[f.month - 1] ?? '',
  b: (f) => (MONTHS[f.month - 1] ?? '').slice(0, 3),
  A: (f) => DAYS[f.weekday] ?? '',
  a: (f) => (DAYS[f.weekday] ?? '').slice(0, 3),
  w: (f) => String((f.weekday + 1) % 7),
  u: (f) => String(f.weekday + 1),
  W: (f) => pad(weekNumber(f, 0)),
  U: (f) => pad(weekNumber(f, 1)),
  V: (f) => pad(isoWeek(f).week),
  G: (f) => String(isoWeek(f).year),
  F: (f) => clock(f, ' ').slice(0, 10),
  T: (f) => `${pad(f.hour)}:${pad(f.minute)}:${pad(f.second)}`,
  z: () => '',
  Z: () => '',
  '%': () => '%',
}

/** A moment by a strftime pattern; unknown fields stay as written. */
export const strftime = (moment: Moment, pattern: string): string => {
  const fields = momentFields(moment)
  return pattern.replace(/%([A-Za-z%])/g, (whole, field: string) => FIELDS[field]?.(fields) ?? whole)
}
