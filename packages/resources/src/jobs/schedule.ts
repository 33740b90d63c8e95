import type { Context } from '../context.ts'
import type { JobDefinition } from './definition.ts'

/** Something that runs by the clock. */
export interface Schedule {
  /** Unique, lasting: the memory of its runs goes by it. At most 190 characters. */
  readonly name: string
  readonly crontab: string
  readonly timezone: string
  /** Runs before this moment are not made up for. */
  readonly since: number
  readonly definition: JobDefinition
  /** The work of the run at a moment. */
  readonly payload: (runAt: number) => unknown
}

/** Where schedules come from: fixed ones of the site, or rows that people made. */
export type ScheduleSource = (ctx: Context) => Promise<readonly Schedule[]>
