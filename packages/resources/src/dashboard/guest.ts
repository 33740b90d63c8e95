import type { GuestGrant } from '@coset/access'
import { isUuid } from '@coset/core'
import { sql } from 'kysely'
import type { JsonObject } from '../json-text.ts'
import type { Condition } from '../listing/index.ts'

/** Rows of `dashboards` that a guest's token names, as a list's condition. */
export const grantedDashboards = ({ dashboards }: GuestGrant): Condition => {
  const ids = dashboards.filter((ref) => /^[1-9]\d{0,8}$/.test(ref)).map(Number)
  const uuids = dashboards.filter(isUuid).map((ref) => ref.toLowerCase())
  const parts: Condition[] = []
  if (ids.length > 0) parts.push(sql`dashboards.id in (${sql.join(ids)})`)
  if (uuids.length > 0)
    parts.push(sql`dashboards.id in (select embedded_dashboards.dashboard_id from embedded_dashboards where embedded_dashboards.uuid in (${sql.join(uuids)}))`)
  return parts.length === 0 ? sql`1 = 0` : sql`(${sql.join(parts, sql` or `)})`
}

const PEOPLE = new Set(['owners', 'changed_by', 'changed_by_name', 'created_by', 'roles'])
/** Texts that tell how rows are read. */
const SQL = new Set([
  'sql',
  'select_star',
  'fetch_values_predicate',
  'template_params',
  'owners',
  'database',
  'extra',
  'description',
  'params',
  'perm',
  'edit_url',
])

const without = (row: JsonObject, keys: ReadonlySet<string>): JsonObject => Object.fromEntries(Object.entries(row).filter(([key]) => !keys.has(key)))
const bare = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((item: unknown) => (typeof item === 'object' && item !== null ? without(item as JsonObject, new Set(['expression'])) : item))
    : value

/** A dashboard as guests get it: nobody who works here is named. */
export const dashboardForGuest = (dashboard: JsonObject): JsonObject => without(dashboard, PEOPLE)

/** A dataset as guests get it: without SQL and without the database. */
export const datasetForGuest = (dataset: JsonObject): JsonObject => ({
  ...without(dataset, SQL),
  columns: bare(dataset['columns']),
  metrics: bare(dataset['metrics']),
})
