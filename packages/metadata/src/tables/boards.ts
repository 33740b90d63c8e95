import type { Generated } from 'kysely'
import type { Audit, Identity } from './audit.ts'

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

/** A dashboard that other sites may show; `allow_domain_list` is their origins with commas between, empty: any site. */
export interface EmbeddedDashboards extends Audit {
  uuid: string
  dashboard_id: number
  allow_domain_list: string
}

export interface DashboardCharts {
  dashboard_id: number
  chart_id: number
}

export interface DashboardRoles {
  dashboard_id: number
  role_id: number
}

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
