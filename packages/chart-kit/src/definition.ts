import type { ControlPanel } from './controls.ts'
import type { ChartModel } from './model.ts'
import type { FormData, QueryObject } from './query-object.ts'

export type Behaviour = 'INTERACTIVE_CHART' | 'DRILL_TO_DETAIL' | 'DRILL_BY' | 'EXPORT_CURRENT_VIEW'
export type Category = 'Table' | 'KPI' | 'Evolution' | 'Part of a Whole' | 'Distribution' | 'Correlation' | 'Flow' | 'Ranking' | 'Map' | 'Other'

/** One result of `POST /api/v1/chart/data`, as the client receives it. */
export interface QueryResult {
  readonly data: readonly Record<string, unknown>[]
  readonly colnames: readonly string[]
  /** GenericType of each column. */
  readonly coltypes: readonly number[]
  readonly label_map?: Readonly<Record<string, readonly string[]>>
  readonly rowcount: number
  readonly sql_rowcount?: number
  readonly from_dttm?: number | null
  readonly to_dttm?: number | null
  readonly detected_currency?: string | null
  readonly is_cached?: boolean | null
  readonly cached_dttm?: string | null
  readonly queried_dttm?: string | null
  readonly query?: string
  readonly annotation_data?: Readonly<Record<string, unknown>>
}

/** What the dataset tells a chart: labels and formats. */
export interface DatasetHints {
  readonly verboseMap: Readonly<Record<string, string>>
  /** Column or metric → d3 format of the dataset. */
  readonly columnFormats: Readonly<Record<string, string>>
  readonly currencyFormats: Readonly<Record<string, { readonly symbol: string; readonly symbolPosition: 'prefix' | 'suffix' }>>
}

/** Colours and type for one theme; numbers are px. */
export interface ChartTheme {
  readonly dark: boolean
  readonly text: string
  readonly mutedText: string
  readonly line: string
  readonly background: string
  readonly accent: string
  readonly positive: string
  readonly negative: string
  readonly fontFamily: string
}

export interface TransformInput {
  readonly formData: FormData
  readonly results: readonly QueryResult[]
  readonly dataset: DatasetHints
  readonly width: number
  readonly height: number
  readonly theme: ChartTheme
  /** A label's colour: saved override, else the scheme by a stable hash; the same on every chart of a dashboard. */
  readonly colorOf: (label: string, scheme: string) => string
  /** Labels now chosen by this chart's own cross-filter; others fade. */
  readonly selected?: readonly string[]
}

/** What a chart is: pure, no DOM. One folder per chart; `render.tsx` only where the model is not an ECharts option. */
export interface ChartDefinition {
  readonly vizType: string
  readonly name: string
  readonly category: Category
  readonly description: string
  readonly tags: readonly string[]
  readonly behaviours: readonly Behaviour[]
  readonly controls: ControlPanel
  /** Form data → query objects, as the field's own client would send them. Runs on the server too. */
  readonly buildQueries: (formData: FormData) => readonly QueryObject[]
  /** Results → what to draw. Never throws on empty or odd data: returns an `empty` model with a sentence. */
  readonly transform: (input: TransformInput) => ChartModel
  /** How well the chart fits fields chosen in Explore, 0–1. */
  readonly suits: (fields: { readonly metrics: number; readonly dimensions: number; readonly temporal: boolean }) => number
}
