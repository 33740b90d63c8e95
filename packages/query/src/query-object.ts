import type { OperationRule } from '@coset/frame'

export const RESULT_TYPES = ['columns', 'full', 'query', 'results', 'samples', 'timegrains', 'post_processed', 'drill_detail'] as const
export type ResultType = (typeof RESULT_TYPES)[number]
export const RESULT_FORMATS = ['json', 'csv', 'xlsx'] as const
/** `arrow` is asked for by the Accept header, never by the body. */
export type ResultFormat = (typeof RESULT_FORMATS)[number] | 'arrow'

export const FILTER_OPERATORS = [
  '==',
  '!=',
  '>',
  '<',
  '>=',
  '<=',
  'LIKE',
  'NOT LIKE',
  'ILIKE',
  'NOT ILIKE',
  'IS NULL',
  'IS NOT NULL',
  'IN',
  'NOT IN',
  'IS TRUE',
  'IS FALSE',
  'TEMPORAL_RANGE',
] as const
export type FilterOperator = (typeof FILTER_OPERATORS)[number]

/** A column that the request itself defines. */
export interface AdhocColumn {
  readonly label: string
  readonly sqlExpression: string
  readonly timeGrain: string | null
  /** The chart's x axis (`BASE_AXIS`): its grain applies and its values are read as moments. */
  readonly isAxis: boolean
  /** `sqlExpression` is a name, not SQL. */
  readonly isColumnReference: boolean
}
export type QueryColumn = string | AdhocColumn

export type AdhocMetric =
  | { readonly kind: 'simple'; readonly column: string; readonly aggregate: string; readonly label: string }
  | { readonly kind: 'sql'; readonly sqlExpression: string; readonly label: string }
/** A saved metric's name, or a metric that the request itself defines. */
export type QueryMetric = string | AdhocMetric

export type FilterValue = null | string | number | boolean | readonly (null | string | number | boolean)[]

export interface QueryFilter {
  readonly col: QueryColumn
  readonly op: FilterOperator
  readonly val: FilterValue
  readonly grain: string | null
}

export interface OrderItem {
  readonly by: QueryColumn | QueryMetric | { readonly orderSql: string; readonly label: string | null }
  readonly ascending: boolean
}

export interface QueryExtras {
  readonly timeGrain: string | null
  readonly where: string
  readonly having: string
  readonly relativeStart: string | null
  readonly relativeEnd: string | null
  readonly columnOrder: readonly string[]
}

export interface AnnotationLayer {
  readonly name: string
  readonly annotationType: string
  readonly sourceType: string
  readonly layer: Readonly<Record<string, unknown>>
}

/** One query of a chart request, validated, deprecated names resolved. */
export interface QueryObject {
  readonly columns: readonly QueryColumn[]
  /** null: raw rows; an empty list: distinct rows of the columns. */
  readonly metrics: readonly QueryMetric[] | null
  readonly filters: readonly QueryFilter[]
  readonly extras: QueryExtras
  readonly granularity: string | null
  readonly timeRange: string | null
  readonly timeShift: string | null
  readonly timeOffsets: readonly string[]
  readonly isTimeseries: boolean
  readonly seriesColumns: readonly QueryColumn[]
  readonly seriesLimit: number
  readonly seriesLimitMetric: QueryMetric | null
  readonly groupOthers: boolean
  readonly orderby: readonly OrderItem[]
  readonly orderDesc: boolean
  /** null: the configured default. */
  readonly rowLimit: number | null
  /** Without LIMIT; only for totals that the server itself asks for. */
  readonly unlimited: boolean
  readonly rowOffset: number
  readonly isRowcount: boolean
  readonly applyFetchValuesPredicate: boolean
  readonly postProcessing: readonly OperationRule[]
  readonly annotationLayers: readonly AnnotationLayer[]
  readonly appliedTimeExtras: Readonly<Record<string, unknown>>
  readonly urlParams: Readonly<Record<string, unknown>>
  /** Overrides the request's own type for this query. */
  readonly resultType: ResultType | null
}

/** A chart-data request. */
export interface QueryContext {
  readonly datasource: { readonly id: number | string; readonly type: string }
  readonly queries: readonly QueryObject[]
  readonly resultType: ResultType
  readonly resultFormat: ResultFormat
  readonly force: boolean
  readonly customCacheTimeout: number | null
  readonly formData: Readonly<Record<string, unknown>>
}

export const isAdhocColumn = (item: unknown): item is AdhocColumn => typeof item === 'object' && item !== null && 'sqlExpression' in item && 'isAxis' in item
export const columnLabel = (column: QueryColumn): string => (typeof column === 'string' ? column : column.label)
export const metricLabel = (metric: QueryMetric): string => (typeof metric === 'string' ? metric : metric.label)
