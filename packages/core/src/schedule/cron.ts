import { Cron } from 'croner'
import { BadRequest } from '../errors.ts'

/** A cron expression in a time zone, understood once. Moments are epoch milliseconds. */
export interface CronSchedule {
  /** The first run after a moment; null: never again. */
  next(after: number): number | null
  /** The last run after `after` and not after `until`; null: none. Runs in between are passed over. */
  last(after: number, until: number): number | null
}

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const FIELDS = 5

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0
  } catch {
    return false
  }
}

const compile = (text: string, zone: string): Cron => {
  const pattern = NICKNAMES[text.trim().toLowerCase()] ?? text.trim()
  if (pattern.split(/\s+/).length !== FIELDS) throw new BadRequest('Cron expression is not valid', { fields: { crontab: ['Cron expression is not valid'] } })
  if (!isZone(zone)) throw new BadRequest('Time zone is not known', { fields: { timezone: [`There is no time zone ${zone}`] } })
  try {
    return new Cron(pattern, { timezone: zone, legacyMode: true, paused: true })
  } catch (error) {
    throw new BadRequest('Cron expression is not valid', { fields: { crontab: ['Cron expression is not valid'] }, cause: error })
  }
}

/** Five fields or a nickname (`@daily`), with names, ranges, steps, `L`, `#`; day of month and day of week alternate as in Vixie's cron. Throws BadRequest naming `crontab` or `timezone`. */
export const cronSchedule = (text: string, zone: string): CronSchedule => {
  const cron = compile(text, zone)
  const next = (after: number): number | null => cron.nextRun(new Date(after))?.getTime() ?? null
  return {
    next,
    last: (after, until) => {
      const first = next(after)
      if (first === null || first > until) return null
      // Runs stand on whole minutes: the one at `until` itself counts
      const [latest] = cron.previousRuns(1, new Date(until + 1000))
      const found = latest?.getTime() ?? first
      return found > until || found <= after ? first : found
    },
  }
}

/** The next runs, at most `count`. */
export const nextRuns = (schedule: CronSchedule, after: number, count: number): readonly number[] => {
  const runs: number[] = []
  for (let at: number | null = after; runs.length < count; ) {
    at = schedule.next(at)
    if (at === null) break
    runs.push(at)
  }
  return runs
}

const LOOKED_AT = 30

/** The shortest time between two of the coming runs, in seconds; infinite when it runs once at most. */
export const shortestInterval = (schedule: CronSchedule, after: number): number => {
  const runs = nextRuns(schedule, after, LOOKED_AT)
  return Math.min(...runs.slice(1).map((run, i) => (run - (runs[i] ?? run)) / 1000), Number.POSITIVE_INFINITY)
}
