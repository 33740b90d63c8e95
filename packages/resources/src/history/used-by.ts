import { type Actor, can } from '@coset/access'
import type { Tables } from '@coset/metadata'
import { type RawBuilder, sql } from 'kysely'
import { chartListing } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { dashboardListing } from '../dashboard/index.ts'
import { datasetListing } from '../dataset/index.ts'
import type { Listing } from '../listing/index.ts'
import { reportListing } from '../report/listing.ts'
import { ruleListing } from '../row-level-security/listing.ts'
import { savedQueryListing } from '../saved-query/index.ts'
import { openForHistory } from './access.ts'

/** Named at most; all are counted. */
const MOST_NAMED = 100

interface Shelf {
  readonly kind: string
  readonly table: keyof Tables
  readonly name: string
  readonly visible: (ctx: Context, actor: Actor) => Promise<RawBuilder<unknown> | null>
}

const NOBODY = sql`1 = 0`

const listed =
  (listing: Listing): Shelf['visible'] =>
  (ctx, actor) =>
    can(actor, { verb: 'can_read', view: listing.view }) ? listing.visible(ctx, actor) : Promise.resolve(NOBODY)

const held =
  (view: string): Shelf['visible'] =>
  async (_ctx, actor) =>
    can(actor, { verb: 'can_get', view }) || can(actor, { verb: 'can_list', view }) ? null : NOBODY

const SHELVES = {
  charts: { kind: 'chart', table: 'charts', name: 'slice_name', visible: listed(chartListing) },
  dashboards: { kind: 'dashboard', table: 'dashboards', name: 'dashboard_title', visible: listed(dashboardListing) },
  datasets: { kind: 'dataset', table: 'datasets', name: 'table_name', visible: listed(datasetListing) },
  reports: { kind: 'report', table: 'report_schedules', name: 'name', visible: listed(reportListing) },
  rules: { kind: 'rls', table: 'rls_rules', name: 'name', visible: listed(ruleListing) },
  saved_queries: { kind: 'saved_query', table: 'saved_queries', name: 'label', visible: listed(savedQueryListing) },
  users: { kind: 'user', table: 'users', name: 'username', visible: held('User') },
  groups: { kind: 'group', table: 'groups', name: 'name', visible: held('Group') },
} as const satisfies Readonly<Record<string, Shelf>>

type Place = keyof typeof SHELVES | 'embedding'
type UsedKind = 'dataset' | 'chart' | 'database' | 'role' | 'dashboard'

/** Ids of what uses an object, by where it stands. */
const USES: Readonly<Record<UsedKind, (id: number) => Partial<Record<Place, RawBuilder<unknown>>>>> = {
  dataset: (id) => ({
    charts: sql`select id from charts where datasource_id = ${id}`,
    dashboards: sql`select dashboard_id from dashboard_charts where chart_id in (select id from charts where datasource_id = ${id})`,
    reports: sql`select id from report_schedules where chart_id in (select id from charts where datasource_id = ${id})`,
    rules: sql`select rule_id from rls_rule_datasets where dataset_id = ${id}`,
  }),
  chart: (id) => ({
    dashboards: sql`select dashboard_id from dashboard_charts where chart_id = ${id}`,
    reports: sql`select id from report_schedules where chart_id = ${id}`,
  }),
  database: (id) => ({
    datasets: sql`select id from datasets where database_id = ${id}`,
    saved_queries: sql`select id from saved_queries where db_id = ${id}`,
    reports: sql`select id from report_schedules where database_id = ${id}`,
  }),
  role: (id) => ({
    users: sql`select user_id from user_roles where role_id = ${id}`,
    groups: sql`select group_id from group_roles where role_id = ${id}`,
    dashboards: sql`select dashboard_id from dashboard_roles where role_id = ${id}`,
    rules: sql`select rule_id from rls_rule_roles where role_id = ${id}`,
  }),
  dashboard: (id) => ({
    reports: sql`select id from report_schedules where dashboard_id = ${id}`,
    embedding: sql`select dashboard_id from embedded_dashboards where dashboard_id = ${id}`,
  }),
}

interface Use {
  readonly id: number
  readonly name: string
}

const count = async (ctx: Context, from: RawBuilder<unknown>): Promise<number> =>
  Number((await sql<{ n: number | string }>`select count(*) as n ${from}`.execute(ctx.metadata.db)).rows[0]?.n ?? 0)

const usesOn = async (ctx: Context, actor: Actor, shelf: Shelf, ids: RawBuilder<unknown>) => {
  const id = sql.ref(`${shelf.table}.id`)
  const visible = (await shelf.visible(ctx, actor)) ?? sql`1 = 1`
  const all = sql`from ${sql.table(shelf.table)} where ${id} in (${ids})`
  const seen = sql`${all} and (${visible})`
  const named =
    await sql<Use>`select ${id} as id, ${sql.ref(`${shelf.table}.${shelf.name}`)} as name ${seen} order by ${id} limit ${sql.lit(MOST_NAMED)}`.execute(
      ctx.metadata.db,
    )
  const total = await count(ctx, all)
  return { count: total, hidden: total - (await count(ctx, seen)), result: named.rows.map((row) => ({ kind: shelf.kind, id: row.id, name: row.name })) }
}

/** What uses an object, for whoever may delete it: by name what they see, the others counted. Throws NotFound. */
export const usedBy = async (ctx: Context, actor: Actor, kind: UsedKind, id: number) => {
  const snapshot = await openForHistory(ctx, actor, kind, id)
  const result: Record<string, unknown> = {}
  for (const [place, ids] of Object.entries(USES[kind](id))) {
    if (place !== 'embedding') result[place] = await usesOn(ctx, actor, SHELVES[place as keyof typeof SHELVES], ids)
    else {
      const n = await count(ctx, sql`from embedded_dashboards where dashboard_id = ${id}`)
      const own = { kind: 'embedding', id, name: String(snapshot.row['dashboard_title'] ?? '') }
      result[place] = { count: n, hidden: 0, result: n === 0 ? [] : [own] }
    }
  }
  return { result }
}
