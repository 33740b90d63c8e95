import type { FormData, QueryResult } from '@coset/chart-kit'

export interface DatasetColumn {
  readonly id?: number | null
  readonly column_name: string
  readonly verbose_name: string | null
  readonly description: string | null
  readonly expression: string | null
  readonly type: string | null
  /** 0 number, 1 text, 2 time, 3 boolean. */
  readonly type_generic: number | null
  readonly is_dttm: boolean
  readonly groupby: boolean
  readonly filterable: boolean
  readonly is_certified?: boolean
}

export interface DatasetMetric {
  readonly id?: number | null
  readonly metric_name: string
  readonly verbose_name: string | null
  readonly description: string | null
  readonly expression: string
  readonly is_certified?: boolean
}

export interface Dataset {
  readonly id: number
  /** Absent: a dataset. */
  readonly type?: 'table' | 'query' | 'saved_query'
  readonly table_name: string
  readonly name: string
  readonly schema: string | null
  readonly catalog?: string | null
  readonly sql?: string | null
  readonly template_params?: string | null
  readonly database?: { readonly id: number }
  readonly description: string | null
  readonly main_dttm_col: string | null
  readonly columns: readonly DatasetColumn[]
  readonly metrics: readonly DatasetMetric[]
  readonly time_grain_sqla: readonly (readonly [string, string])[]
  readonly filter_select_enabled?: boolean
}

export interface Slice {
  readonly slice_id: number
  readonly uuid: string
  readonly slice_name: string
  readonly description: string | null
  readonly certified_by: string | null
  readonly certification_details: string | null
  readonly form_data: FormData
  readonly changed_on: string
  readonly owners: readonly number[]
  readonly is_managed_externally: boolean
}

export interface SliceMetadata {
  readonly owners: readonly string[]
  readonly dashboards: readonly { readonly id: number; readonly dashboard_title: string }[]
  readonly changed_on_humanized: string
  readonly changed_by?: string
}

/** What `GET /api/v1/explore/` answers. */
export interface Loaded {
  readonly dataset: Dataset
  readonly form_data: FormData
  readonly slice: Slice | null
  readonly message: string | null
  readonly metadata: SliceMetadata | null
}

export interface ChartDataAnswer {
  readonly result: readonly (QueryResult & {
    readonly error?: string | null
    readonly rejected_filters?: readonly { readonly column?: unknown; readonly reason?: string }[]
  })[]
}

/** A field of the dataset on its way to a control. */
export type Field = { readonly kind: 'metric'; readonly metric: DatasetMetric } | { readonly kind: 'column'; readonly column: DatasetColumn }
