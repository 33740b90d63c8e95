import { createHash } from 'node:crypto'
import { z } from 'zod'
import { defineJob, type JobDefinition } from '../../jobs/definition.ts'
import type { Schedule, ScheduleSource } from '../../jobs/schedule.ts'
import { findReport } from '../repository.ts'
import { executeReport, sendTest } from './execute.ts'
import { record } from './log.ts'

const payload = z.strictObject({
  report_id: z.int32(),
  /** Epoch milliseconds; which execution it is goes by it. */
  scheduled_at: z.number(),
  execution_id: z.string(),
  /** To this address alone. */
  test_to: z.string().optional(),
  /** Somebody asked for it: an inactive schedule runs too. */
  by_hand: z.boolean().optional(),
})
export type ReportJob = z.output<typeof payload>

const LAG_MS = 10_000
const DEFAULT_WORKING_SECONDS = 3600
const LONGEST_SECONDS = 86_400

/** The same for every attempt of one run, and like no other. */
export const executionIdOf = (name: string, runAt: number): string => {
  const hex = createHash('sha256').update(`${name}@${runAt}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** One execution of an alert or report. */
export const reportJob: JobDefinition<ReportJob> = defineJob({
  name: 'reports.execute',
  queue: 'reports',
  payload,
  timeoutMs: () => LONGEST_SECONDS * 1000,
  maxAttempts: 3,
  backoffMs: 5000,
  run: async (ctx, job, { signal }) => {
    const row = await findReport(ctx, job.report_id)
    if (row === null || !(row.active || job.by_hand === true)) return
    const execution = { id: job.execution_id, scheduledAt: job.scheduled_at, startedAt: ctx.clock.now() }
    const limit = AbortSignal.timeout((row.working_timeout ?? DEFAULT_WORKING_SECONDS) * 1000 + LAG_MS)
    const bounded = AbortSignal.any([signal, limit])
    if (job.test_to !== undefined) return sendTest(ctx, row, execution, job.test_to, bounded)
    try {
      await executeReport(ctx, row, execution, bounded)
    } catch (error) {
      if (signal.aborted) throw error
      await record(ctx, row, execution, 'Error', { error: 'It worked longer than its working time-out allows and was stopped' })
    }
  },
  failed: async (ctx, job) => {
    const row = await findReport(ctx, job.report_id)
    if (row === null || job.test_to !== undefined) return
    const now = ctx.clock.now()
    await record(ctx, row, { id: job.execution_id, scheduledAt: job.scheduled_at, startedAt: now }, 'Error', { error: 'The workers that ran it vanished' })
  },
})

const DAY_MS = 86_400_000

/** Forgets executions that are older than their schedule keeps them. */
export const pruneReportLogs = defineJob({
  name: 'reports.prune-log',
  queue: 'maintenance',
  payload: z.strictObject({}),
  timeoutMs: () => 600_000,
  maxAttempts: 3,
  backoffMs: 60_000,
  run: async (ctx, _payload, { signal }) => {
    const { db } = ctx.metadata
    const kept = await db.selectFrom('report_schedules').select(['id', 'log_retention']).where('log_retention', 'is not', null).execute()
    for (const { id, log_retention: days } of kept) {
      if (signal.aborted) return
      await db
        .deleteFrom('report_execution_logs')
        .where('report_schedule_id', '=', id)
        .where('end_dttm', '<=', ctx.clock.now() - (days ?? 0) * DAY_MS)
        .execute()
    }
  },
})

const PRUNING: Schedule = {
  name: 'reports.prune-log',
  crontab: '0 0 * * *',
  timezone: 'UTC',
  since: 0,
  definition: pruneReportLogs as JobDefinition,
  payload: () => ({}),
}

/** Every active alert and report, and the pruning of their log. */
export const reportSchedules: ScheduleSource = async (ctx) => {
  if (ctx.settings.featureFlags['ALERT_REPORTS'] === false) return []
  const rows = await ctx.metadata.db.selectFrom('report_schedules').select(['id', 'crontab', 'timezone', 'changed_on']).where('active', '=', true).execute()
  const own = rows.map((row): Schedule => {
    const name = `report:${row.id}`
    return {
      name,
      crontab: row.crontab,
      timezone: row.timezone,
      since: row.changed_on,
      definition: reportJob as JobDefinition,
      payload: (runAt) => ({ report_id: row.id, scheduled_at: runAt, execution_id: executionIdOf(name, runAt) }),
    }
  })
  return [PRUNING, ...own]
}
