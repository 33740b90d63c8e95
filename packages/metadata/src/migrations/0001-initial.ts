import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataKind } from '../open.ts'
import { audit, type Builder, columnKinds, type Kinds } from './column-kinds.ts'

const people = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  const table = (name: string): Builder => k.table(db, name)
  let users = k.uuid(k.id(table('users')))
  for (const [name, length] of [
    ['username', 128],
    ['email', 255],
    ['first_name', 64],
    ['last_name', 64],
    ['password', 255],
  ] as const)
    users = k.text(users, name, length)
  users = k.int(k.int(k.moment(k.flag(users, 'active'), 'last_login'), 'login_count', true), 'fail_login_count', true)
  await audit(k, users).addUniqueConstraint('uq_users_username', ['username']).addUniqueConstraint('uq_users_email', ['email']).execute()
  await k
    .text(k.id(table('roles')), 'name', 64)
    .addUniqueConstraint('uq_roles_name', ['name'])
    .execute()
  await k
    .long(k.text(k.text(k.id(table('groups')), 'name', 100), 'label', 150, false), 'description')
    .addUniqueConstraint('uq_groups_name', ['name'])
    .execute()
  await k
    .text(k.id(table('permission_names')), 'name', 100)
    .addUniqueConstraint('uq_permission_names_name', ['name'])
    .execute()
  await k
    .text(k.id(table('permission_views')), 'name', 255)
    .addUniqueConstraint('uq_permission_views_name', ['name'])
    .execute()
  await k
    .link(k.link(k.id(table('permissions')), 'name_id', 'permission_names', 'cascade'), 'view_id', 'permission_views', 'cascade')
    .addUniqueConstraint('uq_permissions', ['name_id', 'view_id'])
    .execute()
  await pairs(db, k, 'role_permissions', ['role_id', 'roles'], ['permission_id', 'permissions'])
  await pairs(db, k, 'user_roles', ['user_id', 'users'], ['role_id', 'roles'])
  await pairs(db, k, 'group_users', ['group_id', 'groups'], ['user_id', 'users'])
  await pairs(db, k, 'group_roles', ['group_id', 'groups'], ['role_id', 'roles'])
}

const pairs = async (db: Kysely<unknown>, k: Kinds, name: string, left: readonly [string, string], right: readonly [string, string]): Promise<void> => {
  await k
    .link(k.link(k.table(db, name), left[0], left[1], 'cascade'), right[0], right[1], 'cascade')
    .addPrimaryKeyConstraint(`pk_${name}`, [left[0], right[0]] as never)
    .execute()
  await db.schema.createIndex(`ix_${name}_${right[0]}`).on(name).column(right[0]).execute()
}

const sources = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  const table = (name: string): Builder => k.table(db, name)
  let d = k.long(k.text(k.text(k.uuid(k.id(table('databases'))), 'database_name', 250), 'verbose_name', 250, false), 'sqlalchemy_uri', true)
  for (const name of ['password', 'encrypted_extra', 'server_cert']) d = k.long(d, name)
  d = k.long(k.int(d, 'cache_timeout'), 'extra', true)
  for (const name of [
    'expose_in_sqllab',
    'allow_run_async',
    'allow_ctas',
    'allow_cvas',
    'allow_dml',
    'allow_file_upload',
    'impersonate_user',
    'is_managed_externally',
  ])
    d = k.flag(d, name)
  d = k.long(k.text(k.text(d, 'force_ctas_schema', 250, false), 'configuration_method', 255), 'external_url')
  await audit(k, d).addUniqueConstraint('uq_databases_name', ['database_name']).execute()

  let t = k.link(k.uuid(k.id(table('datasets'))), 'database_id', 'databases', 'restrict')
  t = k.text(k.text(k.text(t, 'table_name', 250), 'catalog', 250, false), 'schema', 250, false)
  for (const name of ['sql', 'default_endpoint', 'description', 'params', 'template_params', 'extra', 'folders', 'fetch_values_predicate', 'external_url'])
    t = k.long(t, name)
  t = k.text(k.text(t, 'main_dttm_col', 250, false), 'currency_code_column', 250, false)
  t = k.int(k.int(t, 'offset', true), 'cache_timeout')
  for (const name of ['filter_select_enabled', 'is_sqllab_view', 'normalize_columns', 'always_filter_main_dttm', 'is_managed_externally']) t = k.flag(t, name)
  await audit(k, t).execute()

  let c = k.text(k.link(k.uuid(k.id(table('dataset_columns'))), 'dataset_id', 'datasets', 'cascade'), 'column_name', 255)
  c = k.text(k.long(c, 'type'), 'advanced_data_type', 255, false)
  for (const name of ['verbose_name', 'expression', 'description', 'extra']) c = k.long(c, name)
  for (const name of ['is_dttm', 'is_active', 'groupby', 'filterable']) c = k.flag(c, name)
  c = k.text(k.text(c, 'python_date_format', 255, false), 'datetime_format', 100, false)
  await audit(k, c).addUniqueConstraint('uq_dataset_columns', ['dataset_id', 'column_name']).execute()

  let m = k.text(k.link(k.uuid(k.id(table('dataset_metrics'))), 'dataset_id', 'datasets', 'cascade'), 'metric_name', 255)
  m = k.long(k.text(k.text(m, 'metric_type', 32, false), 'd3format', 128, false), 'expression', true)
  for (const name of ['verbose_name', 'description', 'currency', 'warning_text', 'extra']) m = k.long(m, name)
  await audit(k, m).addUniqueConstraint('uq_dataset_metrics', ['dataset_id', 'metric_name']).execute()
}

