import type { Route } from '../route.ts'

/** Ends it, also for whoever sees the site as somebody who is not signed in. */
export const ENDS_VIEWING = 'security.endViewAs'

/** Routes other than GET by which somebody who sees the site as another person may read. */
export const READS_WHILE_VIEWING: ReadonlySet<string> = new Set([
  ...['chart.data', 'datasource.samples', 'explain.chartData'],
  ...['explain.roleChange', 'explain.roleDeletion', 'explain.groupChange', 'explain.groupDeletion', 'explain.userChange', 'explain.userDeletion'],
  // Ends it
  ENDS_VIEWING,
])

/** Reads that are closed all the same: what is a person's own, work in their name, and results that their own SQL brought. */
const CLOSED_WHILE_VIEWING: ReadonlySet<string> = new Set([
  ...['signIn.apiKey', 'signIn.apiKeys', 'signIn.factors', 'signIn.sessions', 'signIn.userSessions'],
  ...['database.signedIn', 'asyncEvent.events', 'asyncEvent.stream'],
  ...['sqllab.export', 'sqllab.partialRows', 'sqllab.results', 'sqllab.resultsPage'],
  ...['picture.chartScreenshot', 'picture.chartScreenshotJob', 'picture.chartThumbnail', 'picture.dashboardScreenshot', 'picture.dashboardThumbnail'],
])

/** May this route be used while the site is seen as another person? The default for everything but GET is no. */
export const openWhileViewing = ({ name, method }: Pick<Route, 'name' | 'method'>): boolean =>
  method === 'GET' ? !CLOSED_WHILE_VIEWING.has(name) : READS_WHILE_VIEWING.has(name)
