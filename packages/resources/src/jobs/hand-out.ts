import { type CronSchedule, cronSchedule } from '@coset/core'
import type { Context } from '../context.ts'
import { type Enqueued, enqueueAll } from './queue.ts'
import type { Schedule, ScheduleSource } from './schedule.ts'

const AT_ONCE = 500
const compiled = new Map<string, CronSchedule>()
const MOST_COMPILED = 20_000

const cronOf = ({ crontab, timezone }: Schedule): CronSchedule => {
  const key = `${timezone} ${crontab}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  if (compiled.size >= MOST_COMPILED) compiled.clear()
  const made = cronSchedule(crontab, timezone)
  compiled.set(key, made)
  return made
}

interface Due {
  readonly schedule: Schedule
  readonly runAt: number
}

const dueOf = (schedule: Schedule, cursor: number | undefined, now: number, report: (what: string, error: unknown) => void): Due | null => {
  try {
    const runAt = cronOf(schedule).last(Math.max(cursor ?? 0, schedule.since), now)
    return runAt === null ? null : { schedule, runAt }
  } catch (error) {
    report(`the schedule ${schedule.name} cannot run`, error)
    return null
  }
}

const jobOf = ({ schedule, runAt }: Due): Enqueued => ({
  definition: schedule.definition,
  payload: schedule.payload(runAt),
  options: { id: `${schedule.name}@${runAt}` },
})

const remember = async ({ metadata }: Context, { schedule: { name }, runAt }: Due): Promise<void> => {
  const { db, kind } = metadata
  const { numUpdatedRows } = await db.updateTable('schedule_cursors').set({ last_run: runAt }).where('name', '=', name).executeTakeFirstOrThrow()
  if (numUpdatedRows > 0n) return
  const insert = db.insertInto('schedule_cursors').values({ name, last_run: runAt })
  await (kind === 'mysql' ? insert.ignore() : insert.onConflict((c) => c.column('name').doNothing())).execute()
}

/**
 * Puts every run that is due into its queue; runs that were missed are made up for by one, the latest. Safe to call twice and by two processes:
 * a run's id is its schedule and moment. Gives how many runs were new.
 */
export const handOut = async (ctx: Context, sources: readonly ScheduleSource[], report: (what: string, error: unknown) => void): Promise<number> => {
  const now = ctx.clock.now()
  const schedules = (await Promise.all(sources.map((source) => source(ctx)))).flat()
  const rows = await ctx.metadata.db.selectFrom('schedule_cursors').selectAll().execute()
  const cursors = new Map(rows.map((row) => [row.name, row.last_run]))
  const due = schedules.flatMap((schedule) => dueOf(schedule, cursors.get(schedule.name), now, report) ?? [])
  let fresh = 0
  for (let at = 0; at < due.length; at += AT_ONCE) {
    const some = due.slice(at, at + AT_ONCE)
    fresh += (await enqueueAll(ctx.broker, some.map(jobOf))).length
    await ctx.metadata.db.transaction().execute(async (db) => {
      for (const one of some) await remember({ ...ctx, metadata: { ...ctx.metadata, db } }, one)
    })
  }
  return fresh
}
