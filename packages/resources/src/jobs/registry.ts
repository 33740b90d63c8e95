import { chartJob } from '../chart/index.ts'
import { purgeTrash, trashSchedules } from '../history/purge.ts'
import { pictureJob, warmUpJob, warmUpSchedules } from '../picture/index.ts'
import { pruneReportLogs, reportJob, reportSchedules, switchedOffJob } from '../report/index.ts'
import { accountMailJob } from '../sign-in/mail.ts'
import { sqlLabJob } from '../sqllab/index.ts'
import type { JobDefinition } from './definition.ts'
import { maintenanceJobs, maintenanceSchedules } from './maintenance.ts'
import type { ScheduleSource } from './schedule.ts'

/** Every kind of job that workers know. */
export const jobDefinitions: readonly JobDefinition[] = [
  ...maintenanceJobs,
  purgeTrash,
  sqlLabJob as JobDefinition,
  accountMailJob as JobDefinition,
  reportJob as JobDefinition,
  switchedOffJob as JobDefinition,
  pictureJob as JobDefinition,
  chartJob as JobDefinition,
  warmUpJob as JobDefinition,
  pruneReportLogs as JobDefinition,
]

/** Everything that runs by the clock. */
export const scheduleSources: readonly ScheduleSource[] = [maintenanceSchedules, trashSchedules, reportSchedules, warmUpSchedules]
