import type { Measure } from './measure.ts'
import { answerTime } from './measures/answer-time.ts'
import { answerTimeRedis } from './measures/answer-time-redis.ts'
import { bigSiteCharts } from './measures/big-site-charts.ts'
import { bigSiteDashboards } from './measures/big-site-dashboards.ts'
import { bigSiteMoving } from './measures/big-site-moving.ts'
import { chartDataCached } from './measures/chart-data-cached.ts'
import { chartDataRows } from './measures/chart-data-rows.ts'
import { chartDataUncached } from './measures/chart-data-uncached.ts'
import { chartList } from './measures/chart-list.ts'
import { chartPicture } from './measures/chart-picture.ts'
import { csvMemory } from './measures/csv-memory.ts'
import { csvRows } from './measures/csv-rows.ts'
import { dashboardDrawn } from './measures/dashboard-drawn.ts'
import { dashboardList } from './measures/dashboard-list.ts'
import { dashboardPicture } from './measures/dashboard-picture.ts'
import { dashboardScript } from './measures/dashboard-script.ts'
import { exampleLoad } from './measures/example-load.ts'
import { identicalQueries } from './measures/identical-queries.ts'
import { idleMemory } from './measures/idle-memory.ts'
import { jobRoundTrips } from './measures/job-round-trips.ts'
import { manySchedules } from './measures/many-schedules.ts'
import { planning } from './measures/planning.ts'
import { secondStart } from './measures/second-start.ts'
import { slowSource } from './measures/slow-source.ts'
import { slowSourceLate } from './measures/slow-source-late.ts'

/** Every measure, in the order of running. */
export const MEASURES: readonly Measure[] = [
  chartDataCached,
  chartDataUncached,
  chartDataRows,
  answerTime,
  answerTimeRedis,
  planning,
  csvRows,
  csvMemory,
  slowSource,
  slowSourceLate,
  identicalQueries,
  chartList,
  dashboardList,
  bigSiteMoving,
  bigSiteDashboards,
  bigSiteCharts,
  dashboardScript,
  dashboardDrawn,
  dashboardPicture,
  chartPicture,
  jobRoundTrips,
  manySchedules,
  exampleLoad,
  secondStart,
  idleMemory,
]
