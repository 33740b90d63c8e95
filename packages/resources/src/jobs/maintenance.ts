import { z } from 'zod'
import type { Context } from '../context.ts'
import { failLostRuns } from '../query-history/running.ts'
import { pruneSignIns } from '../sign-in/codes.ts'
import { defineJob, type JobDefinition } from './definition.ts'
import type { Schedule, ScheduleSource } from './schedule.ts'

const DAY_MS = 86_400_000
const EVENTS_MS = 3_600_000
const WORKERS_MS = 600_000
const CHUNK = 5000

const nothing = z.strictObject({})

/** Deletes in portions, so that no lock is held for long. */
const inPortions = async (signal: AbortSignal, portion: () => Promise<number>): Promise<void> => {
  while (!signal.aborted && (await portion()) >= CHUNK);
}

type Aging = 'logs' | 'queries' | 'audit_events'
type Moment = 'dttm' | 'start_time' | 'at'

const olderIds = async (ctx: Context, table: Aging, column: Moment, before: number): Promise<readonly number[]> =>
  (
    await ctx.metadata.db
      .selectFrom(table)
      .select('id')
      .where(column as never, '<', before as never)
      .limit(CHUNK)
      .execute()
  ).map((row) => row.id)

const prune = (name: Aging, column: Moment, days: (ctx: Context) => number, jobName = `${name}.prune`): JobDefinition =>
  defineJob({
    name: jobName,
    queue: 'maintenance',
    payload: nothing,
    timeoutMs: () => 600_000,
    maxAttempts: 3,
    backoffMs: 60_000,
    run: async (ctx, _payload, { signal }) => {
      if (days(ctx) === 0) return
      await inPortions(signal, async () => {
        const ids = await olderIds(ctx, name, column, ctx.clock.now() - days(ctx) * DAY_MS)
        if (ids.length > 0) await ctx.metadata.db.deleteFrom(name).where('id', 'in', ids).execute()
        return ids.length
      })
    },
  }) as JobDefinition

/** Rows that are over: events that were read, workers that are gone, kept values past their end. */
const sweep = defineJob({
  name: 'maintenance.sweep',
  queue: 'maintenance',
  payload: nothing,
  timeoutMs: () => 600_000,
  maxAttempts: 3,
  backoffMs: 60_000,
  run: async (ctx) => {
    const { db } = ctx.metadata
    const now = ctx.clock.now()
    await failLostRuns(ctx)
    await db
      .deleteFrom('events')
      .where('created_on', '<', now - EVENTS_MS)
      .execute()
    await db
      .deleteFrom('workers')
      .where('seen_on', '<', now - WORKERS_MS)
      .execute()
    await db.deleteFrom('job_marks').where('expires_on', '<', now).execute()
    await db
      .deleteFrom('leases')
      .where('until', '<', now - DAY_MS)
      .execute()
    await pruneSignIns(ctx)
    await db.deleteFrom('cache_entries').where('expires_on', '<', now).execute()
    await db.deleteFrom('key_values').where('expires_on', 'is not', null).where('expires_on', '<', now).execute()
  },
})

const pruneLogs = prune('logs', 'dttm', (ctx) => ctx.settings.logRetentionDays)
const pruneQueries = prune('queries', 'start_time', (ctx) => ctx.settings.queryRetentionDays)
const pruneAudit = prune('audit_events', 'at', (ctx) => ctx.settings.auditRetentionDays, 'audit.prune')

export const maintenanceJobs: readonly JobDefinition[] = [sweep as JobDefinition, pruneLogs, pruneQueries, pruneAudit]

const fixed = (name: string, crontab: string, definition: JobDefinition): Schedule => ({
  name,
  crontab,
  timezone: 'UTC',
  since: 0,
  definition,
  payload: () => ({}),
})

const FIXED: readonly Schedule[] = [
  fixed('maintenance.sweep', '*/10 * * * *', sweep as JobDefinition),
  fixed('logs.prune', '17 0 * * *', pruneLogs),
  fixed('queries.prune', '27 0 * * *', pruneQueries),
  fixed('audit.prune', '37 0 * * *', pruneAudit),
]

export const maintenanceSchedules: ScheduleSource = async () => FIXED
