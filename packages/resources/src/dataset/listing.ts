import { type Actor, dataScope } from '@coset/access'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { databaseListing } from '../database/index.ts'
import { type Condition, type Listing, likeText } from '../listing/index.ts'
import { relatedPeople } from '../people/related.ts'
import { presentDatasets } from './present.ts'

/** Rows of `datasets` that the actor may read; null: all. Used by the lists of charts and dashboards too. */
export const readableDatasets = async (ctx: Context, actor: Actor): Promise<Condition | null> => {
  const scope = dataScope(actor)
  if (scope.all) return null
  const conditions: Condition[] = []
  if (scope.databaseIds.length > 0) conditions.push(sql`datasets.database_id in (${sql.join(scope.databaseIds)})`)
  if (scope.datasetIds.length > 0) conditions.push(sql`datasets.id in (${sql.join(scope.datasetIds)})`)
  if (scope.schemaViews.length > 0) {
    const databases = await ctx.metadata.db.selectFrom('databases').select(['id', 'database_name']).execute()
    for (const database of databases) {
      const prefix = `[${database.database_name}].[`
      const schemas = scope.schemaViews.filter((view) => view.startsWith(prefix)).map((view) => view.slice(view.lastIndexOf('[') + 1, -1))
      if (schemas.length > 0) conditions.push(sql`(datasets.database_id = ${database.id} and datasets.${sql.ref('schema')} in (${sql.join(schemas)}))`)
    }
  }
  if (actor.id !== null) conditions.push(sql`datasets.id in (select object_id from owners where object_type = 'dataset' and user_id = ${actor.id})`)
  return conditions.length === 0 ? sql`1 = 0` : sql`(${sql.join(conditions, sql` or `)})`
}

export const datasetListing: Listing = {
  table: 'datasets',
  view: 'Dataset',
  listTitle: 'List Sqla Table',
  addTitle: 'Add Sqla Table',
  editTitle: 'Edit Sqla Table',
  maxPageSize: 100,
  addColumns: ['database', 'catalog', 'schema', 'table_name', 'sql', 'owners'],
  editColumns: [
    'table_name',
    'sql',
    'filter_select_enabled',
    'fetch_values_predicate',
    'catalog',
    'schema',
    'description',
    'main_dttm_col',
    'offset',
    'default_endpoint',
    'cache_timeout',
    'is_sqllab_view',
    'template_params',
    'owners',
    'columns',
    'metrics',
    'extra',
  ],
  listColumns: [
    'id',
    'uuid',
    'database.id',
    'database.database_name',
    'database.uuid',
    'changed_by_name',
    'changed_by.first_name',
    'changed_by.last_name',
    'changed_by.id',
    'changed_on_utc',
    'changed_on_delta_humanized',
    'default_endpoint',
    'description',
    'datasource_type',
    'explore_url',
    'extra',
    'kind',
    'owners.id',
    'owners.first_name',
    'owners.last_name',
    'catalog',
    'schema',
    'sql',
    'table_name',
  ],
  orderColumns: {
    table_name: 'datasets.table_name',
    catalog: 'datasets.catalog',
    schema: 'datasets.schema',
    'changed_by.first_name': 'changed_people.first_name',
    changed_on_delta_humanized: 'datasets.changed_on',
    'database.database_name': 'databases.database_name',
  },
  joins: sql`left join users as changed_people on changed_people.id = datasets.changed_by left join ${sql.table('databases')} on ${sql.ref('databases.id')} = datasets.database_id`,
  search: {
    id: {
      kind: 'number',
      ref: 'datasets.id',
      operators: {
        dataset_is_certified: (v) =>
          v === true
            ? sql`datasets.extra like '%"certification":%'`
            : v === false
              ? sql`(datasets.extra is null or datasets.extra not like '%"certification":%')`
              : null,
      },
    },
    uuid: { kind: 'text', ref: 'datasets.uuid' },
    database: { kind: 'to-one', ref: 'datasets.database_id' },
    owners: {
      kind: 'to-many',
      related: (id) => sql`exists (select 1 from owners where object_type = 'dataset' and object_id = datasets.id and user_id = ${id})`,
    },
    catalog: { kind: 'text', ref: 'datasets.catalog' },
    schema: { kind: 'text', ref: 'datasets.schema' },
    sql: {
      kind: 'text',
      ref: 'datasets.sql',
      operators: {
        dataset_is_null_or_empty: (v) =>
          v === true
            ? sql`(datasets.${sql.ref('sql')} is null or datasets.${sql.ref('sql')} = '')`
            : v === false
              ? sql`(datasets.${sql.ref('sql')} is not null and datasets.${sql.ref('sql')} <> '')`
              : null,
      },
    },
    table_name: { kind: 'text', ref: 'datasets.table_name' },
    created_by: { kind: 'to-one', ref: 'datasets.created_by' },
    changed_by: { kind: 'to-one', ref: 'datasets.changed_by' },
  },
  visible: readableDatasets,
  present: (ctx, ids) => presentDatasets(ctx, ids),
  distinct: { schema: 'datasets.schema', catalog: 'datasets.catalog' },
  related: {
    owners: relatedPeople,
    changed_by: relatedPeople,
    created_by: relatedPeople,
    database: async (ctx, actor, asked) => {
      const visible = await databaseListing.visible(ctx, actor)
      const rows = await ctx.metadata.db
        .selectFrom('databases')
        .select(['id', 'database_name'])
        .$if(visible !== null, (query) => query.where(sql<boolean>`${visible}`))
        .where((eb) => eb(eb.fn<string>('lower', ['database_name']), 'like', `%${likeText(asked.filter)}%`))
        .orderBy('database_name')
        .execute()
      return {
        count: rows.length,
        result: rows
          .slice(asked.page * asked.pageSize, (asked.page + 1) * asked.pageSize)
          .map((row) => ({ value: row.id, text: row.database_name, extra: {} })),
      }
    },
  },
}
