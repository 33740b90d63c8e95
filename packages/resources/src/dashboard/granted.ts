import { type Actor, grantsDashboard } from '@coset/access'
import type { Context } from '../context.ts'
import { type JsonObject, readObject } from '../json-text.ts'

/** The dashboard of this id when the guest's token names it, else null. */
export const grantedTo = async (ctx: Context, actor: Actor, id: number | null): Promise<{ readonly id: number; readonly metadata: JsonObject } | null> => {
  if (id === null || actor.guest === null) return null
  const row = await ctx.metadata.db
    .selectFrom('dashboards')
    .leftJoin('embedded_dashboards', 'embedded_dashboards.dashboard_id', 'dashboards.id')
    .select(['dashboards.id', 'dashboards.json_metadata', 'embedded_dashboards.uuid'])
    .where('dashboards.id', '=', id)
    .executeTakeFirst()
  if (row === undefined || !grantsDashboard(actor.guest, { id, embeddedUuid: row.uuid })) return null
  return { id, metadata: readObject(row.json_metadata) }
}
