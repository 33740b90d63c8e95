import { expect, test } from 'vitest'
import { allRoutes, contract, openWhileViewing } from '../index.ts'

const routes = allRoutes(contract)
const names = (open: boolean, isRead: boolean): readonly string[] =>
  routes
    .filter((route) => openWhileViewing(route) === open && (route.method === 'GET') === isRead)
    .map(({ name }) => name)
    .sort()

test('while the site is seen as somebody else, these calls beside GET are open, and no other', () => {
  expect(names(true, false)).toEqual([
    ...['chart.data', 'datasource.samples', 'explain.chartData', 'explain.groupChange', 'explain.groupDeletion', 'explain.roleChange'],
    ...['explain.roleDeletion', 'explain.userChange', 'explain.userDeletion', 'security.endViewAs'],
  ])
})

test('these reads are closed, and each of them is a route', () => {
  expect(names(false, true)).toEqual([
    ...['asyncEvent.events', 'asyncEvent.stream', 'database.signedIn', 'picture.chartScreenshot', 'picture.chartScreenshotJob', 'picture.chartThumbnail'],
    ...['picture.dashboardScreenshot', 'picture.dashboardThumbnail', 'signIn.apiKey', 'signIn.apiKeys', 'signIn.factors', 'signIn.sessions'],
    ...['signIn.userSessions', 'sqllab.export', 'sqllab.partialRows', 'sqllab.results', 'sqllab.resultsPage'],
  ])
})

test('every read of one’s own sign-in is closed', () => {
  for (const route of routes.filter(({ name, method }) => method === 'GET' && /^(?:signIn|picture)\./.test(name)))
    expect(openWhileViewing(route), route.name).toBe(false)
})
