import { Unprocessable } from '@coset/core'
import type { Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { defineJob, type JobDefinition } from '../jobs/definition.ts'
import { enqueue } from '../jobs/queue.ts'
import { readObject } from '../json-text.ts'
import { deliver } from './run/channels.ts'
import { tabsOf } from './tabs.ts'

const MOST_NAMED = 10

/** What alerts and reports are about stays as long as they are. Throws Unprocessable with their names. */
export const refuseReported = async (db: Kysely<Tables>, column: 'chart_id' | 'dashboard_id' | 'database_id', ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return
  const rows = await db
    .selectFrom('report_schedules')
    .select('name')
    .where(column, 'in', [...ids])
    .orderBy('name')
    .limit(MOST_NAMED + 1)
    .execute()
  if (rows.length === 0) return
  const names = rows.slice(0, MOST_NAMED).map((row) => row.name)
  throw new Unprocessable(`There are associated alerts or reports: ${names.join(', ')}${rows.length > MOST_NAMED ? ', …' : ''}`)
}

const payload = z.strictObject({ report_ids: z.array(z.int32()), at: z.number() })

/** Tells the owners of schedules that were switched off. */
export const switchedOffJob: JobDefinition<z.output<typeof payload>> = defineJob({
  name: 'reports.switched-off',
  queue: 'reports',
  payload,
  timeoutMs: () => 120_000,
  maxAttempts: 5,
  backoffMs: 30_000,
  run: async (ctx, { report_ids: ids, at }, { signal }) => {
    const rows = await ctx.metadata.db
      .selectFrom('report_schedules as r')
      .innerJoin('owners as o', (join) => join.onRef('o.object_id', '=', 'r.id').on('o.object_type', '=', 'report'))
      .innerJoin('users as u', 'u.id', 'o.user_id')
      .select(['r.id', 'r.name', 'r.type', 'r.dashboard_id', 'r.report_format', 'u.id as user_id', 'u.email'])
      .where('r.id', 'in', ids)
      .where('u.active', '=', true)
      .execute()
    for (const row of rows) {
      const error = 'A tab or filter that it uses was removed from the dashboard, so it was switched off. Change it and switch it on again.'
      const notice = {
        id: `switched-off:${row.id}:${at}`,
        kind: 'error' as const,
        name: row.name,
        subject: `${ctx.settings.reports.subjectPrefix}${row.name} [Switched off]`,
        description: '',
        url: null,
        linkText: '',
        images: [],
        attachments: [],
        table: null,
        error,
        source: { chartId: null, dashboardId: row.dashboard_id, scheduleId: row.id, format: row.report_format },
      }
      await deliver(ctx, 'Email', `owner-${row.user_id}`, notice, { target: row.email, ccTarget: '', bccTarget: '' }, signal)
    }
  },
})

const used = z.object({
  dashboard: z.object({
    activeTabs: z.array(z.string()).nullish(),
    anchor: z.string().nullish(),
    nativeFilters: z.array(z.object({ nativeFilterId: z.string() })).nullish(),
  }),
})
const filters = z.object({ native_filter_configuration: z.array(z.object({ id: z.string() })) })

/** Tabs and filters that a schedule of a dashboard names. */
const partsOf = (extraJson: string): readonly string[] => {
  const state = used.safeParse(readObject(extraJson)).data?.dashboard
  return [...(state?.activeTabs ?? []), ...tabsOf(state?.anchor ?? null), ...(state?.nativeFilters ?? []).map((one) => one.nativeFilterId)]
}

/** Tabs and filters that a dashboard has. */
const partsThere = (row: { readonly position_json: string | null; readonly json_metadata: string | null }): ReadonlySet<string> => {
  const there = filters.safeParse(readObject(row.json_metadata)).data?.native_filter_configuration ?? []
  return new Set([...Object.keys(readObject(row.position_json)), ...there.map((one) => one.id)])
}

/**
 * Switches schedules off that use tabs or filters which a dashboard has no more, inside the transaction that changed it. Gives what is to be called
 * once that is committed: their owners are told.
 */
export const switchOffReports = async (ctx: Context, db: Kysely<Tables>, dashboardId: number): Promise<() => Promise<void>> => {
  const row = await db.selectFrom('dashboards').select(['position_json', 'json_metadata']).where('id', '=', dashboardId).executeTakeFirstOrThrow()
  const schedules = await db
    .selectFrom('report_schedules')
    .select(['id', 'extra_json'])
    .where('dashboard_id', '=', dashboardId)
    .where('active', '=', true)
    .execute()
  const there = partsThere(row)
  const ids = schedules.filter((one) => partsOf(one.extra_json).some((part) => !there.has(part))).map((one) => one.id)
  if (ids.length === 0) return async () => undefined
  const at = ctx.clock.now()
  await db.updateTable('report_schedules').set({ active: false, changed_on: at }).where('id', 'in', ids).execute()
  return async () => {
    try {
      await enqueue(ctx.broker, switchedOffJob, { report_ids: ids, at }, { id: `reports-off:${dashboardId}:${at}`, priority: 7 })
    } catch (error) {
      // The dashboard is saved all the same, and lists show what is off
      ctx.query.notice('owners of reports that were switched off could not be told', error)
    }
  }
}
