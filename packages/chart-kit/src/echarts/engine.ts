import type { EChartsModel } from '../model.ts'
import { loadShapes } from '../shapes.ts'
import { init, registerMap } from './core.ts'
import { loadParts } from './parts/index.ts'
import { type PartName, partsOf } from './parts/names.ts'

/** A chart on an element for models that need these parts. `canvas` draws many marks faster than SVG. */
export const open = async (host: HTMLElement, canvas: boolean, parts: readonly PartName[]) => {
  await loadParts(canvas ? [...parts, 'canvas'] : parts)
  return init(host, null, { renderer: canvas ? 'canvas' : 'svg' })
}

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
  await loadParts(partsOf(model.option))
  await prepare(model)
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption(model.option)
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}
