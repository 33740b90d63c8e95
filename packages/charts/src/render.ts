import { ChartView as BareChartView, type ChartViewProps, type Renderers } from '@coset/chart-kit/view'
import { createElement } from 'react'
import { definitionFor } from './index.ts'

/** The charts that ECharts does not draw; `table` also serves charts that are not here. */
export const renderers: Renderers = {
  table: () => import('./table/render.tsx'),
  big_number: () => import('./big-number/render.tsx'),
  big_number_total: () => import('./big-number/render.tsx'),
  pivot_table_v2: () => import('./pivot-table/render.tsx'),
  word_cloud: () => import('./word-cloud/render.tsx'),
}

export interface NamedChartViewProps extends Omit<ChartViewProps, 'definition' | 'renderers'> {
  readonly vizType: string
}

/** A chart by its viz type. */
export function ChartView({ vizType, ...props }: NamedChartViewProps): React.ReactNode {
  return createElement(BareChartView, { ...props, definition: definitionFor(vizType), renderers })
}

export type { MenuRequest, OnSelect } from '@coset/chart-kit/view'
