import { expect, test } from 'vitest'
import { hasPage, PAGES } from './pages.ts'

test.each(['/', '/login', '/login/', '/superset/dashboard/births/', '/superset/dashboard/12', '/explore/', '/dataset/3', '/ACTIONLOG/list/'])(
  '%s is a page',
  (path) => expect(hasPage(path)).toBe(true),
)

test.each(['/superset/sql_json/', '/robots.txt', '/superset/dashboard/', '/superset/dashboard/1/2', '/explorer/', '//', '/dataset/3/x', '/api/v1/chart/'])(
  '%j is none',
  (path) => expect(hasPage(path)).toBe(false),
)

test('every page of the menus has its address', () => expect(PAGES.filter(({ to }) => !hasPage(to))).toEqual([]))
