import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type TestServer } from './test-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

const where = async (path: string): Promise<string> => {
  const answer = await fetch(`${server.url}${path}`, { redirect: 'manual' })
  return `${answer.status} ${answer.headers.get('location') ?? ''}`.trim()
}

test.each([
  ['/superset/slice/12/', '302 /explore/?slice_id=12'],
  ['/superset/slice/12/?standalone=1', '302 /explore/?standalone=1&slice_id=12'],
  ['/superset/explore/?slice_id=3', '302 /explore/?slice_id=3'],
  ['/superset/explore', '302 /explore/'],
  ['/superset/explore/table/5/?viz_type=pie', '302 /explore/?viz_type=pie&datasource_type=table&datasource_id=5'],
  ['/explore/table/5', '302 /explore/?datasource_type=table&datasource_id=5'],
  ['/superset/sqllab/history/', '302 /sqllab/history/'],
  ['/superset/profile/ada/', '302 /user_info/'],
  ['/users/list/', '302 /users/'],
  ['/roles/list', '302 /roles/'],
])('%s leads to %s', async (path, expected) => {
  expect(await where(path)).toBe(expected)
})

test('32: an old address leads nowhere but to this site, and only where it names something', async () => {
  expect(await where('/superset/slice/12%2F..%2F..%2F%2Fevil.example/')).toMatch(/^(200|404)$/)
  expect(await where('/superset/slice/x/')).toBe('404')
  expect(await where('/superset/explore/table/1%0d%0aSet-Cookie:x/')).toMatch(/^(200|404)$/)
  expect(await where('/superset/explore/?next=//evil.example')).toBe('302 /explore/?next=%2F%2Fevil.example')
  expect(await where('/superset/explore/p/some-key/')).toBe('200')
})
