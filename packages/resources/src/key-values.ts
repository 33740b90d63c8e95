import { NotFound, newKey } from '@coset/core'
import { insertRow } from '@coset/metadata'
import type { Context } from './context.ts'

/** Kinds of kept values. */
export type KeptResource = 'filter_state' | 'explore_form_data' | 'dashboard_permalink' | 'explore_permalink' | 'sqllab_permalink'

export interface Kept {
  readonly key: string
  readonly value: unknown
  readonly createdBy: number | null
}

/** Keeps a JSON value under a new key; `days` null: for ever. */
export const keep = async (ctx: Context, resource: KeptResource, value: unknown, by: number | null, days: number | null): Promise<string> => {
  const now = ctx.clock.now()
  const key = newKey(16)
  await insertRow(ctx.metadata.db, ctx.metadata.kind, 'key_values', {
    uuid: crypto.randomUUID(),
    resource,
    key,
    value: JSON.stringify(value),
    created_on: now,
    created_by: by,
    expires_on: days === null ? null : now + days * 86_400_000,
  })
  return key
}

/** A kept value; reading it puts its end off. Throws NotFound when unknown or over. */
export const recall = async (ctx: Context, resource: KeptResource, key: string, days: number | null): Promise<Kept> => {
  const { db } = ctx.metadata
  const row = await db.selectFrom('key_values').selectAll().where('resource', '=', resource).where('key', '=', key).executeTakeFirst()
  const now = ctx.clock.now()
  if (row === undefined || (row.expires_on !== null && row.expires_on < now)) throw new NotFound()
  const renewed = days === null ? null : now + days * 86_400_000
  // One write a day at most: reads stay reads
  if (renewed !== null && (row.expires_on ?? 0) < renewed - 86_400_000)
    await db.updateTable('key_values').set({ expires_on: renewed }).where('id', '=', row.id).execute()
  return { key, value: JSON.parse(row.value), createdBy: row.created_by }
}

export const rekeep = async (ctx: Context, resource: KeptResource, key: string, value: unknown): Promise<void> => {
  await ctx.metadata.db
    .updateTable('key_values')
    .set({ value: JSON.stringify(value) })
    .where('resource', '=', resource)
    .where('key', '=', key)
    .execute()
}

export const forget = async (ctx: Context, resource: KeptResource, key: string): Promise<void> => {
  await ctx.metadata.db.deleteFrom('key_values').where('resource', '=', resource).where('key', '=', key).execute()
}
