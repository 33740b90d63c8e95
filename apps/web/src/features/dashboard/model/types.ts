import type { FormData } from '@coset/chart-kit'

export interface DashboardInfo {
  readonly id: number
  readonly uuid: string
  readonly dashboard_title: string
  readonly slug: string
  readonly published: boolean
  readonly position_json: string
  readonly json_metadata: string
  readonly css: string
  /** Its own theme, as JSON text of tokens. */
  readonly theme?: { readonly id: number; readonly theme_name: string; readonly json_data: string | null } | null
  readonly changed_on_ms: number
  readonly changed_on_delta_humanized: string
  readonly changed_by_name?: string
  readonly certified_by: string | null
  readonly certification_details?: string | null
  /** Guests are not told. */
  readonly owners?: readonly { readonly id: number; readonly first_name: string; readonly last_name: string }[]
}

export interface ChartInfo {
  readonly id: number
  readonly slice_name: string
  readonly description: string | null
  readonly form_data: FormData
  readonly slice_url: string
}

export interface DatasetInfo {
  readonly id: number
  readonly table_name: string
  readonly column_names: readonly string[]
  readonly columns: readonly {
    readonly column_name: string
    readonly is_dttm: boolean
    readonly verbose_name: string | null
    readonly type_generic?: number | null
    readonly groupby?: boolean
  }[]
  readonly time_grain_sqla: readonly (readonly [string, string])[]
  readonly verbose_map: Readonly<Record<string, string>>
  /** Guests are not told. */
  readonly database?: { readonly disable_drill_to_detail?: boolean }
}

/** Everything that a dashboard page shows, as the server gives it. */
export interface Loaded {
  readonly dashboard: DashboardInfo
  readonly charts: readonly ChartInfo[]
  readonly datasets: readonly DatasetInfo[]
}
