import type { Insertable, Selectable, Updateable } from 'kysely'
import type {
  AnnotationLayers,
  Annotations,
  Charts,
  CssTemplates,
  DashboardCharts,
  DashboardRoles,
  Dashboards,
  EmbeddedDashboards,
  Favourites,
  Owners,
  TaggedObjects,
  Tags,
  Themes,
} from './tables/boards.ts'
import type { Databases, DatabaseUserOauth2Tokens, DatasetColumns, DatasetMetrics, Datasets, SshTunnels } from './tables/data.ts'
import type { ObjectVersions, Trash, TrashOwners } from './tables/history.ts'
import type { CacheEntries, Events, JobMarks, Jobs, Leases, ScheduleCursors, Workers } from './tables/jobs.ts'
import type { KeyValues, Logs, MovedObjects, Settings } from './tables/kept.ts'
import type { ReportExecutionLogs, ReportRecipients, ReportSchedules } from './tables/reports.ts'
import type {
  GroupRoles,
  Groups,
  GroupUsers,
  PermissionNames,
  Permissions,
  PermissionViews,
  RegisterUsers,
  RlsRuleDatasets,
  RlsRuleRoles,
  RlsRules,
  RolePermissions,
  Roles,
  UserRoles,
  Users,
} from './tables/security.ts'
import type { ApiKeys, AuditEvents, OneTimeCodes, SecondFactors, Sessions, UserIdentities } from './tables/signing-in.ts'
import type { Queries, SavedQueries, TableSchemas, TabStates } from './tables/sqllab.ts'

export type { Audit } from './tables/audit.ts'
export type * from './tables/boards.ts'
export type * from './tables/data.ts'
export type * from './tables/history.ts'
export type * from './tables/jobs.ts'
export type * from './tables/kept.ts'
export type * from './tables/reports.ts'
export type * from './tables/security.ts'
export type * from './tables/signing-in.ts'
export type * from './tables/sqllab.ts'

/** Moments are epoch milliseconds (UTC); JSON is text; secrets are sealed text (see secrets.ts). */
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
  register_users: RegisterUsers
  sessions: Sessions
  user_identities: UserIdentities
  second_factors: SecondFactors
  one_time_codes: OneTimeCodes
  api_keys: ApiKeys
  audit_events: AuditEvents
  databases: Databases
  database_user_oauth2_tokens: DatabaseUserOauth2Tokens
  ssh_tunnels: SshTunnels
  datasets: Datasets
  dataset_columns: DatasetColumns
  dataset_metrics: DatasetMetrics
  charts: Charts
  dashboards: Dashboards
  dashboard_charts: DashboardCharts
  dashboard_roles: DashboardRoles
  embedded_dashboards: EmbeddedDashboards
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
  moved_objects: MovedObjects
  jobs: Jobs
  job_marks: JobMarks
  leases: Leases
  workers: Workers
  schedule_cursors: ScheduleCursors
  events: Events
  cache_entries: CacheEntries
  trash: Trash
  trash_owners: TrashOwners
  object_versions: ObjectVersions
  report_schedules: ReportSchedules
  report_recipients: ReportRecipients
  report_execution_logs: ReportExecutionLogs
}

export type Row<T extends keyof Tables> = Selectable<Tables[T]>
export type NewRow<T extends keyof Tables> = Insertable<Tables[T]>
export type RowPatch<T extends keyof Tables> = Updateable<Tables[T]>

/** Columns that hold booleans on every database; SQLite and MySQL store 0 and 1. */
export const BOOLEAN_COLUMNS: ReadonlySet<string> = new Set([
  'active',
  'is_service',
  'confirmed',
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
  'force_screenshot',
  'per_recipient',
])
