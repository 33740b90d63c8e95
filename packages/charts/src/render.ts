import { ChartView as BareChartView, type ChartViewProps, fetchEngine, type Renderers } from '@coset/chart-kit/view'
import { createElement, useEffect } from 'react'
import { definitionFor } from './by-type.ts'
import { partsNeeded } from './needs.ts'

/** The charts that ECharts does not draw; `table` also serves charts that are not here. */
export const renderers: Renderers = {
  table: () => import('./table/render.tsx'),
  big_number: () => import('./big-number/render.tsx'),
  big_number_total: () => import('./big-number/render.tsx'),
  pivot_table_v2: () => import('./pivot-table/render.tsx'),
  word_cloud: () => import('./word-cloud/render.tsx'),
}

const fetchDrawing = async (vizType: string): Promise<void> => {
  const parts = partsNeeded(vizType)
  await (parts === null ? (renderers[vizType] ?? renderers['table'])?.() : fetchEngine(parts))
}

/** Fetches what a viz type is drawn with as soon as its picture is wanted, while its rows are still asked for. Whether it came, the chart itself says. */
export const useDrawing = (vizType: string, wanted: boolean): void =>
  useEffect(() => {
    if (wanted) fetchDrawing(vizType).catch(() => undefined)
  }, [vizType, wanted])

export interface NamedChartViewProps extends Omit<ChartViewProps, 'definition' | 'renderers'> {
  readonly vizType: string
}

/** A chart by its viz type. */
export function ChartView({ vizType, ...props }: NamedChartViewProps): React.ReactNode {
  return createElement(BareChartView, { ...props, definition: definitionFor(vizType), renderers })
}

export type { MenuRequest, OnSelect } from '@coset/chart-kit/view'
