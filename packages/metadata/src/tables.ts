import type { Generated, Insertable, Selectable, Updateable } from 'kysely'

/** Moments are epoch milliseconds (UTC); JSON is text; secrets are sealed text (see secrets.ts). */
export interface Audit {
  created_on: number
  changed_on: number
  created_by: number | null
  changed_by: number | null
}

interface Identity {
  id: Generated<number>
  uuid: string
}

export interface Users extends Audit, Identity {
  username: string
  email: string
  first_name: string
  last_name: string
  /** Empty: nobody can sign in with a password. */
  password: string
  active: boolean
  last_login: number | null
  login_count: number
  fail_login_count: number
}

export interface Roles {
  id: Generated<number>
  name: string
}

export interface Groups {
  id: Generated<number>
  name: string
  label: string | null
  description: string | null
}

export interface PermissionNames {
  id: Generated<number>
  name: string
}

export interface PermissionViews {
  id: Generated<number>
  name: string
}

export interface Permissions {
  id: Generated<number>
  name_id: number
  view_id: number
}

export interface RolePermissions {
  role_id: number
  permission_id: number
}

export interface UserRoles {
  user_id: number
  role_id: number
}

export interface GroupUsers {
  group_id: number
  user_id: number
}

export interface GroupRoles {
  group_id: number
  role_id: number
}

export interface Databases extends Audit, Identity {
  database_name: string
  verbose_name: string | null
  /** Password masked; the secret stands in `password`. */
  sqlalchemy_uri: string
  password: string | null
  encrypted_extra: string | null
  server_cert: string | null
  cache_timeout: number | null
  extra: string
  expose_in_sqllab: boolean
  allow_run_async: boolean
  allow_ctas: boolean
  allow_cvas: boolean
  allow_dml: boolean
  allow_file_upload: boolean
  impersonate_user: boolean
  force_ctas_schema: string | null
  configuration_method: string
  is_managed_externally: boolean
  external_url: string | null
}

export interface Datasets extends Audit, Identity {
  database_id: number
  table_name: string
  catalog: string | null
  schema: string | null
  sql: string | null
  main_dttm_col: string | null
  currency_code_column: string | null
  default_endpoint: string | null
  offset: number
  description: string | null
  cache_timeout: number | null
  params: string | null
  template_params: string | null
  extra: string | null
  folders: string | null
  fetch_values_predicate: string | null
  filter_select_enabled: boolean
  is_sqllab_view: boolean
  normalize_columns: boolean
  always_filter_main_dttm: boolean
  is_managed_externally: boolean
  external_url: string | null
}

export interface DatasetColumns extends Audit, Identity {
  dataset_id: number
  column_name: string
  verbose_name: string | null
  type: string | null
  advanced_data_type: string | null
  expression: string | null
  description: string | null
  is_dttm: boolean
  is_active: boolean
  groupby: boolean
  filterable: boolean
  python_date_format: string | null
  datetime_format: string | null
  extra: string | null
}

export interface DatasetMetrics extends Audit, Identity {
  dataset_id: number
  metric_name: string
  verbose_name: string | null
  metric_type: string | null
  expression: string
  description: string | null
  d3format: string | null
  currency: string | null
  warning_text: string | null
  extra: string | null
}

export interface Charts extends Audit, Identity {
  slice_name: string
  datasource_id: number | null
  datasource_type: string
  viz_type: string
  params: string
  query_context: string | null
  description: string | null
  cache_timeout: number | null
  certified_by: string | null
  certification_details: string | null
  last_saved_at: number | null
  last_saved_by: number | null
  is_managed_externally: boolean
  external_url: string | null
}

export interface Dashboards extends Audit, Identity {
  dashboard_title: string
  slug: string | null
  description: string | null
  position_json: string
  json_metadata: string
  css: string
  published: boolean
  certified_by: string | null
  certification_details: string | null
  theme_id: number | null
  is_managed_externally: boolean
  external_url: string | null
}

export interface DashboardCharts {
  dashboard_id: number
  chart_id: number
}

export interface DashboardRoles {
  dashboard_id: number
  role_id: number
}

/** `dashboard`, `chart`, `dataset`, `query`. */
export type ObjectType = string

export interface Owners {
  object_type: ObjectType
  object_id: number
  user_id: number
}

export interface Favourites {
  user_id: number
  object_type: ObjectType
  object_id: number
  created_on: number
}

export interface Tags extends Audit {
  id: Generated<number>
  name: string
  /** `custom`, `type`, `owner`, `favorited_by`. */
  type: string
  description: string | null
}

export interface TaggedObjects {
  tag_id: number
  object_type: ObjectType
  object_id: number
}

export interface KeyValues {
  id: Generated<number>
  uuid: string
  /** What kind of thing: `filter_state`, `explore_form_data`, `dashboard_permalink`, … */
  resource: string
  key: string
  value: string
  created_on: number
  created_by: number | null
  expires_on: number | null
}

