import { BarChart, BoxplotChart, HeatmapChart, LineChart, MapChart, PieChart, ScatterChart, SunburstChart, TreemapChart } from 'echarts/charts'
import {
  DataZoomComponent,
  GeoComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { init, registerMap, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'
import type { EChartsModel } from '../model.ts'
import { loadShapes } from '../shapes.ts'

use([
  BarChart,
  BoxplotChart,
  HeatmapChart,
  LineChart,
  MapChart,
  PieChart,
  ScatterChart,
  SunburstChart,
  TreemapChart,
  DataZoomComponent,
  GeoComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
  LabelLayout,
  CanvasRenderer,
  SVGRenderer,
])

export { init }

const registered = new Set<string>()

/** Brings the map shapes that a model names; does nothing for models without. */
export async function prepare(model: EChartsModel): Promise<void> {
  if (model.map === undefined || registered.has(model.map)) return
  const shapes = await loadShapes(model.map)
  registerMap(model.map, shapes as Parameters<typeof registerMap>[1])
  registered.add(model.map)
}

/** Draws without a DOM. The chart is disposed whatever happens: an undisposed one keeps the process alive. */
export async function drawSvg(model: EChartsModel, width: number, height: number): Promise<string> {
  await prepare(model)
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption(model.option)
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}
