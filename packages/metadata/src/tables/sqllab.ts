import type { Generated } from 'kysely'
import type { Audit, Identity } from './audit.ts'

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
