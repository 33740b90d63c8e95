import type { EChartsOption } from 'echarts'

/** Pieces of the drawing engine that a model may need, by the name that options use. */
export const PART_NAMES = [
  'bar',
  'boxplot',
  'heatmap',
  'line',
  'map',
  'pie',
  'scatter',
  'sunburst',
  'treemap',
  'dataZoom',
  'geo',
  'graphic',
  'markArea',
  'markLine',
  'title',
  'visualMap',
  'canvas',
] as const
export type PartName = (typeof PART_NAMES)[number]

export const isPart = (name: string): name is PartName => PART_NAMES.some((known) => known === name)

const seriesOf = (option: EChartsOption): readonly object[] => (Array.isArray(option.series) ? option.series : option.series ? [option.series] : [])

/** The parts that an option names: its components, its series' types and their marks. A map draws on a geo. */
export const partsOf = (option: EChartsOption): readonly PartName[] => {
  const series = seriesOf(option)
  const types = series.map((one) => ('type' in one && typeof one.type === 'string' ? one.type : ''))
  const names = [...Object.keys(option), ...types, ...series.flatMap((one) => Object.keys(one)), ...(types.includes('map') ? ['geo'] : [])]
  return [...new Set(names)].filter(isPart).sort()
}
