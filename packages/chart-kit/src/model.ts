import type { EChartsOption } from 'echarts'
import type { QueryFilter } from './query-object.ts'

/** What a click on a mark means: the filters a cross-filter would send, keyed by the mark's name. */
export interface Selectable {
  readonly [mark: string]: readonly QueryFilter[]
}

/** What the pointer or the keyboard is on: a mark by its name, or a point of a series; without a series, a place of the plot. */
export interface Datum {
  readonly mark?: string | undefined
  readonly seriesName?: string | undefined
  /** `[x, y]` as the option has them. */
  readonly value?: unknown
}

/** What stands behind a datum. */
export interface Behind {
  readonly label: string
  /** They keep the rows that the datum counts. */
  readonly filters: readonly QueryFilter[]
  /** What stays fixed while the chart is grouped by another column. */
  readonly by: readonly QueryFilter[]
}

interface Common {
  /** One sentence that tells what the picture shows, for people who do not see it. */
  readonly summary: string
}

/** Drawn by the one ECharts renderer, on the page and on the server. */
export interface EChartsModel extends Common {
  readonly kind: 'echarts'
  readonly option: EChartsOption
  readonly selectable?: Selectable
  /** What a datum stands for, where `selectable` does not say all of it; undefined: nothing to drill into. */
  readonly behind?: (datum: Datum) => Behind | undefined
  /** What the arrow keys walk where no mark can be chosen. */
  readonly steps?: readonly (Datum & { readonly seriesIndex: number; readonly dataIndex: number })[]
  /** Map shapes that the option names; registered before drawing. */
  readonly map?: string
}

/** Nothing to draw; the sentence says why. */
export interface EmptyModel extends Common {
  readonly kind: 'empty'
}

/** Drawn by the chart's own `render.tsx`. */
export interface CustomModel<Data = unknown> extends Common {
  readonly kind: 'custom'
  readonly data: Data
  readonly selectable?: Selectable
  /** The same picture as one SVG document, for places without a page. */
  readonly svg?: () => string
}

export type ChartModel<Data = unknown> = EChartsModel | EmptyModel | CustomModel<Data>
