import type { Generated } from 'kysely'

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

/** An object of another site and what it became here. */
export interface MovedObjects {
  site: string
  kind: string
  source_id: string
  target_id: number
  /** Of the values that came. */
  digest: string
  moved_on: number
}

export interface Settings {
  name: string
  value: string
}
