import { use } from 'echarts/core'
import type { PartName } from './names.ts'

type Part = Parameters<typeof use>[0]

/** Each is a chunk of its own on the page. */
const PARTS: Readonly<Record<PartName, () => Promise<{ readonly part: Part }>>> = {
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
  visualMap: () => import('./visual-map.ts'),
  canvas: () => import('./canvas.ts'),
}

const loaded = new Map<PartName, Promise<void>>()

const load = (name: PartName): Promise<void> => {
  const known = loaded.get(name)
  if (known !== undefined) return known
  const loading = PARTS[name]().then(({ part }) => use(part))
  loading.catch(() => loaded.delete(name))
  loaded.set(name, loading)
  return loading
}

/** Brings parts; those that came before cost nothing. A chart knows only the parts that were there when it was made. */
export const loadParts = async (names: readonly PartName[]): Promise<void> => {
  await Promise.all(names.map(load))
}
