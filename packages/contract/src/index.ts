import { advancedTypeRoutes } from './advanced-type/index.ts'
import { annotationRoutes } from './annotation/index.ts'
import { asyncEventRoutes } from './async-events/index.ts'
import { auditRoutes } from './audit/index.ts'
import { chartRoutes } from './chart/index.ts'
import { dashboardRoutes } from './dashboard/index.ts'
import { databaseRoutes } from './database/index.ts'
import { datasetRoutes } from './dataset/index.ts'
import { embeddedRoutes } from './embedded/index.ts'
import { explainRoutes } from './explain/index.ts'
import { exploreRoutes } from './explore/index.ts'
import { historyRoutes, trashRoutes } from './history/index.ts'
import { jobRoutes } from './jobs/index.ts'
import { annotationLayerRoutes, cssTemplateRoutes, themeRoutes } from './library/index.ts'
import { lineageRoutes } from './lineage/index.ts'
import { logRoutes } from './log/index.ts'
import { pictureRoutes } from './picture/index.ts'
import { queryRoutes } from './query-history/index.ts'
import { queueRoutes } from './queue/index.ts'
import { reportRoutes } from './report/index.ts'
import { rowLevelSecurityRoutes } from './row-level-security/index.ts'
import { savedQueryRoutes } from './saved-query/index.ts'
import { securityRoutes } from './security/index.ts'
import { signInRoutes } from './sign-in/index.ts'
import { sqllabRoutes } from './sqllab/index.ts'
import { tableSchemaRoutes, tabStateRoutes } from './sqllab/tabs.ts'
import { systemRoutes } from './system/index.ts'
import { tagRoutes } from './tag/index.ts'

/** Every operation of the API, by resource. */
export const contract = {
  security: securityRoutes,
  database: databaseRoutes,
  dataset: datasetRoutes,
  chart: chartRoutes,
  asyncEvent: asyncEventRoutes,
  audit: auditRoutes,
  dashboard: dashboardRoutes,
  embedded: embeddedRoutes,
  explain: explainRoutes,
  explore: exploreRoutes,
  history: historyRoutes,
  job: jobRoutes,
  lineage: lineageRoutes,
  log: logRoutes,
  queue: queueRoutes,
  tag: tagRoutes,
  trash: trashRoutes,
  cssTemplate: cssTemplateRoutes,
  annotationLayer: annotationLayerRoutes,
  annotation: annotationRoutes,
  advancedType: advancedTypeRoutes,
  theme: themeRoutes,
  picture: pictureRoutes,
  report: reportRoutes,
  rowLevelSecurity: rowLevelSecurityRoutes,
  savedQuery: savedQueryRoutes,
  signIn: signInRoutes,
  sqllab: sqllabRoutes,
  query: queryRoutes,
  tabState: tabStateRoutes,
  tableSchema: tableSchemaRoutes,
  system: systemRoutes,
} as const

export type { AnnotationChange, AnnotationFields } from './annotation/index.ts'
export type { AsyncJob } from './async-events/index.ts'
export { AUDIT_KINDS, type AuditKind, auditOf } from './audit/audit-of.ts'
export type { ListQuery } from './conventions.ts'
export { DASHBOARD_METADATA_KEYS } from './dashboard/index.ts'
export { sshTunnelBody } from './database/index.ts'
export type { Embedding } from './embedded/index.ts'
export type { GroupChangePlan, RightsChange, UserChangePlan } from './explain/rights-change.ts'
export type { RoleChange, RoleChangePlan } from './explain/role-change.ts'
export { type LayoutDiff, type LayoutItem, type LayoutPlace, type Restored, TRASH_KINDS, USED_KINDS, VERSIONED_KINDS } from './history/index.ts'
export type { JobCounts, JobFacts, WorkerFacts } from './jobs/index.ts'
export { openApi } from './open-api.ts'
export type { PictureStatus } from './picture/index.ts'
export {
  COMPARISONS,
  type NewReport,
  RECIPIENT_TYPES,
  REPORT_FORMATS,
  REPORT_STATES,
  REPORT_TYPES,
  type ReportFields,
  reportRecipients,
} from './report/index.ts'
export type { BodyInputOf, BodyKind, BodyOf, Guard, Method, OutputOf, ParamsOf, QueryOf, RisonOf, Route } from './route.ts'
export { allRoutes } from './routes.ts'
export { type NewRule, RULE_TYPES, type RulePatch } from './row-level-security/index.ts'
export type { SavedQueryFields, SavedQueryPatch } from './saved-query/index.ts'
export { ENDS_VIEWING, openWhileViewing, READS_WHILE_VIEWING } from './security/viewing.ts'
export { type ExecuteAnswer, type PartialRows, QUERY_STATES, type QueryFacts, RESULT_FILTERS, type ResultsPage, type SqlColumn } from './sqllab/index.ts'
export type { TabState } from './sqllab/tabs.ts'
export type { TagChange, TagFields, TaggedObject } from './tag/index.ts'
