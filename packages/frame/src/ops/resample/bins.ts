import { addTime, BadRequest, DAY, HOUR, MINUTE, SECOND, truncateTime, weekday } from '@coset/core'
import type { OperationContext } from '../operation.ts'
import { bounded } from '../options.ts'

export interface Bins {
  /** Epoch ms, ascending. */
  readonly labels: readonly number[]
  /** Bin of a moment; −1 outside. */
  readonly binOf: (epochMs: number) => number
}

/** A calendar rule: the moments it hits, and whether a bin ends (`right`) or starts at them. */
interface Calendar {
  readonly right: boolean
  /** The last hit at or before midnight of the moment. */
  readonly floor: (epochMs: number) => number
  readonly step: (epochMs: number, count: number) => number
}

const TICKS: Readonly<Record<string, number>> = { D: DAY, H: HOUR, h: HOUR, T: MINUTE, min: MINUTE, S: SECOND, s: SECOND, L: 1, ms: 1 }
const RULE = /^(\d*)\s*([A-Za-z]+)(?:-([A-Z]{3}))?$/
const DAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

const starts = (months: number, anchorMonth: number): Calendar => {
  const floor = (at: number): number => {
    const date = new Date(at)
    const behind = (((date.getUTCMonth() - anchorMonth) % months) + months) % months
    return addTime(truncateTime(at, 'month'), -behind, 'month')
  }
  return { right: false, floor, step: (at, count) => addTime(at, count * months, 'month') }
}

/** Last days of periods of `months`, of which one ends with `anchorMonth`. */
const ends = (months: number, anchorMonth: number): Calendar => {
  const base = starts(months, (anchorMonth + 1) % 12)
  const next = (at: number): number => at + DAY
  return { right: true, floor: (at) => base.floor(next(truncateTime(at, 'day'))) - DAY, step: (at, count) => base.step(next(at), count) - DAY }
}

const weeks = (anchor: number): Calendar => ({
  right: true,
  floor: (at) => truncateTime(at, 'day') - ((weekday(at) - anchor + 7) % 7) * DAY,
  step: (at, count) => at + count * 7 * DAY,
})

const workdays: Calendar = {
  right: false,
  floor: (at) => truncateTime(at, 'day') - Math.max(0, weekday(at) - 4) * DAY,
  step: (at, count) => {
    let day = at
    for (let left = Math.abs(count); left > 0; ) {
      day += Math.sign(count) * DAY
      if (weekday(day) < 5) left--
    }
    return day
  },
}

const calendar = (name: string, anchor: string | undefined): Calendar | undefined => {
  const month = (fallback: string): number => {
    const at = MONTHS.indexOf(anchor ?? fallback)
    if (at < 0) throw new BadRequest(`Invalid frequency: ${name}-${anchor ?? ''}`)
    return at
  }
  if (name === 'W' && (anchor === undefined || DAYS.includes(anchor))) return weeks(anchor === undefined ? 6 : DAYS.indexOf(anchor))
  if (name === 'B') return workdays
  if (name === 'MS') return starts(1, 0)
  if (name === 'M' || name === 'ME') return ends(1, 0)
  if (name === 'QS') return starts(3, month('JAN') % 3)
  if (name === 'Q' || name === 'QE') return ends(3, month('DEC'))
  if (name === 'AS' || name === 'YS') return starts(12, month('JAN'))
  if (name === 'A' || name === 'Y' || name === 'YE') return ends(12, month('DEC'))
  return undefined
}

const tickBins = (size: number, first: number, last: number, context: OperationContext): Bins => {
  const origin = truncateTime(first, 'day')
  const start = origin + Math.floor((first - origin) / size) * size
  const count = Math.floor((last - start) / size) + 1
  bounded(count, context)
  return { labels: Array.from({ length: count }, (_, i) => start + i * size), binOf: (at) => Math.floor((at - start) / size) }
}

const calendarBins = (rule: Calendar, n: number, first: number, last: number, context: OperationContext): Bins => {
  const labels: number[] = []
  let at = rule.floor(first)
  if (rule.right && truncateTime(first, 'day') > at) at = rule.step(at, 1)
  for (;;) {
    labels.push(at)
    bounded(labels.length, context)
    const next = rule.step(at, n)
    if (rule.right ? truncateTime(last, 'day') <= at : next > last) break
    at = next
  }
  const binOf = (moment: number): number => {
    const key = rule.right ? truncateTime(moment, 'day') : moment
    let low = 0
    let high = labels.length
    while (low < high) {
      const middle = (low + high) >> 1
      const label = labels[middle] ?? 0
      if (rule.right ? label < key : label <= key) low = middle + 1
      else high = middle
    }
    return rule.right ? low : low - 1
  }
  return { labels, binOf }
}

/** The grid that a rule such as `1D`, `2W`, `MS` or `Q-NOV` lays over these moments. Throws BadRequest for an unknown rule. */
export const binsOf = (rule: string, moments: readonly number[], context: OperationContext): Bins => {
  const found = RULE.exec(rule.trim())
  const n = Number(found?.[1] || 1)
  const name = found?.[2] ?? ''
  const first = moments.reduce((a, b) => Math.min(a, b), moments[0] ?? 0)
  const last = moments.reduce((a, b) => Math.max(a, b), moments[0] ?? 0)
  const tick = found?.[3] === undefined && Object.hasOwn(TICKS, name) ? TICKS[name] : undefined
  if (found !== null && n > 0 && tick !== undefined) return tickBins(tick * n, first, last, context)
  const known = n > 0 ? calendar(name, found?.[3]) : undefined
  if (known === undefined) throw new BadRequest(`Invalid frequency: ${rule}`)
  return calendarBins(known, n, first, last, context)
}
