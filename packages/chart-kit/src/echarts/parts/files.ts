import type { use } from 'echarts/core'
import type { PartName } from './names.ts'

export type Part = Parameters<typeof use>[0]

/** Each is a chunk of its own on the page. Names nothing of the engine itself, so that both can be fetched at once. */
export const FILES: Readonly<Record<PartName, () => Promise<{ readonly part: Part }>>> = {
  bar: () => import('./bar.ts'),
  boxplot: () => import('./boxplot.ts'),
  heatmap: () => import('./heatmap.ts'),
  line: () => import('./line.ts'),
  map: () => import('./map.ts'),
  pie: () => import('./pie.ts'),
  scatter: () => import('./scatter.ts'),
  sunburst: () => import('./sunburst.ts'),
  treemap: () => import('./treemap.ts'),
  dataZoom: () => import('./data-zoom.ts'),
  geo: () => import('./geo.ts'),
  graphic: () => import('./graphic.ts'),
  markArea: () => import('./mark-area.ts'),
  markLine: () => import('./mark-line.ts'),
  title: () => import('./title.ts'),
  visualMap: () => import('./visual-map.ts'),
  canvas: () => import('./canvas.ts'),
}
