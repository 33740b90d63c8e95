import type { ChartTheme } from './definition.ts'
import type { ChartModel } from './model.ts'
import { svgPicture, svgText } from './svg/index.ts'
import { LIGHT_THEME } from './themes.ts'

function sentence(text: string, width: number, height: number, theme: ChartTheme): string {
  return svgPicture(width, height, theme.fontFamily, svgText({ x: width / 2, y: height / 2, text, size: 13, color: theme.mutedText, anchor: 'middle' }))
}

/** A model as one SVG document, without a DOM; sizes in px. Models with neither option nor own drawing show their summary. */
export async function renderToSvg(model: ChartModel, width: number, height: number, theme: ChartTheme = LIGHT_THEME): Promise<string> {
  if (model.kind === 'echarts') {
    const { drawSvg } = await import('./echarts/engine.ts')
    return drawSvg(model, width, height)
  }
  if (model.kind === 'custom' && model.svg) return model.svg()
  return sentence(model.summary, width, height, theme)
}
