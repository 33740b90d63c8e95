import type { Context } from '../context.ts'

interface Kind {
  readonly table: string
  /** Column with the name that people know it by. */
  readonly name: string
}

/** Kinds of objects that have a table of their own. */
const KINDS: Readonly<Record<string, Kind>> = {
  dashboard: { table: 'dashboards', name: 'dashboard_title' },
  chart: { table: 'charts', name: 'slice_name' },
  dataset: { table: 'datasets', name: 'table_name' },
  database: { table: 'databases', name: 'database_name' },
  'saved query': { table: 'saved_queries', name: 'label' },
  report: { table: 'report_schedules', name: 'name' },
  user: { table: 'users', name: 'username' },
  role: { table: 'roles', name: 'name' },
  group: { table: 'groups', name: 'name' },
  rule: { table: 'rls_rules', name: 'name' },
  tag: { table: 'tags', name: 'name' },
  theme: { table: 'themes', name: 'theme_name' },
  'CSS template': { table: 'css_templates', name: 'template_name' },
  'annotation layer': { table: 'annotation_layers', name: 'name' },
}

const ID = /^[1-9]\d{0,9}$/

/** Names of objects of one kind by id; ids that are no numbers, or of nothing, are left out. */
export const namesOf = async (ctx: Context, kind: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  const numbers = ids.filter((id) => ID.test(id) && Number(id) <= 2_147_483_647).map(Number)
  if (known === undefined || numbers.length === 0) return new Map()
  const rows = await ctx.metadata.db
    .selectFrom(known.table as 'roles')
    .select(['id', `${known.name} as name` as 'name'])
    .where('id', 'in', numbers)
    .execute()
  return new Map(rows.map(({ id, name }) => [String(id), name ?? '']))
}

/** What resources of the contract are called in the log. */
const SPELLED: Readonly<Record<string, string>> = {
  saved_query: 'saved query',
  rls: 'rule',
  css_template: 'CSS template',
  annotation_layer: 'annotation layer',
  permissionView: 'permission',
  view: 'resource',
  query: 'query',
  me: 'user',
  assets: 'site',
  system: 'site',
}

/** The kind of object that routes of a resource are about. */
export const kindOf = (routeName: string): string => {
  const resource = routeName.slice(0, routeName.indexOf('.'))
  return Object.hasOwn(SPELLED, resource) ? (SPELLED[resource] ?? resource) : resource
}
