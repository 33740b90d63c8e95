import type { ChartDefinition } from '@coset/chart-kit'
import { area } from './area/definition.ts'
import { bar } from './bar/definition.ts'
import { line } from './line/definition.ts'
import { scatter } from './scatter/definition.ts'
import { smoothLine } from './smooth-line/definition.ts'
import { steppedLine } from './stepped-line/definition.ts'
import { table } from './table/definition.ts'
import { timeSeriesGeneric } from './time-series-generic/definition.ts'

/** Every chart, in the order in which Explore offers them. */
export const definitions: readonly ChartDefinition[] = [line, bar, area, table, scatter, smoothLine, steppedLine, timeSeriesGeneric]