export interface Logs {
  id: Generated<number>
  action: string
  user_id: number | null
  dashboard_id: number | null
  chart_id: number | null
  json: string
  dttm: number
  duration_ms: number | null
  referrer: string | null
}

export interface SavedQueries extends Audit, Identity {
  user_id: number
  db_id: number | null
  label: string
  catalog: string | null
  schema: string | null
  sql: string
  description: string | null
  template_parameters: string | null
  extra_json: string | null
  last_run: number | null
  rows: number | null
}

/** A run of SQL Lab; moments are epoch milliseconds. `client_id` is the editor's own name of it. */
export interface Queries {
  id: Generated<number>
  client_id: string
  database_id: number
  user_id: number | null
  status: string
  tab_name: string | null
  sql_editor_id: string | null
  catalog: string | null
  schema: string | null
  tmp_table_name: string | null
  tmp_schema_name: string | null
  sql: string
  select_sql: string | null
  executed_sql: string | null
  error_message: string | null
  tracking_url: string | null
  extra_json: string | null
  limit: number | null
  rows: number | null
  progress: number
  limiting_factor: string
  ctas_method: string | null
  results_key: string | null
  select_as_cta: boolean
  select_as_cta_used: boolean
  start_time: number
  start_running_time: number | null
  end_time: number | null
  end_result_backend_time: number | null
  changed_on: number
}

export interface TabStates extends Audit {
  id: Generated<number>
  user_id: number
  label: string
  active: boolean
  autorun: boolean
  hide_left_bar: boolean
  database_id: number | null
  catalog: string | null
  schema: string | null
  sql: string | null
  query_limit: number | null
  /** `client_id` of a run. */
  latest_query_id: string | null
  template_params: string | null
  saved_query_id: number | null
  extra_json: string | null
}

export interface TableSchemas extends Audit {
  id: Generated<number>
  tab_state_id: number
  database_id: number
  catalog: string | null
  schema: string | null
  table_name: string
  expanded: boolean
  description: string | null
  extra_json: string | null
}

export interface CssTemplates extends Audit, Identity {
  template_name: string
  css: string
}

export interface AnnotationLayers extends Audit {
  id: Generated<number>
  name: string
  descr: string | null
}

export interface Annotations extends Audit {
  id: Generated<number>
  layer_id: number
  short_descr: string
  long_descr: string | null
  start_dttm: number
  end_dttm: number
  json_metadata: string | null
}

export interface Themes extends Audit, Identity {
  theme_name: string
  json_data: string
  is_system: boolean
  is_system_default: boolean
  is_system_dark: boolean
}

export interface RlsRules extends Audit {
  id: Generated<number>
  name: string
  description: string | null
  filter_type: string
  group_key: string | null
  clause: string
}

export interface RlsRuleRoles {
  rule_id: number
  role_id: number
}

export interface RlsRuleDatasets {
  rule_id: number
  dataset_id: number
}

export interface Settings {
  name: string
  value: string
}

export interface Tables {
  users: Users
  roles: Roles
  groups: Groups
  permission_names: PermissionNames
  permission_views: PermissionViews
  permissions: Permissions
  role_permissions: RolePermissions
  user_roles: UserRoles
  group_users: GroupUsers
  group_roles: GroupRoles
  databases: Databases
  datasets: Datasets
  dataset_columns: DatasetColumns
  dataset_metrics: DatasetMetrics
  charts: Charts
  dashboards: Dashboards
  dashboard_charts: DashboardCharts
  dashboard_roles: DashboardRoles
  owners: Owners
  favourites: Favourites
  tags: Tags
  tagged_objects: TaggedObjects
  key_values: KeyValues
  logs: Logs
  saved_queries: SavedQueries
  queries: Queries
  tab_states: TabStates
  table_schemas: TableSchemas
  css_templates: CssTemplates
  annotation_layers: AnnotationLayers
  annotations: Annotations
  themes: Themes
  rls_rules: RlsRules
  rls_rule_roles: RlsRuleRoles
  rls_rule_datasets: RlsRuleDatasets
  settings: Settings
}

export type Row<T extends keyof Tables> = Selectable<Tables[T]>
export type NewRow<T extends keyof Tables> = Insertable<Tables[T]>
export type RowPatch<T extends keyof Tables> = Updateable<Tables[T]>

/** Columns that hold booleans on every database; SQLite and MySQL store 0 and 1. */
export const BOOLEAN_COLUMNS: ReadonlySet<string> = new Set([
  'active',
  'expose_in_sqllab',
  'allow_run_async',
  'allow_ctas',
  'allow_cvas',
  'allow_dml',
  'allow_file_upload',
  'impersonate_user',
  'is_managed_externally',
  'filter_select_enabled',
  'is_sqllab_view',
  'normalize_columns',
  'always_filter_main_dttm',
  'is_dttm',
  'is_active',
  'groupby',
  'filterable',
  'published',
  'is_system',
  'is_system_default',
  'is_system_dark',
  'select_as_cta',
  'select_as_cta_used',
  'autorun',
  'hide_left_bar',
  'expanded',
])
