import type { Actor } from '@coset/access'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { readableDatasets } from '../dataset/index.ts'
import { type Condition, createdByColumn, type Listing, likeText, markOperators, ownersColumn, tagsColumn } from '../listing/index.ts'
import { relatedPeople } from '../people/related.ts'
import { dashboardForGuest, grantedDashboards } from './guest.ts'
import { presentDashboards } from './present.ts'

/** The condition of dashboards that somebody may read; null: all. `gone`: roles that are read as if they were not there. */
export const visibleDashboards = async (ctx: Context, actor: Actor, gone: readonly number[] = []): Promise<Condition | null> => {
  if (actor.isAdmin) return null
  if (actor.guest !== null) return grantedDashboards(actor.guest)
  const readable = await readableDatasets(ctx, actor)
  const roleIds = actor.roles.map((role) => role.id)
  const owned = sql`select object_id from owners where object_type = 'dashboard' and user_id = ${actor.id ?? 0}`
  const byRole = sql`select dashboard_id from dashboard_roles where role_id in (${sql.join(roleIds.length === 0 ? [0] : roleIds)})`
  const there = gone.length === 0 ? sql`` : sql`and dashboard_roles.role_id not in (${sql.join(gone)})`
  const withoutRoles = sql`not exists (select 1 from dashboard_roles where dashboard_roles.dashboard_id = dashboard_charts.dashboard_id ${there})`
  const shown =
    readable === null
      ? sql`select dashboard_charts.dashboard_id from dashboard_charts where ${withoutRoles}`
      : sql`select dashboard_charts.dashboard_id from charts join dashboard_charts on dashboard_charts.chart_id = charts.id where charts.datasource_id in (select datasets.id from datasets where ${readable}) and ${withoutRoles}`
  // Sets that are made once. The plus keeps SQLite from looking every one of them up in the table: it goes along the index of the list instead
  return sql`(+dashboards.id in (${owned}) or (dashboards.published and +dashboards.id in (${byRole} union all ${shown})))`
}

export const dashboardListing: Listing = {
  table: 'dashboards',
  view: 'Dashboard',
  listTitle: 'List Dashboard',
  addTitle: 'Add Dashboard',
  editTitle: 'Edit Dashboard',
  maxPageSize: 100,
  addColumns: ['dashboard_title', 'slug', 'owners', 'roles', 'position_json', 'css', 'json_metadata', 'published'],
  editColumns: ['dashboard_title', 'slug', 'owners', 'roles', 'position_json', 'css', 'json_metadata', 'published'],
  listColumns: [
    'id',
    'uuid',
    'published',
    'status',
    'slug',
    'url',
    'thumbnail_url',
    'certified_by',
    'certification_details',
    'changed_on_ms',
    'changed_by.first_name',
    'changed_by.last_name',
    'changed_by.id',
    'changed_by_name',
    'changed_on_utc',
    'changed_on_delta_humanized',
    'created_on_delta_humanized',
    'created_by.first_name',
    'created_by.id',
    'created_by.last_name',
    'dashboard_title',
    'owners.id',
    'owners.first_name',
    'owners.last_name',
    'owners.email',
    'roles.id',
    'roles.name',
    'is_managed_externally',
    'tags.id',
    'tags.name',
    'tags.type',
  ],
  orderColumns: {
    'changed_by.first_name': 'changed_people.first_name',
    changed_on_delta_humanized: 'dashboards.changed_on',
    'created_by.first_name': 'created_people.first_name',
    dashboard_title: 'dashboards.dashboard_title',
    published: 'dashboards.published',
    changed_on: 'dashboards.changed_on',
  },
  defaultOrder: { ref: 'dashboards.changed_on', direction: 'desc' },
  joins: sql`left join users as changed_people on changed_people.id = dashboards.changed_by left join users as created_people on created_people.id = dashboards.created_by`,
  search: {
    id: {
      kind: 'number',
      ref: 'dashboards.id',
      operators: markOperators('dashboards', 'dashboard', { favourite: 'dashboard_is_favorite', certified: 'dashboard_is_certified' }),
    },
    uuid: { kind: 'text', ref: 'dashboards.uuid' },
    dashboard_title: {
      kind: 'text',
      ref: 'dashboards.dashboard_title',
      operators: {
        title_or_slug: (value) => {
          if (value === '' || value === null || value === undefined) return null
          const like = `%${likeText(value)}%`
          return sql`(lower(dashboards.dashboard_title) like ${like} or lower(dashboards.slug) like ${like})`
        },
      },
    },
    slug: { kind: 'text', ref: 'dashboards.slug' },
    published: { kind: 'flag', ref: 'dashboards.published' },
    owners: ownersColumn('dashboards', 'dashboard'),
    roles: {
      kind: 'to-many',
      related: (id) => sql`exists (select 1 from dashboard_roles where dashboard_roles.dashboard_id = dashboards.id and dashboard_roles.role_id = ${id})`,
    },
    created_by: createdByColumn('dashboards', { has: 'dashboard_has_created_by', me: 'dashboard_created_by_me' }),
    changed_by: { kind: 'to-one', ref: 'dashboards.changed_by' },
    tags: tagsColumn('dashboards', 'dashboard', { byName: 'dashboard_tags', byId: 'dashboard_tag_id' }),
  },
  visible: (ctx, actor) => visibleDashboards(ctx, actor),
  present: async (ctx, ids, actor) => {
    const rows = await presentDashboards(ctx, ids, actor)
    return actor.kind === 'guest' ? rows.map((row) => ({ ...dashboardForGuest(row), id: row.id })) : rows
  },
  related: {
    owners: relatedPeople,
    created_by: relatedPeople,
    changed_by: relatedPeople,
    roles: async (ctx, _actor, asked) => {
      const rows = await ctx.metadata.db
        .selectFrom('roles')
        .selectAll()
        .where((eb) => eb(eb.fn<string>('lower', ['name']), 'like', `%${likeText(asked.filter)}%`))
        .orderBy('name')
        .execute()
      return {
        count: rows.length,
        result: rows.slice(asked.page * asked.pageSize, (asked.page + 1) * asked.pageSize).map((row) => ({ value: row.id, text: row.name, extra: {} })),
      }
    },
  },
}
