import { bundleHandlers } from './bundle/index.ts'
import { chartHandlers } from './chart/index.ts'
import { dashboardHandlers } from './dashboard/index.ts'
import { databaseHandlers } from './database/index.ts'
import { datasetHandlers } from './dataset/index.ts'
import { asyncEventHandlers } from './events/index.ts'
import { explainHandlers } from './explain/index.ts'
import { exploreHandlers } from './explore/index.ts'
import { jobHandlers } from './job-admin/index.ts'
import { libraryHandlers } from './library/index.ts'
import { lineageHandlers } from './lineage/index.ts'
import { logHandlers } from './log/index.ts'
import { pictureHandlers } from './picture/index.ts'
import { queryHandlers } from './query-history/index.ts'
import { queueHandlers } from './queue/index.ts'
import { reportHandlers } from './report/index.ts'
import type { Handler } from './resource.ts'
import { savedQueryHandlers } from './saved-query/index.ts'
import { securityHandlers } from './security/index.ts'
import { sqllabHandlers } from './sqllab/index.ts'
import { systemHandlers } from './system/index.ts'
import { tagHandlers } from './tag/index.ts'

/** Every operation that the server carries out. */
export const handlers: readonly Handler[] = [
  ...securityHandlers,
  ...databaseHandlers,
  ...datasetHandlers,
  ...chartHandlers,
  ...dashboardHandlers,
  ...explainHandlers,
  ...exploreHandlers,
  ...bundleHandlers,
  ...asyncEventHandlers,
  ...tagHandlers,
  ...libraryHandlers,
  ...savedQueryHandlers,
  ...reportHandlers,
  ...pictureHandlers,
  ...sqllabHandlers,
  ...queryHandlers,
  ...lineageHandlers,
  ...jobHandlers,
  ...logHandlers,
  ...queueHandlers,
  ...systemHandlers,
]

export { bundleOf, exportAssets, exportBundle, type ImportReport, importBundle } from './bundle/index.ts'
export type { Actors, Connections, Context, Credentials, Engines, SessionFacts, Settings } from './context.ts'
export { connectionConfig, findDatabase, secretUri, storedConnectionConfig } from './database/index.ts'
export { jobOverview, jobsIn } from './job-admin/index.ts'
export * from './jobs/index.ts'
export { jobDefinitions, scheduleSources } from './jobs/registry.ts'
export { closeChannels } from './report/index.ts'
export { type Call, type Handler, handle, Reply, type UploadedFile } from './resource.ts'
export { checkPassword, createAccount, loadActor, loadAnonymous, seedRoles } from './security/index.ts'
