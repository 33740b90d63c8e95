import { z } from 'zod'
import type { ChartRow } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { defineJob, type JobDefinition } from '../jobs/definition.ts'
import type { Schedule, ScheduleSource } from '../jobs/schedule.ts'
import { ownerIds } from '../people/owners.ts'
import { askChart, requestOf } from './chart.ts'

const WEEK_MS = 7 * 86_400_000
const HOUR_MS = 3_600_000

/** Dashboards that were opened most within a week. */
const popular = async (ctx: Context, most: number): Promise<readonly number[]> => {
  if (most === 0) return []
  const rows = await ctx.metadata.db
    .selectFrom('logs')
    .select(['dashboard_id', (e) => e.fn.countAll().as('n')])
    .where('dashboard_id', 'is not', null)
    .where('dttm', '>', ctx.clock.now() - WEEK_MS)
    .groupBy('dashboard_id')
    .orderBy('n', 'desc')
    .limit(most)
    .execute()
  return rows.flatMap((row) => row.dashboard_id ?? [])
}

const tagged = async (ctx: Context, tags: readonly string[]): Promise<readonly number[]> =>
  tags.length === 0
    ? []
    : (
        await ctx.metadata.db
          .selectFrom('tagged_objects')
          .innerJoin('tags', 'tags.id', 'tagged_objects.tag_id')
          .select('tagged_objects.object_id')
          .where('tagged_objects.object_type', '=', 'dashboard')
          .where('tags.name', 'in', [...tags])
          .execute()
      ).map((row) => row.object_id)

const chartsOf = (ctx: Context, dashboardId: number): Promise<ChartRow[]> =>
  ctx.metadata.db
    .selectFrom('charts')
    .innerJoin('dashboard_charts', 'dashboard_charts.chart_id', 'charts.id')
    .selectAll('charts')
    .where('dashboard_charts.dashboard_id', '=', dashboardId)
    .execute()

/** Charts of popular and of tagged dashboards are asked as their dashboard's first owner, so that the next who opens them finds their answers. */
export const warmUpJob = defineJob({
  name: 'cache.warm-up',
  queue: 'maintenance',
  payload: z.strictObject({}),
  timeoutMs: () => HOUR_MS,
  maxAttempts: 1,
  backoffMs: 60_000,
  run: async (ctx, _payload, { signal }) => {
    const { top, tags } = ctx.settings.warmUp
    for (const id of new Set([...(await popular(ctx, top)), ...(await tagged(ctx, tags))])) {
      const [owner] = await ownerIds(ctx.metadata.db, 'dashboard', id)
      const actor = owner === undefined ? null : await ctx.actors.byId(owner)
      if (actor === null) continue
      for (const chart of await chartsOf(ctx, id)) {
        if (signal.aborted) return
        const { body } = requestOf(chart, { extra: {}, dashboardId: id }, { force: true })
        // A chart that cannot be asked must not keep the others cold
        await askChart({ ctx, actor, signal, force: true }, chart, body).catch((error: unknown) =>
          ctx.query.notice(`chart ${chart.id} could not be warmed up`, error),
        )
      }
    }
  },
})

export const warmUpSchedules: ScheduleSource = async (ctx) => {
  const { crontab } = ctx.settings.warmUp
  if (crontab === '') return []
  const schedule: Schedule = { name: 'cache.warm-up', crontab, timezone: 'UTC', since: 0, definition: warmUpJob as JobDefinition, payload: () => ({}) }
  return [schedule]
}
