import type { Address } from '@coset/contract/pages'
import type { ComponentType } from 'react'
import { matchPath } from 'react-router'
import { type LateComponent, late } from '../shared/late/index.tsx'
import { Loading } from './loading.tsx'

interface PageModule {
  readonly Page: ComponentType
}

/** A page of the client: one folder under features/, one line here. */
export interface Feature {
  readonly path: Address
  readonly page: LateComponent<object>
  /** The permission whose holders may open it; others are told so. */
  readonly permission?: readonly [verb: string, view: string]
}

const page = (load: () => Promise<PageModule>): LateComponent<object> => late(async () => (await load()).Page, Loading)

const dashboards = page(() => import('../features/dashboard-list/index.tsx'))
const dashboard = page(() => import('../features/dashboard/index.tsx'))
const charts = page(() => import('../features/chart-list/index.tsx'))
const chartAdd = page(() => import('../features/chart-add/index.tsx'))
const explore = page(() => import('../features/explore/index.tsx'))
const datasets = page(() => import('../features/dataset-list/index.tsx'))
const datasetAdd = page(() => import('../features/dataset-add/index.tsx'))
const dataset = page(() => import('../features/dataset/index.tsx'))
const databaseSignedIn = page(() => import('../features/database-signed-in/index.tsx'))
const databases = page(() => import('../features/database-list/index.tsx'))
const sqlLab = page(() => import('../features/sql-lab/index.tsx'))
const savedQueries = page(() => import('../features/saved-query-list/index.tsx'))
const queryHistory = page(() => import('../features/query-history/index.tsx'))
const reports = page(() => import('../features/report/list/index.tsx'))
const reportLog = page(() => import('../features/report/log/index.tsx'))
const reportForm = page(() => import('../features/report/form/index.tsx'))
const jobs = page(() => import('../features/job-list/index.tsx'))
const users = page(() => import('../features/user-list/index.tsx'))
const roles = page(() => import('../features/role-list/index.tsx'))
const groups = page(() => import('../features/group-list/index.tsx'))
const registrations = page(() => import('../features/registration-list/index.tsx'))
const rules = page(() => import('../features/rule-list/index.tsx'))
const tags = page(() => import('../features/tag-list/index.tsx'))
const tag = page(() => import('../features/tag/index.tsx'))
const layers = page(() => import('../features/layer-list/index.tsx'))
const annotations = page(() => import('../features/annotation-list/index.tsx'))
const cssTemplates = page(() => import('../features/css-list/index.tsx'))
const themes = page(() => import('../features/theme-list/index.tsx'))
const log = page(() => import('../features/action-log/index.tsx'))
const trash = page(() => import('../features/trash/index.tsx'))
const audit = page(() => import('../features/audit-log/index.tsx'))
const profile = page(() => import('../features/profile/index.tsx'))

/** Addresses are those of the field, so that links of other sites keep working. */
export const features: readonly Feature[] = [
  { path: '/', page: page(() => import('../features/home/index.tsx')) },
  { path: '/superset/welcome/', page: page(() => import('../features/home/index.tsx')) },
  { path: '/dashboard/list/', page: dashboards, permission: ['can_read', 'Dashboard'] },
  { path: '/superset/dashboard/:id/', page: dashboard, permission: ['can_read', 'Dashboard'] },
  { path: '/superset/dashboard/p/:key/', page: dashboard, permission: ['can_read', 'Dashboard'] },
  { path: '/chart/list/', page: charts, permission: ['can_read', 'Chart'] },
  { path: '/chart/add', page: chartAdd, permission: ['can_write', 'Chart'] },
  { path: '/explore/', page: explore, permission: ['can_read', 'Explore'] },
  { path: '/superset/explore/p/:key/', page: explore, permission: ['can_read', 'Explore'] },
  { path: '/tablemodelview/list/', page: datasets, permission: ['can_read', 'Dataset'] },
  { path: '/dataset/add/', page: datasetAdd, permission: ['can_write', 'Dataset'] },
  { path: '/dataset/:id', page: dataset, permission: ['can_read', 'Dataset'] },
  { path: '/databaseview/list/', page: databases, permission: ['can_read', 'Database'] },
  { path: '/sqllab/', page: sqlLab, permission: ['can_read', 'SQLLab'] },
  { path: '/sqllab/p/:key', page: sqlLab, permission: ['can_read', 'SQLLab'] },
  { path: '/sqllab/history/', page: queryHistory, permission: ['can_read', 'Query'] },
  { path: '/savedqueryview/list/', page: savedQueries, permission: ['can_read', 'SavedQuery'] },
  { path: '/alert/list/', page: reports, permission: ['can_read', 'ReportSchedule'] },
  { path: '/report/list/', page: reports, permission: ['can_read', 'ReportSchedule'] },
  { path: '/alert/add', page: reportForm, permission: ['can_write', 'ReportSchedule'] },
  { path: '/report/add', page: reportForm, permission: ['can_write', 'ReportSchedule'] },
  { path: '/alert/:id/edit', page: reportForm, permission: ['can_read', 'ReportSchedule'] },
  { path: '/report/:id/edit', page: reportForm, permission: ['can_read', 'ReportSchedule'] },
  { path: '/alert/:id/log/', page: reportLog, permission: ['can_read', 'ReportSchedule'] },
  { path: '/report/:id/log/', page: reportLog, permission: ['can_read', 'ReportSchedule'] },
  { path: '/job/list/', page: jobs, permission: ['can_read', 'Job'] },
  { path: '/users/', page: users, permission: ['can_get', 'User'] },
  { path: '/roles/', page: roles, permission: ['can_get', 'Role'] },
  { path: '/list_groups/', page: groups, permission: ['can_get', 'Group'] },
  { path: '/registrations/', page: registrations, permission: ['menu_access', 'User Registrations'] },
  { path: '/rowlevelsecurity/list/', page: rules, permission: ['can_read', 'Row Level Security'] },
  { path: '/superset/tags/', page: tags, permission: ['can_read', 'Tag'] },
  { path: '/superset/all_entities/', page: tag, permission: ['can_read', 'Tag'] },
  { path: '/annotationlayer/list/', page: layers, permission: ['can_read', 'Annotation'] },
  { path: '/annotationlayer/:id/annotation', page: annotations, permission: ['can_read', 'Annotation'] },
  { path: '/csstemplatemodelview/list/', page: cssTemplates, permission: ['can_read', 'CssTemplate'] },
  { path: '/theme/list/', page: themes, permission: ['can_read', 'Theme'] },
  { path: '/actionlog/list', page: log, permission: ['can_read', 'Log'] },
  { path: '/audit/', page: audit, permission: ['can_read', 'Log'] },
  { path: '/trash/', page: trash },
  { path: '/user_info/', page: profile },
  { path: '/databases/signed-in/', page: databaseSignedIn },
]

/** The feature at an address. */
export const featureAt = (path: string): Feature | undefined => features.find((feature) => matchPath(feature.path, path) !== null)
