import { parseHumanTime } from './human.ts'
import type { TimeRange } from './range.ts'
import { moveByText } from './relative-text.ts'

const move = (at: number | null, text: string): number | null => (at === null ? null : moveByText(at, text))

/**
 * The range moved to the past by `1 year`, `28 days ago`, `-1 week`; text with ` : ` is a new range of its own.
 * Text that is not understood moves nothing. Throws BadRequest only for a new range that cannot be read.
 */
export const shiftRange = (range: TimeRange, shift: string, now: number): TimeRange => {
  const at = shift.indexOf(' : ')
  if (at >= 0) return { since: parseHumanTime(shift.slice(0, at), now), until: parseHumanTime(shift.slice(at + 3), now) }
  const back = `-${shift
    .trim()
    .replace(/^-/, '')
    .replace(/\s+ago$/i, '')}`
  return { since: move(range.since, back), until: move(range.until, back) }
}

/** The range moved by a comparison's own text: `1 year ago` to the past, `1 year later` to the future. */
export const offsetRange = (range: TimeRange, offset: string): TimeRange => ({ since: move(range.since, offset), until: move(range.until, offset) })
