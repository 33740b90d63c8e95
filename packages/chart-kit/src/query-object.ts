/** A chart's saved settings; keys are those of the field (see the definitions' controls). */
export type FormData = Readonly<Record<string, unknown>> & { readonly viz_type?: string; readonly datasource?: string }

export type AdhocColumn = {
  readonly label: string
  readonly sqlExpression: string
  readonly expressionType: 'SQL'
  readonly columnType?: 'BASE_AXIS' | 'SERIES'
  readonly timeGrain?: string | null
  readonly isColumnReference?: boolean
}
export type QueryColumn = string | AdhocColumn
export type QueryMetric = string | { readonly expressionType: 'SIMPLE' | 'SQL'; readonly label?: string; readonly [key: string]: unknown }
export type QueryFilter = { readonly col: QueryColumn; readonly op: string; readonly val?: unknown; readonly grain?: string; readonly isExtra?: boolean }
export type PostProcessingRule = { readonly operation: string; readonly options?: Readonly<Record<string, unknown>> }

/** One query of a chart-data request. Absent members are not sent. */
export interface QueryObject {
  readonly columns?: readonly QueryColumn[]
  readonly metrics?: readonly QueryMetric[] | undefined
  readonly filters?: readonly QueryFilter[]
  readonly extras?: Readonly<Record<string, unknown>>
  readonly orderby?: readonly (readonly [QueryColumn | QueryMetric, boolean])[]
  readonly granularity?: string
  readonly time_range?: string
  readonly row_limit?: number
  readonly row_offset?: number
  readonly series_columns?: readonly QueryColumn[]
  readonly series_limit?: number
  readonly series_limit_metric?: QueryMetric
  readonly group_others_when_limit_reached?: boolean
  readonly order_desc?: boolean
  readonly is_timeseries?: boolean
  readonly is_rowcount?: boolean
  readonly time_offsets?: readonly string[]
  readonly post_processing?: readonly (PostProcessingRule | undefined)[]
  readonly annotation_layers?: readonly unknown[]
  readonly applied_time_extras?: Readonly<Record<string, string>>
  readonly url_params?: Readonly<Record<string, unknown>>
  readonly custom_params?: Readonly<Record<string, unknown>>
  readonly custom_form_data?: Readonly<Record<string, unknown>>
  readonly result_type?: string
}
