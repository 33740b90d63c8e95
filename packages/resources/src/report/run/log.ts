import { insertRow } from '@coset/metadata'
import type { Context } from '../../context.ts'
import type { ReportRow } from '../repository.ts'
import type { Finding } from './alert.ts'
import type { ReportState } from './machine.ts'

/** Error rows that say that the owners were told; the next error looks for it. */
export const TOLD_MARK = 'Notification sent with error'

export interface Execution {
  readonly id: string
  readonly scheduledAt: number
  readonly startedAt: number
}

/** One line of a schedule's log, and the state that it leaves the schedule in. */
export const record = async (
  ctx: Context,
  row: ReportRow,
  execution: Execution,
  state: ReportState,
  more: { readonly finding?: Finding | null; readonly error?: string } = {},
): Promise<void> => {
  const now = ctx.clock.now()
  const value = more.finding?.value ?? null
  const valueRow = more.finding?.row ?? null
  await ctx.metadata.db.transaction().execute(async (db) => {
    await insertRow(db, ctx.metadata.kind, 'report_execution_logs', {
      uuid: execution.id,
      report_schedule_id: row.id,
      scheduled_dttm: execution.scheduledAt,
      start_dttm: execution.startedAt,
      end_dttm: now,
      value,
      value_row_json: valueRow,
      state,
      error_message: more.error ?? null,
    })
    await db
      .updateTable('report_schedules')
      .set({
        last_state: state,
        last_eval_dttm: now,
        ...(more.finding === undefined || more.finding === null ? {} : { last_value: value, last_value_row_json: valueRow }),
      })
      .where('id', '=', row.id)
      .execute()
  })
}

const newest = (ctx: Context, id: number) =>
  ctx.metadata.db.selectFrom('report_execution_logs').selectAll().where('report_schedule_id', '=', id).orderBy('id', 'desc').limit(1)

/** What earlier executions left in the log. */
export const historyOf = async (ctx: Context, id: number, executionId: string) => {
  const success = await newest(ctx, id).where('state', '=', 'Success').executeTakeFirst()
  const working = await newest(ctx, id).where('state', '=', 'Working').where('error_message', 'is', null).executeTakeFirst()
  const told = await newest(ctx, id).where('state', '=', 'Error').where('error_message', '=', TOLD_MARK).executeTakeFirst()
  const own = await ctx.metadata.db.selectFrom('report_execution_logs').select('state').where('uuid', '=', executionId).execute()
  return {
    lastSuccess: success?.end_dttm ?? null,
    workingSince: working?.start_dttm ?? null,
    lastTold: told?.end_dttm ?? null,
    began: own.some((one) => one.state === 'Working'),
    ended: own.some((one) => one.state === 'Success' || one.state === 'Not triggered' || one.state === 'On Grace'),
  }
}
