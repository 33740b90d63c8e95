import type { Actor } from '@coset/access'
import type { Embedding } from '@coset/contract'
import { isUuid, NotFound, newUuid, Unprocessable } from '@coset/core'
import { asConstraintError, type Row } from '@coset/metadata'
import type { UpdateResult } from 'kysely'
import type { Context } from '../context.ts'
import { isoText } from '../moments.ts'
import { sitesOf } from './sites.ts'

export type EmbeddedRow = Row<'embedded_dashboards'>

export const embeddingIsOn = (ctx: Context): boolean => ctx.settings.featureFlags['EMBEDDED_SUPERSET'] === true

/** Throws NotFound while embedding is switched off. */
export const refuseOff = (ctx: Context): void => {
  if (!embeddingIsOn(ctx)) throw new NotFound()
}

/** By the UUID of the embedding, which is not the dashboard's. Throws NotFound when there is none, or embedding is switched off. */
export const openEmbedding = async (ctx: Context, uuid: string): Promise<EmbeddedRow> => {
  refuseOff(ctx)
  const row = isUuid(uuid)
    ? await ctx.metadata.db.selectFrom('embedded_dashboards').selectAll().where('uuid', '=', uuid.toLowerCase()).executeTakeFirst()
    : undefined
  if (row === undefined) throw new NotFound()
  return row
}

export const embeddingOf = (ctx: Context, dashboardId: number): Promise<EmbeddedRow | undefined> =>
  ctx.metadata.db.selectFrom('embedded_dashboards').selectAll().where('dashboard_id', '=', dashboardId).executeTakeFirst()

/** Sets which sites may show the dashboard; an embedding keeps its UUID. */
export const setEmbedding = async (ctx: Context, actor: Actor, dashboardId: number, sites: readonly string[]): Promise<EmbeddedRow> => {
  const { db } = ctx.metadata
  const stamp = { allow_domain_list: sites.join(','), changed_on: ctx.clock.now(), changed_by: actor.id }
  const change = (): Promise<UpdateResult> => db.updateTable('embedded_dashboards').set(stamp).where('dashboard_id', '=', dashboardId).executeTakeFirstOrThrow()
  if ((await change()).numUpdatedRows === 0n) {
    const made = { ...stamp, uuid: newUuid(), dashboard_id: dashboardId, created_on: stamp.changed_on, created_by: actor.id }
    try {
      await db.insertInto('embedded_dashboards').values(made).execute()
    } catch (error) {
      if (!(asConstraintError(error) instanceof Unprocessable)) throw error
      // Somebody else was faster by a moment: there is one now
      await change()
    }
  }
  return db.selectFrom('embedded_dashboards').selectAll().where('dashboard_id', '=', dashboardId).executeTakeFirstOrThrow()
}

export const removeEmbedding = async (ctx: Context, dashboardId: number): Promise<void> => {
  await ctx.metadata.db.deleteFrom('embedded_dashboards').where('dashboard_id', '=', dashboardId).execute()
}

/** Guests are not told who works here. */
export const presentEmbedding = async (ctx: Context, actor: Actor, row: EmbeddedRow): Promise<Embedding> => {
  const person =
    actor.kind === 'guest' || row.changed_by === null
      ? undefined
      : await ctx.metadata.db.selectFrom('users').select(['id', 'username', 'first_name', 'last_name']).where('id', '=', row.changed_by).executeTakeFirst()
  return {
    uuid: row.uuid,
    allowed_domains: [...sitesOf(row)],
    dashboard_id: String(row.dashboard_id),
    changed_on: isoText(row.changed_on),
    changed_by: person ?? null,
  }
}
