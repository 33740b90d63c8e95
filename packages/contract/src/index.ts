import { chartRoutes } from './chart/index.ts'
import { dashboardRoutes } from './dashboard/index.ts'
import { databaseRoutes } from './database/index.ts'
import { datasetRoutes } from './dataset/index.ts'
import { exploreRoutes } from './explore/index.ts'
import { annotationLayerRoutes, cssTemplateRoutes, savedQueryRoutes, themeRoutes } from './library/index.ts'
import { logRoutes } from './log/index.ts'
import { securityRoutes } from './security/index.ts'
import { systemRoutes } from './system/index.ts'
import { tagRoutes } from './tag/index.ts'

/** Every operation of the API, by resource. */
export const contract = {
  security: securityRoutes,
  database: databaseRoutes,
  dataset: datasetRoutes,
  chart: chartRoutes,
  dashboard: dashboardRoutes,
  explore: exploreRoutes,
  log: logRoutes,
  tag: tagRoutes,
  cssTemplate: cssTemplateRoutes,
  annotationLayer: annotationLayerRoutes,
  theme: themeRoutes,
  savedQuery: savedQueryRoutes,
  system: systemRoutes,
} as const

export type { ListQuery } from './conventions.ts'
export { DASHBOARD_METADATA_KEYS } from './dashboard/index.ts'
export { openApi } from './open-api.ts'
export type { BodyInputOf, BodyKind, BodyOf, Guard, Method, OutputOf, ParamsOf, QueryOf, RisonOf, Route } from './route.ts'
export { allRoutes } from './routes.ts'
