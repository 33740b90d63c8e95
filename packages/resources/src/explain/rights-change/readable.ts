import { type Actor, can } from '@coset/access'
import { type SqlBool, sql } from 'kysely'
import { chartListing } from '../../chart/index.ts'
import type { Context } from '../../context.ts'
import { dashboardListing, visibleDashboards } from '../../dashboard/index.ts'
import { databaseListing } from '../../database/index.ts'
import { datasetListing } from '../../dataset/listing.ts'
import type { Listing } from '../../listing/index.ts'

export const KINDS = ['dashboard', 'chart', 'dataset', 'database'] as const
export type Kind = (typeof KINDS)[number]

interface Shelf {
  readonly listing: Listing
  readonly name: string
}

const SHELVES: Readonly<Record<Kind, Shelf>> = {
  dashboard: { listing: dashboardListing, name: 'dashboard_title' },
  chart: { listing: chartListing, name: 'slice_name' },
  dataset: { listing: datasetListing, name: 'table_name' },
  database: { listing: databaseListing, name: 'database_name' },
}

/** Ids of the objects of a kind that somebody may read: what the list of that kind shows them, or would show them without some roles. */
export const readableIds = async (ctx: Context, actor: Actor, kind: Kind, gone: readonly number[]): Promise<ReadonlySet<number>> => {
  const { listing } = SHELVES[kind]
  if (!can(actor, { verb: 'can_read', view: listing.view })) return new Set()
  const visible = await (kind === 'dashboard' ? visibleDashboards(ctx, actor, gone) : listing.visible(ctx, actor))
  const all = ctx.metadata.db.selectFrom(listing.table as 'dashboards').select('id')
  const rows = await (visible === null ? all : all.where(sql<SqlBool>`${visible}`)).execute()
  return new Set(rows.map(({ id }) => id))
}

/** Names of all objects of a kind by id. */
export const namesOfKind = async (ctx: Context, kind: Kind): Promise<ReadonlyMap<number, string>> => {
  const { listing, name } = SHELVES[kind]
  const rows = await ctx.metadata.db
    .selectFrom(listing.table as 'roles')
    .select(['id', `${name} as name` as 'name'])
    .execute()
  return new Map(rows.map(({ id, name: text }) => [id, text ?? '']))
}

/** Would the end of these roles leave dashboards that no other role keeps for its people? */
export const leavesOpen = async (ctx: Context, gone: readonly number[]): Promise<boolean> => {
  if (gone.length === 0) return false
  const kept = ctx.metadata.db.selectFrom('dashboard_roles').select('dashboard_id').where('role_id', 'not in', gone)
  const row = await ctx.metadata.db
    .selectFrom('dashboard_roles')
    .select('dashboard_id')
    .where('role_id', 'in', gone)
    .where('dashboard_id', 'not in', kept)
    .executeTakeFirst()
  return row !== undefined
}
