import type { Actor } from '@coset/access'
import type { Context } from '../context.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { deltaText, isoText, utcText } from '../moments.ts'
import { ownerRef, peopleById, personName, personRef } from '../people/index.ts'
import { tagRef } from '../tag/kinds.ts'
import type { DashboardRow } from './repository.ts'

const LISTED = [
  'id',
  'uuid',
  'dashboard_title',
  'slug',
  'published',
  'certified_by',
  'certification_details',
  'is_managed_externally',
  'created_on',
  'changed_on',
  'created_by',
  'changed_by',
] as const
/** Without its long texts. */
type ListedRow = Pick<DashboardRow, (typeof LISTED)[number]>

const urlOf = (row: ListedRow): string => `/superset/dashboard/${row.slug ?? row.id}/`
/** Changes when a picture of the dashboard must be drawn anew. */
export const dashboardDigest = (row: Pick<DashboardRow, 'changed_on'>): string => row.changed_on.toString(36)
const thumbnail = (row: ListedRow): string => `/api/v1/dashboard/${row.id}/thumbnail/${dashboardDigest(row)}/`

const common = (row: ListedRow): JsonObject => ({
  id: row.id,
  uuid: row.uuid,
  dashboard_title: row.dashboard_title,
  slug: row.slug ?? '',
  published: row.published,
  url: urlOf(row),
  thumbnail_url: thumbnail(row),
  certified_by: row.certified_by,
  certification_details: row.certification_details,
  is_managed_externally: row.is_managed_externally,
})

const related = async (ctx: Context, ids: readonly number[]) => {
  const { db } = ctx.metadata
  const owners = await db
    .selectFrom('owners')
    .select(['object_id', 'user_id'])
    .where('object_type', '=', 'dashboard')
    .where('object_id', 'in', [...ids])
    .execute()
  const roles = await db
    .selectFrom('dashboard_roles')
    .innerJoin('roles', 'roles.id', 'dashboard_roles.role_id')
    .select(['dashboard_id', 'roles.id', 'roles.name'])
    .where('dashboard_id', 'in', [...ids])
    .execute()
  const tags = await db
    .selectFrom('tagged_objects')
    .innerJoin('tags', 'tags.id', 'tagged_objects.tag_id')
    .select(['object_id', 'tags.id', 'tags.name', 'tags.type'])
    .where('object_type', '=', 'dashboard')
    .where('object_id', 'in', [...ids])
    .execute()
  return { owners, roles, tags }
}

/** Rows of the list. */
export const presentDashboards = async (ctx: Context, ids: readonly number[], actor: Actor): Promise<readonly ({ readonly id: number } & JsonObject)[]> => {
  const rows = await ctx.metadata.db
    .selectFrom('dashboards')
    .select(LISTED)
    .where('id', 'in', [...ids])
    .execute()
  const { owners, roles, tags } = await related(ctx, ids)
  const people = await peopleById(ctx, [...rows.flatMap((row) => [row.created_by, row.changed_by]), ...owners.map((o) => o.user_id)])
  const now = ctx.clock.now()
  return rows.map((row) => ({
    ...common(row),
    id: row.id,
    slug: row.slug,
    status: row.published ? 'published' : 'draft',
    changed_by: personRef(people, row.changed_by),
    changed_by_name: personName(people, row.changed_by),
    created_by: personRef(people, row.created_by),
    changed_on_utc: utcText(row.changed_on),
    changed_on_ms: row.changed_on,
    changed_on_delta_humanized: deltaText(row.changed_on, now),
    created_on_delta_humanized: deltaText(row.created_on, now),
    owners: owners.filter((o) => o.object_id === row.id).flatMap((o) => ownerRef(people, o.user_id, actor) ?? []),
    roles: roles.filter((r) => r.dashboard_id === row.id).map(({ id, name }) => ({ id, name })),
    tags: tags.filter((t) => t.object_id === row.id).map(tagRef),
  }))
}

/** `GET /api/v1/dashboard/<id>`. */
export const presentDashboard = async (ctx: Context, row: DashboardRow): Promise<JsonObject> => {
  const { owners, roles, tags } = await related(ctx, [row.id])
  const people = await peopleById(ctx, [row.created_by, row.changed_by, ...owners.map((o) => o.user_id)])
  const charts = await ctx.metadata.db
    .selectFrom('dashboard_charts')
    .innerJoin('charts', 'charts.id', 'dashboard_charts.chart_id')
    .select('charts.slice_name')
    .where('dashboard_id', '=', row.id)
    .orderBy('charts.id')
    .execute()
  const theme =
    row.theme_id === null
      ? null
      : ((await ctx.metadata.db.selectFrom('themes').select(['id', 'theme_name', 'json_data']).where('id', '=', row.theme_id).executeTakeFirst()) ?? null)
  const now = ctx.clock.now()
  return {
    ...common(row),
    css: row.css,
    description: row.description,
    json_metadata: row.json_metadata,
    position_json: row.position_json,
    theme,
    charts: charts.map((c) => c.slice_name),
    changed_by: personRef(people, row.changed_by),
    changed_by_name: personName(people, row.changed_by),
    changed_on: isoText(row.changed_on),
    changed_on_ms: row.changed_on,
    created_by: personRef(people, row.created_by),
    changed_on_delta_humanized: deltaText(row.changed_on, now),
    created_on_delta_humanized: deltaText(row.created_on, now),
    owners: owners.flatMap((o) => personRef(people, o.user_id) ?? []),
    roles: roles.map(({ id, name }) => ({ id, name })),
    tags: tags.filter((t) => t.type === 'custom').map(tagRef),
  }
}

interface TabNode {
  readonly value: string
  readonly title: string
  readonly parents: readonly string[]
  readonly children: TabNode[]
}

interface LayoutItem {
  readonly id?: string
  readonly type?: string
  readonly children?: readonly string[]
  readonly meta?: { readonly text?: string; readonly defaultText?: string }
}

/** The tabs of a layout as a tree, and flat by id. Every item counts once, whatever the layout says. */
export const tabsOf = (row: DashboardRow): JsonObject => {
  const layout = readObject(row.position_json) as Record<string, LayoutItem | string>
  const all: Record<string, string> = {}
  const seen = new Set<string>()
  const walk = (id: string, parents: readonly string[], into: TabNode[]): void => {
    const item = layout[id]
    if (typeof item !== 'object' || item === null || seen.has(id)) return
    seen.add(id)
    let target = into
    let path = parents
    if (item.type === 'TAB') {
      const title = item.meta?.text ?? item.meta?.defaultText ?? ''
      const node: TabNode = { value: id, title, parents, children: [] }
      all[id] = title
      into.push(node)
      target = node.children
      path = [...parents, id]
    }
    for (const child of item.children ?? []) walk(child, path, target)
  }
  const tree: TabNode[] = []
  walk('ROOT_ID', ['ROOT_ID'], tree)
  const filters = readObject(row.json_metadata)['native_filter_configuration']
  const native: Record<string, unknown[]> = Array.isArray(filters) && filters.length > 0 ? { all: filters } : {}
  return { all_tabs: all, tab_tree: tree, native_filters: native }
}
