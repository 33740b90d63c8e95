import type { EChartsOption } from 'echarts'
import type { QueryFilter } from './query-object.ts'

/** What a click on a mark means: the filters a cross-filter would send, keyed by the mark's name. */
export interface Selectable {
  readonly [mark: string]: readonly QueryFilter[]
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
