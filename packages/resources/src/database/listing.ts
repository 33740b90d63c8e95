import { can, dataScope } from '@coset/access'
import { sql } from 'kysely'
import type { Condition, Listing } from '../listing/index.ts'
import { relatedPeople } from '../people/related.ts'
import { presentDatabases } from './present.ts'

export const databaseListing: Listing = {
  table: 'databases',
  view: 'Database',
  infoByKeys: true,
  listTitle: 'List Database',
  addTitle: 'Add Database',
  editTitle: 'Edit Database',
  maxPageSize: null,
  addColumns: [
    'database_name',
    'sqlalchemy_uri',
    'cache_timeout',
    'expose_in_sqllab',
    'allow_run_async',
    'allow_ctas',
    'allow_cvas',
    'allow_dml',
    'force_ctas_schema',
    'impersonate_user',
    'extra',
  ],
  editColumns: [
    'database_name',
    'sqlalchemy_uri',
    'cache_timeout',
    'expose_in_sqllab',
    'allow_run_async',
    'allow_ctas',
    'allow_cvas',
    'allow_dml',
    'force_ctas_schema',
    'impersonate_user',
    'extra',
  ],
  listColumns: [
    'allow_file_upload',
    'allow_ctas',
    'allow_cvas',
    'allow_dml',
    'allow_run_async',
    'allows_cost_estimate',
    'allows_subquery',
    'allows_virtual_table_explore',
    'backend',
    'changed_on',
    'changed_on_delta_humanized',
    'changed_by.first_name',
    'changed_by.last_name',
    'created_by.first_name',
    'created_by.last_name',
    'configuration_method',
    'database_name',
    'explore_database_id',
    'expose_in_sqllab',
    'extra',
    'force_ctas_schema',
    'id',
    'uuid',
    'disable_data_preview',
    'disable_drill_to_detail',
    'allow_multi_catalog',
    'engine_information',
  ],
  orderColumns: {
    allow_file_upload: 'databases.allow_file_upload',
    allow_dml: 'databases.allow_dml',
    allow_run_async: 'databases.allow_run_async',
    changed_on: 'databases.changed_on',
    changed_on_delta_humanized: 'databases.changed_on',
    'created_by.first_name': 'created_people.first_name',
    database_name: 'databases.database_name',
    expose_in_sqllab: 'databases.expose_in_sqllab',
  },
  joins: sql`left join users as created_people on created_people.id = ${sql.ref('databases.created_by')}`,
  search: {
    allow_file_upload: {
      kind: 'flag',
      ref: 'databases.allow_file_upload',
      operators: { upload_is_enabled: (v) => (v === true ? sql`${sql.ref('databases.allow_file_upload')}` : null) },
    },
    allow_dml: { kind: 'flag', ref: 'databases.allow_dml' },
    allow_run_async: { kind: 'flag', ref: 'databases.allow_run_async' },
    created_by: { kind: 'to-one', ref: 'databases.created_by' },
    changed_by: { kind: 'to-one', ref: 'databases.changed_by' },
    database_name: { kind: 'text', ref: 'databases.database_name' },
    expose_in_sqllab: { kind: 'flag', ref: 'databases.expose_in_sqllab' },
    uuid: { kind: 'text', ref: 'databases.uuid' },
  },
  visible: async (ctx, actor) => {
    if (can(actor, { verb: 'all_database_access', view: 'all_database_access' })) return null
    const scope = dataScope(actor)
    const names = [...scope.schemaViews, ...scope.catalogViews].map((view) => view.slice(1, view.indexOf(']')))
    const conditions: Condition[] = []
    if (scope.databaseIds.length > 0) conditions.push(sql`${sql.ref('databases.id')} in (${sql.join(scope.databaseIds)})`)
    if (scope.datasetIds.length > 0)
      conditions.push(sql`${sql.ref('databases.id')} in (select database_id from datasets where datasets.id in (${sql.join(scope.datasetIds)}))`)
    if (names.length > 0) conditions.push(sql`${sql.ref('databases.database_name')} in (${sql.join(names)})`)
    return conditions.length === 0 ? sql`1 = 0` : sql`(${sql.join(conditions, sql` or `)})`
  },
  present: (ctx, ids) => presentDatabases(ctx, ids),
  related: { changed_by: relatedPeople, created_by: relatedPeople },
}
