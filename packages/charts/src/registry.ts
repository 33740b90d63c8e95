import type { ChartDefinition } from '@coset/chart-kit'
import { area } from './area/definition.ts'
import { bar } from './bar/definition.ts'
import { bigNumber } from './big-number/definition.ts'
import { bigNumberTotal } from './big-number-total/definition.ts'
import { boxPlot } from './box-plot/definition.ts'
import { bubble } from './bubble/definition.ts'
import { heatmap } from './heatmap/definition.ts'
import { histogram } from './histogram/definition.ts'
import { line } from './line/definition.ts'
import { mixed } from './mixed/definition.ts'
import { pie } from './pie/definition.ts'
import { pivotTable } from './pivot-table/definition.ts'
import { scatter } from './scatter/definition.ts'
import { smoothLine } from './smooth-line/definition.ts'
import { steppedLine } from './stepped-line/definition.ts'
import { sunburst } from './sunburst/definition.ts'
import { table } from './table/definition.ts'
import { timeSeriesGeneric } from './time-series-generic/definition.ts'
import { treemap } from './treemap/definition.ts'
import { wordCloud } from './word-cloud/definition.ts'
import { worldMap } from './world-map/definition.ts'

/** Every chart, in the order in which Explore offers them. */
export const definitions: readonly ChartDefinition[] = [
  line,
  bar,
  area,
  table,
  bigNumberTotal,
  bigNumber,
  pie,
  pivotTable,
  mixed,
  scatter,
  treemap,
  sunburst,
  heatmap,
  histogram,
  boxPlot,
  bubble,
  worldMap,
  wordCloud,
  smoothLine,
  steppedLine,
  timeSeriesGeneric,
]
