import { clockOf, shownZone, toMoment } from '@coset/core'

const TIMED = /^(\d{4,}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/

/** A moment's text in the zone that the page shows, with the digits of its second as they came; null for what has no time of day, or where times stay as in the data. */
export const shownMoment = (value: unknown): string | null => {
  const zone = shownZone()
  const match = zone !== null && typeof value === 'string' ? TIMED.exec(value) : null
  const date = match === null ? undefined : toMoment(value)
  if (zone === null || match === null || date === undefined) return null
  const clock = clockOf(zone)
  const text = clock.wall(date).toISOString().slice(0, 19).replace('T', ' ')
  return [`${text}${match[2] ?? ''}`, clock.mark(date)].filter((part) => part !== '').join(' ')
}
