import { type Actor, decideOwnership } from '@coset/access'
import { Forbidden, NotFound } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { ownerIds } from '../people/owners.ts'

export type ReportRow = Row<'report_schedules'>

/** A schedule by its id, or null. */
export const findReport = async (ctx: Context, id: number): Promise<ReportRow | null> =>
  (await ctx.metadata.db.selectFrom('report_schedules').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Owners and administrators see a schedule; for others there is none. Throws NotFound. */
export const visibleReport = async (ctx: Context, actor: Actor, id: number): Promise<ReportRow> => {
  const row = await findReport(ctx, id)
  if (row === null) throw new NotFound()
  if (!decideOwnership(actor, await ownerIds(ctx.metadata.db, 'report', id)).allowed) throw new NotFound()
  return row
}

/** Throws NotFound for an unknown schedule, Forbidden for one of others. */
export const ownReport = async (ctx: Context, actor: Actor, id: number): Promise<ReportRow> => {
  const row = await findReport(ctx, id)
  if (row === null) throw new NotFound()
  if (!decideOwnership(actor, await ownerIds(ctx.metadata.db, 'report', id)).allowed) throw new Forbidden('Changing this report is forbidden')
  return row
}
