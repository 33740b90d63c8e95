import type { Audit, Identity } from './audit.ts'

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

/** By which a database knows somebody; both sealed. */
export interface DatabaseUserOauth2Tokens {
  user_id: number
  database_id: number
  access_token: string
  expires_on: number | null
  refresh_token: string | null
  changed_on: number
}

/** The SSH server that a database is reached through; secrets are sealed. */
export interface SshTunnels extends Audit, Identity {
  database_id: number
  server_address: string
  server_port: number
  username: string
  password: string | null
  private_key: string | null
  private_key_password: string | null
}
