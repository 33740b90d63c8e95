import { BadRequest } from '@coset/core'

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

const moment = (epochMs: number): { readonly date: Date; readonly micros: number } => {
  const total = Math.round(epochMs * 1_000)
  const micros = ((total % 1_000_000) + 1_000_000) % 1_000_000
  const date = new Date((total - micros) / 1_000)
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9_999) throw new BadRequest('The moment is out of range')
  return { date, micros }
}

/** `2021-01-31` of a zone-less moment. Throws BadRequest outside of the years 1 to 9999. */
export const isoDate = (epochMs: number): string => {
  const { date } = moment(epochMs)
  return `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`
}

/** `2021-01-31 13:00:00`, with `.ffffff` always or only when there is a fraction. */
export const isoDateTime = (epochMs: number, fraction: 'always' | 'needed'): string => {
  const { date, micros } = moment(epochMs)
  const time = `${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`
  return `${isoDate(epochMs)} ${time}${fraction === 'always' || micros > 0 ? `.${pad(micros, 6)}` : ''}`
}

const DAY = 86_400_000_000

/** Microseconds as the field shows a span: `1 days 02:00:00`, `-1 days +23:59:59.500000`. */
export const intervalText = (micros: number): string => {
  const days = Math.floor(micros / DAY)
  const rest = micros - days * DAY
  const seconds = Math.floor(rest / 1_000_000)
  const fraction = rest - seconds * 1_000_000
  const time = `${pad(Math.floor(seconds / 3_600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`
  const sign = days < 0 && rest > 0 ? '+' : ''
  return `${days} days ${sign}${time}${fraction > 0 ? `.${pad(fraction, 6)}` : ''}`
}

/** `YYYY-MM-DD[ HH:MM:SS[.f…]]` → epoch milliseconds with fraction, read as UTC; null for what is no such moment. */
export const parseMoment = (text: string): number | null => {
  const found = /^(\d{4,6})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?(?:([+-])(\d\d)(?::?(\d\d))?(?::(\d\d))?|Z)?( BC)?$/.exec(text)
  if (found === null) return null
  const [
    ,
    year = '',
    month = '',
    day = '',
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    sign,
    zoneHour = '0',
    zoneMinute = '0',
    zoneSecond = '0',
    bc,
  ] = found
  if (month === '00' || day === '00') return null
  const date = new Date(0)
  date.setUTCFullYear(bc === undefined ? Number(year) : 1 - Number(year), Number(month) - 1, Number(day))
  const zone = (Number(zoneHour) * 3_600 + Number(zoneMinute) * 60 + Number(zoneSecond)) * (sign === '-' ? -1 : 1)
  const whole = date.getTime() + (Number(hour) * 3_600 + Number(minute) * 60 + Number(second) - zone) * 1_000
  return fraction === '' ? whole : whole + Math.round(Number(`0${fraction}`) * 1_000_000) / 1_000
}
