import { contract } from '@coset/contract'
import type { Row, Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import { listHandlers } from '../listing/index.ts'
import { labelsOf, project } from '../listing/project.ts'
import { type Handler, handle } from '../resource.ts'
import { presentSavedQueries, savedQueryListing } from './listing.ts'
import { createSavedQuery, deleteSavedQueries, ownSavedQuery, updateSavedQuery } from './save.ts'

const routes = contract.savedQuery

const SHOWN = [
  'changed_on',
  'changed_on_delta_humanized',
  'changed_by.first_name',
  'changed_by.id',
  'changed_by.last_name',
  'created_by.first_name',
  'created_by.id',
  'created_by.last_name',
  'database.database_name',
  'database.id',
  'description',
  'id',
  'label',
  'catalog',
  'schema',
  'sql',
  'sql_tables',
  'template_parameters',
]

/** A saved query belongs to whoever made it. */
export const savedQueryOwners = async (db: Kysely<Tables>, id: number): Promise<readonly number[]> =>
  (await db.selectFrom('saved_queries').select('created_by').where('id', '=', id).execute()).flatMap((row) => row.created_by ?? [])

/** Fields of a row that clients wrote, as they read them back. */
const echo = (row: Pick<Row<'saved_queries'>, 'label' | 'sql'> & Partial<Row<'saved_queries'>>): Record<string, unknown> => ({
  catalog: row.catalog ?? null,
  db_id: row.db_id ?? null,
  description: row.description ?? null,
  extra_json: row.extra_json ?? '{}',
  label: row.label,
  schema: row.schema ?? null,
  sql: row.sql,
  template_parameters: row.template_parameters ?? null,
})

export const savedQueryHandlers: readonly Handler[] = [
  ...listHandlers(routes, savedQueryListing),
  handle(routes.get, async ({ ctx, actor, params }) => {
    const { id, changed_on } = await ownSavedQuery(ctx, actor, params.id)
    const [row] = await presentSavedQueries(ctx, [id], actor)
    return {
      id,
      result: row === undefined ? null : { ...project(row, SHOWN), changed_on_ms: changed_on },
      description_columns: {},
      label_columns: labelsOf(SHOWN),
      show_columns: SHOWN,
      show_title: 'Show Saved Query',
    }
  }),
  handle(routes.create, async ({ ctx, actor, body }) => {
    const { id, row } = await createSavedQuery(ctx, actor, body)
    return { id, result: { ...echo(row), changed_on_ms: row.changed_on } }
  }),
  handle(routes.update, async ({ ctx, actor, params, body }) => {
    const row = await updateSavedQuery(ctx, actor, params.id, body)
    return { id: row.id, result: { ...echo(row), changed_on_ms: row.changed_on } }
  }),
  handle(routes.delete, async ({ ctx, actor, params }) => {
    await deleteSavedQueries(ctx, actor, [params.id])
    return { message: 'OK' }
  }),
  handle(routes.bulkDelete, async ({ ctx, actor, q }) => {
    await deleteSavedQueries(ctx, actor, q)
    return { message: `Deleted ${q.length} saved ${q.length === 1 ? 'query' : 'queries'}` }
  }),
]
export { savedQueryListing } from './listing.ts'
export { ownSavedQuery } from './save.ts'
