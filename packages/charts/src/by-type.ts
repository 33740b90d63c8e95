import type { ChartDefinition } from '@coset/chart-kit'
import { area } from './area/definition.ts'
import { bar } from './bar/definition.ts'
import { bigNumber } from './big-number/definition.ts'
import { bigNumberTotal } from './big-number-total/definition.ts'
import { fallbackDefinition } from './fallback/definition.ts'
import { line } from './line/definition.ts'
import { pie } from './pie/definition.ts'
import { pivotTable } from './pivot-table/definition.ts'
import { scatter } from './scatter/definition.ts'
import { smoothLine } from './smooth-line/definition.ts'
import { steppedLine } from './stepped-line/definition.ts'
import { table } from './table/definition.ts'
import { timeSeriesGeneric } from './time-series-generic/definition.ts'

/** What stands on most dashboards comes with the page. */
const COMMON: readonly ChartDefinition[] = [
  line,
  bar,
  area,
  table,
  bigNumberTotal,
  bigNumber,
  pie,
  pivotTable,
  scatter,
  smoothLine,
  steppedLine,
  timeSeriesGeneric,
]

/** The others come when a chart of their type is there. */
const LATE: ReadonlyMap<string, () => Promise<ChartDefinition>> = new Map([
  ['box_plot', async () => (await import('./box-plot/definition.ts')).boxPlot],
  ['bubble_v2', async () => (await import('./bubble/definition.ts')).bubble],
  ['heatmap_v2', async () => (await import('./heatmap/definition.ts')).heatmap],
  ['histogram_v2', async () => (await import('./histogram/definition.ts')).histogram],
  ['mixed_timeseries', async () => (await import('./mixed/definition.ts')).mixed],
  ['sunburst_v2', async () => (await import('./sunburst/definition.ts')).sunburst],
  ['treemap_v2', async () => (await import('./treemap/definition.ts')).treemap],
  ['word_cloud', async () => (await import('./word-cloud/definition.ts')).wordCloud],
  ['world_map', async () => (await import('./world-map/definition.ts')).worldMap],
])

const known = new Map<string, ChartDefinition>()
const stands = new Map<string, ChartDefinition>()

/** Makes definitions known to {@link definitionFor}. */
export const know = (definitions: readonly ChartDefinition[]): void => {
  for (const definition of definitions) known.set(definition.vizType, definition)
}

know(COMMON)

/** Brings the definitions of these viz types; those that are here, or nowhere, cost nothing. Throws when one cannot be had. */
export const loadDefinitions = async (vizTypes: Iterable<string>): Promise<void> => {
  const wanted = [...new Set(vizTypes)].flatMap((vizType) => (known.has(vizType) ? [] : [LATE.get(vizType)]))
  know(await Promise.all(wanted.flatMap((load) => (load === undefined ? [] : [load()]))))
}

/** The chart of a viz type among those that are here; a stand-in that shows a table where there is none. The same object each time. */
export const definitionFor = (vizType: string): ChartDefinition => {
  const there = known.get(vizType) ?? stands.get(vizType)
  if (there) return there
  const standIn = fallbackDefinition(vizType)
  if (stands.size < 200) stands.set(vizType, standIn)
  return standIn
}

export { fallbackDefinition }
