import type { PartName } from '@coset/chart-kit/view'

/** What the drawing engine needs for an ordinary picture of each type that it draws; rarer pieces come when a model names them. */
const PARTS: Readonly<Record<string, readonly PartName[]>> = {
  echarts_timeseries_line: ['line'],
  echarts_timeseries_bar: ['bar'],
  echarts_area: ['line'],
  echarts_timeseries_scatter: ['scatter'],
  echarts_timeseries_smooth: ['line'],
  echarts_timeseries_step: ['line'],
  echarts_timeseries: ['line'],
  mixed_timeseries: ['bar', 'line'],
  pie: ['pie'],
  treemap_v2: ['treemap'],
  sunburst_v2: ['sunburst'],
  heatmap_v2: ['heatmap', 'visualMap'],
  histogram_v2: ['bar'],
  box_plot: ['boxplot', 'scatter'],
  bubble_v2: ['scatter'],
  world_map: ['geo', 'map', 'visualMap'],
}

/** The parts of the drawing engine that a viz type needs; null for charts with a renderer of their own. */
export const partsNeeded = (vizType: string): readonly PartName[] | null => (Object.hasOwn(PARTS, vizType) ? (PARTS[vizType] ?? null) : null)
