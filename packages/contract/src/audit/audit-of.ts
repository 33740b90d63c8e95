import type { Route } from '../route.ts'

export const AUDIT_KINDS = ['view', 'change', 'export'] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** Reads that show an object or its data. */
const VIEWS = new Set([
  ...['dashboard.get', 'dashboard.charts', 'dashboard.datasets', 'chart.get', 'dataset.get', 'database.get', 'saved_query.get', 'report.get'],
  ...['database.connection', 'history.version', 'history.compare'],
  ...['chart.data', 'chart.asyncData', 'chart.savedData', 'datasource.samples', 'datasource.columnValues'],
  ...['sqllab.execute', 'sqllab.partialRows', 'sqllab.results', 'sqllab.resultsPage'],
])

/** Files that leave the site, beside everything that is called an export. */
const EXPORTS = new Set(['dashboard.exportAsExample', 'sqllab.exportStreaming', 'picture.chartScreenshot', 'picture.dashboardScreenshot'])

/** Writes after which the site is as it was, but for the asker’s own screen. Signing in is told by itself. */
const NO_CHANGES = new Set([
  ...['security.login', 'security.refresh', 'security.endViewAs', 'signIn.forgot', 'signIn.startTotp', 'signIn.startPasskey'],
  ...['database.testConnection', 'database.validateParameters', 'database.validateSql', 'database.uploadMetadata'],
  ...['dataset.warmUpCache', 'chart.warmUpCache', 'datasource.validateExpression', 'explain.chartData'],
  ...['explain.roleChange', 'explain.roleDeletion', 'explain.groupChange', 'explain.groupDeletion', 'explain.userChange', 'explain.userDeletion'],
  ...['asyncEvent.cancel', 'query.stop', 'sqllab.estimate', 'sqllab.formatSql', 'picture.dashboardScreenshotJob'],
  ...['log.create', 'log.events'],
])

/** Marks of one’s own, states of filters and editors, and links. */
const PASSING = /^(?:tab_state|table_schema)\.|\.(?:(?:add|remove)Favourite|(?:create|update|delete)(?:State|FormData)|createPermalink)$/

const isExport = ({ name }: Route): boolean => EXPORTS.has(name) || name.endsWith('.export')

/** What the audit log calls a call of this route; null: it is not told there. */
export const auditOf = (route: Route): AuditKind | null => {
  if (isExport(route)) return 'export'
  if (VIEWS.has(route.name)) return 'view'
  return route.method === 'GET' || NO_CHANGES.has(route.name) || PASSING.test(route.name) ? null : 'change'
}
