import type { Measure } from './measure.ts'
import { chartDataCached } from './measures/chart-data-cached.ts'
import { chartDataUncached } from './measures/chart-data-uncached.ts'
import { chartList } from './measures/chart-list.ts'
import { dashboardDrawn } from './measures/dashboard-drawn.ts'
import { dashboardList } from './measures/dashboard-list.ts'
import { dashboardScript } from './measures/dashboard-script.ts'
import { exampleLoad } from './measures/example-load.ts'
import { idleMemory } from './measures/idle-memory.ts'
import { secondStart } from './measures/second-start.ts'

/** Every measure, in the order of running. */
export const MEASURES: readonly Measure[] = [
  chartDataCached,
  chartDataUncached,
  chartList,
  dashboardList,
  dashboardScript,
  dashboardDrawn,
  exampleLoad,
  secondStart,
  idleMemory,
]
