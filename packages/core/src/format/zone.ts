const QUARTER_MS = 900_000
const SEARCH_MS = 3 * 3_600_000

let shown: string | null = null

const partsOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })

/** Is this a name of a zone that the runtime knows? */
export const isTimeZone = (zone: string): boolean => {
  try {
    return partsOf(zone).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** The zone in which this page shows moments that have a time of day; null: as they are in the data (UTC). Unknown names are null. Servers never set it. */
export const showTimesIn = (zone: string | null): void => {
  shown = zone === null || zone === 'UTC' || !isTimeZone(zone) ? null : zone
}

export const shownZone = (): string | null => shown

export interface ZoneClock {
  readonly zone: string
  /** A moment whose UTC fields read what a clock of the zone shows then. */
  readonly wall: (date: Date) => Date
  /** `+01:00` where clocks of the zone show this time twice, as when summer time ends; else empty. */
  readonly mark: (date: Date) => string
}

const offsetText = (ms: number): string => {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  return `${ms < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

const made = new Map<string, ZoneClock>()
const MOST_KEPT = 20_000

/** The clock of a zone. Throws RangeError for unknown zones. */
export const clockOf = (zone: string): ZoneClock => {
  const known = made.get(zone)
  if (known !== undefined) return known
  const format = partsOf(zone)
  const offsets = new Map<number, number>()
  const measured = (ms: number): number => {
    const at = Math.floor(ms / 1000) * 1000
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const field = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name))
    const wall = new Date(0)
    wall.setUTCFullYear(parts.get('era')?.startsWith('B') === true ? 1 - field('year') : field('year'), field('month') - 1, field('day'))
    wall.setUTCHours(field('hour'), field('minute'), field('second'))
    return wall.getTime() - at
  }
  /** Clocks are moved at whole quarters of an hour. */
  const offset = (ms: number): number => {
    const quarter = Math.floor(ms / QUARTER_MS)
    const kept = offsets.get(quarter)
    if (kept !== undefined) return kept
    const own = measured(ms)
    if (offsets.size >= MOST_KEPT) offsets.clear()
    offsets.set(quarter, own)
    return own
  }
  const clock: ZoneClock = {
    zone,
    wall: (date) => new Date(date.getTime() + offset(date.getTime())),
    mark: (date) => {
      const ms = date.getTime()
      const own = offset(ms)
      const twice = [ms - SEARCH_MS, ms + SEARCH_MS].some((near) => {
        const other = offset(near)
        return other !== own && offset(ms + own - other) === other
      })
      return twice ? offsetText(own) : ''
    },
  }
  made.set(zone, clock)
  return clock
}

/** Grains shorter than a day; their moments have a time of day. */
export const hasTimeOfDay = (grain: string | null | undefined): boolean => typeof grain === 'string' && /^PT\d/.test(grain)