const pictures = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  const table = (name: string): Builder => k.table(db, name)
  let c = k.text(k.text(k.text(k.uuid(k.id(table('charts'))), 'slice_name', 250), 'datasource_type', 200), 'viz_type', 250)
  c = k.int(k.long(k.long(k.long(k.int(c, 'datasource_id'), 'params', true), 'query_context'), 'description'), 'cache_timeout')
  for (const name of ['certified_by', 'certification_details', 'external_url']) c = k.long(c, name)
  await audit(k, k.int(k.moment(k.flag(c, 'is_managed_externally'), 'last_saved_at'), 'last_saved_by')).execute()
  await db.schema.createIndex('ix_charts_datasource').on('charts').column('datasource_id').execute()

  let d = k.text(k.text(k.uuid(k.id(table('dashboards'))), 'dashboard_title', 500), 'slug', 255, false)
  for (const name of ['position_json', 'json_metadata', 'css']) d = k.long(d, name, true)
  for (const name of ['description', 'certified_by', 'certification_details', 'external_url']) d = k.long(d, name)
  d = k.int(k.flag(k.flag(d, 'published'), 'is_managed_externally'), 'theme_id')
  await audit(k, d).addUniqueConstraint('uq_dashboards_slug', ['slug']).execute()
  await pairs(db, k, 'dashboard_charts', ['dashboard_id', 'dashboards'], ['chart_id', 'charts'])
  await pairs(db, k, 'dashboard_roles', ['dashboard_id', 'dashboards'], ['role_id', 'roles'])
}

const marks = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  const table = (name: string): Builder => k.table(db, name)
  await k
    .link(k.int(k.text(table('owners'), 'object_type', 20), 'object_id', true), 'user_id', 'users', 'cascade')
    .addPrimaryKeyConstraint('pk_owners', ['object_type', 'object_id', 'user_id'] as never)
    .execute()
  await k
    .moment(k.link(k.int(k.text(table('favourites'), 'object_type', 20), 'object_id', true), 'user_id', 'users', 'cascade'), 'created_on', true)
    .addPrimaryKeyConstraint('pk_favourites', ['user_id', 'object_type', 'object_id'] as never)
    .execute()
  await audit(k, k.long(k.text(k.text(k.id(table('tags')), 'name', 250), 'type', 20), 'description'))
    .addUniqueConstraint('uq_tags_name', ['name'])
    .execute()
  await k
    .int(k.text(k.link(table('tagged_objects'), 'tag_id', 'tags', 'cascade'), 'object_type', 20), 'object_id', true)
    .addPrimaryKeyConstraint('pk_tagged_objects', ['tag_id', 'object_type', 'object_id'] as never)
    .execute()
  await k
    .moment(
      k.int(k.moment(k.long(k.text(k.text(k.uuid(k.id(table('key_values'))), 'resource', 64), 'key', 128), 'value', true), 'created_on', true), 'created_by'),
      'expires_on',
    )
    .addUniqueConstraint('uq_key_values', ['resource', 'key'])
    .execute()
  let logs = k.int(k.int(k.int(k.text(k.id(table('logs')), 'action', 255), 'user_id'), 'dashboard_id'), 'chart_id')
  logs = k.long(k.int(k.moment(k.long(logs, 'json', true), 'dttm', true), 'duration_ms'), 'referrer')
  await logs.execute()
  await db.schema.createIndex('ix_logs_user').on('logs').columns(['user_id', 'dttm']).execute()
  await k
    .long(k.text(table('settings'), 'name', 100), 'value', true)
    .addPrimaryKeyConstraint('pk_settings', ['name'] as never)
    .execute()
}

const companions = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  const table = (name: string): Builder => k.table(db, name)
  let q = k.link(k.int(k.uuid(k.id(table('saved_queries'))), 'user_id', true), 'db_id', 'databases', 'cascade', false)
  q = k.long(k.text(k.text(k.text(q, 'label', 256), 'catalog', 256, false), 'schema', 128, false), 'sql', true)
  for (const name of ['description', 'template_parameters', 'extra_json']) q = k.long(q, name)
  await audit(k, k.int(k.moment(q, 'last_run'), 'rows')).execute()
  await audit(k, k.long(k.text(k.uuid(k.id(table('css_templates'))), 'template_name', 250), 'css', true)).execute()
  await audit(k, k.long(k.text(k.id(table('annotation_layers')), 'name', 250), 'descr')).execute()
  let a = k.long(k.text(k.link(k.id(table('annotations')), 'layer_id', 'annotation_layers', 'restrict'), 'short_descr', 500), 'long_descr')
  a = k.long(k.moment(k.moment(a, 'start_dttm', true), 'end_dttm', true), 'json_metadata')
  await audit(k, a).execute()
  await audit(
    k,
    k.flag(
      k.flag(k.flag(k.long(k.text(k.uuid(k.id(table('themes'))), 'theme_name', 250), 'json_data', true), 'is_system'), 'is_system_default'),
      'is_system_dark',
    ),
  ).execute()
  let r = k.text(k.long(k.text(k.id(table('rls_rules')), 'name', 255), 'description'), 'filter_type', 20)
  r = k.long(k.text(r, 'group_key', 255, false), 'clause', true)
  await audit(k, r).addUniqueConstraint('uq_rls_rules_name', ['name']).execute()
  await pairs(db, k, 'rls_rule_roles', ['rule_id', 'rls_rules'], ['role_id', 'roles'])
  await pairs(db, k, 'rls_rule_datasets', ['rule_id', 'rls_rules'], ['dataset_id', 'datasets'])
}

/** Every table of the first release. */
export const initial = (kind: MetadataKind): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const k = columnKinds(kind)
    await people(db, k)
    await sources(db, k)
    await pictures(db, k)
    await marks(db, k)
    await companions(db, k)
  },
})
